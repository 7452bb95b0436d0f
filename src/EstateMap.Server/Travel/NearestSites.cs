using EstateMap.Database;
using EstateMap.Planning.Travel;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Travel;

/// <summary>A site and the walk there.</summary>
/// <param name="Distance_m">Straight over the ground.</param>
internal sealed record NearestSite(long SiteId, double WalkSeconds, double Distance_m, string Travel);

/// <summary>
/// The sites nearest on foot. Over a network the candidates come by straight line, some at a time, until the next of them is farther by the line than the last wanted is on foot:
/// no walk is shorter than its line (incremental Euclidean restriction; Papadias, Zhang, Mamoulis and Tao, VLDB 2003).
/// </summary>
internal sealed class NearestSites(EstateMapDatabase database, WalkingNetworks networks, Reckonings reckonings)
{
    private const int FirstCandidates = 50;
    private const int MostCandidates = 5_000;

    /// <param name="where">A <c>SiteFilterInput</c>; null for all sites.</param>
    /// <exception cref="TravelRequestError">There is no such network.</exception>
    public async Task<IReadOnlyList<NearestSite>> FindAsync(TravelChoice choice, Point from, object? where, int most, double mostSeconds, CancellationToken cancellation)
    {
        var metresPerSecond = choice.MetresPerSecond;
        if (choice.Method == TravelChoice.Straight)
            return [.. (await CandidatesAsync(from, where, mostSeconds * metresPerSecond / choice.Detour, most, cancellation))
                .Select(site => new NearestSite(site.Id, site.Distance_m * choice.Detour / metresPerSecond, site.Distance_m, choice.StraightBadge))];

        var network = await networks.GetAsync(choice.Source!.Value, cancellation);
        var (farthest, place) = (mostSeconds * metresPerSecond, network.Snap(from.X, from.Y));
        for (var count = Math.Max(FirstCandidates, 2 * most); ; count *= 4)
        {
            var candidates = await CandidatesAsync(from, where, farthest, Math.Min(count, MostCandidates), cancellation);
            IReadOnlyList<(int Place, double Metres)> nearest;
            using (await reckonings.TakeAsync(cancellation))
                nearest = await Task.Run(() => WalkingTimes.Nearest(network.Graph, place, candidates.ConvertAll(site => network.Snap(site.Longitude, site.Latitude)), most, farthest, cancellation), cancellation);
            var isAll = candidates.Count < count || count >= MostCandidates;
            if (isAll || (nearest.Count == most && (most == 0 || candidates[^1].Distance_m >= nearest[^1].Metres)))
                return [.. nearest.Select(one => new NearestSite(candidates[one.Place].Id, one.Metres / metresPerSecond, candidates[one.Place].Distance_m, choice.NetworkBadge(network.Name)))];
        }
    }

    private async Task<List<Candidate>> CandidatesAsync(Point from, object? where, double within_m, int most, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var point = parameters.Geometry(from);
        var sql = $"""
            SELECT s.id, ST_X(s.geom), ST_Y(s.geom), ST_Distance(s.geom::geography, {point}::geography)
            FROM {SiteSql.Entity.From}
            WHERE {SiteSql.Entity.Listed}
              AND ST_DWithin(s.geom::geography, {point}::geography, {parameters.Number(within_m)})
              AND {Filters.Where(where, SiteSql.Entity.Filters, parameters)}
            ORDER BY s.geom::geography <-> {point}::geography, s.id
            LIMIT {parameters.Integer(most)}
            """;
        await using var command = parameters.Command(database.Reader, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var candidates = new List<Candidate>();
        while (await reader.ReadAsync(cancellation)) candidates.Add(new Candidate(reader.GetInt64(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3)));
        return candidates;
    }

    private sealed record Candidate(long Id, double Longitude, double Latitude, double Distance_m);
}
