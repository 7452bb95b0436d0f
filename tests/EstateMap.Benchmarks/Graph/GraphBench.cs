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

    public static async Task<int> RunAsync(string[] args)
    {
        var sizes = args.Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).DefaultIfEmpty(1_000).ToList();
        foreach (var size in sizes) await MeasureAsync(size);
        return 0;
    }

    /// <summary>`bench town SITES`: keeps the town up until its input ends, for whoever wants to look at plans.</summary>
    public static async Task<int> HoldAsync(int size)
    {
        await using var town = new PostgisFixture();
        await town.InitializeAsync();
        await using (var connection = await town.Owner.OpenConnectionAsync())
            await TownLoader.LoadAsync(connection, TownSites.Make(size, seed: 1));
        Console.WriteLine(town.ConnectionString);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    private static async Task MeasureAsync(int size)
    {
        await using var town = new PostgisFixture();
        await town.InitializeAsync();
        await using (var connection = await town.Owner.OpenConnectionAsync())
            await TownLoader.LoadAsync(connection, TownSites.Make(size, seed: 1));
        // A town that is no sample needs none loaded beside it.
        await using (var real = town.Owner.CreateCommand("UPDATE dataset SET is_sample = false"))
            await real.ExecuteNonQueryAsync();
        await Peers.ShowAsync(town.Owner);
        using var ours = EstateMapProgram.Start(["serve", "--database", town.ConnectionString, "--port", "0"], ("EstateMap__GraphQL__MaxPageSize", "1000"));
        var address = new Uri(await ours.GetAddressAsync(CancellationToken.None), "graphql");
        using var peers = new Peers();
        var bare = await peers.StartBareAsync(town.ConnectionString);
        var five = await peers.StartPostGraphile5Async(town.ConnectionString, Console.Out);
        var four = await peers.StartPostGraphile4Async(town.ConnectionString, Console.Out);
        await using var probe = await town.Owner.OpenConnectionAsync();
        await using var pid = new NpgsqlCommand("SELECT pg_backend_pid()", probe);
        using var load = new Load(Load.Parent((int)(await pid.ExecuteScalarAsync())!));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:N0} sites; {Rounds} rounds of {Seconds} s each, in turn, 4 callers; medians"));
        Console.WriteLine($"{"question",-30} {"way",-16} {"a second",10} {"p50 ms",8} {"p99 ms",8} {"server CPU ms",14} {"PostgreSQL ms",14} {"pace against ours",18}");
        foreach (var question in Question.All)
        {
            var ways = new List<Way> { new("ours", address, Body(question.Ours), ours.ProcessId) };
            if (question.Bare is not null) ways.Add(new("bare endpoint", new Uri(bare.Address, question.Key), Body(question.Ours), bare.Pid));
            if (five is { } v5 && question.PostGraphile5 is not null) ways.Add(new("PostGraphile 5", v5.Address, Body(question.PostGraphile5), v5.Pid));
            if (four is { } v4 && question.PostGraphile4 is not null) ways.Add(new("PostGraphile 4", v4.Address, Body(question.PostGraphile4), v4.Pid));
            await CompareAsync(load, question, ways);
        }
    }

    private static async Task CompareAsync(Load load, Question question, List<Way> ways)
    {
        foreach (var way in ways.ToList())
        {
            try
            {
                await load.AskAsync(way);
                await load.RunAsync(way, Seconds / 2);
            }
            catch (Exception why) when (why is InvalidOperationException or HttpRequestException)
            {
                Console.WriteLine($"{question.Name,-30} {way.Name,-16} left out: {why.Message}");
                ways.Remove(way);
            }
        }

        var slices = ways.ToDictionary(way => way, _ => new List<Slice>());
        for (var round = 0; round < Rounds; round++)
            foreach (var way in ways) slices[way].Add(await load.RunAsync(way, Seconds));
        var pace = slices.ToDictionary(item => item.Key, item => item.Value.Select(slice => slice.Requests / slice.Seconds).ToList());
        foreach (var way in ways)
        {
            var all = slices[way];
            // Of the rounds' own ratios, since what slows one round slows its neighbours.
            var against = Benchmarks.Rounds.Median([.. pace[ways[0]].Zip(pace[way], (a, b) => b / a)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{question.Name,-30} {way.Name,-16} {Benchmarks.Rounds.Median(pace[way]),10:N0} {Benchmarks.Rounds.Median([.. all.Select(slice => At(slice, 0.5))]),8:N2} {Benchmarks.Rounds.Median([.. all.Select(slice => At(slice, 0.99))]),8:N2} {Benchmarks.Rounds.Median([.. all.Select(slice => 1_000 * slice.ServerCpu / slice.Requests)]),14:N3} {Benchmarks.Rounds.Median([.. all.Select(slice => 1_000 * slice.PostgresCpu / slice.Requests)]),14:N3} {against,18:N2}"));
        }
    }

    private static double At(Slice slice, double share) => slice.Latencies[(int)Math.Min(slice.Latencies.Count - 1, share * slice.Latencies.Count)];

    private static byte[] Body(string query) => JsonSerializer.SerializeToUtf8Bytes(new { query });
}
