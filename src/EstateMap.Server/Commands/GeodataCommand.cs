using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;

namespace EstateMap.Server.Commands;

/// <summary>Brings every dataset of a place into the register, and the grid that makes British coordinates exact.</summary>
internal static class GeodataCommand
{
    // The PROJ project's archive of grids (https://github.com/OSGeo/PROJ-data, uk_os).
    private const string GridUrl = "https://cdn.proj.org/" + ProjData.Ostn15Grid;
    private const string GridSha256 = "5d6ed64d2119952c4c559fa1fccbc594b6520fc3ec3ef2fc10be13202c4384fa";

    public static Command Build()
    {
        var mirror = new Option<string?>("--mirror") { Description = "Take the files from this folder instead of the publishers. Default: MIRROR", HelpName = "FOLDER" };
        var manifests = new Option<string?>("--manifests") { Description = "Folder of manifests. Default: geodata/datasets", HelpName = "FOLDER" };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("geodata", "Load every dataset that has a manifest; real files take the place of the sample.") { mirror, manifests, data, connection, json };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(mirror) ?? Environment.GetEnvironmentVariable("MIRROR"), parsed.GetValue(manifests) ?? GeodataFolder.Datasets,
            DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string? mirror, string manifests, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        var catalogue = ManifestCatalogue.Load(manifests);
        using var http = PublisherClient.New();
        IGeodataSource source;
        if (string.IsNullOrWhiteSpace(mirror))
            source = new PublisherDownload(http, Path.Combine(settings.DataFolder, "downloads"));
        else if (Directory.Exists(mirror))
            source = new MirrorFolder(Path.GetFullPath(mirror));
        else
            throw new UsageException($"There is no folder {mirror} to take files from.");

        using var progress = new ConsoleProgress();
        // Before the database, because the embedded server reads it from its start.
        if (settings.IsEmbedded && !ProjData.HasOstn15Grid(settings.ProjFolder))
            await FetchGridAsync(source, settings.ProjFolder, progress, cancel);
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        await EnsureExactTransformationAsync(database, settings, cancel);

        var place = await ImportProgressBar.ShowAsync(catalogue.Manifests.Count, bar => PlaceImport.RunAsync(database.Writer, catalogue, source, bar, cancel));
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(place, ImportReport.Json));
        else
            ImportReport.Write(Console.Out, place);
        return EstateMapCommand.Done;
    }

    /// <summary>An absent grid costs metres, not the import, so a failure is a warning.</summary>
    private static async Task FetchGridAsync(IGeodataSource source, string projFolder, ConsoleProgress progress, CancellationToken cancel)
    {
        try
        {
            progress.Report("Fetching the OSTN15 grid");
            var fetched = await source.GetAsync(new ManifestFile { MirrorPath = $"grids/{ProjData.Ostn15Grid}", DownloadUrl = GridUrl }, cancel);
            var content = await File.ReadAllBytesAsync(fetched, cancel);
            if (!Convert.ToHexStringLower(SHA256.HashData(content)).Equals(GridSha256, StringComparison.Ordinal))
                throw new UsageException($"{fetched} is not the OSTN15 grid that was expected (its SHA-256 differs).");
            Directory.CreateDirectory(projFolder);
            await File.WriteAllBytesAsync(Path.Combine(projFolder, ProjData.Ostn15Grid), content, cancel);
        }
        catch (UsageException error)
        {
            progress.End();
            await Console.Error.WriteLineAsync($"Going on without the OSTN15 grid: {error.Message}");
        }
    }

    private static async Task EnsureExactTransformationAsync(EstateMapDatabase database, DatabaseSettings settings, CancellationToken cancel)
    {
        var error_m = await MeasureAsync();
        if (error_m > ProjData.Exact_m && database.Embedded is { IsGuest: true } running && ProjData.HasOstn15Grid(settings.ProjFolder))
        {
            // The server was started before the grid was there.
            await running.RestartAsync(cancel);
            error_m = await MeasureAsync();
        }
        if (error_m < ProjData.Exact_m)
            return;
        var place = database.Embedded is null ? "where the server's PROJ looks (PROJ_DATA), and restart it" : $"into {settings.ProjFolder}";
        await Console.Error.WriteLineAsync($"British National Grid coordinates will be about {error_m:0} m out: put {ProjData.Ostn15Grid} {place}.");

        async Task<double> MeasureAsync()
        {
            await using var connection = await database.Owner.OpenConnectionAsync(cancel);
            return await ProjData.MeasureError_mAsync(connection, cancel);
        }
    }
}
