using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Boundaries, what lies in them, and the people who live there.</summary>
internal static class LoadAreas
{
    /// <summary>Areas keep their ids, so that what is measured of them stays; those the source no longer names go, or end when figures are measured of them. $1 dataset, $2 kind, $3 vintage, $4 schematic, $5 visibility, $6 run.</summary>
    public static async Task BoundariesAsync(NpgsqlConnection connection, Manifest manifest, long runId, CancellationToken cancellation)
    {
        await Staging.RunAsync(connection,
            """
            CREATE TEMP TABLE gone_area ON COMMIT DROP AS
            SELECT a.id, a.code, a.name, (SELECT count(*) FROM indicator_value v WHERE v.area_id = a.id) AS figures
            FROM gone g
            JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = g.record_key
            JOIN area a ON a.dataset_id = $1::text AND a.kind = $2::text AND a.vintage = $3::text AND a.code = r.content->>'area_code'
            WHERE a.ended_by_run_id IS NULL;

            INSERT INTO staged_issue (record_key, field, value, issue_type, message)
            SELECT code, 'area_code', code, 'area-ended', format('%s (%s) is no longer in the file, but %s figures are measured of it; it is kept with them, out of sight.', name, code, figures)
            FROM gone_area
            WHERE figures > 0;

            UPDATE area a SET ended_by_run_id = $6::bigint FROM gone_area g WHERE a.id = g.id AND g.figures > 0;

            DELETE FROM area_membership m USING gone_area g WHERE g.id IN (m.area_id, m.member_area_id);

            DELETE FROM site_area s USING gone_area g WHERE s.area_id = g.id;

            DELETE FROM area a USING gone_area g WHERE a.id = g.id AND g.figures = 0;

            DROP TABLE gone_area;

            INSERT INTO area (code, name, kind, vintage, geom, display_geom, label_point, area_m2, is_schematic, dataset_id, visibility)
            SELECT s.content->>'area_code', s.content->>'area_name', $2::text, $3::text, s.outline, coalesce(s.display_outline, s.outline),
                   ST_PointOnSurface(s.outline), ST_Area(s.outline::geography), $4::boolean, $1::text, $5::visibility
            FROM staged s
            WHERE s.state <> 'unchanged'
            ORDER BY s.line
            ON CONFLICT (kind, vintage, code) DO UPDATE
            SET name = excluded.name, geom = excluded.geom, display_geom = excluded.display_geom, label_point = excluded.label_point, area_m2 = excluded.area_m2,
                is_schematic = excluded.is_schematic, dataset_id = excluded.dataset_id, visibility = excluded.visibility, ended_by_run_id = NULL
            """, cancellation, manifest.Id, manifest.Area!.Kind, manifest.Area.Vintage, manifest.IsSchematic, manifest.Visibility, runId);
        await Staging.RunAsync(connection, Membership, cancellation, manifest.Id);
        await Staging.RunAsync(connection, "CREATE TEMP TABLE touched_place ON COMMIT DROP AS SELECT id FROM site;\n" + OutsidePlace + SiteAreas, cancellation);
    }

    // Largest overlap: each finer area belongs to at most one coarser area of a kind and vintage. Kinds are ordered by the vocabulary; only pairs that this dataset has a part in are made afresh.
    // The share divides two planar areas at one latitude, so degrees cancel out. A member that lies wholly inside needs no intersection.
    private const string Membership =
        """
        DELETE FROM area_membership m
        USING area a
        WHERE a.dataset_id = $1::text AND a.id IN (m.area_id, m.member_area_id);

        WITH ranked AS (
            SELECT a.id, a.kind, a.vintage, a.geom, a.dataset_id, t.sort_order AS rank
            FROM area a
            JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
            WHERE a.kind IN ('authority', 'neighbourhood', 'ward', 'msoa', 'lsoa', 'oa') AND a.ended_by_run_id IS NULL
        ), pair AS (
            SELECT m.id AS member_id, w.id AS area_id, w.kind, w.vintage,
                   CASE WHEN ST_Covers(w.geom, m.geom) THEN 1 ELSE ST_Area(ST_Intersection(w.geom, m.geom)) / ST_Area(m.geom) END AS share
            FROM ranked m
            JOIN ranked w ON w.rank < m.rank AND ST_Intersects(w.geom, m.geom)
            WHERE $1::text IN (m.dataset_id, w.dataset_id)
        )
        INSERT INTO area_membership (member_area_id, area_id, share)
        SELECT DISTINCT ON (member_id, kind, vintage) member_id, area_id, least(share, 1)
        FROM pair
        WHERE share > 0
        ORDER BY member_id, kind, vintage, share DESC, area_id
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Which sites of the temporary table touched_place lie outside every authority, and so in no area at all.</summary>
    public const string OutsidePlace =
        """
        -- Joined, not asked row by row: a big outline is then unpacked once and not for each site.
        WITH inside AS MATERIALIZED (
            SELECT DISTINCT s.id
            FROM site s
            JOIN touched_place t ON t.id = s.id
            JOIN area a ON a.kind = 'authority' AND a.ended_by_run_id IS NULL AND ST_Covers(a.geom, s.geom)
        ), told AS (
            SELECT s.id, s.geom IS NOT NULL AND EXISTS (SELECT FROM area WHERE kind = 'authority' AND ended_by_run_id IS NULL) AND i.id IS NULL AS is_outside
            FROM site s
            JOIN touched_place t ON t.id = s.id
            LEFT JOIN inside i ON i.id = s.id
        )
        UPDATE site s
        SET is_outside_place = o.is_outside
        FROM told o
        WHERE s.id = o.id AND s.is_outside_place <> o.is_outside;

