using System.Data;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Plans.Studies;

/// <summary>Reads the parts of a <see cref="StudyRegister"/>, each in one transaction with the caller's rights: what may not be seen is no candidate and nobody's demand.</summary>
/// <param name="constraintKind">Kind of area that a constraint names, or null.</param>
internal sealed class StudyRegisterLoader(NpgsqlConnection connection, string? constraintKind, CancellationToken cancellation)
{
    // Of a whole country's buildings, on a busy machine.
    private const int LongestStatement_s = 120;

    public static Task<StudyPeople> LoadPeopleAsync(NpgsqlDataSource reader, Caller caller, string? constraintKind, CancellationToken cancellation) =>
        LoadAsync(reader, caller, constraintKind, loader => loader.ReadPeopleAsync(), cancellation);

    /// <exception cref="GraphRequestError">The rules leave more sites than can be planned.</exception>
    public static Task<StudyEstate> LoadEstateAsync(NpgsqlDataSource reader, Caller caller, StudyContent content, CancellationToken cancellation) =>
        LoadAsync(reader, caller, content.Constraints.AreaKind, loader => loader.ReadEstateAsync(content), cancellation);

    private static async Task<T> LoadAsync<T>(NpgsqlDataSource reader, Caller caller, string? constraintKind, Func<StudyRegisterLoader, Task<T>> load, CancellationToken cancellation)
    {
        await using var transaction = await new CallerSource(reader, caller).BeginAsync(IsolationLevel.RepeatableRead, cancellation);
        var loaded = await load(new StudyRegisterLoader(transaction.Connection, constraintKind, cancellation));
        await transaction.CommitAsync(cancellation);
        return loaded;
    }

    private async Task<StudyPeople> ReadPeopleAsync()
    {
        var read = await ReadAsync(StudyRegisterSql.Points, row => (AreaId: row.GetInt64(1), Code: row.GetString(2), X: row.GetDouble(3), Y: row.GetDouble(4), Kind: row.GetString(5)));
        var around = await ReadAreasAsync(StudyRegisterSql.PointAreas, constraintKind);
        var deciles = (await ReadAsync(StudyRegisterSql.Deciles, row => (Area: row.GetInt64(0), Decile: row.GetInt32(1), Dataset: row.GetString(2)))).ToDictionary(item => item.Area);
        var points = read.Select(point =>
        {
            var (ward, neighbourhood, constraint) = Areas(around, point.AreaId);
            return new DemandFact(point.AreaId, point.Code, point.X, point.Y, ward?.Code, ward?.Name, neighbourhood?.Code, neighbourhood?.Name, constraint?.Name, deciles.TryGetValue(point.AreaId, out var ranked) ? ranked.Decile : null);
        }).ToArray();
        return new StudyPeople(points, await ReadGroupsAsync(points, [.. deciles.Values.Select(ranked => ranked.Dataset).Distinct()], await ReadLabelsAsync()), read.Count == 0 ? null : read[0].Kind, (await ReadAsync(StudyRegisterSql.WithoutPoint, row => row.GetInt32(0)))[0]);
    }

    private async Task<StudyEstate> ReadEstateAsync(StudyContent content)
    {
        var labels = await ReadLabelsAsync();
        string[] excluded = [.. content.Eligibility.ExcludedUses], wanted = [.. content.Eligibility.Uses];
        var sites = await ReadSitesAsync(excluded, wanted, [.. content.Roles.Select(role => role.Site).Distinct()]);
        var outOfScope = (await ReadAsync(StudyRegisterSql.OutOfScope, row => row.GetInt32(0), (object)excluded))[0];
        return new StudyEstate(sites, outOfScope, Of("site-uses"), Of("service-kinds"));

        Dictionary<string, string> Of(string vocabulary) => labels.Where(label => label.Vocabulary == vocabulary).ToDictionary(label => label.Code, label => label.Label);
    }

    private Task<List<(string Vocabulary, string Code, string Label, string? Note)>> ReadLabelsAsync() =>
        ReadAsync(StudyRegisterSql.Labels, row => (row.GetString(0), row.GetString(1), row.GetString(2), row.FindText(3)));

