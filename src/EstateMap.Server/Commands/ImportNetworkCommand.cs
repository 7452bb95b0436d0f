using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Commands;

/// <summary>Brings a street network in, to reckon walks on.</summary>
internal static class ImportNetworkCommand
{
    private const double DefaultTolerance_m = 0.1;
    private const double DefaultJoin_m = 20;

    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "Streets: .geojson, .gpkg, .zip (Shapefile), or .osm and .osm.pbf where GDAL is installed." };
        var paths = new Option<string?>("--paths") { Description = "Public rights of way, whose ends are led to the nearest street.", HelpName = "FILE" };
        var kind = new Option<string?>("--kind") { Description = "How lines meet: os at their ends (OS Open Roads, OpenMap Local), osm wherever they share a point. Default: by the file's format." };
        kind.AcceptOnlyFromAmong("os", "osm");
        var layer = new Option<string?>("--layer") { Description = "Layer of a GeoPackage that has several, such as road_link.", HelpName = "NAME" };
        var crs = new Option<int?>("--crs") { Description = "EPSG code of a file that does not say: 4326 or 27700.", HelpName = "EPSG" };
        var tolerance = new Option<double>("--tolerance") { Description = $"Ends so near to each other are one node. Default: {DefaultTolerance_m} m", HelpName = "METRES", DefaultValueFactory = _ => DefaultTolerance_m };
        var join = new Option<double>("--join") { Description = $"Paths that end so near to a street lead onto it. Default: {DefaultJoin_m} m", HelpName = "METRES", DefaultValueFactory = _ => DefaultJoin_m };
        foreach (var metres in new[] { tolerance, join })
            metres.Validators.Add(result =>
            {
                if (!(result.GetValueOrDefault<double>() is >= 0 and <= 100)) result.AddError($"{result.Option.Name} is a number of metres from 0 to 100.");
            });
        var source = new TravelSourceOptions();
        var rejects = new Option<string?>("--rejects") { Description = "Write the lines that did not get in, with the reasons, to this CSV file.", HelpName = "FILE" };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("import-network", "Import a street network, to reckon walks on.") { file, paths, kind, layer, crs, tolerance, join, rejects, data, connection, json };
        source.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var streets = parsed.GetRequiredValue(file);
            var isOsm = parsed.GetValue(kind) is { } said ? said == "osm" : OsmExtract.IsOne(streets);
            var files = new NetworkFiles(streets, parsed.GetValue(paths), parsed.GetValue(layer), parsed.GetValue(crs), isOsm, parsed.GetValue(tolerance), parsed.GetValue(join));
            return RunAsync(files, source.Read(parsed, streets), parsed.GetValue(rejects), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(NetworkFiles files, TravelSource source, string? rejects, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        foreach (var file in new[] { files.File, files.Paths })
            if (file is not null && !File.Exists(file)) throw new UsageException($"There is no file {file}.");
        ImportCommand.DemandWritable(rejects);
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        var report = await new NetworkImport(database).ImportAsync(files, source, progress, cancel);
        progress.End();
        if (rejects is not null) await RejectedLine.WriteAsync(report.Rejected, rejects, cancel);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(report, ImportReport.Json));
        else Write(report, rejects);
        return EstateMapCommand.Done;
    }

    private static void Write(NetworkReport report, string? rejects)
    {
        Console.WriteLine(FormattableString.Invariant($"Network {report.Name} (number {report.Id}){(report.IsUnchanged ? " is as it was" : "")}: {report.Edges} edges, {report.Nodes} nodes, {report.LengthKm:0.0} km."));
        Console.WriteLine(FormattableString.Invariant($"{report.LargestComponentShare:0.0 %} of the nodes are in one part; there are {report.Components} parts and {report.DeadEnds} dead ends."));
        if (report.LooseEnds > 0) Console.WriteLine($"{report.LooseEnds} ends of paths are near no street and lead nowhere.");
        TravelSourceOptions.WriteRejected(report.RowsRead, report.Rejected, rejects);
    }
}
