using System.Data;
using EstateMap.Database;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Scenarios;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>A number of a slot, as PostgreSQL counts it.</summary>
internal sealed record CountedFigure(long Slot, string Measure, string Key, double Value, double? AssumedShare);

/// <summary>A service, at how many sites of a slot it is offered, and when.</summary>
internal sealed record OfferedService(long Slot, string Kind, long Id, int Sites, WeeklyHours Hours);

/// <summary>A dataset that speaks of a slot's sites.</summary>
/// <param name="Age">Days since the date that it speaks for; null where it does not say.</param>
internal sealed record FeedingSource(long Slot, string Dataset, string Title, int Records, DateOnly? AsAt, int? Age);

/// <summary>Where one of a kind that people go to is.</summary>
internal sealed record Destination(string Kind, string Label, bool IsService, long Site, double Longitude, double Latitude);

/// <summary>What an area is called.</summary>
internal sealed record NamedArea(long Id, string Code, string Name, string Kind, string Vintage, double? People);

/// <summary>What profiles read of the register, in one state of it and with one caller's rights.</summary>
internal sealed record ProfileFacts(IReadOnlyDictionary<long, NamedArea> Areas, ILookup<long, CountedFigure> Counted, ILookup<long, OfferedService> Services, ILookup<long, FeedingSource> Sources, ILookup<long, long> Points,
    IReadOnlyList<(string Vocabulary, string Code, string Label)> Labels)
{
    public string Label(string vocabulary, string code) => Labels.FirstOrDefault(label => label.Vocabulary == vocabulary && label.Code == code).Label ?? code;
}

/// <summary>Reads <see cref="ProfileFacts"/> in one transaction with the caller's rights, so that no sum holds what the caller may not see.</summary>
internal sealed class ProfileReader(NpgsqlConnection connection, long[] areas, Polygon? within, bool wantsAll, CancellationToken cancellation)
{
    /// <summary>Which area all are held against, and where people go to.</summary>
    public static Task<(long? Whole, IReadOnlyList<Destination> Destinations)> ReadPlaceAsync(EstateMapDatabase database, Caller caller, CancellationToken cancellation) => AsAsync(database, caller, [], null, false, async reader =>
    {
        var whole = await reader.ReadAsync(ProfileSql.Whole, row => row.GetInt64(0));
        var destinations = await reader.ReadAsync(ProfileSql.Destinations, row => new Destination(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(3), row.GetDouble(4), row.GetDouble(5)));
        return (whole.Count == 0 ? (long?)null : whole[0], (IReadOnlyList<Destination>)destinations);
    }, cancellation);

    /// <param name="parts">Statements of parts that nobody asked for are left out.</param>
    public static Task<ProfileFacts> ReadAsync(EstateMapDatabase database, Caller caller, long[] areas, Polygon? within, bool wantsAll, IReadOnlySet<ProfilePart> parts, CancellationToken cancellation) =>
        AsAsync(database, caller, areas, within, wantsAll, reader => reader.ReadAsync(parts), cancellation);

    private static async Task<T> AsAsync<T>(EstateMapDatabase database, Caller caller, long[] areas, Polygon? within, bool wantsAll, Func<ProfileReader, Task<T>> read, CancellationToken cancellation)
    {
        await using var transaction = await caller.Reads(database).BeginAsync(IsolationLevel.RepeatableRead, cancellation);
        var found = await read(new ProfileReader(transaction.Connection, areas, within, wantsAll, cancellation));
        await transaction.CommitAsync(cancellation);
        return found;
    }

    private async Task<ProfileFacts> ReadAsync(IReadOnlySet<ProfilePart> parts)
    {
        var counted = new List<CountedFigure>();
        if (parts.Contains(ProfilePart.Strengths) || parts.Contains(ProfilePart.Money)) counted.AddRange(await CountedAsync(ProfileSql.Community));
        if (parts.Contains(ProfilePart.Estate) || parts.Contains(ProfilePart.Gaps)) counted.AddRange(await CountedAsync(ProfileSql.Estate));
        var named = await ReadAsync(ProfileSql.Areas, row => new NamedArea(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetDouble(5)), areas);
        return new ProfileFacts(
            named.ToDictionary(area => area.Id),
            counted.ToLookup(figure => figure.Slot),
            parts.Contains(ProfilePart.Services) || parts.Contains(ProfilePart.Gaps) ? await ServicesAsync() : Empty<OfferedService>(),
            parts.Contains(ProfilePart.Sources) ? (await ReadAsync(ProfileSql.Sources, Source, areas, within, wantsAll)).ToLookup(source => source.Slot) : Empty<FeedingSource>(),
            (await ReadAsync(ProfileSql.Points, row => (Slot: row.GetInt64(0), Point: row.GetInt64(1)), areas, within, wantsAll)).ToLookup(pair => pair.Slot, pair => pair.Point),
            await ReadAsync(ProfileSql.Labels, row => (row.GetString(0), row.GetString(1), row.GetString(2))));
    }

    private Task<List<CountedFigure>> CountedAsync(string sql) =>
        ReadAsync(sql, row => new CountedFigure(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetDouble(3), row.IsDBNull(4) ? null : row.GetDouble(4)), areas, within, wantsAll);

    private async Task<ILookup<long, OfferedService>> ServicesAsync()
    {
        var rules = await ReadAsync(ProfileSql.Services, row => (Slot: row.GetInt64(0), Kind: row.GetString(1), Id: row.GetInt64(2), Sites: row.GetInt32(3), Rule: row.IsDBNull(4) ? null : new ScheduleRow(
            row.GetString(4), row.GetInt32(5), Text(row, 6), row.IsDBNull(7) ? null : row.GetInt32(7), row.IsDBNull(8) ? null : row.GetInt32(8), Text(row, 9))), areas, within, wantsAll);
        // A service has the same week wherever it is counted.
        var weeks = new Dictionary<long, WeeklyHours>();
        return rules.GroupBy(rule => (rule.Slot, rule.Kind, rule.Id, rule.Sites)).Select(service =>
        {
            if (!weeks.TryGetValue(service.Key.Id, out var week)) weeks[service.Key.Id] = week = WeeklyHours.Of(service.Where(rule => rule.Rule is not null).Select(rule => rule.Rule!));
            return new OfferedService(service.Key.Slot, service.Key.Kind, service.Key.Id, service.Key.Sites, week);
        }).ToLookup(service => service.Slot);
    }

    private static FeedingSource Source(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4), row.IsDBNull(5) ? null : row.GetInt32(5));

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(value is null or Geometry ? new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Geometry } : new NpgsqlParameter { Value = value });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellation)) all.Add(read(rows));
        return all;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static ILookup<long, T> Empty<T>() => Array.Empty<T>().ToLookup(_ => 0L);
}
