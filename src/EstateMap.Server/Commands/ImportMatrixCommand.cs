using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Commands;

/// <summary>Brings travel times in that others reckoned.</summary>
internal static class ImportMatrixCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "CSV with the columns from, to and seconds; places are codes of areas, UPRNs, or numbers or uuids of sites." };
        var source = new TravelSourceOptions();
        var rejects = new Option<string?>("--rejects") { Description = "Write the rows that did not get in, with the reasons, to this CSV file.", HelpName = "FILE" };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("import-matrix", "Import travel times between places.") { file, rejects, data, connection, json };
        source.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(file), source.Read(parsed, parsed.GetRequiredValue(file)), parsed.GetValue(rejects), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string file, TravelSource source, string? rejects, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
        ImportCommand.DemandWritable(rejects);
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        var report = await new MatrixImport(database).ImportAsync(file, source, progress, cancel);
        progress.End();
        if (rejects is not null) await RejectedLine.WriteAsync(report.Rejected, rejects, cancel);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(report, ImportReport.Json));
        else Write(report, rejects);
        return EstateMapCommand.Done;
    }

    private static void Write(MatrixReport report, string? rejects)
    {
        Console.WriteLine($"Matrix {report.Name} (number {report.Id}){(report.IsUnchanged ? " is as it was" : "")}: {report.Times} times from {report.FromPlaces} places to {report.ToPlaces}.");
        Console.WriteLine($"Places left are named by {Words(report.FromKind)}, {report.FromKnown} of {report.FromPlaces} known; places reached by {Words(report.ToKind)}, {report.ToKnown} of {report.ToPlaces} known.");
        TravelSourceOptions.WriteRejected(report.RowsRead, report.Rejected, rejects);
    }

    private static string Words(string kind) => kind switch { MatrixKey.Area => "codes of areas", MatrixKey.Uprn => "UPRN", _ => "numbers or uuids of sites" };
}
