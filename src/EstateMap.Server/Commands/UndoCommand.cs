using System.CommandLine;
using EstateMap.Database;
using EstateMap.Import;

namespace EstateMap.Server.Commands;

/// <summary>Takes the last import of a dataset back.</summary>
internal static class UndoCommand
{
    public static Command Build()
    {
        var dataset = new Argument<string>("DATASET") { Description = "Id of the dataset." };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var command = new Command("undo", "Take the last import of a dataset back: its records stand as the import before left them.") { dataset, data, connection };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(dataset), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string datasetId, DatabaseSettings settings, CancellationToken cancel)
    {
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        var runId = await new Importer(database.Writer).UndoAsync(datasetId, cancel);
        Console.WriteLine($"Import {runId} of {datasetId} was taken back. Import its file again to have it back.");
        return EstateMapCommand.Done;
    }
}
