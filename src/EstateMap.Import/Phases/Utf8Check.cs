using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace EstateMap.Import.Phases;

/// <summary>Whether bytes that come in pieces are UTF-8 all along; a character may lie across two pieces.</summary>
public sealed class Utf8Check
{
    private readonly byte[] open = new byte[4];
    private int openLength;
    private bool isBroken;

    public void Add(ReadOnlySpan<byte> piece)
    {
        // Byte by byte to the end of the character that the last piece left open.
        while (openLength > 0 && piece.Length > 0 && !isBroken)
        {
            open[openLength++] = piece[0];
            piece = piece[1..];
            var status = Rune.DecodeFromUtf8(open.AsSpan(0, openLength), out _, out _);
            isBroken = status == OperationStatus.InvalidData;
            if (status == OperationStatus.Done)
                openLength = 0;
        }

        if (isBroken || piece.Length == 0)
            return;
        var whole = piece.Length - OpenAtEnd(piece);
        isBroken = !Utf8.IsValid(piece[..whole]);
        openLength = piece.Length - whole;
        piece[whole..].CopyTo(open);
    }

    /// <summary>To be asked once, after the last piece.</summary>
    public bool IsUtf8() => !isBroken && openLength == 0;

    // How many of the last bytes begin a character that goes on in the next piece.
    private static int OpenAtEnd(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= Math.Min(3, piece.Length); back++)
        {
            var last = piece[^back];
            if (last < 0x80)
                return 0;
            if (last >= 0xC0)
                return Rune.DecodeFromUtf8(piece[^back..], out _, out _) == OperationStatus.NeedMoreData ? back : 0;
        }

        return 0;
    }
}
