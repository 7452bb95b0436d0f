using EstateMap.Import.Phases;

namespace EstateMap.Import;

/// <summary>A file to import: where it lies, what the manifest says it holds, its SHA-256, its size in bytes, and whether its text is valid UTF-8.</summary>
public sealed record SourceFile(string Path, string Format, byte[] Sha256, long Bytes, bool IsUtf8)
{
    /// <summary>Which layer of a file that may hold several; null when it holds one.</summary>
    public string? Layer { get; init; }

    /// <summary>1-based line of a CSV's column names; null when it is to be found.</summary>
    public int? HeaderRow { get; init; }

    public static async Task<SourceFile> MeasureAsync(string path, ManifestFile file, CancellationToken cancellation)
    {
        var (sha256, bytes, isUtf8) = await Read.MeasureAsync(path, file.Format ?? "csv", cancellation);
        return new SourceFile(path, file.Format ?? "csv", sha256, bytes, isUtf8) { Layer = file.Layer, HeaderRow = file.HeaderRow };
    }
}
