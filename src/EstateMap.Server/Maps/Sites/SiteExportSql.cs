namespace EstateMap.Server.Maps.Sites;

/// <summary>The statements behind the exports.</summary>
internal static class SiteExportSql
{
    /// <summary>$1 ids or null for all: every fact of the sites, located or not, by id.</summary>
    public const string Sites = $"""
        SELECT s.id, s.uuid::text, s.name, s.description, s.street_number, s.street_name, s.locality, s.post_town, s.postcode,
               ARRAY(SELECT u.uprn FROM site_uprn u WHERE u.site_id = s.id ORDER BY u.uprn),
               ST_X(s.geom), ST_Y(s.geom), s.location_precision::text, s.location_method, s.is_outside_place,
               o.name,
               ARRAY(SELECT DISTINCT u.use_code FROM site_use u WHERE u.site_id = s.id ORDER BY 1),
               ARRAY(SELECT DISTINCT t.broader
                     FROM site_use u
                     JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
                     WHERE u.site_id = s.id AND t.broader IS NOT NULL
                     ORDER BY 1),
               ARRAY(SELECT p.asset_code FROM property p WHERE p.site_id = s.id AND p.is_current ORDER BY p.asset_code),
               ARRAY(SELECT DISTINCT t.tenure_type
                     FROM property p
                     JOIN tenure t ON t.property_id = p.id
                     WHERE p.site_id = s.id AND p.is_current AND t.tenure_type IS NOT NULL
                     ORDER BY 1),
               floor.counted_m2::double precision, floor.assumed_m2::double precision, floor.repeated_m2::double precision,
               (SELECT sum(p.land_area_ha) FROM property p WHERE p.site_id = s.id AND p.is_current)::double precision,
               lies.kinds, lies.vintages, lies.codes, lies.names,
               named.ids, named.licences, named.attributions
        FROM site s
        LEFT JOIN organisation o ON o.id = s.owner_organisation_id
        -- A repeated site total is counted once, and shown apart.
        CROSS JOIN LATERAL (
            SELECT sum(f.area_m2) FILTER (WHERE NOT f.is_repeat) AS counted_m2,
                   sum(f.area_m2) FILTER (WHERE NOT f.is_repeat AND f.basis = 'assumption') AS assumed_m2,
                   sum(f.area_m2) FILTER (WHERE f.is_repeat) AS repeated_m2
            FROM property p
            JOIN floor_area f ON f.property_id = p.id
            WHERE p.site_id = s.id AND p.is_current
        ) floor
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(a.kind ORDER BY a.kind, a.vintage, a.code), ARRAY[]::text[]) AS kinds,
                   coalesce(array_agg(a.vintage ORDER BY a.kind, a.vintage, a.code), ARRAY[]::text[]) AS vintages,
                   coalesce(array_agg(a.code ORDER BY a.kind, a.vintage, a.code), ARRAY[]::text[]) AS codes,
                   coalesce(array_agg(a.name ORDER BY a.kind, a.vintage, a.code), ARRAY[]::text[]) AS names
            FROM site_area sa
            JOIN area a ON a.id = sa.area_id
            WHERE sa.site_id = s.id
        ) lies
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(DISTINCT d.id ORDER BY d.id), ARRAY[]::text[]) AS ids,
                   coalesce(array_agg(DISTINCT d.licence ORDER BY d.licence), ARRAY[]::text[]) AS licences,
                   coalesce(array_agg(DISTINCT d.attribution ORDER BY d.attribution), ARRAY[]::text[]) AS attributions
            FROM source_record r
            JOIN dataset d ON d.id = r.dataset_id
            WHERE r.site_id = s.id AND r.missing_since_run_id IS NULL
        ) named
        WHERE {MapSql.SiteFilter}
        ORDER BY s.id
        """;

    /// <summary>What an export rests on: sites' own datasets and those of the areas they are put in.</summary>
    public const string Datasets = """
        SELECT d.id, d.title, d.publisher, d.licence, d.licence_url, d.attribution, d.share_alike, d.is_sample, d.is_schematic, r.as_at
        FROM dataset d
        JOIN import_run r ON r.id = d.active_run_id
        ORDER BY d.id
        """;

    /// <summary>$1 dataset id or null for all, $2 whether only rows that did not get in. The active run's issues; the newest run's where none is active.</summary>
    public const string Issues = """
        SELECT i.dataset_id, r.file_name, i.run_id, i.line, i.record_key, i.field, i.value, i.issue_type, coalesce(t.label, i.issue_type),
               i.severity::text, i.responsible, i.message, i.is_rejection
        FROM dataset d
        JOIN import_run r ON r.id = coalesce(d.active_run_id, (SELECT max(n.id) FROM import_run n WHERE n.dataset_id = d.id))
        JOIN import_issue i ON i.run_id = r.id
        LEFT JOIN vocabulary_term t ON t.vocabulary = 'issue-types' AND t.code = i.issue_type
        WHERE ($1::text IS NULL OR d.id = $1::text)
          AND (NOT $2::boolean OR i.is_rejection)
        ORDER BY i.dataset_id, i.line NULLS FIRST, i.id
        """;

    /// <summary>$1 dataset id.</summary>
    public const string HasDataset = "SELECT EXISTS (SELECT FROM dataset d WHERE d.id = $1::text)";
}
