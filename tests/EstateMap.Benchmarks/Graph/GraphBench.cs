using System.Globalization;
using System.Text.Json;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Npgsql;

namespace EstateMap.Benchmarks.Graph;

/// <summary>`bench graphql [SITES ...]`: the canonical questions against PostGraphile and the same SQL by hand, on one database, in turn.</summary>
internal static class GraphBench
{
    private const int Rounds = 5;
    private const double Seconds = 2;
    private const string Ours = "ours", Five = "PostGraphile 5";

    /// <summary>Sizes of towns to make and measure, or `at CONNECTION` for one that is there already, and perhaps the keys of the questions that matter now.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["at", var connection, .. var keys])
        {
            await using var source = EstateMap.Database.EstateMapDatabase.At(new NpgsqlConnectionStringBuilder(connection));
            await MeasureAsync(source.Owner, connection, keys);
            return 0;
        }

        foreach (var size in args.Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).DefaultIfEmpty(1_000).ToList())
        {
            await using var town = new PostgisFixture();
            await BuildAsync(town, size);
            await MeasureAsync(town.Owner, town.ConnectionString, []);
        }

        return 0;
    }

    /// <summary>`bench town SITES`: keeps the town up until its input ends, for whoever wants to look at plans or ask `bench graphql at` its address.</summary>
    public static async Task<int> HoldAsync(int size)
    {
        await using var town = new PostgisFixture();
        await BuildAsync(town, size);
        Console.WriteLine(town.ConnectionString);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    /// <summary>Fills a database with the fictional town of so many sites, as if it were official.</summary>
    internal static async Task BuildAsync(PostgisFixture town, int size)
    {
        await town.InitializeAsync();
        await using (var connection = await town.Owner.OpenConnectionAsync())
            await TownLoader.LoadAsync(connection, TownSites.Make(size, seed: 1));
        // A town that is no sample needs none loaded beside it.
        await using var real = town.Owner.CreateCommand("UPDATE dataset SET is_sample = false");
        await real.ExecuteNonQueryAsync();
    }

    private static async Task MeasureAsync(NpgsqlDataSource town, string connection, string[] keys)
    {
        await Peers.ShowAsync(town);
        using var ours = EstateMapProgram.Start(["serve", "--database", connection, "--port", "0"], ("EstateMap__GraphQL__MaxPageSize", "1000"));
        var address = new Uri(await ours.GetAddressAsync(CancellationToken.None), "graphql");
        using var peers = new Peers();
        var bare = await peers.StartBareAsync(connection);
        var five = await peers.StartPostGraphile5Async(connection, Console.Out);
        var four = await peers.StartPostGraphile4Async(connection, Console.Out);
        await using var probe = await town.OpenConnectionAsync();
        await using var about = new NpgsqlCommand("SELECT pg_backend_pid(), (SELECT count(*) FROM site), current_setting('server_version'), postgis_lib_version()", probe);
        int backend;
        await using (var reader = await about.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            backend = reader.GetInt32(0);
            Console.WriteLine($"machine   {Table.Machine()}");
            Console.WriteLine($"versions  .NET {Environment.Version}, PostgreSQL {reader.GetString(2)}, PostGIS {reader.GetString(3)}{Peers.Version(" PostGraphile", "postgraphile5")}{Peers.Version(" PostGraphile", "postgraphile4")}");
            Console.WriteLine($"commit    {Table.Commit()}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"size      {reader.GetInt64(1):N0} sites; {Rounds} rounds of {Seconds} s each, in turn, 4 callers; medians; CPU in ms a request"));
        }

        using var load = new Load(ProcessorTime.Parent(backend));
        Console.WriteLine();
        Console.WriteLine($"{"question",-28} {"way",-15} {"bytes",8} {"a second",9} {"p50 ms",8} {"p99 ms",8} {"server",8} {"PostgreSQL",10} {"sum",8} {"our pace",9} {"our CPU",8}  goals");
        foreach (var question in Question.All.Where(question => keys.Length == 0 || keys.Contains(question.Key)))
        {
            var ways = new List<Way> { new("ours", address, Bodies(question.Ours), ours.ProcessId), new("bare endpoint", new Uri(bare.Address, question.Key), Bodies(question.Ours), bare.Pid) };
            if (five is { } v5 && question.PostGraphile5 is not null) ways.Add(new(Five, v5.Address, Bodies(question.PostGraphile5), v5.Pid));
            if (four is { } v4 && question.PostGraphile4 is not null) ways.Add(new("PostGraphile 4", v4.Address, Bodies(question.PostGraphile4), v4.Pid));
            await CompareAsync(load, question, ways);
        }

        Console.WriteLine();
        Console.WriteLine("our pace: our answers a second over theirs; our CPU: ours a request, server and PostgreSQL together, over theirs; both are medians of the rounds' own ratios.");
        Console.WriteLine("PostGraphile: version 5 finds by place through a function and both sum by ward through a view that were made for the question; neither searches.");
    }

    private static async Task CompareAsync(Load load, Question question, List<Way> ways)
    {
        var bytes = new Dictionary<Way, int>();
        foreach (var way in ways.ToList())
        {
            try
            {
                bytes[way] = System.Text.Encoding.UTF8.GetByteCount(await load.AskAsync(way));
                await load.RunAsync(way, Seconds / 2);
            }
            catch (Exception why) when (why is InvalidOperationException or HttpRequestException or TaskCanceledException)
            {
                Console.WriteLine($"{question.Name,-28} {way.Name,-15} left out: {why.Message}");
                ways.Remove(way);
            }
        }

        if (!ways.Exists(way => way.Name == Ours)) return;
        var slices = ways.ToDictionary(way => way, _ => new List<Slice>());
        for (var round = 0; round < Rounds; round++)
            foreach (var way in ways) slices[way].Add(await load.RunAsync(way, Seconds));
        var pace = slices.ToDictionary(item => item.Key, item => item.Value.Select(slice => slice.Requests / slice.Seconds).ToList());
        var cpu = slices.ToDictionary(item => item.Key, item => item.Value.Select(slice => 1_000 * (slice.ServerCpu + slice.PostgresCpu) / slice.Requests).ToList());
        foreach (var way in ways)
        {
            var all = slices[way];
            // Of the rounds' own ratios, since what slows one round slows its neighbours.
            var (paces, costs) = (Benchmarks.Rounds.Median([.. pace[ways[0]].Zip(pace[way], (a, b) => a / b)]), Benchmarks.Rounds.Median([.. cpu[ways[0]].Zip(cpu[way], (a, b) => a / b)]));
            var p99 = Benchmarks.Rounds.Median([.. all.Select(slice => At(slice, 0.99))]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{question.Name,-28} {way.Name,-15} {bytes[way],8:N0} {Benchmarks.Rounds.Median(pace[way]),9:N1} {Benchmarks.Rounds.Median([.. all.Select(slice => At(slice, 0.5))]),8:N2} {p99,8:N2} {Benchmarks.Rounds.Median([.. all.Select(slice => 1_000 * slice.ServerCpu / slice.Requests)]),8:N3} {Benchmarks.Rounds.Median([.. all.Select(slice => 1_000 * slice.PostgresCpu / slice.Requests)]),10:N3} {Benchmarks.Rounds.Median(cpu[way]),8:N3} {paces,9:N2} {costs,8:N2}  {Goals(question, way, p99, paces, costs)}"));
        }
    }

    private static string Goals(Question question, Way way, double p99, double pace, double cpu) => way.Name switch
    {
        Ours when question.Key == "search" => Goal("p99 under 20 ms", p99 < 20),
        "bare endpoint" => Goal("CPU at most 1.3", cpu <= 1.3),
        Five when question.IsList => Goal("pace at least 3", pace >= 3) + ", " + Goal("CPU at most 0.33", cpu <= 1 / 3d),
        _ => "",
    };

    private static string Goal(string what, bool isMet) => $"{what}: {(isMet ? "met" : "MISSED")}";

    private static double At(Slice slice, double share) => slice.Latencies[(int)Math.Min(slice.Latencies.Count - 1, share * slice.Latencies.Count)];

    /// <summary>One body, or where the question takes a text, one for each of <see cref="Question.Texts"/>.</summary>
    private static IReadOnlyList<byte[]> Bodies(string query) => query.Contains("$text", StringComparison.Ordinal)
        ? [.. Question.Texts.Select(text => JsonSerializer.SerializeToUtf8Bytes(new { query, variables = new { text } }))]
        : [JsonSerializer.SerializeToUtf8Bytes(new { query })];
}
