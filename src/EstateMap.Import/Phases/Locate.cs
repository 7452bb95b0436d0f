using System.Globalization;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;

namespace EstateMap.Import.Phases;

/// <summary>Fourth phase, first half: the coordinates a row gives, and the system they can only be in. <see cref="Locator"/> makes a place of them.</summary>
public static class Locate
{
    /// <summary>Reads the coordinates of a row: in the system declared, else the one the values can only be in.</summary>
    public static void Given(Draft draft, string? xText, string? yText, string? manifestCrs, int? fileSrid)
    {
        if (!draft.Layout.HasPlace && !draft.Layout.Becomes.HasFlag(Becomes.Postcode))
            return;
        if (xText is null && yText is null && draft.Shape is Point { IsEmpty: false } point)
            (xText, yText) = (point.X.ToString("R", CultureInfo.InvariantCulture), point.Y.ToString("R", CultureInfo.InvariantCulture));
        if (xText is null && yText is null)
            return;
        (xText, yText) = (Once(draft, xText), Once(draft, yText));
        if (!TryNumber(xText, out var x) || !TryNumber(yText, out var y))
        {
            draft.Report(IssueType.CoordinatesIncomplete, "longitude", Original(), $"Of the coordinates {Original()} not both can be read; they were not used.");
            return;
        }

        switch (Interpret(x, y))
        {
            case (4326, false):
                draft.Point = (x, y, 4326, "given");
                break;
            case (4326, true):
                draft.Point = (y, x, 4326, "swapped");
                draft.Report(IssueType.CoordinatesSwapped, "longitude", Original(), $"Longitude and latitude of {draft.Key} stood in each other's column ({Original()}) and were put right.");
                break;
            case (27700, false):
                draft.Point = (x, y, 27700, "given_grid");
                if (((draft.Text("crs") is { } said ? SridOf(said) : null) ?? (manifestCrs is null ? fileSrid : SridOf(manifestCrs))) != 27700)
                    draft.Report(IssueType.CoordinatesOnGrid, "longitude", Original(), $"The coordinates {Original()} were read as eastings and northings of the British National Grid.");
                break;
            default:
                draft.Report(IssueType.CoordinatesImpossible, "longitude", Original(), $"The coordinates {Original()} of {draft.Key} lie in the United Kingdom on no system we know; they were not used.");
                break;
        }

        string Original() => $"{xText ?? "(empty)"}, {yText ?? "(empty)"}";
    }

    /// <summary>A thing of several parts may have the coordinate of each in one cell; when they are one and the same, that is it.</summary>
    private static string? Once(Draft draft, string? text)
    {
        if (text is null || !text.Contains(", ", StringComparison.Ordinal))
            return text;
        var parts = text.Split(", ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        if (parts.Length != 1)
            return text;
        draft.Report(IssueType.CoordinatesRepeated, "longitude", text, $"The cell '{text}' says one coordinate several times over; it was read once.");
        return parts[0];
    }

    /// <summary>EPSG code that a pair can only be in, and whether it is swapped; null when it is nowhere in the United Kingdom.
    /// Bounds: 49..61.5 degrees north, 9 west..2.5 east; grid 0..700 km by 0..1,300 km. No pair fits two of them, since grid values under 100 m lie in the sea.</summary>
    public static (int Srid, bool IsSwapped)? Interpret(double x, double y) =>
        x is >= -9 and <= 2.5 && y is >= 49 and <= 61.5 ? (4326, false)
        : y is >= -9 and <= 2.5 && x is >= 49 and <= 61.5 ? (4326, true)
        : x is > 100 and < 700_000 && y is > 100 and < 1_300_000 ? (27700, false)
        : null;

    private static bool TryNumber(string? text, out double number)
    {
        number = 0;
        return text is not null && double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static int? SridOf(string crs)
    {
        var plain = string.Concat(crs.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return plain.Contains("27700", StringComparison.Ordinal) || plain.Contains("BNG", StringComparison.Ordinal) || plain.Contains("OSGB", StringComparison.Ordinal) || plain.Contains("BRITISHNATIONALGRID", StringComparison.Ordinal) ? 27700
            : plain.Contains("4326", StringComparison.Ordinal) || plain.Contains("WGS84", StringComparison.Ordinal) || plain.Contains("CRS84", StringComparison.Ordinal) ? 4326
            : null;
    }
}
