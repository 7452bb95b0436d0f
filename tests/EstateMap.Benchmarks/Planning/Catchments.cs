using System.Diagnostics;
using System.Globalization;
using EstateMap.Planning.Travel;
using EstateMap.Testing;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Benchmarks.Planning;

/// <summary>What is within 30 minutes' walk on a made-up town of 250,000 crossings: ours on one thread against pgRouting on the same edges, in turn.</summary>
internal static class Catchments
{
    private const int Side = 500, Rounds = 5, Seed = 4;
    private const double Step_m = 67, KeptShare = 0.85, Minutes = 30, MetresPerSecond = 4.8 / 3.6;
    private const int Most_mm = (int)(Minutes * 60 * MetresPerSecond * 1000);
    private const int OurSources = 500, ManySources = 100, Pairs = 50;

    private const string Edges = "SELECT id, source, target, cost FROM peer.edge";

    public static async Task RunAsync()
    {
        var (streets, nodes) = Town();
        var built = Stopwatch.StartNew();
        var graph = new WalkingGraph(streets);
        var buildSeconds = built.Elapsed.TotalSeconds;
        Console.WriteLine(Say($"machine   {Table.Machine()}"));
        Console.WriteLine(Say($"commit    {Table.Commit()}"));
        Console.WriteLine(Say($"network   {graph.Nodes:N0} nodes, {graph.Edges:N0} edges, {graph.Length_mm / 1e9:N0} thousand km; seed {Seed}; graph made ready in {buildSeconds:0.0} s"));
        Console.WriteLine(Say($"question  what is within {Minutes:0} minutes' walk ({Most_mm / 1000.0:N0} m); {Rounds} rounds in turn, medians; ours on one thread"));
        Console.WriteLine();

        await using var database = new PostgisFixture();
        await database.InitializeAsync();
        var hasPeer = await LoadPeerAsync(database.Owner, streets);
        var random = new Random(Seed);
        var sources = Enumerable.Range(0, OurSources).Select(_ => random.Next(nodes.Length)).ToArray();
        var search = new WalkingSearch(graph);
        await using var connection = await database.Owner.OpenConnectionAsync();

        var ours = new Figures("ours, a catchment");
        var one = new Figures("pgr_drivingDistance, one source");
        var many = new Figures(Say($"pgr_drivingDistance, {ManySources} sources at once, each"));
        var (reached, peerReached) = (0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            reached = ours.Add(OurSources, () => sources.Sum(source =>
            {
                search.Run([(graph.Rank[source], 0)], Most_mm);
                return (long)search.Touched.Length;
            }));
            if (!hasPeer) continue;
            var source = sources[round];
            peerReached = await one.AddAsync(1, () => AskAsync(connection, $"SELECT count(*) FROM pgr_drivingDistance($1, $2::bigint, {Most_mm}::float8, false)", (long)source));
            search.Run([(graph.Rank[source], 0)], Most_mm);
            if (peerReached != search.Touched.Length) throw new InvalidOperationException(Say($"From node {source} pgRouting reaches {peerReached} nodes and we {search.Touched.Length}."));
            await many.AddAsync(ManySources, () => AskAsync(connection, $"SELECT count(*) FROM pgr_drivingDistance($1, $2::bigint[], {Most_mm}::float8, false)", sources[..ManySources].Select(node => (long)node).Distinct().ToArray()));
        }

        ours.Print(Say($"{reached / OurSources:N0} nodes reached on average, {reached / OurSources / ours.Median / 1e6:0.0} million nodes a second"), null);
        if (!hasPeer) Console.WriteLine("left out  pgRouting is not installed (Debian: postgresql-15-pgrouting).");
        else
        {
            one.Print("one statement, its edges read anew", ours.Median);
            many.Print("one statement", ours.Median);
        }

        await MatricesAsync(graph, nodes, connection, sources, hasPeer);
    }

    private static async Task MatricesAsync(WalkingGraph graph, (double X, double Y)[] nodes, NpgsqlConnection connection, int[] sources, bool hasPeer)
    {
        var random = new Random(Seed + 1);
        // The middle of the town, as far across as a borough is.
        StreetPlace[] Places(int count) => [.. Enumerable.Range(0, count).Select(_ => graph.Snap(Side * Step_m * (0.35 + (0.3 * random.NextDouble())), Side * Step_m * (0.35 + (0.3 * random.NextDouble()))))];
        var (demand, sites) = (Places(738), Places(300));
        var borough = new Figures("ours, 738 x 300 within 30 minutes");
        var whole = new Figures("ours, 738 x 300 without a bound");
        var few = new Figures(Say($"ours, {Pairs} x {Pairs} without a bound"));
        var peer = new Figures(Say($"pgr_dijkstraCost, {Pairs} x {Pairs}"));
        var (from, to) = (sources[..Pairs], sources[Pairs..(2 * Pairs)]);
        for (var round = 0; round < Rounds; round++)
        {
            borough.Add(1, () => WalkingTimes.Matrix(graph, demand, sites, MetresPerSecond, Minutes * 60).Length);
            whole.Add(1, () => WalkingTimes.Matrix(graph, demand, sites, MetresPerSecond).Length);
            few.Add(1, () => WalkingTimes.Matrix(graph, [.. from.Select(node => graph.Snap(nodes[node].X, nodes[node].Y))], [.. to.Select(node => graph.Snap(nodes[node].X, nodes[node].Y))], MetresPerSecond).Length);
            if (hasPeer) await peer.AddAsync(1, () => AskAsync(connection, "SELECT count(*) FROM pgr_dijkstraCost($1, $2::bigint[], $3::bigint[], false)", from.Select(node => (long)node).ToArray(), to.Select(node => (long)node).ToArray()));
        }

        borough.Print("places on streets, not nodes", null);
        whole.Print("each search ends with the farthest place", null);
        few.Print("all over the town", null);
        if (hasPeer) peer.Print("one statement", few.Median);
    }

