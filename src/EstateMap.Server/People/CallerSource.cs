using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.People;

/// <summary>The database as one caller may use it: every statement has the caller's claims in its own transaction, in the same round trip.</summary>
/// <param name="Source">Connections of the reader's or the editor's role; with neither claims they have the rights of the public.</param>
internal sealed record CallerSource(NpgsqlDataSource Source, Caller Caller)
{
    /// <summary>As everybody.</summary>
    public static implicit operator CallerSource(NpgsqlDataSource source) => new(source, Caller.Public);

    /// <param name="values">Those of $1, $2 ...: each is cast in the statement, so that a null needs no type of its own. More can be added.</param>
    public CallerCommand CreateCommand(string sql, params object?[] values)
    {
        var command = new CallerCommand(Source.CreateBatch(), Caller, sql);
        foreach (var value in values) command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown } : new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>Several statements that see the same state of the register; ends with the transaction.</summary>
    public async Task<CallerTransaction> BeginAsync(System.Data.IsolationLevel level, CancellationToken cancellation)
    {
        var connection = await Source.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(level, cancellation);
            await Caller.ClaimAsync(connection, cancellation);
            return new CallerTransaction(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A transaction that has a caller's claims; what is not committed is undone.</summary>
internal sealed class CallerTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    /// <summary>Takes each row of a statement.</summary>
    public async Task ReadAsync(string sql, Action<NpgsqlDataReader> take, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation)) take(rows);
    }

    public Task CommitAsync(CancellationToken cancellation) => transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>One statement in a caller's name, used as an <see cref="NpgsqlCommand"/> is.</summary>
internal sealed class CallerCommand : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch;
    private readonly NpgsqlBatchCommand _command;
    private readonly bool _isClaimed;

    public CallerCommand(NpgsqlBatch batch, Caller caller, string sql)
    {
        (_batch, _command, _isClaimed) = (batch, new NpgsqlBatchCommand(sql), caller != Caller.Public);
        // Connections begin with the rights of the public, and are reset to them.
        if (_isClaimed) batch.BatchCommands.Add(caller.ClaimCommand());
        batch.BatchCommands.Add(_command);
    }

    public NpgsqlParameterCollection Parameters => _command.Parameters;

    /// <summary>Seconds.</summary>
    public int CommandTimeout
    {
        get => _batch.Timeout;
        set => _batch.Timeout = value;
    }

    public async Task<NpgsqlDataReader> ExecuteReaderAsync(CancellationToken cancellation = default)
    {
        var reader = await _batch.ExecuteReaderAsync(cancellation);
        if (!_isClaimed) return reader;
        try
        {
            await reader.NextResultAsync(cancellation);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first value of the first row; null where there is none.</summary>
    public async Task<object?> ExecuteScalarAsync(CancellationToken cancellation = default)
    {
        await using var reader = await ExecuteReaderAsync(cancellation);
        var value = await reader.ReadAsync(cancellation) && reader.FieldCount > 0 ? reader.GetValue(0) : null;
        // What a later part of the batch has to say about it, such as a constraint that failed.
        while (await reader.NextResultAsync(cancellation)) { }
        return value;
    }

    public async Task<int> ExecuteNonQueryAsync(CancellationToken cancellation = default)
    {
        await using var reader = await ExecuteReaderAsync(cancellation);
        while (await reader.NextResultAsync(cancellation)) { }
        return (int)_command.RecordsAffected;
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
