using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Server.Imports;
using EstateMap.Server.People;
using Microsoft.AspNetCore.Connections;

namespace EstateMap.Server.Commands;

/// <summary>Opens the database, brings it up to date and serves until told to stop.</summary>
internal static class ServeCommand
{
    public const int DefaultPort = 5080;

    public static Command Build()
    {
        var port = SharedOptions.Port();
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var command = new Command("serve", "Serve the map and the GraphQL API.") { port, data, connection };
        command.SetAction((parsed, cancel) => RunAsync(
            SharedOptions.ReadPort(parsed.GetValue(port)), DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(int port, DatabaseSettings settings, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        EnsureFree(port);
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: false, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        // The labels that this version has, even where nothing is imported anew.
        await using (var writing = await database.Writer.OpenConnectionAsync(cancel))
            await Vocabulary.LoadAsync(writing, cancel);
        await SampleLoading.RunIfEmptyAsync(database, progress, cancel);
        await using var app = Program.BuildServer(database, $"http://127.0.0.1:{port}", settings.DataFolder);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw InUse(port);
        }
        progress.End();
        Console.WriteLine($"EstateMap is at {app.Urls.First()} (ready after {clock.Elapsed.TotalSeconds:0.0} s; Ctrl-C stops it)");
        if (app.Services.GetRequiredService<ImportSettings>().Editing == ImportSettings.Accounts && await FirstLink.MakeAsync(database, cancel) is { } path)
            Console.WriteLine(FirstLink.Words(app.Services.GetRequiredService<SignInSettings>().PublicUrl?.ToString().TrimEnd('/') ?? app.Urls.First(), path));
        await app.WaitForShutdownAsync(cancel);
        return EstateMapCommand.Done;
    }

    /// <summary>Looks before the database is started, so that a mistake costs no time.</summary>
    internal static void EnsureFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw InUse(port);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new UsageException($"This user may not listen on port {port}: choose one above 1023 with --port or PORT.");
        }
    }

    private static UsageException InUse(int port) => new($"Port {port} is in use by another program: stop that, or choose another with --port or PORT.");
}
