using EstateMap.Database;
using static EstateMap.Server.People.GateConnection;

namespace EstateMap.Server.People;

/// <summary>The link by which the first administrator gets in, while there is none: shown to whoever starts the server, once.</summary>
internal static class FirstLink
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>Path and fragment of a new link, which voids older ones; null where somebody administers everything already.</summary>
    public static async Task<string?> MakeAsync(EstateMapDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.Gate.OpenConnectionAsync(cancellation);
        if ((await connection.FindAsync(GateSql.HasAdministrator, cancellation))?[0] is true) return null;
        var token = Tokens.New();
        await connection.DoAsync(GateSql.MakeTicket, cancellation, Value(Tokens.Hash(token)), Text("first"), Number(null), Value(Life.TotalSeconds));
        return $"/join#{token}";
    }

    /// <summary>What is said with it.</summary>
    /// <param name="address">Where the server is found, without a slash at its end.</param>
    public static string Words(string address, string path) => $"Nobody administers this map yet. Whoever opens this link within a day becomes its first administrator; it works once:\n  {address}{path}";
}
