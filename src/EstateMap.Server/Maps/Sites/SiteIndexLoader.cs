using EstateMap.Server.People;
using System.Data;
using System.Text;
using Npgsql;

namespace EstateMap.Server.Maps.Sites;

/// <summary>Reads a <see cref="SiteIndex"/> in one transaction with the caller's rights, so that the database decides what is in it.</summary>
internal static class SiteIndexLoader
{
    // Web Mercator ends where its world is a square.
    private const double MostLatitude = 85.0511287798066;

    // Of a million sites, on a busy machine.
    private const int LongestStatement_s = 300;

    public static async Task<SiteIndex> LoadAsync(NpgsqlDataSource reader, Caller caller, DateOnly today, CancellationToken cancellationToken)
    {
        await using var transaction = await new CallerSource(reader, caller).BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);

        var sites = new List<(ulong Code, long Id, string Name, double Longitude, double Latitude)>();
        await ReadAsync(SiteFacetSql.Sites, row => sites.Add(row.IsDBNull(2)
            ? (ulong.MaxValue, row.GetInt64(0), row.GetString(1), double.NaN, double.NaN)
            : (SiteIndex.Morton(X(row.GetDouble(2)), Y(row.GetDouble(3))), row.GetInt64(0), row.GetString(1), row.GetDouble(2), row.GetDouble(3))));
        sites.Sort((a, b) => (double.IsNaN(a.Latitude), a.Code, a.Id).CompareTo((double.IsNaN(b.Latitude), b.Code, b.Id)));
        var places = Enumerable.Range(0, sites.Count).ToDictionary(place => sites[place].Id);

        var facets = new List<Facet>();
        foreach (var source in SiteFacetSql.Facets)
        {
            var facet = new Facet.Builder(source.Name, sites.Count);
            await ReadAsync(source.Words, row => facet.Word(row.GetString(0), row.GetString(1)));
            await ReadAsync(source.Values, row => { if (places.TryGetValue(row.GetInt64(0), out var place)) facet.Add(place, row.GetString(1)); }, source.Values.Contains("$1", StringComparison.Ordinal) ? today : null);
            facets.Add(facet.Build());
        }

        var areas = new List<IndexedArea>();
        await ReadAsync(SiteFacetSql.Areas, row => areas.Add(new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3))));
        var areaNumbers = Enumerable.Range(0, areas.Count).ToDictionary(number => areas[number].Id);
        var lies = new List<(int, int)>();
        await ReadAsync(SiteFacetSql.SiteAreas, row => { if (places.TryGetValue(row.GetInt64(0), out var place) && areaNumbers.TryGetValue(row.GetInt64(1), out var area)) lies.Add((place, area)); });

        var figures = new SiteFigures[sites.Count];
        Array.Fill(figures, new(0, 0, 0, double.NaN, double.NaN, double.NaN));
        await ReadAsync(SiteFacetSql.Figures, row =>
        {
            double Number(int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);
            if (places.TryGetValue(row.GetInt64(0), out var place)) figures[place] = new(row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), Number(4), Number(5), Number(6));
        });
        var named = new List<NamedPlace>();
        await ReadAsync(SiteFacetSql.Places, row => named.Add(new(row.GetString(0), X(row.GetDouble(1)), Y(row.GetDouble(2)), row.GetInt32(3))));
        await transaction.CommitAsync(cancellationToken);

        var located = sites.TakeWhile(site => !double.IsNaN(site.Latitude)).Count();
        var (names, nameStarts) = Texts(sites.ConvertAll(site => site.Name));
        var (themeSetOf, themeSets) = ThemeSets(facets[0], sites.Count);
        return new SiteIndex(
            [.. sites.Select(site => site.Id)], located, [.. sites.Take(located).Select(site => X(site.Longitude))], [.. sites.Take(located).Select(site => Y(site.Latitude))],
            [.. sites.Take(located).Select(site => site.Longitude)], [.. sites.Take(located).Select(site => site.Latitude)], names, nameStarts)
        {
            Figures = figures,
            Facets = facets,
            Areas = areas,
            AreasOfSites = Facet.Pack(lies, sites.Count, fallback: null),
            Places = named,
            ThemeSetOf = themeSetOf,
            ThemeSets = themeSets,
        };

        async Task ReadAsync(string sql, Action<NpgsqlDataReader> take, DateOnly? day = null)
        {
            await using var command = new NpgsqlCommand(sql, transaction.Connection) { CommandTimeout = LongestStatement_s };
            if (day is { } given) command.Parameters.Add(new() { Value = given });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken)) take(rows);
        }
    }

    /// <summary>Ids in an order, as places of the index. A site that came since is left out until the index is read anew.</summary>
    public static async Task<int[]> OrderAsync(NpgsqlDataSource reader, Caller caller, SiteIndex index, string order, bool descending)
    {
        await using var asking = new CallerSource(reader, caller).CreateCommand(SiteFacetSql.InOrder(order, descending));
        await using var rows = await asking.ExecuteReaderAsync();
        var places = new List<int>(index.Count);
        while (await rows.ReadAsync())
            if (index.FindPlace(rows.GetInt64(0)) is { } place) places.Add(place);
        return [.. places];
    }

    public static uint X(double longitude) => Scaled((longitude + 180) / 360);

    public static uint Y(double latitude)
    {
        var sine = Math.Sin(Math.Clamp(latitude, -MostLatitude, MostLatitude) * Math.PI / 180);
        return Scaled(0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)));
    }

    private static uint Scaled(double share) => (uint)Math.Clamp(Math.Floor(share * 4294967296.0), 0, uint.MaxValue);

    private static (byte[] Bytes, int[] Starts) Texts(List<string> texts)
    {
        var starts = new int[texts.Count + 1];
        for (var i = 0; i < texts.Count; i++) starts[i + 1] = starts[i] + Encoding.UTF8.GetByteCount(texts[i]);
        var bytes = new byte[starts[^1]];
        for (var i = 0; i < texts.Count; i++) Encoding.UTF8.GetBytes(texts[i], bytes.AsSpan(starts[i]));
        return (bytes, starts);
    }

    private static (int[] Of, List<byte[]> Sets) ThemeSets(Facet themes, int sites)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var sets = new List<byte[]>();
        var of = new int[sites];
        for (var place = 0; place < sites; place++)
        {
            var text = string.Join(',', themes.Of(place).ToArray().Where(number => number > 0).Select(number => themes.Codes[number]).Order(StringComparer.Ordinal));
            if (!numbers.TryGetValue(text, out of[place]))
            {
                of[place] = numbers[text] = sets.Count;
                sets.Add(Encoding.UTF8.GetBytes(text));
            }
        }
        return (of, sets);
    }
}
