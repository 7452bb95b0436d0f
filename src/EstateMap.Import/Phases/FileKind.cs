using System.Text;
using EstateMap.Database;

namespace EstateMap.Import.Phases;

/// <summary>What a file is by its first bytes, which say more than its name does.</summary>
internal enum FileKind
{
    Text,
    Json,
    WebPage,
    Gzip,
    Zip,
    GeoPackage,
    BareShapefile,
    Pdf,
    OldWorkbook,
    Parquet,
    Binary,
}

internal static class FileKinds
{
    /// <summary>As many bytes as are looked at.</summary>
    public const int HeadBytes = 4096;

    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        if (head is [0x1F, 0x8B, ..])
            return FileKind.Gzip;
        if (head is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..])
            return FileKind.Zip;
        if (head.StartsWith("SQLite format 3\0"u8))
            return FileKind.GeoPackage;
        if (head is [0, 0, 0x27, 0x0A, ..])
            return FileKind.BareShapefile;
        if (head.StartsWith("%PDF-"u8))
            return FileKind.Pdf;
        if (head is [0xD0, 0xCF, 0x11, 0xE0, ..])
            return FileKind.OldWorkbook;
        if (head.StartsWith("PAR1"u8))
            return FileKind.Parquet;
        if (Utf16Of(head) is { } utf16)
            return OfText(utf16.GetString(head[..(head.Length & ~1)]));
        return IsBinary(head) ? FileKind.Binary : OfText(Encoding.Latin1.GetString(head));
    }

    /// <summary>A stray zero in a cell is a fault of that cell; a file of which more than one byte in fifty is a control code is no text.</summary>
    private static bool IsBinary(ReadOnlySpan<byte> head)
    {
        var controls = 0;
        foreach (var one in head)
            controls += one is < 9 or (> 13 and < 32) ? 1 : 0;
        return head.Contains((byte)0) && controls * 50 > head.Length;
    }

    /// <summary>UTF-16 by its mark or, without one, by every other byte being zero; else null.</summary>
    public static Encoding? Utf16Of(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xFE, ..])
            return Encoding.Unicode;
        if (head is [0xFE, 0xFF, ..])
            return Encoding.BigEndianUnicode;
        int even = 0, odd = 0, pairs = head.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            even += head[2 * i] == 0 ? 1 : 0;
            odd += head[2 * i + 1] == 0 ? 1 : 0;
        }

        // Latin text has a zero in nine pairs of ten, and never two in one.
        return pairs < 2 ? null : odd > pairs * 0.8 && even < pairs * 0.05 ? Encoding.Unicode : even > pairs * 0.8 && odd < pairs * 0.05 ? Encoding.BigEndianUnicode : null;
    }

    /// <summary>Refuses what cannot be the format; says what was expected and what was found.</summary>
    public static void Demand(string format, FileKind found, string name)
    {
        var fits = format switch
        {
            // A cell may well start with a brace; what a whole table never starts with is a web page.
            "csv" => found == FileKind.Text,
            "shapefile" => found == FileKind.Zip,
            "geopackage" => found == FileKind.GeoPackage,
            _ => found is FileKind.Json,
        };
        if (!fits)
            throw new UsageException($"{name} should hold {Expected(format)} but holds {Found(found)}. {Advice(found)}");
    }

    public static string Expected(string format) => format switch
    {
        "csv" => "a CSV table",
        "shapefile" => "a zipped Shapefile",
        "geopackage" => "a GeoPackage",
        _ => "GeoJSON",
    };

    private static FileKind OfText(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF\u00EF\u00BB\u00BF \t\r\n");
        if (start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            return FileKind.WebPage;
        if (start is not ['{', ..])
            return FileKind.Text;
        var inside = start[1..].TrimStart();
        return inside is [] or ['"', ..] or ['}', ..] ? FileKind.Json : FileKind.Text;
    }

    private static string Found(FileKind kind) => kind switch
    {
        FileKind.Text => "other text",
        FileKind.Json => "JSON",
        FileKind.WebPage => "a web page (HTML or XML)",
        FileKind.Gzip => "a gzip inside the gzip",
        FileKind.Zip => "a zip archive",
        FileKind.GeoPackage => "a GeoPackage (SQLite)",
        FileKind.BareShapefile => "the .shp of a Shapefile without its companions",
        FileKind.Pdf => "a PDF",
        FileKind.OldWorkbook => "an Excel workbook or another Office document",
        FileKind.Parquet => "Parquet",
        _ => "binary data",
    };

    private static string Advice(FileKind kind) => kind switch
    {
        FileKind.WebPage => "Publishers send such a page when the file has moved or an error occurred: open the address in a browser, and correct downloadUrl in the manifest.",
        FileKind.BareShapefile => "Zip the .shp, .dbf, .shx, .prj and .cpg together and give the zip.",
        FileKind.OldWorkbook or FileKind.Pdf or FileKind.Parquet => "Save or convert it as CSV first.",
        FileKind.Text or FileKind.Json or FileKind.Zip or FileKind.GeoPackage => "If the file is the right one, correct format in the manifest.",
        _ => "Nothing of it was read.",
    };
}
