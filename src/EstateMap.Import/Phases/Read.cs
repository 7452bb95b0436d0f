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

    /// <summary>SHA-256 of the file, its size in bytes, and whether its text (unpacked) is valid UTF-8.</summary>
    public static async Task<(byte[] Sha256, long Bytes, bool IsUtf8)> MeasureAsync(string path, string format, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var check = new Utf8Check();
        var bytes = new byte[1 << 18];
        long total = 0;
        var isPacked = false;
        await using (var file = Unpack.Open(path))
        {
            while (await file.ReadAsync(bytes, cancellation) is var read and > 0)
            {
                if (total == 0)
                    isPacked = FileKinds.Of(bytes.AsSpan(0, Math.Min(read, FileKinds.HeadBytes))) is FileKind.Gzip or FileKind.Zip;
                hash.AppendData(bytes, 0, read);
                if (!isPacked)
                    check.Add(bytes.AsSpan(0, read));
                total += read;
            }
        }

        if (isPacked && IsText(format))
        {
            try
            {
                await using var content = Unpack.Text(path, format);
                while (content.Read(bytes) is var read and > 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    check.Add(bytes.AsSpan(0, read));
                }
            }
            catch (UsageException)
            {
                // Said again when its rows are read, and there a run keeps it.
            }
        }

        return (hash.GetHashAndReset(), total, check.IsUtf8());
    }

    /// <summary>The rows of a file; one that is not of its format, or holds no row at all, is a <see cref="UsageException"/>.</summary>
    /// <param name="columns">Whose columns are read, the others being left empty; null reads all.</param>
    public static IEnumerable<RawRow> Rows(SourceFile file, IssueLog issues, MapColumns? columns = null)
    {
        return file.Format switch
        {
            "shapefile" => AtLeastOne(ReadShapefile.Rows(file.Path, file.Layer, issues), issues),
            "geopackage" => AtLeastOne(ReadGeoPackage.Rows(file.Path, file.Layer, issues), issues),
            _ => Text(),
        };

        IEnumerable<RawRow> Text()
        {
            using var stream = Unpack.Text(file.Path, file.Format);
            foreach (var row in Rows(stream, file.Format, file.IsUtf8, issues, columns, file.HeaderRow))
                yield return row;
        }
    }

    /// <summary>The rows of a CSV or GeoJSON that is not packed.</summary>
    /// <param name="headerRow">1-based line of a CSV's column names; null: found by <see cref="TableEdges"/>.</param>
    public static IEnumerable<RawRow> Rows(Stream stream, string format, bool isUtf8, IssueLog issues, MapColumns? columns = null, int? headerRow = null) =>
        AtLeastOne(format == "csv" ? Csv(stream, isUtf8, issues, columns, headerRow) : GeoJson(stream, isUtf8, issues), issues);

    /// <summary>All rows of some lines, also those that <see cref="Rows(SourceFile, IssueLog, MapColumns?)"/> leaves out, without a word: for the file of rejects.</summary>
    public static IEnumerable<RawRow> RejectedRows(SourceFile file, IReadOnlySet<int> lines)
    {
        if (file.Format != "csv")
            return Rows(file, new IssueLog()).Where(r => lines.Contains(r.Line));
        return Raw();

        IEnumerable<RawRow> Raw()
        {
            using var reader = Reader(Unpack.Text(file.Path, file.Format), file.IsUtf8, out _);
            var rows = new CsvRows(reader);
            var (found, _, ahead) = TableEdges.Open(Next, file.HeaderRow, new IssueLog());
            var headers = Headers(found, new IssueLog());
            while ((ahead.Count > 0 ? ahead.Dequeue() : Next()) is var (values, line, _))
                if (lines.Contains(line))
                    yield return new RawRow(line, headers, values);

            (string[] Values, int Line, bool IsBadlyQuoted)? Next() => rows.NextFilled() is { } values ? (values, rows.Line, rows.IsBadlyQuoted) : null;
        }
    }

    private static bool IsText(string format) => format is not ("shapefile" or "geopackage");

    // A publisher who sends a header alone has not closed every building; what is loaded must not go for it.
    private static IEnumerable<RawRow> AtLeastOne(IEnumerable<RawRow> rows, IssueLog issues)
    {
        var any = false;
        foreach (var row in rows)
        {
            any = true;
            yield return row;
        }

        if (!any && issues.RowsNotRead == 0)
            throw new UsageException("The file has no rows, only their frame. What was loaded before was kept; ask the publisher for the whole file.");
    }

    private static IEnumerable<RawRow> GeoJson(Stream stream, bool isUtf8, IssueLog issues)
    {
        var content = Peekable.Over(stream);
        var encoding = FileKinds.Utf16Of(content.Head) ?? (isUtf8 ? null : Encoding.GetEncoding(1252));
        if (encoding?.CodePage == 1252)
            ReportEncoding(issues);
        return ReadGeoJson.Rows(encoding is null ? content : Encoding.CreateTranscodingStream(content, encoding, Encoding.UTF8), issues);
    }

    private static void ReportEncoding(IssueLog issues) =>
        issues.Add(IssueType.EncodingGuessed, null, null, null, null, "The file is not valid UTF-8 and was read as Windows-1252.");

    private static IEnumerable<RawRow> Csv(Stream stream, bool isUtf8, IssueLog issues, MapColumns? columns, int? headerRow)
    {
        using var reader = Reader(stream, isUtf8, out var isGuess);
        if (isGuess)
            ReportEncoding(issues);
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

    private static StreamReader Reader(Stream stream, bool isUtf8, out bool isGuess)
    {
        var content = Peekable.Over(stream);
        var utf16 = FileKinds.Utf16Of(content.Head);
        isGuess = utf16 is null && !isUtf8;
        return new StreamReader(content, utf16 ?? (isUtf8 ? Encoding.UTF8 : Encoding.GetEncoding(1252)), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    private static string[] Headers(string[] found, IssueLog issues)
    {
        var headers = new string[found.Length];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < found.Length; i++)
        {
            var said = headers[i] = found[i].Trim();
            if (said.Length == 0 || seen.Add(said))
                continue;
            issues.Add(IssueType.DuplicateHeader, 1, null, said, null, $"More than one column is called '{said}'; the first counts.");
            for (var n = next.GetValueOrDefault(said, 2); !seen.Add(headers[i]); n++)
            {
                headers[i] = $"{said} ({n})";
                next[said] = n + 1;
            }
        }

        return headers;
    }
}
