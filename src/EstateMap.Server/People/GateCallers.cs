using System.Globalization;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Server.People;

/// <summary>Who a request comes from, and by what: a session of a browser, or an API key.</summary>
/// <param name="Secret">Hash of the cookie's token or of the key.</param>
/// <param name="Number">Of the session or the key.</param>
internal sealed record SignedIn(Caller Caller, byte[] Secret, long Number)
{
    private const string InContext = "estatemap.signed-in";

    /// <summary>Null for whoever has not signed in.</summary>
    public static SignedIn? Of(HttpContext context) => context.Items.TryGetValue(InContext, out var found) ? found as SignedIn : null;

    public void Take(HttpContext context)
    {
        context.Items[InContext] = this;
        Caller.Take(context);
    }
}

/// <summary>Finds callers by the secret that they show. What they may comes from PostgreSQL each time, so that it holds at once.</summary>
internal sealed class GateCallers(EstateMapDatabase database, SignInSettings settings, SignInEvents events)
{
    public Task<SignedIn?> FindBySessionAsync(byte[] secret, CancellationToken cancellation, bool isRequest = true) => FindAsync(GateSql.BySession, secret, settings.Idle.TotalSeconds, isRequest, isKey: false, cancellation);

    public Task<SignedIn?> FindByKeyAsync(byte[] secret, CancellationToken cancellation, bool isRequest = true) => FindAsync(GateSql.ByKey, secret, null, isRequest, isKey: true, cancellation);

    /// <summary>Whether somebody is still signed in, and with the same rights.</summary>
    public async Task<bool> IsStillAsync(SignedIn who, CancellationToken cancellation) =>
        (who.Caller.IsByKey ? await FindByKeyAsync(who.Secret, cancellation, isRequest: false) : await FindBySessionAsync(who.Secret, cancellation, isRequest: false))?.Caller == who.Caller;

    private async Task<SignedIn?> FindAsync(string sql, byte[] secret, double? idleSeconds, bool isRequest, bool isKey, CancellationToken cancellation)
    {
        await using var command = database.Gate.CreateCommand(sql);
        command.Parameters.Add(new() { Value = secret });
        command.Parameters.Add(new() { Value = (object?)idleSeconds ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Double });
        command.Parameters.Add(new() { Value = isRequest });
        SignedIn found;
        bool isEvent;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation)) return null;
            (found, isEvent) = (new SignedIn(Read(reader, isKey), secret, reader.GetInt64(6)), reader.GetBoolean(8));
        }

        if (isEvent) events.Told();
        return found;
    }

    private static Caller Read(NpgsqlDataReader row, bool isKey)
    {
        var (title, organisation, organisationName) = (row.GetString(1), row.IsDBNull(2) ? (long?)null : row.GetInt64(2), row.IsDBNull(3) ? null : row.GetString(3));
        var rights = row.GetString(5);
        // Whoever administers everything decides who sees what, and so sees it.
        var clearance = row.GetBoolean(4) || rights.Split(',').Contains($"{Roles.Administrator}::") ? "restricted" : organisation is not null ? "owner" : "partner";
        return new Caller(clearance, organisation?.ToString(CultureInfo.InvariantCulture) ?? "")
        {
            Account = row.GetInt64(0),
            Actor = Called(title, organisationName),
            IsByKey = isKey,
            Rights = row.GetBoolean(7) ? rights : "",
        };
    }

    /// <summary>What histories call an account.</summary>
    public static string Called(string title, string? organisation) => organisation is null ? title : $"{title}, {organisation}";
}
