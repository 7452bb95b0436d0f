using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Npgsql;

namespace EstateMap.Benchmarks;

/// <summary>`bench`: the table, on databases of its own. `bench micro`: inner loops. Others by their names. None writes into the checkout, but for the README's picture when that is asked for.</summary>
internal static class Bench
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["bare", var address])
            return await Graph.BareEndpoint.RunAsync(address);
        if (args is ["town", var sites])
            return await Graph.GraphBench.HoldAsync(int.Parse(sites, System.Globalization.CultureInfo.InvariantCulture));
        if (args is ["graphql", ..])
            return await Graph.GraphBench.RunAsync(args[1..]);
        if (args is ["client", ..])
            return await Client.ClientBench.RunAsync(args[1..]);
        if (args is ["screenshots", ..])
            return await Screenshots.RunAsync(args[1..]);
        if (args is ["tiles", ..])
            return await Tiles.TilesBench.RunAsync(args[1..]);
        if (args is ["planning", ..])
            return await Planning.PlanningBench.RunAsync(args[1..]);
        if (args is ["network", ..])
            return Networks.NetworkBench.Run(args[1..]);
        if (args is ["micro", ..])
        {
            // In this process: a generated project would fall under the repository's build rules.
            var config = ManualConfig.Create(DefaultConfig.Instance)
                .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
                .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "estatemap-benchmarks"));
            BenchmarkSwitcher.FromAssembly(typeof(PlanningLoops).Assembly).Run(args[1..], config);
            return 0;
        }

        if (Settings.Read(args, Console.Error) is not { } settings)
            return 2;

        await using var town = new PostgisFixture();
        await town.InitializeAsync();
        await using (var connection = await town.Owner.OpenConnectionAsync())
            await TownLoader.LoadAsync(connection, TownSites.Make(settings.Sites, seed: 1));

        var table = new Table(await ReadVersionsAsync(town.Owner));
        var isWhole = await TryAsync("points in polygons", () => PointInPolygon.MeasureAsync(town.Owner, settings.Points, settings.Rounds));
        isWhole &= await TryAsync("import of the sample", () => ImportAgainstCopy.MeasureSampleAsync(settings.Rounds));
        isWhole &= await TryAsync("import of one register", () => ImportAgainstCopy.MeasureRegisterAsync(settings.Sites, settings.Rounds));
        isWhole &= await TryAsync("import of a messy register", () => ImportAgainstOgr.MeasureAsync(settings.Rows, Rounds.Fewest));
        isWhole &= await TryAsync("GraphQL page of 50 sites", () => SitesPage.MeasureAsync(town.Database, settings.Rounds));
        table.Print(Console.Out);
        return isWhole ? 0 : 1;

        async Task<bool> TryAsync(string name, Func<Task<Entry>> measure)
        {
            try
            {
                table.Add(await measure());
                return true;
            }
            catch (InvalidOperationException why)
            {
                table.LeaveOut(name, why.Message);
                return false;
            }
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadVersionsAsync(NpgsqlDataSource owner)
    {
        await using var command = owner.CreateCommand("SELECT current_setting('server_version'), postgis_lib_version()");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Dictionary<string, string> { ["PostgreSQL"] = reader.GetString(0), ["PostGIS"] = reader.GetString(1) };
    }
}
