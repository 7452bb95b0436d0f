using EstateMap.Database;
using Npgsql;

namespace EstateMap.Server.Commands;

/// <summary>Whether the log of changes is whole (migrations/functions/09_audit.sql): each entry carries the hash that follows from the one before. That its end was cut off shows only against a hash noted before.</summary>
internal static class AuditCheck
{
    /// <summary>How many entries there are, the last one's hash, and how many events of sign-in wait to be entered.</summary>
    private const string Head = """
        SELECT coalesce((SELECT max(a.id) FROM audit_entry a), 0), (SELECT encode(a.hash, 'hex') FROM audit_entry a ORDER BY a.id DESC LIMIT 1), (SELECT count(*) FROM gate.event)
        """;

    /// <summary>The first entry that does not follow, and why.</summary>
    private const string Fault = "SELECT f.id, f.why FROM audit_fault() f";

    /// <summary>$1 hash: the number of the entry that carries it.</summary>
    private const string Noted = "SELECT a.id FROM audit_entry a WHERE a.hash = $1::bytea";

    /// <param name="head">A hash that was noted before, in hexadecimal; null compares with none.</param>
    public static async Task<int> RunAsync(DatabaseSettings settings, string? head, CancellationToken cancel)
    {
        byte[]? noted;
        try
        {
            noted = head is null ? null : Convert.FromHexString(head);
        }
        catch (FormatException error)
        {
            throw new UsageException("--head takes a hash in hexadecimal, as estatemap doctor --audit prints it.", error);
        }

        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, cancellationToken: cancel);
        await using var connection = await database.Owner.OpenConnectionAsync(cancel);
        // One state of the log for all three questions, while others go on writing.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        if (await FindAsync(connection, Fault, null, cancel) is [long broken, string why, ..]) return Broken($"The log of changes is broken at entry {broken}: {why}.");
        var (entries, last, waiting) = await FindAsync(connection, Head, null, cancel) is [long count, var hash, long events, ..] ? (count, hash as string, events) : (0, null, 0);
        if (noted is not null)
        {
            if (await FindAsync(connection, Noted, noted, cancel) is not [long at, ..]) return Broken($"The log of changes does not hold the entry of the hash {head}: its end was cut off after that was noted, or it is another log. It has {entries} entries.");
            Console.WriteLine($"It holds the entry of the noted hash, number {at}, and {entries - at} after it.");
        }

        Console.WriteLine($"The log of changes is whole: {entries} entries{(last is null ? "" : $", the last with the hash {last}")}{(waiting == 0 ? "" : $"; {waiting} events of sign-in wait to be entered")}.");
        return EstateMapCommand.Done;
    }

    private static int Broken(string sentence)
    {
        Console.WriteLine(sentence);
        return EstateMapCommand.Failed;
    }

    private static async Task<object?[]?> FindAsync(NpgsqlConnection connection, string sql, byte[]? value, CancellationToken cancel)
    {
        // As long as a long log takes to read.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        if (value is not null) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        var row = new object?[reader.FieldCount];
        for (var n = 0; n < row.Length; n++) row[n] = reader.IsDBNull(n) ? null : reader.GetValue(n);
        return row;
    }
}
