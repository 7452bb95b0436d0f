using EstateMap.Database;

namespace EstateMap.Server.Areas;

/// <summary>The day where the place is, whatever clock the server keeps: an evening's decision in summer is not of the day before. PostgreSQL knows the zones, this program need not.</summary>
internal sealed class PlaceClock(EstateMapDatabase database, TimeProvider time)
{
    public async Task<DateOnly> GetTodayAsync(CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(AreaSql.LocalDay);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return row.GetFieldValue<DateOnly>(0);
    }
}
