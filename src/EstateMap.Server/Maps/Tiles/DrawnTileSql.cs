namespace EstateMap.Server.Maps.Tiles;

/// <summary>Shapes as vector tiles, straight from PostGIS under row-level security. $1 zoom, $2 column, $3 row; null or empty where nothing is.</summary>
internal static class DrawnTileSql
{
    /// <summary>
    /// $4 kind, $5 vintage: layers <c>areas</c> (outlines cut at a buffer of 1/64 of the tile) and <c>labels</c> (the point of a name stands in one tile alone); both with code and name.
    /// </summary>
    public const string Areas = """
        WITH frame AS MATERIALIZED (
            SELECT ST_TileEnvelope($1::int, $2::int, $3::int) AS tile, ST_Transform(ST_TileEnvelope($1::int, $2::int, $3::int, margin => 1.0 / 64), 4326) AS around
        ), shape AS (
            SELECT a.id, a.code, a.name, ST_AsMVTGeom(ST_Transform(a.display_geom, 3857), f.tile, 4096, 64, true) AS geom
            FROM frame f, area a
            WHERE a.kind = $4::text AND a.vintage = $5::text AND a.display_geom && f.around
        ), label AS (
            SELECT a.id, a.code, a.name, round(sqrt(a.area_m2))::int AS side_m, ST_AsMVTGeom(ST_Transform(a.label_point, 3857), f.tile, 4096, 0, true) AS geom
            FROM frame f, area a
            WHERE a.kind = $4::text AND a.vintage = $5::text AND a.label_point && f.around
        )
        SELECT (SELECT ST_AsMVT(s, 'areas', 4096, 'geom', 'id') FROM (SELECT * FROM shape WHERE geom IS NOT NULL ORDER BY id) s)
            || (SELECT ST_AsMVT(l, 'labels', 4096, 'geom', 'id') FROM (SELECT * FROM label WHERE geom IS NOT NULL ORDER BY id) l)
        """;

    /// <summary>Layer <c>footprints</c>: outlines of sites, and whether they are green space.</summary>
    public const string Footprints = """
        WITH frame AS MATERIALIZED (
            SELECT ST_TileEnvelope($1::int, $2::int, $3::int) AS tile, ST_Transform(ST_TileEnvelope($1::int, $2::int, $3::int, margin => 1.0 / 64), 4326) AS around
        ), shape AS (
            SELECT s.id, ST_AsMVTGeom(ST_Transform(s.footprint, 3857), f.tile, 4096, 64, true) AS geom
            FROM frame f, site s
            WHERE s.is_current AND s.footprint && f.around
        )
        SELECT ST_AsMVT(o, 'footprints', 4096, 'geom', 'id')
        FROM (
            SELECT h.id, h.geom, EXISTS (
                SELECT FROM site_use u
                JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
                WHERE u.site_id = h.id AND t.broader IN ('green', 'open_space')) AS is_green
            FROM shape h
            WHERE h.geom IS NOT NULL
            ORDER BY h.id
        ) o
        """;

    /// <summary>Kinds and vintages with their words, how many there are, and their extent; coarsest first.</summary>
    public const string Layers = """
        SELECT a.kind, a.vintage, coalesce(min(t.label), a.kind), count(*)::int, bool_or(a.is_schematic),
               min(ST_XMin(a.display_geom)), min(ST_YMin(a.display_geom)), max(ST_XMax(a.display_geom)), max(ST_YMax(a.display_geom)),
               array_to_string(array_agg(DISTINCT d.attribution ORDER BY d.attribution), ' ')
        FROM area a
        JOIN dataset d ON d.id = a.dataset_id
        LEFT JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
        GROUP BY a.kind, a.vintage
        ORDER BY min(t.sort_order), a.kind, a.vintage
        """;
}
