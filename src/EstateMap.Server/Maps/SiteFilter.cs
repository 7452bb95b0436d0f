using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Maps;

/// <summary>Which sites a layer or an export holds; null asks for all. Codes are those of vocabulary <c>site-uses</c>; an area without a vintage is the newest of its code.</summary>
public sealed record SiteFilter(string? Theme = null, string? Use = null, string? Area = null, string? AreaKind = null, string? AreaVintage = null)
{
    internal static readonly string[] Parameters = ["theme", "use", "area", "areaKind", "vintage"];

    internal static SiteFilter Read(QueryParameters query) =>
        new(query.FindText("theme"), query.FindText("use"), query.FindText("area"), query.FindText("areaKind"), query.FindText("vintage"));

    /// <summary>Looks the words up, so that a mistyped one is told about rather than answered with nothing.</summary>
    /// <exception cref="MapRequestError">The sentence names the word and those that there are.</exception>
    internal async Task<NpgsqlParameter[]> ResolveAsync(NpgsqlDataSource reader, CancellationToken cancellationToken)
    {
        await CheckWordsAsync(reader, cancellationToken);
        var areaId = await FindAreaAsync(reader, cancellationToken);
        return
        [
            new() { Value = (object?)Theme ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = (object?)Use ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = (object?)areaId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
        ];
    }

    private async Task CheckWordsAsync(NpgsqlDataSource reader, CancellationToken cancellationToken)
    {
        if (Theme is null && Use is null)
            return;
        List<string> uses = [], themes = [];
        await using var command = reader.CreateCommand(MapSql.SiteUses);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            uses.Add(rows.GetString(0));
            if (!await rows.IsDBNullAsync(1, cancellationToken) && !themes.Contains(rows.GetString(1)))
                themes.Add(rows.GetString(1));
        }
        Check("theme", Theme, themes);
        Check("use", Use, uses);
    }

    private static void Check(string parameter, string? value, List<string> known)
    {
        if (value is not null && !known.Contains(value))
            throw new MapRequestError($"There is no {parameter} '{value}'; there is {(known.Count == 0 ? "none yet, because nothing is loaded" : string.Join(", ", known))}.");
    }

    private async Task<long?> FindAreaAsync(NpgsqlDataSource reader, CancellationToken cancellationToken)
    {
        if (Area is null)
        {
            return (AreaKind ?? AreaVintage) is null ? null
                : throw new MapRequestError("'areaKind' and 'vintage' say which area is meant: give its code as 'area' too.");
        }
        await using var command = reader.CreateCommand(MapSql.AreasOfCode);
        foreach (var value in new[] { Area, AreaKind, AreaVintage })
            command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        if (!await rows.ReadAsync(cancellationToken))
        {
            var which = string.Join(" and ", new[] { AreaKind is null ? null : $"kind '{AreaKind}'", AreaVintage is null ? null : $"vintage '{AreaVintage}'" }.OfType<string>());
            throw new MapRequestError($"There is no area with the code '{Area}'{(which.Length > 0 ? $" of {which}" : "")}.");
        }
        var (id, kind, vintage) = (rows.GetInt64(0), rows.GetString(1), rows.GetString(2));
        if (await rows.ReadAsync(cancellationToken) && rows.GetString(1) != kind && rows.GetString(2) == vintage)
            throw new MapRequestError($"The code '{Area}' is that of a {kind} and of a {rows.GetString(1)}: say which with 'areaKind'.");
        return id;
    }
}
