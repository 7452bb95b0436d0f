using System.Globalization;
using System.Text.RegularExpressions;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>
/// Measures of areas, one value a row: a census table, a ward's figures. What is measured the manifest says; the parts it falls into (ages, ethnic groups) are a column of the file, and counts and percentages
/// of the same thing are two measures. Shape: area_code, category, measure (Count, Percentage ...), unit, period, value.
/// </summary>
internal static partial class IndicatorValues
{
    public static readonly Layout Layout = new("indicator", 35, Becomes.Indicator,
    [
        Areas.Code,
        new("category", FieldKind.Text),
        new("measure", FieldKind.Text),
        new("unit", FieldKind.Text, "units"),
        Areas.Period,
        new Field("value", FieldKind.Number, "figure", "count", "percentage") { Least = Areas.Least }.Required,
        // Made of the manifest's words and the row's.
        new("indicator_code", FieldKind.Text),
        new("indicator_name", FieldKind.Text),
        new("is_additive", FieldKind.Flag),
        .. Areas.Days,
    ], ["area_code", "indicator_code", "period"])
    {
        NeedsArea = true,
        Fixed = ["area_code", "category", "measure", "unit", "period", "period_start", "period_end", "indicator_code", "indicator_name", "is_additive"],
        Refine = (draft, manifest) =>
        {
            var said = manifest.Indicator!;
            var category = draft.Text("category");
            var isPercent = IsPercent(draft.Text("measure")) || IsPercent(draft.Text("unit"));
            var part = category is null ? null : said.Categories?.GetValueOrDefault(category) ?? Slug(category);
            draft.Set("indicator_code", said.Code + (part is null ? "" : $"_{part}") + (isPercent ? "_percent" : ""));
            draft.Set("indicator_name", (category is null ? said.Name : $"{said.Name}: {category}") + (isPercent ? " (percent)" : ""));
            draft.Set("unit", isPercent ? "percent" : (said.Unit ?? draft.Text("unit") ?? "number").ToLowerInvariant());
            draft.Set("is_additive", said.IsAdditive && !isPercent);
            Areas.Dates(draft, manifest);
        },
    };

    private static bool IsPercent(string? text) => text is not null && (text.StartsWith("percent", StringComparison.OrdinalIgnoreCase) || text == "%");

    /// <summary>Lower-case letters, digits and single underscores, as indicator codes are made of.</summary>
    internal static string Slug(string text) => NoLetter().Replace(text.ToLowerInvariant(), "_").Trim('_');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoLetter();
}

/// <summary>What files of figures have in common: whose they are and of when.</summary>
internal static partial class Areas
{
    public const decimal Least = -999_999_999m;

    public static readonly Field Code = new Field("area_code", FieldKind.Text, "code", "gss_code", "geography code", "oa21cd", "lsoa11cd", "lsoa21cd", "lsoa21_code", "msoa21cd", "lad19cd", "lad23cd", "wd23cd").Required;

    public static readonly Field Period = new("period", FieldKind.Text, "date", "year", "deprivation_data_year", "time period");

    /// <summary>First day, and the day after the last, of the period.</summary>
    public static readonly IReadOnlyList<Field> Days = [new("period_start", FieldKind.Date), new("period_end", FieldKind.Date)];

    /// <summary>Reads the period: a day, a year ("2021"), a financial year ("2021/22"); where rows do not say, the manifest's date.</summary>
    public static void Dates(Draft draft, Manifest manifest)
    {
        if (draft.Text("period") is { } text)
        {
            if (Read(text) is { } period)
                Set(period.Start, period.End);
            else
                draft.Reject(IssueType.InvalidDate, "period", $"'{text}' is no period that can be read: a day, a year or a financial year.");
        }
        else if (manifest.AsAt is { } day)
        {
            draft.Derive("period", Iso(day), "the date of the file");
            Set(day, day.AddDays(1));
        }
        else
        {
            draft.Reject(IssueType.RequiredValueMissing, "period", "Neither the row nor the manifest says of when this figure is.");
        }

        void Set(DateOnly start, DateOnly end)
        {
            draft.Set("period_start", Iso(start));
            draft.Set("period_end", Iso(end));
        }
    }

    private static (DateOnly Start, DateOnly End)? Read(string text)
    {
        if (DateOnly.TryParseExact(text.Split('T')[0], ["yyyy-MM-dd", "dd/MM/yyyy", "d MMMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day < DateOnly.MaxValue ? (day, day.AddDays(1)) : null;
        if (YearOrTwo().Match(text) is not { Success: true } match)
            return null;
        var year = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        if (year is < 1801 or > 2200)
            return null;
        if (!match.Groups[2].Success)
            return (new DateOnly(year, 1, 1), new DateOnly(year + 1, 1, 1));
        // The financial year of public bodies runs from 1 April.
        return int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) % 100 == (year + 1) % 100 ? (new DateOnly(year, 4, 1), new DateOnly(year + 1, 4, 1)) : null;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{4})(?:\s*[-/–]\s*(\d{2}|\d{4}))?$")]
    private static partial Regex YearOrTwo();
}
