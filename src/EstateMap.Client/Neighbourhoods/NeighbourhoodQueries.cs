using EstateMap.Client.Api;

namespace EstateMap.Client.Neighbourhoods;

/// <summary>Figures by area.</summary>
public static class NeighbourhoodQueries
{
    private const string KindsQuery = "query Kinds { areaKinds { kind label pluralLabel vintage count isSchematic } }";

    private const string FiguresQuery = """
        query Figures($kind: String!, $vintage: String!) {
          siteAggregates(groupBy: [{ area: { kind: $kind, vintage: $vintage } }]) {
            key { code } count locatedCount propertyCount floorArea_m2 { sum repeatedSum assumedShare }
          }
        }
        """;

    private const string AreasQuery = """
        query PeopleByArea($kind: String!, $vintage: String!, $after: String) {
          areas(first: 50, after: $after, where: { kind: { eq: $kind }, vintage: { eq: $vintage } }, order: [{ name: ASC }]) {
            nodes { code name population } pageInfo { hasNextPage endCursor }
          }
        }
        """;

    public static async Task<IReadOnlyList<AreaKindRow>> ListAreaKindsAsync(this EstateMapApi api) => (await api.AskAsync<KindsAnswer>(KindsQuery)).AreaKinds;

    /// <summary>A row for each area by name, also those without sites, and last one for the sites that lie in none, if any.</summary>
    public static async Task<IReadOnlyList<AreaRow>> ListAreaRowsAsync(this EstateMapApi api, string kind, string vintage)
    {
        var asksFigures = api.AskAsync<FiguresAnswer>(FiguresQuery, new { kind, vintage });
        var areas = await Pages.AllAsync(async after => (await api.AskAsync<AreaPeopleAnswer>(AreasQuery, new { kind, vintage, after })).Areas);
        var figures = (await asksFigures).SiteAggregates;
        var byCode = figures.Where(figure => figure.Code is not null).ToDictionary(figure => figure.Code!);
        var rows = areas.Select(area => Row(area.Code, area.Name, area.Population, byCode.GetValueOrDefault(area.Code)));
        return [.. rows, .. figures.Where(figure => figure.Code is null).Select(figure => Row(null, null, null, figure))];
    }

    private static AreaRow Row(string? code, string? name, double? people, AreaFigures? figures) => new(
        code, name, people, figures?.Count ?? 0, figures?.LocatedCount ?? 0, figures?.PropertyCount ?? 0, figures?.FloorArea_m2.Sum, figures?.FloorArea_m2.AssumedShare, figures?.FloorArea_m2.RepeatedSum);
}

public sealed record KindsAnswer(IReadOnlyList<AreaKindRow> AreaKinds);
public sealed record AreaKindRow(string Kind, string Label, string PluralLabel, string Vintage, int Count, bool IsSchematic);
public sealed record AreaPeopleAnswer(Page<AreaPeople> Areas);
public sealed record AreaPeople(string Code, string Name, double? Population);
public sealed record FiguresAnswer(IReadOnlyList<AreaFigures> SiteAggregates);
public sealed record AreaFigures(IReadOnlyList<AreaKey> Key, int Count, int LocatedCount, int PropertyCount, FloorFigures FloorArea_m2)
{
    public string? Code => Key is [var first, ..] ? first.Code : null;
}
public sealed record AreaKey(string? Code);
public sealed record FloorFigures(double? Sum, double? RepeatedSum, double? AssumedShare);

/// <summary>An area's figures; a null code gathers the sites that lie in no area.</summary>
public sealed record AreaRow(string? Code, string? Name, double? People, int Sites, int Located, int Properties, double? FloorArea_m2, double? AssumedShare, double? Repeated_m2)
{
    /// <summary>Share of the whole floor area that is assumed, 0 to 1; null when there is no floor area.</summary>
    public static double? AssumedShareOf(IReadOnlyList<AreaRow> rows)
    {
        var sum = rows.Sum(row => row.FloorArea_m2 ?? 0);
        return sum > 0 ? rows.Sum(row => (row.FloorArea_m2 ?? 0) * (row.AssumedShare ?? 0)) / sum : null;
    }
}
