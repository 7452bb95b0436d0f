using EstateMap.Database;
using EstateMap.Import.Phases;
using EstateMap.Server.Imports;
using Npgsql;
using static EstateMap.Server.People.GateConnection;

namespace EstateMap.Server.People;

/// <summary>Signs people in and out. All of it runs as the gate, and nothing of it waits for the log (<see cref="SignInEvents"/>).</summary>
internal sealed class SignInDesk(EstateMapDatabase database, SignInSettings settings, OpenIdSettings openId, Passwords passwords, SignInLimits limits, SignInEvents events, GateCallers callers)
{
    public const string Password = "password";
    public const string ByProvider = "provider";
    public const string Ticket = "ticket";

    private const int MostTitle = 120;

    private const string Void = "This link was used, has ended, or was not copied whole. Ask an administrator for another.";

    /// <summary>Name of the provider that one can sign in with; null where there is none.</summary>
    public string? Provider => openId.IsUsed ? openId.Name : null;

    /// <summary>Wrong login, wrong password, locked and inactive are told in the same words, after the same time.</summary>
    private string Refusal => $"The login or the password is wrong, or wrong ones came too often: after {settings.MostFailures} in a row an account waits {settings.LockMinutes:0.#} minutes.";

    /// <exception cref="ImportRequestError">401 or 429; nobody is signed in.</exception>
    public async Task SignInAsync(HttpContext context, string login, string password)
    {
        limits.Count(context);
        var cancellation = context.RequestAborted;
        await using var connection = await database.Gate.OpenConnectionAsync(cancellation);
        var account = await TryAsync(connection, login, password, cancellation) ?? throw new ImportRequestError(Refusal, StatusCodes.Status401Unauthorized);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await BeginAsync(context, connection, account, Password, cancellation);
        await FinishAsync(context, transaction, cancellation);
    }

    /// <summary>The account, where the password is its own and it is active. Each failure is counted before it is known to be one.</summary>
    private async Task<long?> TryAsync(NpgsqlConnection connection, string login, string password, CancellationToken cancellation)
    {
        var tried = await connection.FindAsync(GateSql.Try, cancellation, Text(Normal(login)), Value(settings.MostFailures), Value(settings.LockMinutes * 60));
        var account = tried?[0] as long?;
        if (await passwords.IsRightAsync(tried?[1] as string, password, cancellation))
        {
            await connection.DoAsync(GateSql.Forgive, cancellation, Number(account));
            if (await connection.FindAsync(GateSql.Account, cancellation, Number(account)) is not null) return account;
        }

        // Asked whether or not it is known already, so that it takes as long.
        var known = await connection.FindAsync(GateSql.ByLogin, cancellation, Text(Normal(login)));
        await SignInEvents.TellAsync(connection, null, "EstateMap", tried?[2] is true ? "sign-in locked" : "sign-in failed", known?[0] is long number ? $"{number}" : "unknown", null, cancellation);
        events.Told();
        return null;
    }

    public async Task SignOutAsync(HttpContext context, bool everywhere)
    {
        if (SignedIn.Of(context) is { Caller: { IsByKey: false, Account: { } account } caller } who)
        {
            await using var connection = await database.Gate.OpenConnectionAsync(context.RequestAborted);
            await using var transaction = await connection.BeginTransactionAsync(context.RequestAborted);
            if (everywhere) await connection.DoAsync(GateSql.EndAll, context.RequestAborted, Number(account));
            else await connection.DoAsync(GateSql.End, context.RequestAborted, Value(who.Secret));
            await SignInEvents.TellAsync(connection, account, caller.Actor, everywhere ? "signed out everywhere" : "signed out", $"{account}", null, context.RequestAborted);
            await transaction.CommitAsync(context.RequestAborted);
            events.Told();
        }

        SessionCookie.Clear(context, settings);
    }

