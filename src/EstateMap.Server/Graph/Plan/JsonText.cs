using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Npgsql;

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
    private byte[] _column = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        if (_column.Length > 0) ArrayPool<byte>.Shared.Return(_column);
        _bytes = _column = [];
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

    /// <summary>A text column of the row, from the driver's bytes: no string is made of it.</summary>
    public void Text(NpgsqlDataReader reader, int column)
    {
        var size = (int)reader.GetBytes(column, 0, null, 0, 0);
        var room = Room(size + 2);
        room[0] = (byte)'"';
        Length++;
        reader.GetBytes(column, 0, _bytes, Length, size);
        var text = _bytes.AsSpan(Length, size);
        var plain = Encoder.FindFirstCharacterToEncodeUtf8(text);
        if (plain < 0)
        {
            Length += size;
        }
        else
        {
            var rest = ArrayPool<byte>.Shared.Rent(size - plain);
            text[plain..].CopyTo(rest);
            Length += plain;
            Encoder.EncodeUtf8(rest.AsSpan(0, size - plain), Room((size - plain) * Encoder.MaxOutputCharactersPerInputCharacter), out _, out var written);
            Length += written;
            ArrayPool<byte>.Shared.Return(rest);
        }

        Raw("\""u8);
    }

    /// <summary>The bytes of a text column; they hold until the next are asked for.</summary>
    public ReadOnlySpan<byte> Bytes(NpgsqlDataReader reader, int column)
    {
        var size = (int)reader.GetBytes(column, 0, null, 0, 0);
        if (_column.Length < size)
        {
            if (_column.Length > 0) ArrayPool<byte>.Shared.Return(_column);
            _column = ArrayPool<byte>.Shared.Rent(size);
        }

        reader.GetBytes(column, 0, _column, 0, size);
        return _column.AsSpan(0, size);
    }

    /// <summary>Takes back what was written since.</summary>
    public void Rewind(int length) => Length = length;

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
