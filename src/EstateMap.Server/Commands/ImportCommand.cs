using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Import.Suggest;

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
        var acceptMissing = new Option<bool>("--accept-missing") { Description = "Take the file although it lacks most of the records that are loaded." };
        var suggest = new Option<bool>("--suggest") { Description = "Import nothing; look at the file and propose its manifest." };
        var output = new Option<string?>("--out") { Description = "With --suggest: the manifest to write.", HelpName = "FILE" };
        var id = new Option<string?>("--id") { Description = "With --suggest: the dataset's id; else made of the file's name.", HelpName = "ID" };
        var title = new Option<string?>("--title") { Description = "With --suggest: what the file is, in words.", HelpName = "WORDS" };
        var publisher = new Option<string?>("--publisher") { Description = "With --suggest: who publishes it.", HelpName = "NAME" };
        var licence = new Option<string?>("--licence") { Description = "With --suggest: its licence, such as OGL-UK-3.0.", HelpName = "NAME" };
        var layout = new Option<string?>("--layout") { Description = "With --suggest: the layout, where it is known.", HelpName = "LAYOUT" };
        layout.AcceptOnlyFromAmong([.. EstateMap.Import.Datasets.Layouts.All.Select(known => known.Name)]);
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("import", "Import the file of one dataset.") { files, dataset, manifest, rejects, dryRun, preferFile, acceptMissing, suggest, output, id, title, publisher, licence, layout, data, connection, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(suggest))
            {
                if (result.GetValue(dataset) is not null || result.GetValue(manifest) is not null || result.GetValue(files) is { Length: > 1 })
                    result.AddError("--suggest takes one file, and neither --dataset nor --manifest.");
            }
            else if ((result.GetValue(dataset) is null) == (result.GetValue(manifest) is null))
                result.AddError("Say which dataset the file is: give --dataset ID or --manifest FILE; --suggest proposes a manifest.");
        });
        command.SetAction((parsed, cancel) => parsed.GetValue(suggest) ? SuggestAsync(
            parsed.GetRequiredValue(files)[0], parsed.GetValue(output), parsed.GetValue(json),
            new SuggestOptions { Id = parsed.GetValue(id), Title = parsed.GetValue(title), Publisher = parsed.GetValue(publisher), Licence = parsed.GetValue(licence), Layout = parsed.GetValue(layout) }, cancel)
            : RunAsync(
            parsed.GetRequiredValue(files), parsed.GetValue(dataset), parsed.GetValue(manifest), parsed.GetValue(rejects),
            new ImportOptions { DryRun = parsed.GetValue(dryRun), PreferFile = parsed.GetValue(preferFile), AcceptMissing = parsed.GetValue(acceptMissing) }, DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> SuggestAsync(string file, string? output, bool asJson, SuggestOptions options, CancellationToken cancel)
    {
        if (!File.Exists(file))
            throw new UsageException($"There is no file {file}.");
        DemandWritable(output);
        var suggestion = await Suggester.SuggestAsync(file, options, cancel);
        SuggestReport.Write(asJson ? Console.Error : Console.Out, suggestion);
        if (asJson)
            Console.WriteLine(suggestion.ManifestJson());
        if (output is not null)
            await File.WriteAllTextAsync(output, suggestion.ManifestJson() + Environment.NewLine, cancel);
        SuggestReport.WriteNextStep(Console.Error, suggestion, file, output);
        return EstateMapCommand.Done;
    }

    /// <summary>Found out before the work is done, not after.</summary>
    internal static void DemandWritable(string? file)
    {
        if (file is null)
            return;
        try
        {
            var isNew = !File.Exists(file);
            using (File.Open(file, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew)
                File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{file} cannot be written: {error.Message}", error);
        }
    }

    private static async Task<int> RunAsync(string[] files, string? datasetId, string? manifestFile, string? rejects, ImportOptions options, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        if (files.Append(manifestFile).FirstOrDefault(file => file is not null && !File.Exists(file)) is { } absent)
            throw new UsageException($"There is no file {absent}.");
        DemandWritable(rejects);
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
