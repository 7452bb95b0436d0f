using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;

namespace EstateMap.Server.Commands;

/// <summary>Brings the schema up to date and says what it applied.</summary>
internal static class MigrateCommand
{
    public static Command Build()
    {
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var command = new Command("migrate", "Bring the database's schema up to date.") { data, connection, json };
        command.SetAction((parsed, cancel) => RunAsync(DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        var summary = await database.MigrateAsync(progress, cancel);
        progress.End();
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(new { applied = summary.Applied, functionsRerun = summary.HasRerunFunctions }));
        else if (summary.Applied.Count > 0)
            Console.WriteLine($"Applied {summary.Applied.Count}: {string.Join(", ", summary.Applied)}");
        else
            Console.WriteLine(summary.HasRerunFunctions ? "The tables were up to date; functions and views were renewed." : "The database was up to date.");
        return EstateMapCommand.Done;
    }
}