    /// <summary>A grid whose crossings are moved and a part of whose streets are left out.</summary>
    private static (Streets Streets, (double X, double Y)[] Nodes) Town()
    {
        var random = new Random(Seed);
        var nodes = Enumerable.Range(0, Side * Side).Select(node => ((node % Side * Step_m) + (random.NextDouble() * 0.6 * Step_m), (node / Side * Step_m) + (random.NextDouble() * 0.6 * Step_m))).ToArray();
        var edges = new List<(int From, int To)>();
        for (var node = 0; node < nodes.Length; node++)
        {
            if (node % Side < Side - 1 && random.NextDouble() < KeptShare) edges.Add((node, node + 1));
            if (node / Side < Side - 1 && random.NextDouble() < KeptShare) edges.Add((node, node + Side));
        }

        var streets = new Streets
        {
            Nodes = nodes.Length,
            From = [.. edges.Select(edge => edge.From)],
            To = [.. edges.Select(edge => edge.To)],
            Length_mm = [.. edges.Select(edge => (int)(1000 * Math.Sqrt(Math.Pow(nodes[edge.From].Item1 - nodes[edge.To].Item1, 2) + Math.Pow(nodes[edge.From].Item2 - nodes[edge.To].Item2, 2))))],
            FirstPoint = [.. Enumerable.Range(0, edges.Count + 1).Select(edge => 2 * edge)],
            X = [.. edges.SelectMany(edge => new[] { nodes[edge.From].Item1, nodes[edge.To].Item1 })],
            Y = [.. edges.SelectMany(edge => new[] { nodes[edge.From].Item2, nodes[edge.To].Item2 })],
        };
        return (streets, nodes);
    }

    /// <summary>The same edges in PostgreSQL; false where pgRouting is not installed.</summary>
    private static async Task<bool> LoadPeerAsync(NpgsqlDataSource owner, Streets streets)
    {
        await using var available = owner.CreateCommand("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgrouting')");
        if (await available.ExecuteScalarAsync() is not true) return false;
        await using var connection = await owner.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("CREATE EXTENSION IF NOT EXISTS pgrouting; CREATE SCHEMA peer; CREATE TABLE peer.edge (id bigint PRIMARY KEY, source bigint NOT NULL, target bigint NOT NULL, cost float8 NOT NULL)", connection))
            await create.ExecuteNonQueryAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY peer.edge FROM STDIN (FORMAT binary)"))
        {
            for (var edge = 0; edge < streets.Edges; edge++)
            {
                await copy.StartRowAsync();
                foreach (var number in new long[] { edge, streets.From[edge], streets.To[edge] }) await copy.WriteAsync(number, NpgsqlDbType.Bigint);
                await copy.WriteAsync((double)streets.Length_mm[edge], NpgsqlDbType.Double);
            }

            await copy.CompleteAsync();
        }

        await using var analyse = new NpgsqlCommand("ANALYZE peer.edge", connection);
        await analyse.ExecuteNonQueryAsync();
        return true;
    }

    private static async Task<long> AskAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        command.Parameters.Add(new() { Value = Edges });
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Seconds a thing, a figure each round.</summary>
    private sealed class Figures(string name)
    {
        private readonly List<double> _seconds = [];

        public double Median => Benchmarks.Rounds.Median([.. _seconds]);

        public long Add(int things, Func<long> work)
        {
            var clock = Stopwatch.StartNew();
            var answer = work();
            _seconds.Add(clock.Elapsed.TotalSeconds / things);
            return answer;
        }

        public async Task<long> AddAsync(int things, Func<Task<long>> work)
        {
            var clock = Stopwatch.StartNew();
            var answer = await work();
            _seconds.Add(clock.Elapsed.TotalSeconds / things);
            return answer;
        }

        public void Print(string note, double? ours) => Console.WriteLine(Say(
            $"{name,-46} {1000 * Median,12:N3} ms ({1000 * _seconds.Min():N3}-{1000 * _seconds.Max():N3})  {1 / Median,10:N1} a second  {(ours is { } mine ? Say($"{Median / mine,8:N0} times ours") : ""),-20}  {note}"));
    }
}
