using System.Globalization;

namespace EstateMap.Client.Explore;

/// <summary>What a count is divided by, so that large areas do not merely look like much.</summary>
public enum Per { Nothing, SquareKilometre, ThousandPeople }

/// <summary>A measure as it is drawn: the figure as published, or a count divided by the area's size or people.</summary>
public sealed record Measure(string Code, Per Per)
{
    // All people, of whom there are a thousand among every thousand.
    private const string People = "population_all";
    private static readonly (Per Per, string Suffix)[] Suffixes = [(Per.Nothing, "count"), (Per.SquareKilometre, "per_km2"), (Per.ThousandPeople, "per_1000")];

    /// <summary>The measure that the code of a choice names, or null when it is not among those given.</summary>
    public static IndicatorRow? Find(string choice, IEnumerable<IndicatorRow> among) =>
        among.Where(indicator => choice == indicator.Code || choice.StartsWith(indicator.Code + ".", StringComparison.Ordinal)).MaxBy(indicator => indicator.Code.Length);

    /// <summary>Reads the code of a choice; a rate, which is no count, is drawn as it is, and a count starts with people, or with the area for people themselves.</summary>
    public static Measure Of(string choice, IndicatorRow indicator)
    {
        if (!indicator.IsAdditive)
            return new(indicator.Code, Per.Nothing);
        var suffix = choice.Length > indicator.Code.Length ? choice[(indicator.Code.Length + 1)..] : "";
        var first = Ways(indicator)[0];
        return new(indicator.Code, Ways(indicator).Where(way => Suffix(way) == suffix).DefaultIfEmpty(first).First());
    }

    /// <summary>The ways in which a measure may be drawn; the first is the one to start with.</summary>
    public static IReadOnlyList<Per> Ways(IndicatorRow indicator) => indicator switch
    {
        { IsAdditive: false } => [Per.Nothing],
        { Code: People } => [Per.SquareKilometre, Per.Nothing],
        _ => [Per.ThousandPeople, Per.SquareKilometre, Per.Nothing],
    };

    /// <summary>The code for a choice; the way to start with is left out.</summary>
    public string ChoiceCode(IndicatorRow indicator) => Per == Ways(indicator)[0] ? Code : $"{Code}.{Suffix(Per)}";

    /// <summary>The figure to draw, or null where there is nothing to divide by.</summary>
    public double? Value(FigureRow figure) => Per switch
    {
        Per.SquareKilometre => figure.Area.Area_m2 > 0 ? figure.Value / (figure.Area.Area_m2 / 1e6) : null,
        Per.ThousandPeople => figure.Area.Population > 0 ? 1_000 * figure.Value / figure.Area.Population : null,
        _ => figure.Value,
    };

    /// <summary>"persons per km²".</summary>
    public string Unit(IndicatorRow indicator) => indicator.Unit + Per switch
    {
        Per.SquareKilometre => " per km²",
        Per.ThousandPeople => " per 1,000 people",
        _ => "",
    };

    /// <summary>What the way is called where it is chosen.</summary>
    public static string Label(Per per) => per switch { Per.SquareKilometre => "Per km²", Per.ThousandPeople => "Per 1,000 people", _ => "Counts" };

    /// <summary>How many decimals tell figures of this spread apart.</summary>
    public static int Decimals(double least, double most) => Math.Max(most - least, Math.Max(Math.Abs(least), Math.Abs(most)) / 1_000) switch { >= 100 => 0, >= 10 => 1, >= 1 => 2, > 0 => 3, _ => 1 };

    /// <summary>A figure with as many decimals as tell those of the classes apart.</summary>
    public static string Number(double value, IReadOnlyList<ValueClass> classes) =>
        value.ToString("N" + Decimals(classes[0].Least, classes[^1].Most).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>What a class holds, in words. A class of one value says that value; else its end belongs to the next, except the last's.</summary>
    public static string Range(IReadOnlyList<ValueClass> classes, int at) => classes[at] switch
    {
        { Count: > 0 } one when one.Most == one.Least => Number(one.Least, classes),
        var one => $"{Number(one.Least, classes)} to {(at == classes.Count - 1 ? "" : "under ")}{Number(one.Below, classes)}",
    };

    private static string Suffix(Per per) => Suffixes.First(known => known.Per == per).Suffix;
}
