using EstateMap.Client.Api;
using EstateMap.Client.Explore;

namespace EstateMap.Client.Neighbourhoods;

/// <summary>What areas are like, and how they compare.</summary>
public static class ProfileQueries
{
    private const string ProfileQuery = """
        query Profile($areas: [AreaChoiceInput!], $within: Geometry) {
          areaProfiles(areas: $areas, within: $within) {
            area { id code kind vintage } name people decile whole { code kind vintage } wholeName travel
            parts { part title note figures { part code measure key group label unit value whole assumedShare note facet isCount } }
          }
        }
        """;

    private const string ComparableQuery = "query Comparable { areaFigures { part code measure key group label unit value whole assumedShare note facet isCount } }";

    private const string ComparisonQuery = """
        query Comparison($kind: String!, $vintage: String, $figure: String!) {
          areaComparison(kind: $kind, vintage: $vintage, figure: $figure) {
            code label unit isPerThousand sentence concentrationIndex fifths { most least gap ratio }
            rows { area { code name kind vintage } people decile value compared }
          }
        }
        """;

    /// <summary>The drawn shape's profile, if there is one, then the areas'.</summary>
    public static async Task<IReadOnlyList<Profile>> ListProfilesAsync(this EstateMapApi api, IEnumerable<AreaChoice> areas, ValueList<LonLat>? within, CancellationToken cancel) =>
        (await api.AskAsync<ProfilesAnswer>(ProfileQuery, new { areas = areas.Select(area => new { kind = area.Kind, vintage = area.Vintage, code = area.Code }), within = within is null ? null : DrawnShape.Polygon(within) }, cancel)).AreaProfiles;

    public static async Task<IReadOnlyList<Figure>> ListComparableAsync(this EstateMapApi api) => (await api.AskAsync<ComparableAnswer>(ComparableQuery)).AreaFigures;

    public static async Task<Comparison> CompareAsync(this EstateMapApi api, string kind, string vintage, string figure, CancellationToken cancel) =>
        (await api.AskAsync<ComparisonAnswer>(ComparisonQuery, new { kind, vintage, figure }, cancel)).AreaComparison;
}

public sealed record ProfilesAnswer(IReadOnlyList<Profile> AreaProfiles);
public sealed record ComparableAnswer(IReadOnlyList<Figure> AreaFigures);
public sealed record ComparisonAnswer(Comparison AreaComparison);

/// <summary>An area of an answer; name and id only where they were asked for.</summary>
public sealed record AreaRef(string Code, string Kind, string Vintage, string? Name = null, string? Id = null)
{
    public AreaChoice Choice => new(Kind, Vintage, Code);
}

/// <summary>What an area is like; without an area, a drawn shape.</summary>
public sealed record Profile(AreaRef? Area, string Name, double? People, double? Decile, AreaRef? Whole, string WholeName, string Travel, IReadOnlyList<ProfilePart> Parts)
{
    public Figure? Find(string code) => Parts.SelectMany(part => part.Figures).FirstOrDefault(figure => figure.Code == code);
}

public sealed record ProfilePart(string Part, string Title, string? Note, IReadOnlyList<Figure> Figures);

/// <summary>One number about an area, beside the whole place's.</summary>
public sealed record Figure(string Part, string Code, string Measure, string Key, string Group, string Label, string Unit, double? Value, double? Whole, double? AssumedShare, string? Note, string? Facet, bool IsCount);

/// <summary>One figure across areas.</summary>
public sealed record Comparison(string Code, string Label, string Unit, bool IsPerThousand, string Sentence, double? ConcentrationIndex, Fifths? Fifths, IReadOnlyList<ComparedRow> Rows);

public sealed record Fifths(double Most, double Least, double Gap, double? Ratio);

public sealed record ComparedRow(AreaRef Area, double? People, double? Decile, double? Value, double? Compared);

/// <summary>A drawn shape as GraphQL takes it.</summary>
public static class DrawnShape
{
    public static object Polygon(ValueList<LonLat> ring) => new { type = "Polygon", coordinates = new[] { ring.Append(ring[0]).Select(corner => new[] { corner.Longitude, corner.Latitude }).ToArray() } };
}
