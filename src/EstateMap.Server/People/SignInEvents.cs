using System.Text.Json;
using System.Threading.Channels;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Server.People;

/// <summary>Takes the gate's events into the log as soon as that is free. They lie in the database until then, so that none is lost; whichever server comes first takes them.</summary>
internal sealed class SignInEvents(EstateMapDatabase database, SignInSettings settings, ILogger<SignInEvents> log) : BackgroundService
{
    private readonly Channel<bool> _told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something was written, and need not wait for the next look.</summary>
    public void Told() => _told.Writer.TryWrite(true);

    /// <summary>Writes an event within what is open; never a secret.</summary>
    /// <param name="account">Null where nobody has shown yet who it is.</param>
    public static async Task TellAsync(NpgsqlConnection connection, long? account, string actor, string subject, string key, object? change, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(GateSql.Tell, connection);
        command.Parameters.Add(new() { Value = (object?)account ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        foreach (var text in new[] { actor, subject, key, JsonSerializer.Serialize(change ?? new { }, JsonSerializerOptions.Web) }) command.Parameters.Add(new() { Value = text });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using (var command = database.Gate.CreateCommand(GateSql.TakeEvents))
                {
                    // As long as an import may hold the log.
                    command.CommandTimeout = 0;
                    await command.ExecuteScalarAsync(stoppingToken);
                }

                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(TimeSpan.FromSeconds(settings.EventSeconds));
                await _told.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Time to look again, or to stop.
            }
            catch (Exception error) when (error is NpgsqlException or IOException)
            {
                log.LogWarning("Events of sign-in wait for the log: {Why}", error.Message);
                await Task.Delay(TimeSpan.FromSeconds(settings.EventSeconds), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
