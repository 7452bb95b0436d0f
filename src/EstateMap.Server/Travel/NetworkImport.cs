using System.Buffers.Binary;
using System.Security.Cryptography;
using EstateMap.Database;
using EstateMap.Planning.Travel;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Travel;

/// <summary>What to make a network of.</summary>
/// <param name="File">Streets.</param>
/// <param name="Paths">A second file whose lines end at streets rather than share nodes with them: public rights of way; null for none.</param>
/// <param name="RunsThroughCrossings">Whether lines meet wherever they share a point, as in OpenStreetMap.</param>
internal sealed record NetworkFiles(string File, string? Paths, string? Layer, int? Crs, bool RunsThroughCrossings, double Tolerance_m, double JoinWithin_m);

/// <summary>What an import made.</summary>
internal sealed record NetworkReport(
    long Id, string Name, string Version, bool IsUnchanged, int RowsRead, int Nodes, int Edges, double LengthKm, int Components, double LargestComponentShare, int DeadEnds, int LooseEnds, IReadOnlyList<RejectedLine> Rejected);

/// <summary>Brings a street network into the database: one transaction, so that walks are reckoned on the old one until the new one is whole.</summary>
internal sealed class NetworkImport(EstateMapDatabase database)
{
    /// <summary>$1 name.</summary>
    public const string ByName = """
        SELECT w.id, w.version
        FROM network w
        WHERE w.name = $1::text
        """;

    private const string Upsert = """
        INSERT INTO network (name, publisher, licence, attribution, as_at, file_name, version, nodes, edges, length_m, components, largest_component_share, dead_ends, rows_read, rows_dropped)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (name) DO UPDATE SET
            publisher = excluded.publisher, licence = excluded.licence, attribution = excluded.attribution, as_at = excluded.as_at, file_name = excluded.file_name, version = excluded.version,
            nodes = excluded.nodes, edges = excluded.edges, length_m = excluded.length_m, components = excluded.components, largest_component_share = excluded.largest_component_share,
            dead_ends = excluded.dead_ends, rows_read = excluded.rows_read, rows_dropped = excluded.rows_dropped, imported_at = now()
        RETURNING id
        """;

    private const string Staging = """
        CREATE TEMP TABLE new_node (LIKE network_node) ON COMMIT DROP;
        CREATE TEMP TABLE new_edge (LIKE network_edge) ON COMMIT DROP;
        """;

    private const string Place = """
        INSERT INTO network_node (network_id, number, geom)
        SELECT n.network_id, n.number, n.geom
        FROM new_node n;
        INSERT INTO network_edge (network_id, number, from_node, to_node, length_mm, kind, name, geom)
        SELECT e.network_id, e.number, e.from_node, e.to_node, e.length_mm, e.kind, e.name, e.geom
        FROM new_edge e;
        """;

    private static readonly GeometryFactory Shapes = new(new PrecisionModel(), Crs.Wgs84);

    /// <exception cref="UsageException">A file cannot be read or holds no lines; nothing is changed then.</exception>
    public async Task<NetworkReport> ImportAsync(NetworkFiles files, TravelSource source, IProgress<string>? progress, CancellationToken cancellation)
    {
        var (reader, rejected) = (new NetworkReader(database.Writer), new List<RejectedLine>());
        progress?.Report($"Reading {Path.GetFileName(files.File)}");
        var (lines, rows) = await reader.ReadAsync(files.File, files.Layer, files.Crs, isPath: false, rejected, cancellation);
        if (files.Paths is not null)
        {
            progress?.Report($"Reading {Path.GetFileName(files.Paths)}");
            var (paths, pathRows) = await reader.ReadAsync(files.Paths, null, files.Crs, isPath: true, rejected, cancellation);
            lines.AddRange(paths);
            rows += pathRows;
        }

        progress?.Report("Joining streets");
        var network = new StreetBuilder { Tolerance_m = files.Tolerance_m, JoinWithin_m = files.JoinWithin_m, CutsAtSharedPoints = files.RunsThroughCrossings }.Build(lines);
        rejected.AddRange(network.Dropped.Select(line => new RejectedLine(Path.GetFileName(line.IsPath ? files.Paths! : files.File), line.Row, line.Code, line.Why)));
        if (network.Edges.Count == 0) throw new UsageException($"{Path.GetFileName(files.File)} holds no street that can be walked along: {rejected.Count} lines were left out, the first because: {rejected[0].Sentence} Nothing was changed.");
        var graph = new WalkingGraph(network.ToStreets(StreetNetwork.PlaneOf(network.Nodes)));
        progress?.Report("Storing the network");
        var (id, version, isUnchanged) = await StoreAsync(files, source, network, graph, rows, rejected.Count, cancellation);
        return new NetworkReport(id, source.Name, version, isUnchanged, rows, graph.Nodes, graph.Edges, graph.Length_mm / 1e6, graph.Components, graph.LargestComponentShare, graph.DeadEnds, network.LooseEnds, rejected);
    }

