using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EstateMap.Benchmarks;
using EstateMap.Testing;
using EstateMap.Testing.Town;

// micro: inner loops. Otherwise the table, on databases of its own. Neither writes into the checkout.
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

var table = new Table(await ReadVersionsAsync());
table.Add(await PointInPolygon.MeasureAsync(town.Owner, settings.Points, settings.Rounds));
table.Print(Console.Out);
return 0;

async Task<IReadOnlyDictionary<string, string>> ReadVersionsAsync()
{
    await using var command = town.Owner.CreateCommand("SELECT current_setting('server_version'), postgis_lib_version()");
    await using var reader = await command.ExecuteReaderAsync();
    await reader.ReadAsync();
    return new Dictionary<string, string> { ["PostgreSQL"] = reader.GetString(0), ["PostGIS"] = reader.GetString(1) };
}
