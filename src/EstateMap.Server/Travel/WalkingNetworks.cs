using System.Collections.Concurrent;
using System.Data;
using EstateMap.Database;
using EstateMap.Planning.Travel;
using EstateMap.Server.Graph.Changes;
using NetTopologySuite.Geometries;
using Npgsql;

namespace EstateMap.Server.Travel;

/// <summary>An imported network, ready for walking.</summary>
/// <param name="Plane">What its graph is drawn on.</param>
internal sealed record WalkingNetwork(string Name, string Version, WalkingGraph Graph, LocalPlane Plane)
{
    public StreetPlace Snap(double longitude, double latitude)
    {
        var (x, y) = Plane.ToPlane(longitude, latitude);
        return Graph.Snap(x, y);
    }
}

/// <summary>
/// Keeps networks in memory once somebody has asked for them: some 100 bytes an edge. One that is imported anew is read anew, by whichever server: a change of the register (migrations/functions/06_register_notes.sql)
/// makes whoever asks next compare versions.
/// </summary>
internal sealed class WalkingNetworks(EstateMapDatabase database, ChangeFeed changes)
{
    private readonly ConcurrentDictionary<long, Kept> _kept = new();

    private sealed record Kept(string Version, Lazy<Task<WalkingNetwork>> Network)
    {
        public long? CheckedAt { get; set; }
    }

    /// <exception cref="TravelRequestError">There is no such network.</exception>
    public async Task<WalkingNetwork> GetAsync(long id, CancellationToken cancellation)
    {
        var generation = changes.Generation;
        if (generation is not null && _kept.TryGetValue(id, out var known) && known.CheckedAt == generation) return await known.Network.Value.WaitAsync(cancellation);
        string version;
        await using (var connection = await database.Reader.OpenConnectionAsync(cancellation))
        {
            if (await FindAsync(connection, id, cancellation) is not { } found)
            {
                _kept.TryRemove(id, out _);
                throw TravelRequestError.UnknownNetwork(id);
            }

            version = found.Version;
        }

        var kept = _kept.AddOrUpdate(id, _ => Reading(id, version), (_, old) => old.Version == version && !old.Network.Value.IsFaulted ? old : Reading(id, version));
        var network = await kept.Network.Value.WaitAsync(cancellation);
        kept.CheckedAt = generation;
        return network;
    }

    // For all who wait, so it goes on when the first of them leaves.
    private Kept Reading(long id, string version) => new(version, new(() => Task.Run(() => ReadAsync(id))));

    private static async Task<(string Name, string Version)?> FindAsync(NpgsqlConnection connection, long id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(TravelSql.NetworkById, connection);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetString(0), reader.GetString(1)) : null;
    }

    private async Task<WalkingNetwork> ReadAsync(long id)
    {
        // One sight of the database, so that the version is that of the edges whatever is imported meanwhile.
        await using var connection = await database.Reader.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        var (name, version) = await FindAsync(connection, id, CancellationToken.None) ?? throw TravelRequestError.UnknownNetwork(id);
        var edges = new List<StreetEdge>();
        await using (var command = new NpgsqlCommand(TravelSql.Edges, connection))
        {
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var points = ((LineString)reader.GetValue(3)).CoordinateSequence;
                var (longitudes, latitudes) = (new double[points.Count], new double[points.Count]);
                for (var point = 0; point < points.Count; point++) (longitudes[point], latitudes[point]) = (points.GetX(point), points.GetY(point));
                edges.Add(new StreetEdge(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), new StreetLine(0, longitudes, latitudes)));
            }
        }

        var nodes = new (double Longitude, double Latitude)[1 + edges.Max(edge => Math.Max(edge.From, edge.To))];
        foreach (var edge in edges)
            (nodes[edge.From], nodes[edge.To]) = ((edge.Line.Longitudes[0], edge.Line.Latitudes[0]), (edge.Line.Longitudes[^1], edge.Line.Latitudes[^1]));
        var plane = StreetNetwork.PlaneOf(nodes);
        return new WalkingNetwork(name, version, new WalkingGraph(new StreetNetwork(nodes, edges, []).ToStreets(plane)), plane);
    }
}
