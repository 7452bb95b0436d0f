using System.Globalization;
using EstateMap.Import;
using EstateMap.Import.Suggest;

namespace EstateMap.Server.Commands;

/// <summary>A proposed manifest for people to judge: what was found, why, and what is left to say.</summary>
internal static class SuggestReport
{
    public static void Write(TextWriter writer, Suggestion suggestion)
    {
        var manifest = suggestion.Manifest;
        writer.WriteLine($"Layout       {string.Join(", else ", suggestion.Layouts.Select(layout => $"{layout.Layout} ({Share(layout.Confidence)})"))}");
        writer.WriteLine($"File         {manifest.Format}, {suggestion.Encoding}; {Number(suggestion.RowsRead)} rows looked at, of which {Number(suggestion.RowsUsable)} would get in");
        writer.WriteLine($"Key          {suggestion.Key}");
        writer.WriteLine($"Coordinates  {suggestion.Coordinates}");
        if (manifest.AsAt is { } asAt)
            writer.WriteLine($"As at        {asAt:yyyy-MM-dd}, from the title");
        writer.WriteLine();
        List<string[]> rows = [["column", "means", "sure", "filled", "looks like", "such as"]];
        rows.AddRange(suggestion.Columns.Select(column => (string[])
        [
            Short(column.Header, 32), column.Field ?? "-", column.Field is null ? "" : Share(column.Confidence), Number(column.Filled), column.LooksLike, string.Join(" | ", column.Samples),
        ]));
        ImportReport.WriteColumns(writer, rows, leftAligned: 6);
        if (suggestion.Warnings.Count == 0)
            return;
        writer.WriteLine();
        foreach (var warning in suggestion.Warnings)
            writer.WriteLine($"! {warning}");
    }

    /// <summary>What to do next, as a command where it is one.</summary>
    public static void WriteNextStep(TextWriter writer, Suggestion suggestion, string file, string? output)
    {
        var manifest = suggestion.Manifest;
        var open = ((string Option, string Value)[])[("--title", manifest.Title), ("--publisher", manifest.Publisher), ("--licence", manifest.Licence)];
        var missing = open.Where(field => field.Value.StartsWith(Manifest.ToFillIn, StringComparison.Ordinal)).Select(field => field.Option).ToArray();
        if (missing.Length > 0)
            writer.WriteLine($"Only you know the rest: give {string.Join(", ", missing)}, or fill in what says {Manifest.ToFillIn}.");
        else if (output is not null)
            writer.WriteLine($"Next: estatemap import {file} --manifest {output} --dry-run");
        else
            writer.WriteLine("Next: write it with --out FILE, then import with --manifest FILE.");
    }

    private static string Share(double share) => share.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(string text, int length) => text.ReplaceLineEndings(" ") is var line && line.Length <= length ? line : line[..(length - 1)] + "…";
}
