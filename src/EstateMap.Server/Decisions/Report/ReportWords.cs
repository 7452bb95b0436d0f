using System.Globalization;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Decisions.Report;

/// <summary>Figures as a board reads them.</summary>
internal static class ReportWords
{
    public static string Minutes(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s / 60:0.0} min") : "nobody";

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    public static string People(double people) => string.Create(CultureInfo.InvariantCulture, $"{people:#,0}");

    public static string Pounds(double pounds) => string.Create(CultureInfo.InvariantCulture, $"{(pounds < 0 ? "−" : "")}£{Math.Abs(pounds):#,0}");

    public static string Number(double number) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0.##}");

    /// <summary>"1 building is", "none opens", "12 buildings are".</summary>
    public static string Count(int number, string one, string several) => number == 0 ? $"none {one.Split(' ')[^1]}" : string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {(number == 1 ? one : several)}");

    /// <summary>"Nobody travels", "1 person travels", "1,204 people travel".</summary>
    public static string Somebody(double people, string one, string several) => Math.Round(people) is 0 ? $"nobody {one}" : Count((int)Math.Round(people), "person " + one, "people " + several);

    /// <summary>A label within a sentence: "All people" as "all people", "IMD" as it is.</summary>
    public static string Inside(string label) => label.Length > 1 && char.IsUpper(label[0]) && !char.IsUpper(label[1]) ? char.ToLowerInvariant(label[0]) + label[1..] : label;

    public static string Weeks(double weeks) => weeks == 1 ? "1 week" : $"{Number(weeks)} weeks";

    public static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "not stated";

    /// <summary>A figure with the share of it that nobody has measured.</summary>
    public static string Assumed(Figure figure) => $"{(figure.Unit.StartsWith('£') ? Pounds(figure.Value) : $"{Number(Math.Round(figure.Value))} {figure.Unit}")} ({AssumedShare(figure.AssumedShare)})";

    public static string AssumedShare(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % assumed");

    /// <summary>A value of a comparison in the unit that people read: seconds as minutes, shares as percentages.</summary>
    public static string Value(ComparisonRow row, double? value) => value is not { } number ? "cannot be said" : row.Unit switch
    {
        "s" => Minutes(number),
        "share" => Share(number),
        "people" => People(number),
        var unit when unit.StartsWith('£') => Pounds(number),
        "index" or "ratio" => string.Create(CultureInfo.InvariantCulture, $"{number:0.000}"),
        "buildings" => Number(number),
        var unit => $"{Number(Math.Round(number))} {unit}",
    };

    public static string Kind(string kind) => kind switch
    {
        StudyGroups.Ward => "Wards",
        StudyGroups.Neighbourhood => "Neighbourhoods",
        StudyGroups.AgeBand => "Age bands",
        StudyGroups.ImdDecile => "Tenths of deprivation",
        _ => "Households by their cars",
    };
}
