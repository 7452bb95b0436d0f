using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>What the table twin of the map shows.</summary>
public static class SiteTableQueries
{
    /// <summary>Rows a page; the API gives at most this many.</summary>
    public const int PageSize = 50;

    private const string RowsQuery = """
        query Rows($first: Int!, $after: String, $where: SiteFilterInput, $order: [SiteSortInput!]) {
          sites(first: $first, after: $after, where: $where, order: $order) {
            totalCount
            nodes { id name streetNumber streetName postcode uses themes tenures locationPrecision floorArea_m2 floorAreaAssumedShare owner { name } }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string RowQuery = """
        query Row($where: SiteFilterInput) {
          sites(first: 1, where: $where) {
            nodes { id name streetNumber streetName postcode uses themes tenures locationPrecision floorArea_m2 floorAreaAssumedShare owner { name } }
          }
        }
        """;

    private const string TotalsQuery = """
        query Totals($where: SiteFilterInput) {
          siteAggregates(where: $where) { count locatedCount propertyCount floorArea_m2 { sum repeatedSum assumedShare knownShare } }
        }
        """;

    /// <summary>The page after a cursor; null starts at the top.</summary>
    public static async Task<Page<SiteRow>> ListRowsAsync(this EstateMapApi api, object? where, TableSort sort, string? after, CancellationToken cancel) =>
        (await api.AskAsync<RowsAnswer>(RowsQuery, new { first = PageSize, after, where, order = SiteOrder.ToOrder(sort) }, cancel)).Sites;

    /// <summary>The row of one site, or null.</summary>
    public static async Task<SiteRow?> FindRowAsync(this EstateMapApi api, string id, CancellationToken cancel) =>
        (await api.AskAsync<RowsAnswer>(RowQuery, new { where = new { id = new { eq = id } } }, cancel)).Sites.Nodes is [var row, ..] ? row : null;

    /// <summary>Totals of every row under the filter, not only of the page; null when there are none.</summary>
    public static async Task<SiteTotals?> GetTotalsAsync(this EstateMapApi api, object? where, CancellationToken cancel) =>
        (await api.AskAsync<TotalsAnswer>(TotalsQuery, new { where }, cancel)).SiteAggregates is [var totals, ..] ? totals : null;
}

public sealed record RowsAnswer(Page<SiteRow> Sites);
public sealed record SiteRow(
    string Id, string Name, string? StreetNumber, string? StreetName, string? Postcode, IReadOnlyList<string> Uses, IReadOnlyList<string> Themes, IReadOnlyList<string> Tenures,
    string LocationPrecision, double? FloorArea_m2, double? FloorAreaAssumedShare, OwnerName? Owner);
public sealed record TotalsAnswer(IReadOnlyList<SiteTotals> SiteAggregates);
public sealed record SiteTotals(int Count, int LocatedCount, int PropertyCount, FloorAreaTotals FloorArea_m2);
public sealed record FloorAreaTotals(double? Sum, double? RepeatedSum, double? AssumedShare, double? KnownShare);