    /// <exception cref="ImportRequestError">401 not signed in; 403 the password is wrong; 422 the new one cannot be taken.</exception>
    public async Task ChangePasswordAsync(HttpContext context, string current, string password)
    {
        if (SignedIn.Of(context) is not { Caller: { IsByKey: false, Account: { } account } caller }) throw new ImportRequestError("Sign in to change your password.", StatusCodes.Status401Unauthorized);
        limits.Count(context);
        var cancellation = context.RequestAborted;
        await using var connection = await database.Gate.OpenConnectionAsync(cancellation);
        var known = await connection.FindAsync(GateSql.Account, cancellation, Number(account)) ?? throw new ImportRequestError("The account is not active any more.", StatusCodes.Status403Forbidden);
        if (known[3] is null) throw new ImportRequestError($"This account signs in with {Provider ?? "a provider"} and has no password here.", StatusCodes.Status409Conflict);
        Demand(password, known[2] as string, known[0] as string, known[1] as string);
        if (await TryAsync(connection, (string)known[2]!, current, cancellation) is null) throw new ImportRequestError("The password you have now was not the one given, or wrong ones came too often. Nothing was changed.", StatusCodes.Status403Forbidden);
        var hash = await passwords.HashAsync(password, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.DoAsync(GateSql.SetPassword, cancellation, Number(account), Text(hash));
        await SignInEvents.TellAsync(connection, account, caller.Actor, "password changed", $"{account}", null, cancellation);
        await BeginAsync(context, connection, account, Password, cancellation);
        await FinishAsync(context, transaction, cancellation);
    }

    /// <exception cref="ImportRequestError">404: there is no such link.</exception>
    public async Task<LinkAnswer> ReadLinkAsync(HttpContext context, string ticket)
    {
        limits.Count(context);
        await using var connection = await database.Gate.OpenConnectionAsync(context.RequestAborted);
        var link = await FindLinkAsync(connection, ticket, context.RequestAborted);
        return new LinkAnswer((string)link[0]!, link[2] as string, link[3] as string, link[4] as string, Provider);
    }

    /// <summary>Uses a link: sets the password, makes the first administrator's account where it is for that, and signs in.</summary>
    /// <exception cref="ImportRequestError">404 no such link; 422 something given cannot be taken: the link still holds then.</exception>
    public async Task JoinAsync(HttpContext context, JoinRequest asked)
    {
        limits.Count(context);
        var cancellation = context.RequestAborted;
        await using var connection = await database.Gate.OpenConnectionAsync(cancellation);
        var link = await FindLinkAsync(connection, asked.Ticket ?? "", cancellation);
        var isFirst = (string)link[0]! == "first";
        var login = isFirst ? DemandLogin(asked.Login) : (string)link[4]!;
        var title = isFirst ? CleanTitle(asked.Title) : (string)link[2]!;
        Demand(asked.Password ?? "", login, title, link[3] as string);
        var hash = await passwords.HashAsync(asked.Password!, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.FindAsync(GateSql.UseTicket, cancellation, Value(Tokens.Hash(asked.Ticket!))) is null) throw new ImportRequestError(Void, StatusCodes.Status404NotFound);
        var account = isFirst ? await MakeFirstAsync(connection, login, title, cancellation) : (long)link[1]!;
        await connection.DoAsync(GateSql.SetPassword, cancellation, Number(account), Text(hash));
        await SignInEvents.TellAsync(connection, account, GateCallers.Called(title, link[3] as string), isFirst ? "first administrator" : (string)link[0]! == "invitation" ? "joined" : "password set by link", $"{account}", null, cancellation);
        await BeginAsync(context, connection, account, Ticket, cancellation);
        await FinishAsync(context, transaction, cancellation);
    }

    private static async Task<long> MakeFirstAsync(NpgsqlConnection connection, string login, string title, CancellationToken cancellation)
    {
        // Who acts, for the log.
        await (Caller.Public with { Actor = title }).ClaimAsync(connection, cancellation);
        var account = (long)(await connection.FindAsync(GateSql.MakeAccount, cancellation, Text(title), Number(null), Value(false)))![0]!;
        await connection.DoAsync(GateSql.MakeRight, cancellation, Number(account), Text(Roles.Administrator), Number(null), Number(null));
        try
        {
            await connection.DoAsync(GateSql.MakeCredential, cancellation, Number(account), Text(login));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ImportRequestError("There is an account of that login already. Take another.", StatusCodes.Status422UnprocessableEntity);
        }

        return account;
    }

    /// <summary>A session of our own, and its event; the cookie is set by <see cref="FinishAsync"/> or the caller once it is committed.</summary>
    public async Task BeginAsync(HttpContext context, NpgsqlConnection connection, long account, string way, CancellationToken cancellation)
    {
        // Whoever signs in again leaves the session that they had here.
        if (SignedIn.Of(context) is { Caller.IsByKey: false } before) await connection.DoAsync(GateSql.End, cancellation, Value(before.Secret));
        var token = Tokens.New();
        await connection.DoAsync(GateSql.Begin, cancellation, Value(Tokens.Hash(token)), Number(account), Value(settings.SessionLife.TotalSeconds), Text(way));
        var who = await connection.FindAsync(GateSql.Account, cancellation, Number(account));
        await SignInEvents.TellAsync(connection, account, GateCallers.Called((string)who![0]!, who[1] as string), "signed in", $"{account}", new { way = new[] { null, way } }, cancellation);
        context.Items[Begun] = token;
    }

    /// <summary>Commits, and only then gives the browser its cookie and the request its caller.</summary>
    public async Task FinishAsync(HttpContext context, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await transaction.CommitAsync(cancellation);
        events.Told();
        var token = (string)context.Items[Begun]!;
        SessionCookie.Set(context, settings, token);
        (await callers.FindBySessionAsync(Tokens.Hash(token), cancellation))?.Take(context);
    }

    private const string Begun = "estatemap.session-begun";

    private static async Task<object?[]> FindLinkAsync(NpgsqlConnection connection, string ticket, CancellationToken cancellation) =>
        (Tokens.IsOne(ticket) ? await connection.FindAsync(GateSql.Ticket, cancellation, Value(Tokens.Hash(ticket))) : null) ?? throw new ImportRequestError(Void, StatusCodes.Status404NotFound);

    private static void Demand(string password, params string?[] around)
    {
        if (Passwords.FindFault(password, around) is { } fault) throw new ImportRequestError(fault, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>How logins are kept and compared.</summary>
    public static string Normal(string login) => login.Trim().ToLowerInvariant();

    /// <summary>Why it is no login; null when it is one.</summary>
    public static string? FindLoginFault(string login) =>
        login.Length is < 3 or > 254 || login.Any(one => char.IsWhiteSpace(one) || char.IsControl(one)) ? "A login has 3 to 254 characters and no spaces; an e-mail address of the role is usual." : null;

    private static string DemandLogin(string? login)
    {
        var normal = Normal(login ?? "");
        return FindLoginFault(normal) is { } fault ? throw new ImportRequestError(fault, StatusCodes.Status422UnprocessableEntity) : normal;
    }

    private static string CleanTitle(string? title)
    {
        var text = TextCleaning.SingleSpaced(PersonalData.Clear(TextCleaning.WithoutControls(title ?? ""), out _));
        if (text.Length > MostTitle) throw new ImportRequestError($"The title has {text.Length} characters; at most {MostTitle} are kept.", StatusCodes.Status422UnprocessableEntity);
        return text.Length == 0 ? "Administrator" : text;
    }
}
