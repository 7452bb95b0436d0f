using System.Data;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans;
using Npgsql;
using static EstateMap.Server.People.GateConnection;

namespace EstateMap.Server.People;

/// <summary>A link that was just made. Its secret stands behind the # alone, which no browser sends anywhere by itself.</summary>
internal sealed record MadeLink(long Account, string Path, DateTime EndsAt);

internal sealed record MadeKey(long Number, string Secret);

/// <summary>
/// What administrators do with accounts, and everybody with their own keys and sessions. Accounts and rights are written in the caller's name, where row-level security says who may; secrets in the same transaction, but as the gate.
/// </summary>
internal sealed class AccountDesk(CallerSource editor, SignInSettings settings, SignInEvents events)
{
    private const int MostTitle = 120;
    private const int MostRights = 20;
    private const int MostKeys = 20;

    private const string NoAccount = "There is no account of that id.";

    private Caller Caller => editor.Caller;

    /// <exception cref="MutationError">The login is taken or none, or something named is not there.</exception>
    public Task<MadeLink> InviteAsync(PlanInput input, CancellationToken cancellation) => DoAsync(async connection =>
    {
        DemandEverything();
        var login = SignInDesk.Normal(input.Find("login") as string ?? "");
        if (SignInDesk.FindLoginFault(login) is { } fault) throw MutationError.Invalid(fault, "login");
        var organisation = await FindAsync(connection, input, "organisation", "Organisation", PeopleSql.HasOrganisation, cancellation);
        var account = (long)(await connection.FindAsync(GateSql.MakeAccount, cancellation, Text(input.Text("title", MostTitle)), Number(organisation), Value(input.Find("seesRestricted") is true)))![0]!;
        foreach (var right in input.Parts("rights", MostRights)) await MakeRightAsync(connection, account, right, cancellation);
        await connection.DoAsync(PeopleSql.AsGate, cancellation);
        try
        {
            await connection.DoAsync(GateSql.MakeCredential, cancellation, Number(account), Text(login));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw MutationError.Invalid("There is an account of that login already.", "login");
        }

        return await MakeLinkAsync(connection, account, "invitation", cancellation);
    }, cancellation);

    /// <exception cref="MutationError">There is no such account, it has changed meanwhile, or it is the last that administers everything.</exception>
    public Task<object?> ChangeAsync(PlanInput input, CancellationToken cancellation) => DoAsync<object?>(async connection =>
    {
        DemandEverything();
        var account = input.Id("id", "Account");
        var kept = await connection.FindAsync(PeopleSql.Kept, cancellation, Number(account)) ?? throw MutationError.NotFound(NoAccount, input.Find("id") as string);
        var title = input.Find("title") is null ? (string)kept[2]! : input.Text("title", MostTitle);
        var organisation = input.Has("organisation") ? await FindAsync(connection, input, "organisation", "Organisation", PeopleSql.HasOrganisation, cancellation) : kept[3] as long?;
        var changed = await connection.FindAsync(PeopleSql.Change, cancellation, Number(account), Value((int)input.Number("version", 0, int.MaxValue)), Text(title), Number(organisation),
            Value(input.Find("seesRestricted") as bool? ?? (bool)kept[4]!), Value(input.Find("isActive") as bool? ?? (bool)kept[1]!));
        return changed is null ? throw MutationError.Conflict("Somebody else changed this account meanwhile. Nothing was changed: look at it again.", (int)kept[0]!) : account;
    }, cancellation);

    /// <exception cref="MutationError">Something named is not there.</exception>
    public Task<object?> GrantAsync(PlanInput input, CancellationToken cancellation) => DoAsync<object?>(async connection =>
    {
        DemandEverything();
        var account = await KnownAsync(connection, input, "account", cancellation);
        await MakeRightAsync(connection, account, input, cancellation);
        return account;
    }, cancellation);

