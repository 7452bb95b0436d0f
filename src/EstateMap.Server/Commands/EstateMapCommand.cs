using System.CommandLine;
using System.CommandLine.Invocation;
using EstateMap.Database;

namespace EstateMap.Server.Commands;

/// <summary>The estatemap command: exit code 0 for done, 1 for failed, 2 for asked wrongly.</summary>
public static class EstateMapCommand
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int AskedWrongly = 2;

    // Stopping waits for requests in flight and for PostgreSQL's last checkpoint.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(string[] arguments)
    {
        // A word that begins with @ is an argument like any other: query reads its variables by one.
        var parsed = Build().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync($"estatemap: {error.Message}");
            var verb = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            await Console.Error.WriteLineAsync($"See estatemap{verb} --help");
            return AskedWrongly;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestStop });
        }
        catch (UsageException error)
        {
            await Console.Error.WriteLineAsync($"estatemap: {error.Message}");
            return AskedWrongly;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("estatemap: stopped before it was done.");
            return Failed;
        }
        catch (Exception error) when (DatabaseFault.Describe(error) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"estatemap: {sentence}");
            return Failed;
        }
        catch (Npgsql.PostgresException error)
        {
            // Its message names no row; its detail does.
            await Console.Error.WriteLineAsync($"estatemap: PostgreSQL refused this: {error.MessageText} ({error.SqlState}). Nothing was changed.");
            return Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"estatemap: {error.Message}");
            return Failed;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"estatemap: something went wrong that should not have; please report this.\n{error}");
            return Failed;
        }
    }

    private static RootCommand Build() => new("One map of a place's public estate and community assets.")
    {
        ServeCommand.Build(),
        MigrateCommand.Build(),
        ImportCommand.Build(),
        ImportOrukCommand.Build(),
        ImportNetworkCommand.Build(),
        ImportMatrixCommand.Build(),
        UndoCommand.Build(),
        ExportCommand.Build(),
        QueryCommand.Build(),
        GeodataCommand.Build(),
        AccountCommand.Build(),
        DoctorCommand.Build(),
        SchemaCommand.Build(),
    };
}
