using System.CommandLine;
using EstateMap.Database;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Commands;

/// <summary>Writes what the public may see of the register to a file.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var format = new Option<string>("--format") { Description = "csv, geojson or gpkg (GeoPackage).", Required = true };
        format.AcceptOnlyFromAmong("csv", "geojson", "gpkg");
        var output = new Option<string>("--out") { Description = "The file to write; one that is there is replaced. - writes to standard output.", HelpName = "FILE", Required = true };
        var filter = new Option<string>("--filter") { Description = "Which sites, as an address of the API has it: theme=libraries,leisure&tenure=freehold. /exports/sites.csv takes the same.", HelpName = "QUERY", DefaultValueFactory = _ => "" };
        var bom = new Option<bool>("--bom") { Description = "Begin a CSV with a byte order mark, for Excel." };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var command = new Command("export", "Export sites with their licences.") { format, output, filter, bom, data, connection, ExportRegisterCommand.Build() };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(format) switch { "csv" => SiteExportFormat.Csv, "geojson" => SiteExportFormat.GeoJson, _ => SiteExportFormat.GeoPackage }, parsed.GetRequiredValue(output), parsed.GetValue(filter)!,
            parsed.GetValue(bom), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(SiteExportFormat format, string file, string query, bool withBom, DatabaseSettings settings, CancellationToken cancel)
    {
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        var ids = await SiteExport.FindIdsAsync(database.Reader, query, cancel);
        if (file == "-")
        {
            await using var console = Console.OpenStandardOutput();
            await SiteExport.WriteAsync(database.Reader, ids, format, console, withBom, cancel);
            return EstateMapCommand.Done;
        }
        await WholeFile.WriteAsync(file, output => SiteExport.WriteAsync(database.Reader, ids, format, output, withBom, cancel));
        Console.WriteLine($"The sites are in {file}.");
        return EstateMapCommand.Done;
    }
}