    /// <exception cref="MutationError">There is no such right, or it is that of the last who administers everything.</exception>
    public Task<object?> WithdrawAsync(PlanInput input, CancellationToken cancellation) => DoAsync<object?>(async connection =>
    {
        DemandEverything();
        return (await connection.FindAsync(PeopleSql.Withdraw, cancellation, Number(input.Id("id", "AccountRight"))))?[0] ?? throw MutationError.NotFound("There is no right of that id; it may have been taken away already.", input.Find("id") as string);
    }, cancellation);

    /// <exception cref="MutationError">There is no such account, or it is inactive.</exception>
    public Task<MadeLink> ResetAsync(PlanInput input, CancellationToken cancellation) => DoAsync(async connection =>
    {
        DemandEverything();
        var account = await KnownAsync(connection, input, "account", cancellation);
        await connection.DoAsync(PeopleSql.AsGate, cancellation);
        if (await connection.FindAsync(GateSql.Account, cancellation, Number(account)) is not { } known) throw MutationError.NotFound("The account is inactive, or nobody can sign in to it.", input.Find("account") as string);
        var purpose = known[3] is null ? "invitation" : "password";
        await SignInEvents.TellAsync(connection, Caller.Account, Caller.Actor, "link made", $"{account}", new { purpose = new[] { null, purpose } }, cancellation);
        return await MakeLinkAsync(connection, account, purpose, cancellation);
    }, cancellation);

    /// <exception cref="MutationError">There is no such account.</exception>
    public Task<object?> EndSessionsAsync(PlanInput input, CancellationToken cancellation) => DoAsync<object?>(async connection =>
    {
        DemandAccount();
        var account = input.Find("account") is null ? Caller.Account!.Value : await KnownAsync(connection, input, "account", cancellation);
        if (account != Caller.Account) DemandEverything();
        await connection.DoAsync(PeopleSql.AsGate, cancellation);
        await connection.DoAsync(GateSql.EndAll, cancellation, Number(account));
        await SignInEvents.TellAsync(connection, Caller.Account, Caller.Actor, "sessions ended", $"{account}", null, cancellation);
        return account;
    }, cancellation);

    /// <exception cref="MutationError">It has enough keys, or the day is over.</exception>
    public Task<MadeKey> MakeKeyAsync(PlanInput input, CancellationToken cancellation) => DoAsync(async connection =>
    {
        DemandAccount();
        // A key that got out must not be able to make others that outlive it.
        if (Caller.IsByKey) throw GraphRequestError.NotAuthorised("Sign in with a browser to make keys. Nothing was changed.");
        var (name, lastDay) = (input.Text("name", 80), input.Find("lastDay") as DateOnly?);
        if (lastDay < DateOnly.FromDateTime(DateTime.UtcNow)) throw MutationError.Invalid($"The last day, {lastDay:yyyy-MM-dd}, is over.", "lastDay");
        var key = Tokens.NewKey();
        await connection.DoAsync(PeopleSql.AsGate, cancellation);
        if ((await connection.FindAsync(GateSql.CountKeys, cancellation, Number(Caller.Account)))?[0] is >= (long)MostKeys) throw MutationError.Invalid($"The account has {MostKeys} keys that hold: revoke one first.", "name");
        var made = (await connection.FindAsync(GateSql.MakeKey, cancellation, Number(Caller.Account), Value(Tokens.Hash(key)), Text(key[..8]), Text(name), Value(input.Find("mayChange") is true), Day(lastDay)))!;
        return new MadeKey((long)made[0]!, key);
    }, cancellation);

    /// <exception cref="MutationError">There is no such key that holds.</exception>
    public Task<object?> RevokeKeyAsync(PlanInput input, CancellationToken cancellation) => DoAsync<object?>(async connection =>
    {
        DemandAccount();
        var key = input.Id("id", "ApiKey");
        await connection.DoAsync(PeopleSql.AsGate, cancellation);
        return await connection.FindAsync(GateSql.RevokeKey, cancellation, Number(key), Number(AdministersEverything ? null : Caller.Account)) is null
            ? throw MutationError.NotFound("There is no key of that id that holds.", input.Find("id") as string) : GlobalId.Write("ApiKey", key);
    }, cancellation);

