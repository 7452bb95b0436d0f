using System.Buffers.Binary;
using System.Text;
using EstateMap.Database;

namespace EstateMap.Import.Phases;

/// <summary>The table of a Shapefile (dBASE III), a record at a time. Column names are cut to ten letters by the format itself.</summary>
internal sealed class DbfTable
{
    private readonly Stream stream;
    private readonly string name;
    private readonly List<(int At, int Length, char Type)> columns = [];
    private readonly byte[] record;
    private readonly Encoding? encoding;
    private readonly uint count;
    private uint read;

    public DbfTable(Stream stream, string? codePage, string name)
    {
        (this.stream, this.name) = (stream, name);
        var header = new byte[32];
        Fill(header);
        count = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
        var rest = new byte[Math.Max(0, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)) - 32)];
        record = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(10))];
        Fill(rest);
        encoding = EncodingOf(codePage, header[29]);
        var headers = new List<string>();
        var at = 1;
        for (var field = 0; field + 32 <= rest.Length && rest[field] != 0x0D; field += 32)
        {
            var letters = rest.AsSpan(field, 11);
            headers.Add(Text(letters[..(letters.IndexOf((byte)0) is >= 0 and var end ? end : 11)]).Trim());
            columns.Add((at, rest[field + 16], (char)rest[field + 11]));
            at += rest[field + 16];
        }

        if (at > record.Length || headers.Count == 0)
            throw Damaged();
        Headers = headers;
    }

    public IReadOnlyList<string> Headers { get; }

    /// <summary>Whether the last record is marked as deleted; its shape is still in its place.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Null after the last record.</summary>
    public string?[]? Next()
    {
        if (read == count)
            return null;
        read++;
        Fill(record);
        IsDeleted = record[0] == '*';
        var values = new string?[columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (at, length, type) = columns[i];
            var text = Text(record.AsSpan(at, length)).Trim(' ', '\0');
            values[i] = text.Length == 0 ? null : type switch
            {
                'D' when text.Length == 8 && text.All(char.IsAsciiDigit) => text == "00000000" ? null : $"{text[..4]}-{text[4..6]}-{text[6..]}",
                // A memo's text lies in another file, and stars fill a number that was too wide.
                'M' or 'B' or 'G' => null,
                'N' or 'F' when text.All(c => c == '*') => null,
                'L' when text == "?" => null,
                _ => text,
            };
        }

        return values;
    }

    private string Text(ReadOnlySpan<byte> bytes) => (encoding ?? (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.GetEncoding(1252))).GetString(bytes);

    // Null: each text by itself is UTF-8 or else Windows-1252, which is what programs write that say nothing.
    private static Encoding? EncodingOf(string? codePage, byte language)
    {
        var plain = codePage?.ToUpperInvariant().Replace("ANSI", "", StringComparison.Ordinal).Replace("CP", "", StringComparison.Ordinal).Trim();
        return plain switch
        {
            "UTF-8" or "UTF8" or "65001" => Encoding.UTF8,
            "1252" or "WINDOWS-1252" or "ISO-8859-1" or "ISO 8859-1" or "88591" or "ISO88591" => Encoding.GetEncoding(1252),
            "850" or "OEM 850" => Encoding.GetEncoding(850),
            _ => language switch { 0x57 or 0x03 => null, 0x02 => Encoding.GetEncoding(850), _ => null },
        };
    }

    private void Fill(byte[] buffer)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            throw Damaged();
    }

    private UsageException Damaged() => new($"{name} is damaged or was cut short. Nothing of it was kept; fetch the Shapefile again.");
}
