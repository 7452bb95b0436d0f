using System.Globalization;
using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>The people of the small areas whose points lie in a shape.</summary>
/// <param name="Points">How many small areas those are.</param>
/// <param name="Unread">Small areas that are not among them because there are too many.</param>
public sealed record PeopleHere(int Points, int Unread, double? All, double? Age_0_15, double? Age_16_64, double? Age_65_over, double? NoCar);

/// <summary>One figure of an area.</summary>
/// <param name="Rank">Its place in the list; figures of one rank stand by label.</param>
/// <param name="Group">The heading that it stands under.</param>
/// <param name="Note">Period, source and whether it is assumed, in words; null when there is nothing to say.</param>
public sealed record AreaFigure(string Code, int Rank, string Group, string Label, string Unit, double? Value, string? Note = null);

/// <summary>What is here: figures, main sites and services.</summary>
/// <param name="Name">Null for a drawn shape.</param>
/// <param name="Points">Small areas that its people were estimated from; null for an area, whose people are published.</param>
/// <param name="UnreadPoints">Small areas that its people leave out because there are too many.</param>
/// <param name="Services">The first of its services by name, and how many there are in all.</param>
public sealed record AreaSummary(string? Name, bool IsSchematic, int? Points, int UnreadPoints, DateTime Now, IReadOnlyList<AreaFigure> Figures, IReadOnlyList<MainSite> Sites, Page<ServiceHours> Services)
{
    public const string Places = "Places, in every layer";
    public const string People = "People";
    public const string Measures = "Deprivation and other measures";

    /// <summary>Groups in the order in which they are shown.</summary>
    public static readonly string[] Groups = [Places, People, Measures];

    /// <summary>Services that are open, as far as their hours are known as times.</summary>
    public IEnumerable<ServiceHours> Open => Services.Nodes.Where(service => OpeningState.At(service.Schedules, Now) is { IsOpen: true });

    public int WithHours => Services.Nodes.Count(service => OpeningState.At(service.Schedules, Now) is not null);

    public static AreaSummary Of(MeasuredArea area, FoundAnswer found, Page<ServiceHours> services)
    {
        var people = AgeGroups(area.All, area.Age_0_15, area.Age_16_64, area.Age_65_over, null);
        var measures = area.Indicators.Where(measure => !IsPeople(measure.Code))
            .Select(measure => new AreaFigure(measure.Code, 300, Measures, measure.Name, measure.Unit, measure.Value,
                $"{measure.PeriodEnd.Year.ToString(CultureInfo.InvariantCulture)}, {measure.Dataset.Title}{(measure.Basis == "FACT" ? "" : ", assumed")}"));
        var size = new AreaFigure("area", 104, Places, "Area", "km²", area.Area_m2 / 1e6);
        return new(area.Name, area.IsSchematic, null, 0, found.LocalTime, [.. Tallies(found, area.All, services.TotalCount), size, .. people, .. measures], found.Sites.Nodes, services);
    }

    public static AreaSummary Of(PeopleHere people, FoundAnswer found, Page<ServiceHours> services) =>
        new(null, false, people.Points, people.Unread, found.LocalTime, [.. Tallies(found, people.All, services.TotalCount), .. AgeGroups(people.All, people.Age_0_15, people.Age_16_64, people.Age_65_over, people.NoCar)], found.Sites.Nodes, services);

    /// <summary>Every figure that either has, with both values.</summary>
    public static IEnumerable<(AreaFigure Figure, double? First, double? Second)> Side(AreaSummary first, AreaSummary? second) =>
        first.Figures.Concat(second?.Figures ?? []).DistinctBy(figure => figure.Code).OrderBy(figure => figure.Rank).ThenBy(figure => figure.Label, StringComparer.Ordinal)
            .Select(figure => (figure, first.Value(figure), second?.Value(figure)));

    private double? Value(AreaFigure figure) => Figures.FirstOrDefault(known => known.Code == figure.Code) is { } own ? own.Value : IsCount(figure) ? 0 : null;

    // An area without libraries has none of them; one without a figure has no figure.
    private static bool IsCount(AreaFigure figure) => figure.Code.StartsWith("theme:", StringComparison.Ordinal);

    // The small areas' counts of people are the groups above, under other names.
    private static bool IsPeople(string code) => code.StartsWith("population_", StringComparison.Ordinal);

    private static IEnumerable<AreaFigure> Tallies(FoundAnswer found, double? people, int services)
    {
        var all = found.All[0];
        yield return new("sites", 0, Places, "Sites", "", all.Count);
        foreach (var theme in Themes.InOrder(found.Themes.Select(tally => tally.Key[0].Code).OfType<string>()))
            yield return new("theme:" + theme.Code, 10 + theme.Rank, Places, theme.Label, "", found.Themes.First(tally => tally.Key[0].Code == theme.Code).Count);
        yield return new("services", 100, Places, "Services offered", "", services);
        yield return new("properties", 101, Places, "Buildings and land in registers", "", all.PropertyCount);
        yield return new("floor", 102, Places, "Floor area", "m²", all.FloorArea_m2.Sum, all.FloorArea_m2.AssumedShare > 0 ? $"{Shell.Figures.Percent(all.FloorArea_m2.AssumedShare)} assumed" : null);
        if (people > 0)
            yield return new("per", 103, Places, "Sites for each 1,000 people", "rate", all.Count * 1000 / people);
    }

    private static IEnumerable<AreaFigure> AgeGroups(double? all, double? young, double? working, double? older, double? noCar)
    {
        yield return new("all", 200, People, "All people", "people", all);
        yield return new("age_0_15", 201, People, "Aged 0 to 15", "people", young);
        yield return new("age_16_64", 202, People, "Aged 16 to 64", "people", working);
        yield return new("age_65_over", 203, People, "Aged 65 and over", "people", older);
        if (noCar is not null)
            yield return new("no_car", 204, People, "Households without a car", "households", noCar);
    }
}