    private async Task<IReadOnlyList<DemandGroup>> ReadGroupsAsync(DemandFact[] points, IReadOnlyList<string> decileDatasets, IReadOnlyList<(string Vocabulary, string Code, string Label, string? Note)> labels)
    {
        var places = points.Select((point, i) => (point.AreaId, i)).ToDictionary(item => item.AreaId, item => item.i);
        var weights = await ReadAsync(StudyRegisterSql.Weights, row => new CountedPeople(row.GetString(0), places[row.GetInt64(1)], row.GetDouble(2), row.GetBoolean(3), row.GetInt64(1), row.GetString(4)));
        var counts = await ReadAsync(StudyRegisterSql.Counts, row => new CountedPeople(row.GetString(0), places[row.GetInt64(1)], row.GetDouble(2), row.GetBoolean(3), row.GetInt64(4), row.GetString(5)));
        return DemandGroupRules.Groups(points, weights, counts, decileDatasets,
            labels.Where(label => label.Vocabulary == "population-groups").Select(label => new GroupLabel(label.Code, label.Label, label.Note)).ToList(),
            labels.Where(label => label.Vocabulary == "indicators").Select(label => new GroupLabel(label.Code, label.Label, label.Note)).ToList());
    }

    private async Task<SiteFact[]> ReadSitesAsync(string[] excluded, string[] wanted, Guid[] named)
    {
        var areas = await ReadAreasAsync(StudyRegisterSql.SiteAreas, excluded, wanted, named, constraintKind);
        var sites = await ReadAsync(StudyRegisterSql.Sites, row =>
        {
            var (ward, neighbourhood, constraint) = Areas(areas, row.GetInt64(0));
            return new SiteFact
            {
                Id = row.GetInt64(0),
                Uuid = row.GetGuid(1),
                Name = row.GetString(2),
                Longitude = FindNumber(row, 3),
                Latitude = FindNumber(row, 4),
                IsOutsidePlace = row.GetBoolean(5),
                Uses = row.GetFieldValue<string[]>(6),
                Owner = row.FindText(7),
                OwnerKind = row.FindText(8),
                Tenures = row.GetFieldValue<string[]>(9),
                HasBuilding = row.GetBoolean(10),
                IsVacant = row.GetBoolean(11),
                FloorArea_m2 = FindNumber(row, 12),
                FloorAreaAssumedShare = row.GetDouble(13),
                RunningCost_gbp = FindNumber(row, 14),
                IsRunningCostAssumed = row.GetBoolean(15),
                ServiceKinds = row.GetFieldValue<string[]>(16),
                WardCode = ward?.Code,
                Ward = ward?.Name,
                NeighbourhoodCode = neighbourhood?.Code,
                Neighbourhood = neighbourhood?.Name,
                ConstraintArea = constraint?.Name,
            };
        }, excluded, wanted, named);
        if (sites.Count > StudyRegisterSql.MostSites) throw PlansErrors.TooManySites(StudyRegisterSql.MostSites);
        return [.. sites];
    }

    /// <summary>The ward, the neighbourhood and the area of the constraint's kind of each thing.</summary>
    private async Task<Dictionary<(long, string), (string Code, string Name)>> ReadAreasAsync(string sql, params object?[] values) =>
        (await ReadAsync(sql, row => (Key: (row.GetInt64(0), row.GetString(1)), Area: (row.GetString(2), row.GetString(3))), values)).ToDictionary(item => item.Key, item => item.Area);

    private ((string Code, string Name)? Ward, (string Code, string Name)? Neighbourhood, (string Code, string Name)? Constraint) Areas(Dictionary<(long, string), (string Code, string Name)> areas, long of)
    {
        (string, string)? Find(string? kind) => kind is not null && areas.TryGetValue((of, kind), out var area) ? area : null;
        return (Find("ward"), Find("neighbourhood"), Find(constraintKind));
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = LongestStatement_s };
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellation)) all.Add(read(rows));
        return all;
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        _ => new NpgsqlParameter { Value = value },
    };

    private static double? FindNumber(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
