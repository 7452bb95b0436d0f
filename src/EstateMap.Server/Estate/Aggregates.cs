using EstateMap.Server.Areas;
using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Estate;

/// <summary>Counts and floor area by group. Declared in <c>Aggregates.graphql</c>.</summary>
internal static class Aggregates
{
    private const int MostGroups = 3;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Field("Query", "siteAggregates", ListAsync);
        resolvers.Field("GroupKey", "area", context => Connections.One(context, AreaSql.Entity, ((GroupKey)context.Source!).AreaId));
    }

    private static async Task<object?> ListAsync(IResolveFieldContext context)
    {
        var parameters = new SqlParameters();
        var groups = (context.Given("groupBy") as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>().ToList();
        if (groups.Count > MostGroups) throw GraphRequestError.BadArgument($"`groupBy` takes at most {MostGroups} entries.");
        var sql = Sql(groups, $"{SiteSql.Entity.Listed} AND {Places.InBox(new Arguments(context.Arguments), parameters, "s.geom")} AND {Filters.Where(context.Given("where"), SiteSql.Entity.Filters, parameters)}", parameters);
        await using var command = parameters.Command(context.Source(), sql);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var rows = new List<SiteAggregate>();
        while (await reader.ReadAsync(context.CancellationToken))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            double? Number(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
            var keys = groups.Select((_, n) => new GroupKey(Text(n * 3), Text((n * 3) + 1), reader.IsDBNull((n * 3) + 2) ? null : reader.GetInt64((n * 3) + 2))).ToList();
            var at = groups.Count * 3;
            rows.Add(new SiteAggregate(keys, reader.GetInt32(at), reader.GetInt32(at + 1), reader.GetInt32(at + 2),
                new FloorAreaAggregate(Number(at + 3), Number(at + 4), Number(at + 5), Number(at + 6), Number(at + 7), Number(at + 8), Number(at + 9))));
        }

        return rows;
    }

    /// <summary>One row a site and group value, so that a site with two uses counts once in each; then sums.</summary>
    internal static string Sql(IReadOnlyList<IDictionary<string, object?>> groups, string condition, SqlParameters parameters)
    {
        var joins = string.Concat(groups.Select((group, n) => $"LEFT JOIN LATERAL (\n{Dimension(group, parameters)}\n) AS g{n} ON TRUE\n"));
        var keys = string.Concat(groups.Select((_, n) => $"g{n}.code, g{n}.label, g{n}.area_id, "));
        var grouping = groups.Count == 0 ? "" : $"GROUP BY {string.Join(", ", groups.Select((_, n) => $"g{n}.code, g{n}.label, g{n}.area_id"))}\nORDER BY {string.Join(", ", groups.Select((_, n) => $"g{n}.label NULLS LAST, g{n}.code"))}";
        return $"""
            SELECT {keys}
                   count(*)::int, count(s.geom)::int, coalesce(sum(f.properties), 0)::int,
                   sum(f.area_m2)::double precision, sum(f.repeated_m2)::double precision,
                   (coalesce(sum(f.assumed_m2), 0) / nullif(sum(f.area_m2), 0))::double precision,
                   (sum(f.buildings_known) / nullif(sum(f.buildings), 0))::double precision,
                   (sum(f.area_m2) / nullif(sum(f.figures), 0))::double precision, min(f.least_m2)::double precision, max(f.most_m2)::double precision
            FROM site s
            LEFT JOIN LATERAL (
                SELECT count(*) AS properties,
                       count(*) FILTER (WHERE p.kind <> 'land') AS buildings,
                       count(*) FILTER (WHERE p.kind <> 'land' AND a.area_m2 IS NOT NULL) AS buildings_known,
                       count(a.area_m2) FILTER (WHERE NOT a.is_repeat) AS figures,
                       sum(a.area_m2) FILTER (WHERE NOT a.is_repeat) AS area_m2,
                       sum(a.area_m2) FILTER (WHERE a.is_repeat) AS repeated_m2,
                       sum(a.area_m2) FILTER (WHERE NOT a.is_repeat AND a.basis = 'assumption') AS assumed_m2,
                       min(a.area_m2) AS least_m2, max(a.area_m2) AS most_m2
                FROM property p
                LEFT JOIN floor_area a ON a.property_id = p.id
                WHERE p.site_id = s.id AND p.is_current
            ) AS f ON TRUE
            {joins}WHERE {condition}
            {grouping}
            """;
    }

    private static string Dimension(IDictionary<string, object?> group, SqlParameters parameters)
    {
        var given = group.Where(item => item.Value is not null).ToDictionary();
        if (given.Count != 1) throw GraphRequestError.BadArgument("Each entry of `groupBy` names exactly one of `area` and `by`.");
        if (given.TryGetValue("area", out var value))
        {
            var area = (IDictionary<string, object?>)value!;
            var kind = parameters.Text((string)area["kind"]!);
            var vintage = parameters.Text(area.TryGetValue("vintage", out var named) ? named as string : null);
            return $"""
                SELECT a.code, a.name AS label, a.id AS area_id
                FROM site_area sa
                JOIN area a ON a.id = sa.area_id
                WHERE sa.site_id = s.id AND a.kind = {kind} AND a.vintage = coalesce({vintage}, (SELECT max(n.vintage) FROM area n WHERE n.kind = {kind}))
                """;
        }

        return (string)given["by"]! switch
        {
            "THEME" => """
                SELECT DISTINCT t.broader AS code, coalesce(h.label, t.broader) AS label, NULL::bigint AS area_id
                FROM site_use u
                JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
                LEFT JOIN vocabulary_term h ON h.vocabulary = 'themes' AND h.code = t.broader
                WHERE u.site_id = s.id
                """,
            "USE" => """
                SELECT DISTINCT u.use_code AS code, coalesce(t.label, u.use_code) AS label, NULL::bigint AS area_id
                FROM site_use u
                LEFT JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
                WHERE u.site_id = s.id
                """,
            "TENURE" => Tenure("tenure_type", "tenure-types"),
            "TENURE_DETAIL" => Tenure("tenure_detail", "tenure-details"),
            "OWNER" => "SELECT o.id::text AS code, o.name AS label, NULL::bigint AS area_id FROM organisation o WHERE o.id = s.owner_organisation_id",
            "DATASET" => """
                SELECT DISTINCT d.id AS code, d.title AS label, NULL::bigint AS area_id
                FROM source_record r
                JOIN dataset d ON d.id = r.dataset_id
                WHERE r.site_id = s.id AND r.missing_since_run_id IS NULL
                """,
            _ => """
                SELECT upper(s.location_precision::text) AS code, coalesce((SELECT t.label FROM vocabulary_term t WHERE t.vocabulary = 'location-precisions' AND t.code = s.location_precision::text), s.location_precision::text) AS label,
                       NULL::bigint AS area_id
                """,
        };
    }

    private static string Tenure(string column, string vocabulary) => $"""
        SELECT DISTINCT n.{column} AS code, coalesce(t.label, n.{column}) AS label, NULL::bigint AS area_id
        FROM property p
        JOIN tenure n ON n.property_id = p.id
        LEFT JOIN vocabulary_term t ON t.vocabulary = '{vocabulary}' AND t.code = n.{column}
        WHERE p.site_id = s.id AND p.is_current AND n.{column} IS NOT NULL
        """;

    private sealed record SiteAggregate(IReadOnlyList<GroupKey> Key, int Count, int LocatedCount, int PropertyCount, FloorAreaAggregate FloorArea_m2);

    private sealed record GroupKey(string? Code, string? Label, long? AreaId);

    private sealed record FloorAreaAggregate(double? Sum, double? RepeatedSum, double? AssumedShare, double? KnownShare, double? Average, double? Min, double? Max);
}
