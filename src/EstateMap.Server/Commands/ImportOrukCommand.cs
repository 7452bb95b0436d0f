using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;

namespace EstateMap.Server.Commands;

/// <summary>Brings another Open Referral UK feed into the register: its services at their places, matched with the sites that are known.</summary>
internal static class ImportOrukCommand
{
    private sealed record Choice(string? Address, string? Dataset, string? ManifestFile, string? Id, string? Title, string? Publisher, string? Licence, string? Attribution, string Kind, string? Keep, string? Rejects, bool AllowPrivate);

    public static Command Build()
    {
        var address = new Argument<string?>("URL") { Description = "The feed's address, up to what stands before /services. Not needed where the manifest has it.", Arity = ArgumentArity.ZeroOrOne };
        var dataset = new Option<string?>("--dataset") { Description = "Id of the dataset, which is the name of its manifest in geodata/datasets.", HelpName = "ID" };
        var manifest = new Option<string?>("--manifest") { Description = "A manifest anywhere, instead of --dataset.", HelpName = "FILE" };
        var id = new Option<string?>("--id") { Description = "Without a manifest: the dataset's id, in lower case and hyphens.", HelpName = "ID" };
        var title = new Option<string?>("--title") { Description = "Without a manifest: what the feed is, in words.", HelpName = "WORDS" };
        var publisher = new Option<string?>("--publisher") { Description = "Without a manifest: who publishes it.", HelpName = "NAME" };
        var licence = new Option<string?>("--licence") { Description = "Without a manifest: its licence, such as OGL-UK-3.0.", HelpName = "NAME" };
        var attribution = new Option<string?>("--attribution") { Description = "Without a manifest: the words of acknowledgement that the licence asks for.", HelpName = "WORDS" };
        var kind = new Option<string>("--kind") { Description = "Without a manifest: kind of the services whose terms say none that is known (vocabulary service-kinds).", HelpName = "CODE", DefaultValueFactory = _ => "community" };
        var keep = new Option<string?>("--keep") { Description = "Folder to keep what was read in. Default: downloads in the data folder", HelpName = "FOLDER" };
        var rejects = new Option<string?>("--rejects") { Description = "Write the services that did not get in, with the reasons, to this CSV file.", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would change, field by field, and change nothing." };
        var preferFile = new Option<bool>("--prefer-file") { Description = "Where a hand edit and the feed disagree, let the feed win." };
        var acceptMissing = new Option<bool>("--accept-missing") { Description = "Take the feed although it lacks most of the services that are loaded." };
        var allowPrivate = new Option<bool>("--allow-private") { Description = "Read a feed on this machine or in a private network." };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("import-oruk", "Import another Open Referral UK feed.")
        {
            address, dataset, manifest, id, title, publisher, licence, attribution, kind, keep, rejects, dryRun, preferFile, acceptMissing, allowPrivate, data, connection, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dataset) is not null || result.GetValue(manifest) is not null)
            {
                if (result.GetValue(dataset) is not null && result.GetValue(manifest) is not null)
                    result.AddError("Give --dataset or --manifest, not both.");
                return;
            }

            var lacking = new (string Name, object? Value)[] { ("URL", result.GetValue(address)), ("--id", result.GetValue(id)), ("--publisher", result.GetValue(publisher)), ("--licence", result.GetValue(licence)), ("--attribution", result.GetValue(attribution)) }
                .Where(needed => needed.Value is null or "").Select(needed => needed.Name).ToArray();
            if (lacking.Length > 0)
                result.AddError($"Without --dataset or --manifest the feed needs {string.Join(", ", lacking)}: what is served must say whose it is and under which licence.");
        });
        command.SetAction((parsed, cancel) => RunAsync(
            new Choice(parsed.GetValue(address), parsed.GetValue(dataset), parsed.GetValue(manifest), parsed.GetValue(id), parsed.GetValue(title), parsed.GetValue(publisher), parsed.GetValue(licence), parsed.GetValue(attribution),
                parsed.GetValue(kind)!, parsed.GetValue(keep), parsed.GetValue(rejects), parsed.GetValue(allowPrivate)),
            new ImportOptions { DryRun = parsed.GetValue(dryRun), PreferFile = parsed.GetValue(preferFile), AcceptMissing = parsed.GetValue(acceptMissing) },
            DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Choice choice, ImportOptions options, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        var manifest = await ManifestAsync(choice, cancel);
        if (choice.Rejects is not null)
            ImportCommand.DemandWritable(choice.Rejects);
        using var progress = new ConsoleProgress();
        using var http = PublisherClient.New();
        var source = new PublisherDownload(http, choice.Keep ?? Path.Combine(settings.DataFolder, "downloads")) { AllowsPrivateFeeds = choice.AllowPrivate, Progress = progress };
        var file = await source.GetAsync(manifest.Files[0], cancel);
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        var summary = await ImportProgressBar.ShowAsync(1, bar => new Importer(database.Writer).ImportAsync(manifest, [file], options, bar, cancel));
        if (choice.Rejects is not null)
        {
            await using var stream = File.Create(choice.Rejects);
            await new RejectFile(database.Writer).WriteAsync(summary.RunId, stream, cancel);
        }

        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(summary, ImportReport.Json));
        else
            ImportReport.Write(Console.Out, [summary]);
        if (!asJson && options.DryRun)
            await ImportReport.WriteChangesAsync(Console.Out, database.Writer, summary.RunId, cancel);
        if (!asJson && choice.Rejects is null && summary.RowsRejected > 0)
            Console.WriteLine($"{summary.RowsRejected} services did not get in, most likely because they are offered at no place: --rejects FILE writes them with the reasons.");
        return EstateMapCommand.Done;
    }

    private static async Task<Manifest> ManifestAsync(Choice choice, CancellationToken cancel)
    {
        if (choice.ManifestFile is not null && !File.Exists(choice.ManifestFile))
            throw new UsageException($"There is no file {choice.ManifestFile}.");
        var manifest = choice.ManifestFile is not null ? Manifest.Parse(await File.ReadAllTextAsync(choice.ManifestFile, cancel), Path.GetFileName(choice.ManifestFile))
            : choice.Dataset is not null ? ManifestCatalogue.Load(GeodataFolder.Datasets).Get(choice.Dataset)
            // Through its JSON, so that what an option says is held to the rules of every manifest.
            : Manifest.Parse(JsonSerializer.Serialize(new
            {
                id = choice.Id,
                title = choice.Title ?? $"Services of {choice.Publisher}",
                publisher = choice.Publisher,
                publisherUrl = choice.Address,
                downloadUrl = choice.Address,
                mirrorPath = $"open-referral/{choice.Id}.geojson",
                licence = choice.Licence,
                attribution = choice.Attribution,
                theme = "community",
                format = "open_referral",
                layout = "open_referral",
                serviceKind = choice.Kind,
            }, JsonSerializerOptions.Web), choice.Id!);
        if (manifest.Format != "open_referral")
            throw new UsageException($"Dataset {manifest.Id} is {manifest.Format}, no Open Referral feed: use estatemap import.");
        return choice.Address is null ? manifest : manifest with { DownloadUrl = choice.Address };
    }
}
