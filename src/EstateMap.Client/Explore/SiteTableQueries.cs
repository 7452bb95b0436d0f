using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>What the table twin of the map shows.</summary>
public static class SiteTableQueries
{
    private const string RowsQuery = """
        query Rows($where: SiteFilterInput, $withBands: Boolean = false) {
          sites(first: 50, where: $where) {
            nodes {
              id name streetNumber streetName postcode uses themes tenures locationPrecision floorArea_m2 floorAreaAssumedShare asAt updatedAt owner { name }
              properties(first: 50) @include(if: $withBands) { nodes { energyRating conditionBand } }
            }
          }
        }
        """;

    /// <summary>Ids of a stretch of the table, and the rank of one site in it.</summary>
    /// <param name="filter">As <see cref="SiteFilter.ToQuery"/> writes it.</param>
    /// <param name="from">Rank of the first row wanted, from 0.</param>
    /// <param name="site">Global id of the site whose rank is wanted; null for none.</param>
    public static Task<RowIds> ListRowIdsAsync(this EstateMapApi api, string filter, TableSort sort, int from, int count, string? site, CancellationToken cancel)
    {
        var query = new QueryText();
        query.Add("sort", sort.ToString());
        query.Add("from", Invariant(from));
        query.Add("count", Invariant(count));
        query.Add("site", site);
        return api.GetAsync<RowIds>($"maps/rows.json?{(filter.Length > 0 ? filter + "&" : "")}{query}", cancel);
    }

    /// <summary>The rows of at most 50 sites, by their ids and in no order; a site that has gone is left out.</summary>
    public static async Task<IReadOnlyList<SiteRow>> ListRowsAsync(this EstateMapApi api, IReadOnlyList<string> ids, bool withBands, CancellationToken cancel) =>
        (await api.AskAsync<RowsAnswer>(RowsQuery, new { where = new { id = new { @in = ids } }, withBands }, cancel)).Sites.Nodes;

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Total">Rows under the filter.</param>
/// <param name="At">Rank of the site asked for, from 0; null when the filter leaves it out.</param>
public sealed record RowIds(int Total, IReadOnlyList<string> Ids, int? At);
public sealed record RowsAnswer(Page<SiteRow> Sites);
public sealed record SiteRow(
    string Id, string Name, string? StreetNumber, string? StreetName, string? Postcode, IReadOnlyList<string> Uses, IReadOnlyList<string> Themes, IReadOnlyList<string> Tenures,
    string LocationPrecision, double? FloorArea_m2, double? FloorAreaAssumedShare, DateOnly? AsAt, DateTimeOffset UpdatedAt, OwnerName? Owner, Page<PropertyBands>? Properties);
public sealed record PropertyBands(string? EnergyRating, string? ConditionBand);
