using System.CommandLine;
using EstateMap.Database;
using EstateMap.Server.Maps.Registers;

namespace EstateMap.Server.Commands;

/// <summary>Writes one dataset's register as a publication: the Transparency Code's CSV, CSVW metadata beside it, and what changed since the last.</summary>
internal static class ExportRegisterCommand
{
    private const string ChangesName = "changes.csv";

    public static Command Build()
    {
        var dataset = new Option<string>("--dataset") { Description = "Id of a dataset whose layout is register.", HelpName = "ID", Required = true };
        var output = new Option<string>("--out") { Description = "The folder to write to; made when it is not there.", HelpName = "DIR", Required = true };
        var since = new Option<string?>("--since") { Description = "The last publication, a CSV, the number of a run, or last for the import before this one: also write what changed since.", HelpName = "FILE|RUN|last" };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var command = new Command("register", "Publish a register: Transparency Code CSV and CSVW metadata.") { dataset, output, since, data, connection };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(dataset), parsed.GetRequiredValue(output), parsed.GetValue(since),
            DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string id, string folder, string? since, DatabaseSettings settings, CancellationToken cancel)
    {
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        var dataset = await RegisterExport.DescribeAsync(database.Reader, id, cancel);
        var unfinished = new List<string>();
        try
        {
            Directory.CreateDirectory(folder);
            // All beside their final names until all are whole: the last publication may be the file that is compared with.
            await using (var csv = Begin(RegisterExport.FileName))
                await RegisterExport.WriteAsync(database.Reader, dataset, csv, withBom: false, cancel);
            await using (var metadata = Begin(RegisterMetadata.FileName))
                await metadata.WriteAsync(RegisterMetadata.Write(dataset, RegisterExport.FileName), cancel);
            RegisterChangeCounts? counts = null;
            if (since is not null)
                await using (var changes = Begin(ChangesName))
                    counts = await RegisterChanges.WriteAsync(database.Reader, dataset, since, changes, cancel);
            foreach (var file in unfinished)
                File.Move(file, file[..^".part".Length], overwrite: true);
            Console.WriteLine($"The register is in {Path.Combine(folder, RegisterExport.FileName)}, described by {RegisterMetadata.FileName}.");
            if (counts is not null)
                Say(counts, since!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written to: {error.Message}", error);
        }
        finally
        {
            foreach (var file in unfinished.Where(File.Exists))
                File.Delete(file);
        }
        return EstateMapCommand.Done;

        FileStream Begin(string name)
        {
            var file = Path.Combine(folder, name + ".part");
            var stream = File.Create(file);
            unfinished.Add(file);
            return stream;
        }
    }

    private static void Say(RegisterChangeCounts counts, string since)
    {
        Console.WriteLine($"Since {since}: {counts.Added} added, {counts.Removed} removed, {counts.Changed} changed, {counts.Unchanged} as they were.");
        foreach (var (column, times) in counts.ByColumn.OrderByDescending(column => column.Value).ThenBy(column => column.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {column} changed on {times}");
        Console.WriteLine($"Row by row in {ChangesName}.");
    }
}