    private async Task<(long Id, string Version, bool IsUnchanged)> StoreAsync(NetworkFiles files, TravelSource source, StreetNetwork network, WalkingGraph graph, int rows, int dropped, CancellationToken cancellation)
    {
        var version = VersionOf(network);
        await using var connection = await database.Writer.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var before = await FindAsync(connection, source.Name, cancellation);
        await using var upsert = new NpgsqlCommand(Upsert, connection, transaction);
        object[] values =
        [
            source.Name, source.Publisher, source.Licence, source.Attribution, source.AsAt is { } day ? day : DBNull.Value, Path.GetFileName(files.File), version, graph.Nodes, graph.Edges,
            graph.Length_mm / 1000.0, graph.Components, graph.LargestComponentShare, graph.DeadEnds, rows, dropped,
        ];
        foreach (var value in values) upsert.Parameters.Add(new() { Value = value });
        var id = (long)(await upsert.ExecuteScalarAsync(cancellation))!;
        var isUnchanged = before?.Version == version;
        if (!isUnchanged)
        {
            await using (var clear = new NpgsqlBatch(connection, transaction) { BatchCommands = { new("DELETE FROM network_edge WHERE network_id = $1") { Parameters = { new() { Value = id } } }, new("DELETE FROM network_node WHERE network_id = $1") { Parameters = { new() { Value = id } } } } })
                await clear.ExecuteNonQueryAsync(cancellation);
            await CopyAsync(connection, id, network, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return (id, version, isUnchanged);
    }

    private static async Task<(long Id, string Version)?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ByName, connection);
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetString(1)) : null;
    }

    /// <summary>By way of tables without row-level security, which COPY demands.</summary>
    private static async Task CopyAsync(NpgsqlConnection connection, long id, StreetNetwork network, CancellationToken cancellation)
    {
        await RunAsync(connection, Staging, cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY new_node FROM STDIN (FORMAT binary)", cancellation))
        {
            for (var node = 0; node < network.Nodes.Count; node++)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(id, NpgsqlDbType.Bigint, cancellation);
                await copy.WriteAsync(node, NpgsqlDbType.Integer, cancellation);
                await copy.WriteAsync(Shapes.CreatePoint(new Coordinate(network.Nodes[node].Longitude, network.Nodes[node].Latitude)), NpgsqlDbType.Geometry, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await CopyEdgesAsync(connection, id, network, cancellation);
        await RunAsync(connection, Place, cancellation);
    }

    private static async Task CopyEdgesAsync(NpgsqlConnection connection, long id, StreetNetwork network, CancellationToken cancellation)
    {
        await using var edges = await connection.BeginBinaryImportAsync("COPY new_edge FROM STDIN (FORMAT binary)", cancellation);
        for (var number = 0; number < network.Edges.Count; number++)
        {
            var (from, to, length, line) = network.Edges[number];
            await edges.StartRowAsync(cancellation);
            await edges.WriteAsync(id, NpgsqlDbType.Bigint, cancellation);
            foreach (var whole in new[] { number, from, to, length }) await edges.WriteAsync(whole, NpgsqlDbType.Integer, cancellation);
            foreach (var word in new[] { line.Kind, line.Name })
                if (word is null) await edges.WriteNullAsync(cancellation);
                else await edges.WriteAsync(word, NpgsqlDbType.Text, cancellation);
            await edges.WriteAsync(Shapes.CreateLineString([.. line.Longitudes.Zip(line.Latitudes, (longitude, latitude) => new Coordinate(longitude, latitude))]), NpgsqlDbType.Geometry, cancellation);
        }

        await edges.CompleteAsync(cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>SHA-256, in hexadecimal, of everything that times rest on.</summary>
    private static string VersionOf(StreetNetwork network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var (from, to, length, line) in network.Edges)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, from);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], to);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], length);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], line.Points);
            hash.AppendData(bytes);
            for (var point = 0; point < line.Points; point++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, line.Longitudes[point]);
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], line.Latitudes[point]);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
