using System.CommandLine;
using EstateMap.Database;
using EstateMap.Server.Maps;

namespace EstateMap.Server.Commands;

/// <summary>Writes what the public may see of the register to a file.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var format = new Option<string>("--format") { Description = "csv or geojson.", Required = true };
        format.AcceptOnlyFromAmong("csv", "geojson");
        var output = new Option<string>("--out") { Description = "The file to write; one that is there is replaced. - writes to standard output.", HelpName = "FILE", Required = true };
        var theme = new Option<string?>("--theme") { Description = "Only sites of this map theme.", HelpName = "THEME" };
        var use = new Option<string?>("--use") { Description = "Only sites of this use, a code of vocabulary site-uses.", HelpName = "USE" };
        var area = new Option<string?>("--area") { Description = "Only sites in the area with this code.", HelpName = "CODE" };
        var areaKind = new Option<string?>("--area-kind") { Description = "The kind of that area, where a code is not enough.", HelpName = "KIND" };
        var vintage = new Option<string?>("--vintage") { Description = "The vintage of that area. Default: the newest.", HelpName = "YEAR" };
        var bom = new Option<bool>("--bom") { Description = "Begin a CSV with a byte order mark, for Excel." };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var command = new Command("export", "Export sites with their licences.") { format, output, theme, use, area, areaKind, vintage, bom, data, connection, ExportRegisterCommand.Build() };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(format) == "csv" ? SiteExportFormat.Csv : SiteExportFormat.GeoJson, parsed.GetRequiredValue(output),
            new SiteFilter(parsed.GetValue(theme), parsed.GetValue(use), parsed.GetValue(area), parsed.GetValue(areaKind), parsed.GetValue(vintage)),
            parsed.GetValue(bom), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(SiteExportFormat format, string file, SiteFilter filter, bool withBom, DatabaseSettings settings, CancellationToken cancel)
    {
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        if (file == "-")
        {
            await using var console = Console.OpenStandardOutput();
            await SiteExport.WriteAsync(database.Reader, filter, format, console, cancel, withBom);
            return EstateMapCommand.Done;
        }
        await WholeFile.WriteAsync(file, output => SiteExport.WriteAsync(database.Reader, filter, format, output, cancel, withBom));
        Console.WriteLine($"The sites are in {file}.");
        return EstateMapCommand.Done;
    }
}
