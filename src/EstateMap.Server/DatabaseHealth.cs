using EstateMap.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EstateMap.Server;

/// <summary>Ready means that a reader's question is answered.</summary>
internal sealed class DatabaseHealth(EstateMapDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.Reader.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Npgsql.NpgsqlException error)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", error);
        }
    }
}