        """;

    /// <summary>Point in polygon for the sites of the temporary table touched_place.</summary>
    public const string SiteAreas =
        """
        CREATE TEMP TABLE new_site_area ON COMMIT DROP AS
        SELECT DISTINCT ON (s.id, a.kind, a.vintage) s.id AS site_id, a.id AS area_id
        FROM site s
        JOIN touched_place t ON t.id = s.id
        JOIN area a ON a.ended_by_run_id IS NULL AND ST_Covers(a.geom, s.geom)
        WHERE NOT s.is_outside_place
        ORDER BY s.id, a.kind, a.vintage, a.id;

        DELETE FROM site_area sa
        USING touched_place t
        WHERE sa.site_id = t.id AND NOT EXISTS (SELECT FROM new_site_area n WHERE n.site_id = sa.site_id AND n.area_id = sa.area_id);

        INSERT INTO site_area (site_id, area_id)
        SELECT site_id, area_id FROM new_site_area
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Indicator values, and for the smallest areas a demand point with a weight for each group.</summary>
    public static async Task PopulationAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation)
    {
        object[] parameters = [manifest.Id, manifest.Area!.Kind, manifest.Area.Vintage, manifest.IsSchematic];
        await Staging.RunAsync(connection,
            """
            INSERT INTO indicator (code, name, unit, description, is_additive)
            SELECT 'population_' || code, CASE code WHEN 'all' THEN 'Population' ELSE 'Population ' || lower(label) END, 'persons', 'Residents', true
            FROM vocabulary_term
            WHERE vocabulary = 'population-groups' AND code IN ('all', 'age_0_15', 'age_16_64', 'age_65_over')
            ON CONFLICT (code) DO NOTHING;

            DELETE FROM indicator_value v
            USING gone g
            JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = g.record_key
            JOIN area a ON a.kind = $2::text AND a.vintage = $3::text AND a.code = r.content->>'area_code'
            WHERE v.dataset_id = $1::text AND v.area_id = a.id;

            CREATE TEMP TABLE staged_value ON COMMIT DROP AS
            SELECT a.id AS area_id, g.population_group, (s.content->>('population_' || g.population_group))::double precision AS value, (s.content->>'period')::date AS day
            FROM staged s
            JOIN area a ON a.kind = $2::text AND a.vintage = $3::text AND a.code = s.content->>'area_code'
            CROSS JOIN (VALUES ('all'), ('age_0_15'), ('age_16_64'), ('age_65_over')) g (population_group)
            WHERE s.state <> 'unchanged' AND s.content ? ('population_' || g.population_group);

            -- An older period of the same record goes with its row.
            DELETE FROM indicator_value v
            USING (SELECT DISTINCT area_id FROM staged_value) s
            WHERE v.dataset_id = $1::text AND v.area_id = s.area_id;

            -- People of schematic areas are made up.
            INSERT INTO indicator_value (indicator_code, area_id, period, value, basis, dataset_id)
            SELECT 'population_' || population_group, area_id, daterange(day, day + 1), value, (CASE WHEN $4::boolean THEN 'assumption' ELSE 'fact' END)::provenance_basis, $1::text
            FROM staged_value
            ON CONFLICT (indicator_code, area_id, period) DO UPDATE SET value = excluded.value, dataset_id = excluded.dataset_id, basis = excluded.basis
            """, cancellation, parameters);
        if (!manifest.DemandPoints)
            return;
        await Staging.RunAsync(connection,
            """
            DELETE FROM demand_weight w
            USING demand_point p
            WHERE w.demand_point_id = p.id AND w.dataset_id = $1::text
              AND NOT EXISTS (SELECT FROM indicator_value v WHERE v.area_id = p.area_id AND v.dataset_id = $1::text);

            INSERT INTO demand_point (area_id, geom, method)
            SELECT id, label_point, CASE WHEN is_schematic THEN 'schematic' ELSE 'point on surface' END
            FROM area
            WHERE id IN (SELECT area_id FROM staged_value)
            ORDER BY code
            ON CONFLICT (area_id) DO UPDATE SET geom = excluded.geom, method = excluded.method;

            INSERT INTO demand_weight (demand_point_id, population_group, weight, basis, dataset_id)
            SELECT p.id, v.population_group, v.value, (CASE WHEN $2::boolean THEN 'assumption' ELSE 'fact' END)::provenance_basis, $1::text
            FROM staged_value v
            JOIN demand_point p ON p.area_id = v.area_id
            ON CONFLICT (demand_point_id, population_group) DO UPDATE SET weight = excluded.weight, dataset_id = excluded.dataset_id, basis = excluded.basis;

            DELETE FROM demand_point p WHERE NOT EXISTS (SELECT FROM demand_weight w WHERE w.demand_point_id = p.id)
            """, cancellation, manifest.Id, manifest.IsSchematic);
    }
}