    /// <exception cref="MutationError">There is no such dataset or organisation.</exception>
    public Task<object?> SetStewardAsync(PlanInput input, CancellationToken cancellation) => DoAsync<object?>(async connection =>
    {
        DemandEverything();
        var organisation = await FindAsync(connection, input, "organisation", "Organisation", PeopleSql.HasOrganisation, cancellation);
        var dataset = input.Find("dataset") as string ?? "";
        return (await connection.FindAsync(PeopleSql.SetSteward, cancellation, Text(dataset), Number(organisation)))?[0] ?? throw MutationError.NotFound("There is no dataset of that key.", dataset.Length <= 100 ? dataset : null);
    }, cancellation);

    /// <summary>One transaction in the caller's name.</summary>
    private async Task<T> DoAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        await using var transaction = await editor.BeginAsync(IsolationLevel.ReadCommitted, cancellation);
        try
        {
            var made = await work(transaction.Connection);
            await transaction.CommitAsync(cancellation);
            events.Told();
            return made;
        }
        catch (PostgresException error) when (error.SqlState == "EM001")
        {
            // functions/10_sign_in.sql, keep_an_administrator.
            throw MutationError.Invalid("This is the last account that administers everything and that somebody can sign in to. Nothing was changed: make another first.", "id");
        }
    }

    private bool AdministersEverything => Caller.Rights.Split(',').Contains($"{Roles.Administrator}::");

    /// <summary>Row-level security says so too; this says it in words.</summary>
    private void DemandEverything()
    {
        if (!AdministersEverything) throw GraphRequestError.NotAuthorised("This takes an account that administers everything, not one organisation or area. Nothing was changed.");
    }

    private void DemandAccount()
    {
        if (!Caller.IsSignedIn) throw GraphRequestError.NotAuthorised("Sign in first: keys and sessions belong to accounts.");
    }

    private static async Task MakeRightAsync(NpgsqlConnection connection, long account, PlanInput right, CancellationToken cancellation)
    {
        var organisation = await FindAsync(connection, right, "organisation", "Organisation", PeopleSql.HasOrganisation, cancellation);
        var area = await FindAsync(connection, right, "area", "Area", PeopleSql.HasArea, cancellation);
        await connection.DoAsync(GateSql.MakeRight, cancellation, Number(account), Text(((string)right.Find("role")!).ToLowerInvariant()), Number(organisation), Number(area));
    }

    /// <summary>The number behind an id that may be left out, where the asker may see what it names.</summary>
    private static async Task<long?> FindAsync(NpgsqlConnection connection, PlanInput input, string name, string type, string sql, CancellationToken cancellation)
    {
        if (input.Find(name) is null) return null;
        var id = input.Id(name, type);
        return await connection.FindAsync(sql, cancellation, Number(id)) is null ? throw MutationError.NotFound($"`{input.Path(name)}` names no {type.ToLowerInvariant()} that you can see.", input.Find(name) as string) : id;
    }

    private static async Task<long> KnownAsync(NpgsqlConnection connection, PlanInput input, string name, CancellationToken cancellation)
    {
        var account = input.Id(name, "Account");
        return await connection.FindAsync(PeopleSql.Kept, cancellation, Number(account)) is null ? throw MutationError.NotFound(NoAccount, input.Find(name) as string) : account;
    }

    private async Task<MadeLink> MakeLinkAsync(NpgsqlConnection connection, long account, string purpose, CancellationToken cancellation)
    {
        var (token, life) = (Tokens.New(), TimeSpan.FromDays(settings.LinkDays));
        await connection.DoAsync(GateSql.MakeTicket, cancellation, Value(Tokens.Hash(token)), Text(purpose), Number(account), Value(life.TotalSeconds));
        return new MadeLink(account, $"/join#{token}", DateTime.UtcNow + life);
    }
}
