namespace EstateMap.Server.Maps;

/// <summary>The statements behind the map's layers. Row-level security decides what each returns; every list is in a stable order.</summary>
internal static class MapSql
{
    /// <summary>$1 ids of the sites that a filter leaves, or null for all. Alias <c>s</c>.</summary>
    internal const string SiteFilter = "s.is_current AND ($1::bigint[] IS NULL OR s.id = ANY ($1::bigint[]))";

    /// <summary>Located sites as the map draws them. Grouped before they are joined, because the layer is mostly asked for whole.</summary>
    public const string Sites = $"""
        WITH used AS (
            SELECT u.site_id,
                   array_agg(DISTINCT u.use_code ORDER BY u.use_code) AS uses,
                   array_remove(array_agg(DISTINCT t.broader ORDER BY t.broader), NULL) AS themes
            FROM site_use u
            LEFT JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
            GROUP BY u.site_id
        ),
        held AS (
            SELECT p.site_id, count(*)::int AS property_count
            FROM property p
            WHERE p.is_current
            GROUP BY p.site_id
        )
        SELECT s.id, s.name, coalesce(used.themes, ARRAY[]::text[]), coalesce(used.uses, ARRAY[]::text[]), s.location_precision::text,
               o.name, coalesce(held.property_count, 0), ST_X(s.geom), ST_Y(s.geom)
        FROM site s
        LEFT JOIN used ON used.site_id = s.id
        LEFT JOIN held ON held.site_id = s.id
        LEFT JOIN organisation o ON o.id = s.owner_organisation_id
        WHERE s.geom IS NOT NULL AND {SiteFilter}
        ORDER BY s.id
        """;

    /// <summary>$1 kind, $2 vintage, $3 tolerance in metres (0 leaves outlines alone). Rings turn as RFC 7946 asks.</summary>
    public const string Areas = """
        SELECT a.id, a.code, a.name, a.kind, a.vintage, a.is_schematic, area_population(a.id), ST_X(a.label_point), ST_Y(a.label_point),
               ST_AsGeoJSON(ST_ForcePolygonCCW(ST_Multi(CASE
                   WHEN $3::double precision > 0
                   THEN ST_Transform(ST_SimplifyPreserveTopology(ST_Transform(a.display_geom, 27700), $3::double precision), 4326)
                   ELSE a.display_geom
               END)), 6)
        FROM area a
        WHERE a.kind = $1::text AND a.vintage = $2::text
        ORDER BY a.code
        """;

    /// <summary>Changes whenever an import, an edit or a change of visibility could change an answer.</summary>
    public const string ContentVersion = """
        SELECT concat_ws('/',
            (SELECT max(r.id) FROM import_run r),
            (SELECT string_agg(d.id || '=' || d.active_run_id, ',' ORDER BY d.id) FROM dataset d),
            (SELECT count(*) || '@' || max(s.updated_at) FROM site s WHERE s.is_current),
            (SELECT count(*) || '@' || max(a.id) FROM area a))
        """;

    /// <summary>The same for everything that the index of sites rests on, as far as counting finds it: used only while nobody tells of changes.</summary>
    public const string RegisterVersion = $"""
        {ContentVersion} || '/' || concat_ws('/',
            (SELECT count(*) || '@' || max(p.id) FROM property p WHERE p.is_current),
            (SELECT count(*) || '@' || max(v.id) FROM service v WHERE v.is_current),
            (SELECT count(*) || '@' || max(c.id) FROM community_asset c WHERE c.is_current),
            (SELECT count(*) || '@' || max(o.id) FROM organisation o))
        """;

    public const string AreaKinds = """
        SELECT DISTINCT a.kind, a.vintage
        FROM area a
        ORDER BY a.kind, a.vintage
        """;
}
