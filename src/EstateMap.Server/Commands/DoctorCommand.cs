using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EstateMap.Database;
using Spectre.Console;

namespace EstateMap.Server.Commands;

/// <summary>Says in words what the machine lacks and how to get it.</summary>
internal static class DoctorCommand
{
    /// <param name="Fix">The command or step that mends it; null when nothing is wrong.</param>
    /// <param name="IsRequired">Whether serving is impossible without it.</param>
    internal sealed record Finding(string Subject, bool IsWell, bool IsRequired, string Words, string? Fix);

    public static Command Build()
    {
        var port = SharedOptions.Port();
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var json = SharedOptions.Json();
        var audit = new Option<bool>("--audit") { Description = "Look at the log of changes instead: whether it is whole, how many entries it has, and the hash of the last." };
        var head = new Option<string?>("--head") { Description = "With --audit: a hash that was printed before; the log must still hold it.", HelpName = "HASH" };
        var command = new Command("doctor", "Say what this machine lacks and how to get it.") { port, data, connection, json, audit, head };
        command.Validators.Add(result =>
        {
            if (result.GetValue(head) is not null && !result.GetValue(audit)) result.AddError("--head goes with --audit.");
        });
        command.SetAction((parsed, cancel) => parsed.GetValue(audit)
            ? AuditCheck.RunAsync(DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(head), cancel)
            : RunAsync(SharedOptions.ReadPort(parsed.GetValue(port)), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(int port, DatabaseSettings settings, bool asJson, CancellationToken cancel)
    {
        List<Finding> findings =
        [
            settings.IsEmbedded ? CheckBinaries() : await CheckExternalAsync(settings, cancel),
            CheckDataFolder(settings.DataFolder),
            CheckPort(port),
            CheckGrid(settings),
            CheckNode(),
        ];
        var isWell = findings.All(finding => finding.IsWell || !finding.IsRequired);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { isWell, findings = findings.Select(finding => new { finding.Subject, finding.IsWell, finding.IsRequired, finding.Words, finding.Fix }) },
                JsonSerializerOptions.Web));
        }
        else
        {
            Show(findings);
        }
        return isWell ? EstateMapCommand.Done : EstateMapCommand.Failed;
    }

    private static void Show(IEnumerable<Finding> findings)
    {
        // A log has no width to wrap at.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 1000;
        foreach (var finding in findings)
        {
            var mark = finding.IsWell ? "[green]good[/]" : finding.IsRequired ? "[red]lack[/]" : "[yellow]note[/]";
            AnsiConsole.MarkupLine($"{mark}  {Markup.Escape($"{finding.Subject}: {finding.Words}")}");
            if (finding.Fix is not null)
                AnsiConsole.MarkupLine($"      {Markup.Escape(finding.Fix)}");
        }
    }

    private static Finding CheckBinaries()
    {
        try
        {
            var binaries = PostgresBinaries.Get();
            return new("PostgreSQL", true, true, $"version {binaries.MajorVersion} with PostGIS in {binaries.Folder}", null);
        }
        catch (UsageException error)
        {
            var words = error.Message.Split(": run ");
            return new("PostgreSQL", false, true, words[0], words.Length > 1 ? words[1] : null);
        }
    }

    private static async Task<Finding> CheckExternalAsync(DatabaseSettings settings, CancellationToken cancel)
    {
        try
        {
            await using var database = await EstateMapDatabase.OpenAsync(settings, cancellationToken: cancel);
            return new("PostgreSQL", true, true, "the external server answers and has what is needed", null);
        }
        catch (UsageException error)
        {
            return new("PostgreSQL", false, true, error.Message, null);
        }
    }

    private static Finding CheckDataFolder(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        try
        {
            using var probe = new FileStream(Path.Combine(existing, $".estatemap-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new("Data folder", true, true, $"{folder} can be written", null);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return new("Data folder", false, true, $"{folder} cannot be written by this user", $"Name another with --data or {DatabaseSettings.DataVariable}");
        }
    }

    private static Finding CheckPort(int port)
    {
        try
        {
            ServeCommand.EnsureFree(port);
            return new("Port", true, true, $"{port} is free", null);
        }
        catch (UsageException error)
        {
            // Quite possibly our own server.
            return new("Port", false, false, error.Message, null);
        }
    }

    private static Finding CheckGrid(DatabaseSettings settings) => ProjData.HasOstn15Grid(settings.ProjFolder)
        ? new("OSTN15 grid", true, false, $"{ProjData.Ostn15Grid} is in {settings.ProjFolder}", null)
        : new("OSTN15 grid", false, false, "absent: British National Grid coordinates will be up to 5 m out", "estatemap geodata");

    private static Finding CheckNode()
    {
        const string fix = "apt-get install -y nodejs npm";
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false });
            var version = node?.StandardOutput.ReadToEnd().Trim() ?? "";
            var isWell = int.TryParse(version.TrimStart('v').Split('.')[0], out var major) && major >= 20;
            return new("Node", isWell, false, isWell ? $"{version}" : $"{version} is older than 20; only building the client needs it", isWell ? null : fix);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new("Node", false, false, "absent; only building the client needs it", fix);
        }
    }
}
