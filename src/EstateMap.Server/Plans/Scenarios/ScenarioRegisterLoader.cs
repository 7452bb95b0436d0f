using System.Data;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;
using Npgsql;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Reads a <see cref="ScenarioRegister"/> in one transaction with the caller's rights.</summary>
internal static class ScenarioRegisterLoader
{
    public static async Task<ScenarioRegister> LoadAsync(NpgsqlDataSource reader, Caller caller, StudyProblem study, ScenarioContent content, CancellationToken cancellation)
    {
        await using var transaction = await new CallerSource(reader, caller).BeginAsync(IsolationLevel.RepeatableRead, cancellation);

        var siteIds = new Dictionary<Guid, long>();
        await ReadAsync(ScenarioSql.SitesByUuid, row => siteIds[row.GetGuid(0)] = row.GetInt64(1), Named(content.Changes, change => [change.Site, change.ToSite]));
        var serviceIds = new Dictionary<Guid, long>();
        await ReadAsync(ScenarioSql.ServicesByUuid, row => serviceIds[row.GetGuid(0)] = row.GetInt64(1), Named(content.Changes, change => [change.Service]));
        var closing = content.Changes.Where(change => change.Kind is ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose && change.Site is not null && siteIds.ContainsKey(change.Site.Id)).Select(change => siteIds[change.Site!.Id]).Distinct().ToArray();
        long[] all = [.. study.Sites.Select(site => site.Id).Union(siteIds.Values)];

        var services = new List<ServiceAtSite>();
        await ReadAsync(ScenarioRegisterSql.Services, row => services.Add(new ServiceAtSite(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), Text(row, 5), row.GetInt64(6), row.GetGuid(7), row.GetString(8), Number(row, 9), Number(row, 10))), all, closing);
        var schedules = new List<(long Service, ScheduleRow Row)>();
        await ReadAsync(ScenarioRegisterSql.Schedules, row => schedules.Add((row.GetInt64(0), new ScheduleRow(row.GetString(1), row.GetInt32(2), Text(row, 3), Integer(row, 4), Integer(row, 5), Text(row, 6)))), services.Select(service => service.Id).Distinct().ToArray());
        var hours = schedules.GroupBy(schedule => schedule.Service).ToDictionary(group => group.Key, group => WeeklyHours.Of(group.Select(schedule => schedule.Row)));

        var occupied = new Dictionary<long, OccupiedArea>();
        await ReadAsync(ScenarioRegisterSql.Occupied, row => occupied[row.GetInt64(0)] = new OccupiedArea(row.GetDouble(1), row.GetBoolean(2)), all);
        var assets = new List<AssetAtSite>();
        await ReadAsync(ScenarioRegisterSql.Assets, row => assets.Add(new AssetAtSite(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetBoolean(5))), closing);
        var links = new List<LinkOfSite>();
        await ReadAsync(ScenarioRegisterSql.Links, row => links.Add(new LinkOfSite(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3))), closing);
        var stamp = await StampAsync(transaction.Connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return new ScenarioRegister([.. services.Select(service => service with { Hours = hours.GetValueOrDefault(service.Id, WeeklyHours.Unknown) })], assets, links, occupied, siteIds, serviceIds, stamp);

        Task ReadAsync(string sql, Action<NpgsqlDataReader> take, params object[] values) => transaction.ReadAsync(sql, take, cancellation, values);
    }

    /// <summary>The register as the connection's caller sees it now.</summary>
    public static async Task<RegisterStamp> StampAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var datasets = new List<DatasetStamp>();
        await using (var command = new NpgsqlCommand(ScenarioSql.Datasets, connection))
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
            while (await rows.ReadAsync(cancellation)) datasets.Add(new DatasetStamp(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetFieldValue<DateOnly>(1), Text(rows, 2)));
        await using var counting = new NpgsqlCommand(ScenarioSql.HandEdits, connection);
        return new RegisterStamp(datasets, (int)(await counting.ExecuteScalarAsync(cancellation))!, datasets.Max(dataset => dataset.AsAt));
    }

    private static Guid[] Named(IEnumerable<ScenarioChange> changes, Func<ScenarioChange, Thing?[]> things) => [.. changes.SelectMany(things).OfType<Thing>().Select(thing => thing.Id).Distinct()];

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static int? Integer(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
