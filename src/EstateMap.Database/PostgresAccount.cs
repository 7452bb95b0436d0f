using System.Diagnostics;

namespace EstateMap.Database;

/// <summary>Whom PostgreSQL's programs run as: the caller, or, because they refuse root, another user when the caller is root.</summary>
internal sealed class PostgresAccount
{
    // Set by a shell or a service, these would lead the programs to some other cluster.
    private static readonly string[] LeadingAstray = ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS", "PGPASSWORD", "PGSERVICE"];

    private PostgresAccount(string? user) => User = user;

    /// <summary>Null when programs run as the caller.</summary>
    public string? User { get; }

    public static PostgresAccount Caller { get; } = new(null);

    /// <summary>The owner of an existing cluster, else user postgres, when the caller is root.</summary>
    public static async Task<PostgresAccount> FindAsync(string existingCluster, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return Caller;
        if (Directory.Exists(existingCluster))
        {
            var owner = await Caller.RunAsync("stat", ["-c", "%U", existingCluster], cancellationToken);
            if (owner.ExitCode == 0 && owner.Output.Trim() is { Length: > 0 } name and not ("root" or "UNKNOWN"))
                return new PostgresAccount(name);
        }
        if ((await Caller.RunAsync("id", ["-u", "postgres"], cancellationToken)).ExitCode != 0)
            throw new UsageException($"PostgreSQL does not run as root and this machine has no user postgres: run {PostgresBinaries.InstallCommand}");
        return new PostgresAccount("postgres");
    }

    public ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        List<string> words = [program, .. arguments];
        if (User is not null)
            words.InsertRange(0, File.Exists("/usr/bin/setpriv") ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--init-groups", "--"] : ["runuser", "-u", User, "--"]);
        var command = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var variable in LeadingAstray)
            command.Environment.Remove(variable);
        return command;
    }

    public async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var command = Command(program, arguments);
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        using var process = Process.Start(command) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Makes the folder if need be, private to this account (mode 0700).</summary>
    public async Task MakePrivateFolderAsync(string path, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new UsageException($"The embedded server needs Linux: name a PostgreSQL server in {DatabaseSettings.DatabaseVariable}.");
        if (User is null)
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var made = await Caller.RunAsync("install", ["-d", "-m", "700", "-o", User, path], cancellationToken);
        if (made.ExitCode != 0)
            throw new UsageException($"The folder {path} cannot be made for user {User}: {made.Error.Trim()}");
    }

    /// <summary>Whether this account can enter the folder, that is, whether every ancestor lets it through.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken cancellationToken) =>
        User is null || (await RunAsync("test", ["-x", folder], cancellationToken)).ExitCode == 0;
}
