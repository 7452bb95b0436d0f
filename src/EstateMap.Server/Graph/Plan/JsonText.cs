using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace EstateMap.Server.Graph.Plan;

/// <summary>
/// JSON in UTF-8, appended piece by piece into a pooled array. It knows nothing of nesting: rows are written as runs of text with holes, into which their lists go later.
/// Escapes and numbers are those of <see cref="System.Text.Json.Utf8JsonWriter"/> with the relaxed encoder, byte for byte.
/// </summary>
internal sealed class JsonText : IDisposable
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    // Printable ASCII but the quotation mark and the backslash.
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x7F - ' ').Select(code => (char)code).Where(c => c is not ('"' or '\\'))]);

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
    }

    /// <summary>Text written before, from this or another buffer.</summary>
    public void Copy(JsonText from, int start, int end) => Raw(from._bytes.AsSpan(start, end - start));

    public void Null() => Raw("null"u8);

    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        Length += written;
    }

    public void Number(double value)
    {
        Utf8Formatter.TryFormat(value, Room(32), out var written);
        Length += written;
    }

    public void Text(ReadOnlySpan<char> value)
    {
        Room(1)[0] = (byte)'"';
        Length++;
        if (!value.ContainsAnyExcept(Plain))
        {
            Length += Encoding.UTF8.GetBytes(value, Room(value.Length));
        }
        else
        {
            var escaped = ArrayPool<char>.Shared.Rent(value.Length * Encoder.MaxOutputCharactersPerInputCharacter);
            Encoder.Encode(value, escaped, out _, out var written);
            Length += Encoding.UTF8.GetBytes(escaped.AsSpan(0, written), Room(written * 3));
            ArrayPool<char>.Shared.Return(escaped);
        }

        Room(1)[0] = (byte)'"';
        Length++;
    }

    /// <summary>Takes back what was written since.</summary>
    public void Rewind(int length) => Length = length;

    /// <summary>Text of ASCII characters that needs no escapes, such as coordinates.</summary>
    public void Ascii(ReadOnlySpan<char> text) => Length += Encoding.ASCII.GetBytes(text, Room(text.Length));

    /// <summary>A day as a string, yyyy-MM-dd.</summary>
    public void Day(DateOnly day)
    {
        var room = Room(12);
        room[0] = (byte)'"';
        day.TryFormat(room[1..], out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        room[11] = (byte)'"';
        Length += 12;
    }

    /// <summary>An instant as a string, in UTC to the millisecond.</summary>
    public void Instant(DateTime instant)
    {
        var room = Room(26);
        room[0] = (byte)'"';
        instant.ToUniversalTime().TryFormat(room[1..], out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        room[written + 1] = (byte)'"';
        Length += written + 2;
    }

    /// <summary>A global id: base64 of a constant beginning and the key.</summary>
    public void GlobalId(ReadOnlySpan<byte> prefix, long key)
    {
        Span<byte> plain = stackalloc byte[prefix.Length + 20];
        prefix.CopyTo(plain);
        Utf8Formatter.TryFormat(key, plain[prefix.Length..], out var written);
        plain = plain[..(prefix.Length + written)];
        var room = Room(Base64.GetMaxEncodedToUtf8Length(plain.Length) + 2);
        room[0] = (byte)'"';
        Base64.EncodeToUtf8(plain, room[1..], out _, out var encoded);
        room[encoded + 1] = (byte)'"';
        Length += encoded + 2;
    }

    private Span<byte> Room(int size)
    {
        if (Length + size > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + size));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }
}
