using System.Security.Cryptography;
using System.Text;
using EstateMap.Database;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;

namespace EstateMap.Import.Phases;

/// <summary>A row as the file has it. <see cref="Line"/>: the line it starts on (CSV) or the number of the feature (GeoJSON), 1-based.</summary>
public sealed record RawRow(int Line, IReadOnlyList<string> Headers, IReadOnlyList<string?> Values)
{
    public Geometry? Shape { get; init; }

    /// <summary>EPSG code that the file itself states, or null.</summary>
    public int? Srid { get; init; }
}

/// <summary>First phase: bytes to rows, one at a time, so that memory does not grow with the file.</summary>
public static class Read
{
    static Read() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>SHA-256 of the file, its size in bytes, and whether it is valid UTF-8.</summary>
    public static async Task<(byte[] Sha256, long Bytes, bool IsUtf8)> MeasureAsync(string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var check = new Utf8Check();
        var bytes = new byte[1 << 18];
        long total = 0;
        await using var file = Open(path);
        while (await file.ReadAsync(bytes, cancellation) is var read and > 0)
        {
            hash.AppendData(bytes, 0, read);
            check.Add(bytes.AsSpan(0, read));
            total += read;
        }

        return (hash.GetHashAndReset(), total, check.IsUtf8());
    }

    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file {path} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The rows of a file; a file that is no CSV or GeoJSON at all is a <see cref="UsageException"/>.</summary>
    /// <param name="columns">Whose columns are read, the others being left empty; null reads all.</param>
    /// <param name="headerRow">1-based line of a CSV's column names; null: found by <see cref="TableEdges"/>.</param>
    public static IEnumerable<RawRow> Rows(Stream stream, string format, bool isUtf8, IssueLog issues, MapColumns? columns = null, int? headerRow = null) =>
        format == "geojson" ? GeoJson(stream, isUtf8, issues) : Csv(stream, isUtf8, issues, columns, headerRow);

    private static IEnumerable<RawRow> GeoJson(Stream stream, bool isUtf8, IssueLog issues)
    {
        if (!isUtf8)
            ReportEncoding(issues);
        return ReadGeoJson.Rows(isUtf8 ? stream : Encoding.CreateTranscodingStream(stream, Encoding.GetEncoding(1252), Encoding.UTF8), issues);
    }

    private static void ReportEncoding(IssueLog issues) =>
        issues.Add(IssueType.EncodingGuessed, null, null, null, null, "The file is not valid UTF-8 and was read as Windows-1252.");

    private static IEnumerable<RawRow> Csv(Stream stream, bool isUtf8, IssueLog issues, MapColumns? columns, int? headerRow)
    {
        if (!isUtf8 && !StartsAsUtf16(stream))
            ReportEncoding(issues);
        using var reader = Text(stream, isUtf8);
        var rows = new CsvRows(reader);
        var (found, _, ahead) = TableEdges.Open(Next, headerRow, issues);
        var headers = Headers(found, issues);
        if (columns is not null)
            rows.Want(columns.Wanted(headers));
        while ((ahead.Count > 0 ? ahead.Dequeue() : Next()) is var (values, line, isBadlyQuoted))
        {
            if (TableEdges.IsTotals(values))
            {
                issues.Add(IssueType.TotalsRow, line, null, null, null, $"The row on line {line} adds up the others; it is no record and was not read.");
                continue;
            }

            if (isBadlyQuoted)
                issues.Add(IssueType.BadQuoting, line, null, null, null, $"The quotation marks of the row on line {line} do not pair; it was read as well as can be.");
            if (values.Length < headers.Length)
                issues.Add(IssueType.TooFewValues, line, null, null, null, $"The row on line {line} has {values.Length} of {headers.Length} values; the rest is taken as empty.");
            if (values.Length > headers.Length && values.Skip(headers.Length).Any(v => !string.IsNullOrWhiteSpace(v)))
            {
                issues.RowsNotRead++;
                issues.Add(IssueType.TooManyValues, line, null, null, null,
                    $"The row on line {line} has {values.Length} values for {headers.Length} columns; which belongs where is not certain, so it was left out.", isRejection: true);
                continue;
            }

            yield return new RawRow(line, headers, values);
        }

        (string[] Values, int Line, bool IsBadlyQuoted)? Next() => rows.NextFilled() is { } values ? (values, rows.Line, rows.IsBadlyQuoted) : null;
    }

    /// <summary>All rows, also those that <see cref="Rows"/> leaves out, without a word: for the file of rejects.</summary>
    public static IEnumerable<RawRow> RejectedRows(Stream stream, string format, bool isUtf8, IReadOnlySet<int> lines, int? headerRow = null)
    {
        if (format == "geojson")
            return GeoJson(stream, isUtf8, new IssueLog()).Where(r => lines.Contains(r.Line));
        return Raw();

        IEnumerable<RawRow> Raw()
        {
            using var reader = Text(stream, isUtf8);
            var rows = new CsvRows(reader);
            var (found, _, ahead) = TableEdges.Open(Next, headerRow, new IssueLog());
            var headers = Headers(found, new IssueLog());
            while ((ahead.Count > 0 ? ahead.Dequeue() : Next()) is var (values, line, _))
                if (lines.Contains(line))
                    yield return new RawRow(line, headers, values);

            (string[] Values, int Line, bool IsBadlyQuoted)? Next() => rows.NextFilled() is { } values ? (values, rows.Line, rows.IsBadlyQuoted) : null;
        }
    }

    private static StreamReader Text(Stream stream, bool isUtf8) => new(stream, isUtf8 ? Encoding.UTF8 : Encoding.GetEncoding(1252), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);

    private static bool StartsAsUtf16(Stream stream)
    {
        Span<byte> mark = stackalloc byte[2];
        var read = stream.ReadAtLeast(mark, 2, throwOnEndOfStream: false);
        stream.Position = 0;
        return read == 2 && mark is [0xFF, 0xFE] or [0xFE, 0xFF];
    }

    private static string[] Headers(string[] found, IssueLog issues)
    {
        var headers = new string[found.Length];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < found.Length; i++)
        {
            headers[i] = found[i].Trim();
            for (var n = 2; headers[i].Length > 0 && !seen.Add(headers[i]); n++)
            {
                if (n == 2)
                    issues.Add(IssueType.DuplicateHeader, 1, null, found[i].Trim(), null, $"More than one column is called '{found[i].Trim()}'; the first counts.");
                headers[i] = $"{found[i].Trim()} ({n})";
            }
        }

        return headers;
    }
}
