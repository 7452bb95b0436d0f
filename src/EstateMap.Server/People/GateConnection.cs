using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.People;

/// <summary>One connection of the gate's role with a transaction, for sign-in's few statements.</summary>
internal static class GateConnection
{
    /// <summary>The first row's values; null where there is no row.</summary>
    public static async Task<object?[]?> FindAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        var row = new object?[reader.FieldCount];
        for (var n = 0; n < row.Length; n++) row[n] = reader.IsDBNull(n) ? null : reader.GetValue(n);
        return row;
    }

    /// <summary>How many rows it changed.</summary>
    public static async Task<int> DoAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public static NpgsqlParameter Value<T>(T value) where T : notnull => new() { Value = value };

    public static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Day(DateOnly? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };
}
