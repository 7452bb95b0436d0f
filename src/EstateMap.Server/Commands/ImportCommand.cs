using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;

namespace EstateMap.Server.Commands;

/// <summary>Brings the file of one dataset into the register.</summary>
internal static class ImportCommand
{
    public static Command Build()
    {
        var files = new Argument<string[]>("FILE") { Description = "The dataset's file; its companions, where its manifest has some, after it and in the manifest's order.", Arity = ArgumentArity.OneOrMore };
        var dataset = new Option<string?>("--dataset") { Description = "Id of the dataset, which is the name of its manifest in geodata/datasets.", HelpName = "ID" };
        var manifest = new Option<string?>("--manifest") { Description = "A manifest anywhere, instead of --dataset.", HelpName = "FILE" };
        var rejects = new Option<string?>("--rejects") { Description = "Write the rows that did not get in, with the reasons, to this CSV file.", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would change, field by field, and change nothing." };
        var preferFile = new Option<bool>("--prefer-file") { Description = "Where a hand edit and the file disagree, let the file win." };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("import", "Import the file of one dataset.") { files, dataset, manifest, rejects, dryRun, preferFile, data, connection, json };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(dataset) is null) == (result.GetValue(manifest) is null))
                result.AddError("Say which dataset the file is: give --dataset ID or --manifest FILE.");
        });
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(files), parsed.GetValue(dataset), parsed.GetValue(manifest), parsed.GetValue(rejects),
            new ImportOptions { DryRun = parsed.GetValue(dryRun), PreferFile = parsed.GetValue(preferFile) }, DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string[] files, string? datasetId, string? manifestFile, string? rejects, ImportOptions options, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        if (files.Append(manifestFile).FirstOrDefault(file => file is not null && !File.Exists(file)) is { } absent)
            throw new UsageException($"There is no file {absent}.");
        var manifest = manifestFile is not null
            ? Manifest.Parse(await File.ReadAllTextAsync(manifestFile, cancel), Path.GetFileName(manifestFile))
            : ManifestCatalogue.Load(GeodataFolder.Datasets).Get(datasetId!);

        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        var summary = await ImportProgressBar.ShowAsync(1, bar => new Importer(database.Writer).ImportAsync(manifest, files, options, bar, cancel));
        if (rejects is not null)
        {
            await using var stream = File.Create(rejects);
            await new RejectFile(database.Writer).WriteAsync(summary.RunId, stream, cancel);
        }

        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(summary, ImportReport.Json));
        else
            ImportReport.Write(Console.Out, [summary]);
        if (!asJson && options.DryRun)
            await ImportReport.WriteChangesAsync(Console.Out, database.Writer, summary.RunId, cancel);
        if (!asJson && rejects is null && summary.RowsRejected > 0)
            Console.WriteLine($"{summary.RowsRejected} rows did not get in: --rejects FILE writes them with the reasons.");
        return EstateMapCommand.Done;
    }
}
