using System.Globalization;
using EstateMap.Planning.Measures;
using EstateMap.Server.Decisions.Report;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>One area's value of the figure that areas are compared by.</summary>
/// <param name="Value">Null where nothing is known.</param>
/// <param name="Compared">What is compared: the value, or of counts the value for each 1,000 people.</param>
internal sealed record ComparedArea(AreaProfile Profile, double? Value, double? Compared);

/// <summary>One figure across areas, and how unequal it is between the most and the least deprived fifth of people, ranked by the mean decile of their area.</summary>
/// <param name="Unit">Of what is compared.</param>
/// <param name="Means">Null where no end can be told from the other.</param>
/// <param name="ConcentrationIndex">Of what is compared, by deprivation; null where a value is below 0 or there is nothing to rank.</param>
internal sealed record AreaComparison(string Code, string Label, string Unit, bool IsPerThousand, IReadOnlyList<ComparedArea> Rows, FifthMeans? Means, double? ConcentrationIndex, string Sentence)
{
    /// <summary>Compares areas by a figure, those with the most first.</summary>
    public static AreaComparison Of(string code, IReadOnlyList<AreaProfile> profiles, bool isPerThousand)
    {
        var known = profiles.Select(profile => profile.Find(code)).FirstOrDefault(figure => figure is not null);
        isPerThousand = isPerThousand && known is { IsCount: true, Unit: not "share" };
        var rows = profiles.Select(profile =>
        {
            // Of what is counted, nothing found is none.
            var value = profile.Find(code)?.Value ?? (known is { IsCount: true } ? 0 : null);
            return new ComparedArea(profile, value, isPerThousand ? profile.People is > 0 ? 1000 * value / profile.People : null : value);
        }).OrderByDescending(row => row.Compared ?? double.MinValue).ThenBy(row => row.Profile.Name, StringComparer.Ordinal).ToList();
        var unit = known is null ? "" : isPerThousand ? known.Unit == "people" ? "for each 1,000 people" : $"{known.Unit} for each 1,000 people" : known.Unit;
        var ranked = rows.Where(row => row.Compared is not null && row.Profile is { People: > 0, Decile: not null }).ToList();
        double[] people = [.. ranked.Select(row => row.Profile.People!.Value)], values = [.. ranked.Select(row => row.Compared!.Value)], ranks = [.. ranked.Select(row => row.Profile.Decile!.Value)];
        var means = Fifths.Difference(people, values, ranks);
        double? index = means is null || values.Any(value => value < 0) ? null : Inequality.ConcentrationIndex(people, values, ranks);
        return new AreaComparison(code, known?.Label ?? code, unit, isPerThousand, rows, means, index, Words(known, unit, means));
    }

    private static string Words(AreaFigure? figure, string unit, FifthMeans? means)
    {
        if (figure is null) return "None of these areas has this figure.";
        if (means is null) return "These areas cannot be ranked by deprivation, so no gap can be told.";
        var (most, least) = (ProfileWords.Value(means.Most, unit), ProfileWords.Value(means.Least, unit));
        var ends = $"People in the most deprived fifth of these areas have {most}, those in the least deprived fifth {least}";
        if (most == least) return $"{ends}: there is no gap to speak of.";
        var times = means.Ratio is { } ratio and > 0 ? string.Create(CultureInfo.InvariantCulture, $", {ratio:0.##} times as much") : "";
        var gap = unit == "share" ? string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Abs(means.Gap):0.0} percentage points") : ProfileWords.Value(Math.Abs(means.Gap), unit);
        return $"{ends}: {gap} {(means.Gap > 0 ? "more" : "less")}{times}.";
    }
}

/// <summary>Figures of profiles as people read them.</summary>
internal static class ProfileWords
{
    public static string Value(double? value, string unit) => value is not { } number ? "not known" : unit switch
    {
        "share" => ReportWords.Share(number),
        "minutes" => ReportWords.Minutes(60 * number),
        "£" => ReportWords.Pounds(Math.Round(number)),
        "decile" => string.Create(CultureInfo.InvariantCulture, $"{number:0.0}"),
        "index" => string.Create(CultureInfo.InvariantCulture, $"{number:0.000}"),
        _ when unit.StartsWith('£') => $"{ReportWords.Pounds(Math.Round(number))}{unit[1..]}",
        _ => $"{string.Create(CultureInfo.InvariantCulture, $"{(number >= 100 ? Math.Round(number) : number):#,0.##}")} {(number == 1 && unit.EndsWith('s') && !unit.Contains(' ', StringComparison.Ordinal) ? unit[..^1] : unit)}",
    };
}
