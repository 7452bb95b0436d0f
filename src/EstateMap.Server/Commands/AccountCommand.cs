using System.CommandLine;
using EstateMap.Database;
using EstateMap.Server.People;
using Npgsql;
using Spectre.Console;
using static EstateMap.Server.People.GateConnection;

namespace EstateMap.Server.Commands;

/// <summary>What an operator does about accounts without being signed in: they hold the database already.</summary>
internal static class AccountCommand
{
    private static readonly Caller Operator = Caller.Public with { Actor = "operator at the command line" };

    public static Command Build() => new("account", "Accounts: the first administrator's link, a list, a new password, an end.")
    {
        Verb("link", "Print a new link for the first administrator; older ones are void.", null, (database, _, url, cancel) => LinkAsync(database, url, cancel)),
        Verb("list", "List accounts.", null, (database, _, _, cancel) => ListAsync(database, cancel)),
        Verb("reset", "Print a link by which an account gets a new password; the old one holds until it is used.", "What the account signs in with.", ResetAsync),
        Verb("deactivate", "Let nobody sign in to an account any more, and end its sessions.", "What the account signs in with.", (database, login, _, cancel) => DeactivateAsync(database, login!, cancel)),
    };

    private static Command Verb(string name, string description, string? loginIs, Func<EstateMapDatabase, string?, string, CancellationToken, Task<int>> run)
    {
        var login = loginIs is null ? null : new Argument<string>("LOGIN") { Description = loginIs };
        var (data, connection, url) = (SharedOptions.Data(), SharedOptions.Database(), new Option<string>("--url") { Description = $"Where the server is found. Default: http://127.0.0.1:{ServeCommand.DefaultPort}", HelpName = "URL", DefaultValueFactory = _ => $"http://127.0.0.1:{ServeCommand.DefaultPort}" });
        var command = new Command(name, description) { data, connection };
        if (login is not null) command.Add(login);
        if (name is "link" or "reset") command.Add(url);
        command.SetAction(async (parsed, cancel) =>
        {
            using var progress = new ConsoleProgress();
            await using var database = await EstateMapDatabase.OpenAsync(DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), joinRunning: true, progress, cancel);
            await database.MigrateAsync(progress, cancel);
            progress.End();
            return await run(database, login is null ? null : SignInDesk.Normal(parsed.GetRequiredValue(login)), name is "link" or "reset" ? parsed.GetValue(url)!.TrimEnd('/') : "", cancel);
        });
        return command;
    }

    private static async Task<int> LinkAsync(EstateMapDatabase database, string url, CancellationToken cancel)
    {
        var path = await FirstLink.MakeAsync(database, cancel) ?? throw new UsageException("Somebody administers this map already: they invite others, and estatemap account reset LOGIN gives them a new password.");
        Console.WriteLine(FirstLink.Words(url, path));
        return EstateMapCommand.Done;
    }

    private static async Task<int> ListAsync(EstateMapDatabase database, CancellationToken cancel)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("Login", "Title", "Organisation", "Roles", "State");
        await using var command = database.Gate.CreateCommand(GateSql.List);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            table.AddRow(Markup.Escape(reader.GetString(0)), Markup.Escape(reader.GetString(1)), Markup.Escape(reader.IsDBNull(2) ? "" : reader.GetString(2)), reader.GetString(5), !reader.GetBoolean(3) ? "inactive" : reader.GetBoolean(4) ? "active" : "invited");
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;
        AnsiConsole.Write(table);
        return EstateMapCommand.Done;
    }

    private static async Task<int> ResetAsync(EstateMapDatabase database, string? login, string url, CancellationToken cancel)
    {
        await using var connection = await database.Gate.OpenConnectionAsync(cancel);
        var account = await GetAsync(connection, login!, cancel);
        if (await connection.FindAsync(GateSql.Account, cancel, Number(account)) is null) throw new UsageException($"The account {login} is inactive.");
        var token = Tokens.New();
        await connection.DoAsync(GateSql.MakeTicket, cancel, Value(Tokens.Hash(token)), Text("password"), Number(account), Value(TimeSpan.FromDays(1).TotalSeconds));
        await SignInEvents.TellAsync(connection, null, Operator.Actor, "link made", $"{account}", null, cancel);
        Console.WriteLine($"Whoever opens this link within a day sets a new password for {login}; it works once:\n  {url}/join#{token}");
        return EstateMapCommand.Done;
    }

    private static async Task<int> DeactivateAsync(EstateMapDatabase database, string login, CancellationToken cancel)
    {
        await using var connection = await database.Gate.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Operator.ClaimAsync(connection, cancel);
        var account = await GetAsync(connection, login, cancel);
        try
        {
            var count = await connection.DoAsync(GateSql.Deactivate, cancel, Number(account));
            await transaction.CommitAsync(cancel);
            Console.WriteLine(count == 0 ? $"The account {login} was inactive already." : $"Nobody signs in to {login} any more.");
        }
        catch (PostgresException error) when (error.SqlState == "EM001")
        {
            throw new UsageException($"{login} is the last account that administers everything. Nothing was changed.", error);
        }

        return EstateMapCommand.Done;
    }

    private static async Task<long> GetAsync(NpgsqlConnection connection, string login, CancellationToken cancel) =>
        (await connection.FindAsync(GateSql.ByLogin, cancel, Text(login)))?[0] as long? ?? throw new UsageException($"There is no account that signs in with {login}. Nothing was changed.");
}
