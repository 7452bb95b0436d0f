using EstateMap.Database;
using EstateMap.Server.Imports;
using Npgsql;

namespace EstateMap.Server.People;

/// <summary>GET /account/me: who asks and what they may, so that a page offers that and nothing else.</summary>
internal static class Myself
{
    /// <summary>One's own rights, with the names of what they hold in. Read as oneself.</summary>
    private const string Rights = """
        SELECT r.role::text, o.name, a.name
        FROM account_right r
        LEFT JOIN organisation o ON o.id = r.organisation_id
        LEFT JOIN area a ON a.id = r.area_id
        WHERE r.account_id = caller_account()
        ORDER BY r.role, o.name, a.name
        """;

    /// <summary>Whom one acts for, and the login.</summary>
    private const string Account = """
        SELECT a.title, o.name, i.login, i.has_password
        FROM account a
        LEFT JOIN organisation o ON o.id = a.organisation_id
        LEFT JOIN account_sign_in i ON i.account_id = a.id
        WHERE a.id = caller_account()
        """;

    public static async Task WriteAsync(HttpContext context, SignInDesk desk)
    {
        var refusal = context.RequestServices.GetRequiredService<WriteGate>().FindRefusal(context);
        var caller = Caller.Of(context);
        var rights = new List<Right>();
        var (title, organisation, login, hasPassword) = (caller.Actor.Length > 0 ? caller.Actor : null, (string?)null, (string?)null, false);
        if (caller.IsSignedIn)
        {
            await using var transaction = await caller.Reads(context.RequestServices.GetRequiredService<EstateMapDatabase>()).BeginAsync(System.Data.IsolationLevel.ReadCommitted, context.RequestAborted);
            if (await transaction.Connection.FindAsync(Account, context.RequestAborted) is { } row) (title, organisation, login, hasPassword) = ((string)row[0]!, row[1] as string, row[2] as string, row[3] is true);
            await using var command = new NpgsqlCommand(Rights, transaction.Connection);
            await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
            while (await reader.ReadAsync(context.RequestAborted)) rights.Add(new Right(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        await ImportEndpoints.Write(context, new Me(
            caller.IsSignedIn, title, organisation, login, hasPassword, rights, refusal is null ? [.. Roles.All.Where(role => role != Roles.Reader && caller.Holds(role))] : [],
            caller.Rights.Split(',').Contains($"{Roles.Administrator}::"), refusal, context.RequestServices.GetRequiredService<ImportSettings>().Editing, desk.Provider));
    }

    private sealed record Right(string Role, string? Organisation, string? Area);

    /// <param name="Title">Null for nobody.</param>
    /// <param name="Holds">Roles that the caller has anywhere and may use in this request.</param>
    /// <param name="IsAdministrator">Of everything.</param>
    /// <param name="Refusal">Why nothing may be changed; null when something may.</param>
    /// <param name="Editing">accounts, local or off.</param>
    /// <param name="Provider">Name of the provider that one can sign in with; null where there is none.</param>
    private sealed record Me(bool IsSignedIn, string? Title, string? Organisation, string? Login, bool HasPassword, IReadOnlyList<Right> Rights, IReadOnlyList<string> Holds, bool IsAdministrator, string? Refusal, string Editing, string? Provider);
}
