using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>The rows of one table under one filter and order, read in pages as they come into sight and kept while they are near.</summary>
/// <param name="filter">As <see cref="SiteFilter.ToQuery"/> writes it.</param>
/// <param name="withBands">Whether energy ratings and condition bands are wanted.</param>
public sealed class SiteRows(EstateMapApi api, string filter, TableSort sort, bool withBands)
{
    private const int PageSize = 50;
    private const int MostPages = 40;

    private readonly Dictionary<int, SiteRow?[]> pages = [];

    /// <summary>Rows in all; null before the first answer.</summary>
    public int? Total { get; private set; }

    /// <summary>Rows from a rank on. A null is a site that went away since the order was made.</summary>
    public async Task<IReadOnlyList<SiteRow?>> ListAsync(int from, int count, CancellationToken cancel)
    {
        var wanted = Enumerable.Range(from / PageSize, (from + Math.Max(1, count) - 1) / PageSize - from / PageSize + 1).ToList();
        var read = await Task.WhenAll(wanted.Select(page => ReadAsync(page, cancel)));
        return [.. read.SelectMany(rows => rows).Skip(from % PageSize).Take(count)];
    }

    /// <summary>The row at a rank if it was read already.</summary>
    public SiteRow? FindRead(int rank) => pages.TryGetValue(rank / PageSize, out var page) && rank % PageSize < page.Length ? page[rank % PageSize] : null;

    /// <summary>The rank of a site; null when the filter leaves it out.</summary>
    public async Task<int?> FindRankAsync(string site, CancellationToken cancel)
    {
        foreach (var (number, rows) in pages)
            if (Array.FindIndex(rows, row => row?.Id == site) is >= 0 and var at)
                return number * PageSize + at;
        return (await api.ListRowIdsAsync(filter, sort, 0, 1, site, cancel)).At;
    }

    private async Task<SiteRow?[]> ReadAsync(int page, CancellationToken cancel)
    {
        if (pages.TryGetValue(page, out var known))
            return known;
        var ids = await api.ListRowIdsAsync(filter, sort, page * PageSize, PageSize, null, cancel);
        Total = ids.Total;
        Dictionary<string, SiteRow> rows = ids.Ids.Count == 0 ? [] : (await api.ListRowsAsync(ids.Ids, withBands, cancel)).ToDictionary(row => row.Id);
        if (pages.Count >= MostPages)
            pages.Remove(pages.Keys.MaxBy(kept => Math.Abs(kept - page)));
        return pages[page] = [.. ids.Ids.Select(rows.GetValueOrDefault)];
    }
}
