using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>Measures and their figures by area.</summary>
public static class IndicatorQueries
{
    private const string IndicatorsQuery = """
        query Indicators($after: String) {
          indicators(first: 50, after: $after, order: [{ name: ASC }]) { nodes { code name unit description isAdditive } pageInfo { hasNextPage endCursor } }
        }
        """;

    // The measures of an area are many and short; the areas of a page stand for their kind.
    private const string CoverageQuery = """
        query Coverage($where: AreaFilterInput!) { areas(first: 25, where: $where) { totalCount nodes { indicators { code } } } }
        """;

    private const string FiguresQuery = """
        query IndicatorFigures($code: String!, $kind: String!, $vintage: String!, $after: String) {
          indicatorValues(first: 50, after: $after, where: { code: { eq: $code }, area: { kind: { eq: $kind }, vintage: { eq: $vintage } } }) {
            nodes { value periodStart periodEnd basis area { code name area_m2 population } dataset { title publisher licence } } pageInfo { hasNextPage endCursor }
          }
        }
        """;

    /// <summary>The measures that areas of a kind and vintage have figures of, by name, and how many areas there are.</summary>
    public static async Task<Catalogue> GetCatalogueAsync(this EstateMapApi api, string kind, string vintage)
    {
        var asksCoverage = api.AskAsync<CoverageAnswer>(CoverageQuery, new { where = SiteFilter.Area(kind, vintage, null) });
        var all = await Pages.AllAsync(async after => (await api.AskAsync<IndicatorsAnswer>(IndicatorsQuery, new { after })).Indicators);
        var areas = (await asksCoverage).Areas;
        var measured = areas.Nodes.SelectMany(area => area.Indicators).Select(indicator => indicator.Code).ToHashSet(StringComparer.Ordinal);
        return new([.. all.Where(indicator => measured.Contains(indicator.Code))], areas.TotalCount);
    }

    /// <summary>The newest figure of each area of a kind and vintage, by the area's name.</summary>
    public static async Task<IReadOnlyList<FigureRow>> ListFiguresAsync(this EstateMapApi api, string code, string kind, string vintage)
    {
        var all = await Pages.AllAsync(async after => (await api.AskAsync<IndicatorFiguresAnswer>(FiguresQuery, new { code, kind, vintage, after })).IndicatorValues);
        return [.. all.GroupBy(figure => figure.Area.Code, StringComparer.Ordinal).Select(figures => figures.MaxBy(figure => (figure.PeriodEnd, figure.PeriodStart))!).OrderBy(figure => figure.Area.Name, StringComparer.Ordinal)];
    }
}

/// <summary>What is measured of the areas of a kind and vintage.</summary>
public sealed record Catalogue(IReadOnlyList<IndicatorRow> Indicators, int Areas);
public sealed record IndicatorsAnswer(Page<IndicatorRow> Indicators);
public sealed record IndicatorRow(string Code, string Name, string Unit, string? Description, bool IsAdditive);
public sealed record CoverageAnswer(Page<CoveredArea> Areas);
public sealed record CoveredArea(IReadOnlyList<IndicatorCode> Indicators);
public sealed record IndicatorCode(string Code);
public sealed record IndicatorFiguresAnswer(Page<FigureRow> IndicatorValues);

/// <summary>A measure of an area in a period.</summary>
/// <param name="Basis">FACT or ASSUMPTION.</param>
public sealed record FigureRow(double Value, DateOnly PeriodStart, DateOnly PeriodEnd, string Basis, MeasuredPlace Area, FigureSource Dataset);
public sealed record MeasuredPlace(string Code, string Name, double Area_m2, double? Population);
public sealed record FigureSource(string Title, string Publisher, string Licence);
