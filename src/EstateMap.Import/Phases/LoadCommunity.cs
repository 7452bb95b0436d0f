using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Community assets and links; what they refer to must be loaded, or the row is rejected. $1 dataset, $2 run, $3 visibility.</summary>
internal static class LoadCommunity
{
    public const string Assets =
        """
        UPDATE community_asset SET is_current = false
        FROM gone g
        WHERE dataset_id = $1::text AND is_current AND community_asset.record_key = g.record_key;

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT s.line, s.record_key, 'site_ref', s.content->>'site_ref', 'unknown-reference', format('%s refers to the record %s, which is not loaded; it stands without a site.', s.content->>'name', s.content->>'site_ref')
        FROM staged s
        WHERE s.content ? 'site_ref'
          AND NOT EXISTS (SELECT FROM source_record r WHERE r.dataset_id || '/' || r.record_key = s.content->>'site_ref' AND r.site_id IS NOT NULL);

        CREATE TEMP TABLE incoming_asset ON COMMIT DROP AS
        SELECT s.line, s.record_key, s.content->>'name' AS name, (s.content->>'abcd_class')::abcd_class AS abcd_class, s.content->>'description' AS description, o.id AS organisation_id, r.site_id,
               (SELECT a.id FROM area a WHERE a.code = s.content->>'area_code' ORDER BY a.vintage DESC, a.id LIMIT 1) AS area_id,
               s.content->>'url' AS url, coalesce((s.content->>'is_illustrative')::boolean, false) AS is_illustrative
        FROM staged s
        LEFT JOIN organisation o ON o.name_key = s.content->>'organisation_key'
        LEFT JOIN source_record r ON r.dataset_id || '/' || r.record_key = s.content->>'site_ref'
        WHERE $2::bigint IS NOT NULL;

        -- Fields that people changed here stay theirs. Where the file says something else by now than it did then, that is told, and compared with from then on.
        CREATE TEMP TABLE asset_conflict ON COMMIT DROP AS
        SELECT c.id, i.line, i.record_key, i.name, f.field, f.file
        FROM incoming_asset i
        JOIN community_asset c ON c.dataset_id = $1::text AND c.record_key = i.record_key
        CROSS JOIN LATERAL jsonb_each(jsonb_build_object('name', i.name, 'abcdClass', i.abcd_class, 'description', i.description, 'url', i.url, 'organisation', i.organisation_id, 'site', i.site_id, 'area', i.area_id)) AS f (field, file)
        WHERE c.kept_fields ? f.field AND c.kept_fields->f.field IS DISTINCT FROM f.file;

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT line, record_key, field, file #>> '{}', 'edit-conflict', format('People here changed %s of %s, and the file has changed it since. What people say stands until somebody decides.', field, name)
        FROM asset_conflict;

        UPDATE community_asset c
        SET kept_fields = c.kept_fields || (SELECT jsonb_object_agg(x.field, x.file) FROM asset_conflict x WHERE x.id = c.id)
        WHERE c.id IN (SELECT x.id FROM asset_conflict x);

        INSERT INTO community_asset AS known (dataset_id, record_key, name, abcd_class, description, organisation_id, site_id, area_id, url, is_illustrative, is_current, visibility)
        SELECT $1::text, record_key, name, abcd_class, description, organisation_id, site_id, area_id, url, is_illustrative, true, $3::visibility
        FROM incoming_asset
        ORDER BY line
        ON CONFLICT (dataset_id, record_key) DO UPDATE
        SET name = CASE WHEN known.kept_fields ? 'name' THEN known.name ELSE excluded.name END,
            abcd_class = CASE WHEN known.kept_fields ? 'abcdClass' THEN known.abcd_class ELSE excluded.abcd_class END,
            description = CASE WHEN known.kept_fields ? 'description' THEN known.description ELSE excluded.description END,
            organisation_id = CASE WHEN known.kept_fields ? 'organisation' THEN known.organisation_id ELSE excluded.organisation_id END,
            site_id = CASE WHEN known.kept_fields ? 'site' THEN known.site_id ELSE excluded.site_id END,
            area_id = CASE WHEN known.kept_fields ? 'area' THEN known.area_id ELSE excluded.area_id END,
            url = CASE WHEN known.kept_fields ? 'url' THEN known.url ELSE excluded.url END,
            is_illustrative = excluded.is_illustrative, is_current = NOT known.is_removed, visibility = excluded.visibility,
            -- Whoever is changing it just now finds that it is not as they saw it.
            version = known.version + (
                NOT known.kept_fields ? 'name' AND known.name <> excluded.name OR NOT known.kept_fields ? 'abcdClass' AND known.abcd_class <> excluded.abcd_class
                OR NOT known.kept_fields ? 'description' AND known.description IS DISTINCT FROM excluded.description OR NOT known.kept_fields ? 'organisation' AND known.organisation_id IS DISTINCT FROM excluded.organisation_id
                OR NOT known.kept_fields ? 'site' AND known.site_id IS DISTINCT FROM excluded.site_id OR NOT known.kept_fields ? 'area' AND known.area_id IS DISTINCT FROM excluded.area_id
                OR NOT known.kept_fields ? 'url' AND known.url IS DISTINCT FROM excluded.url)::int;

        DROP TABLE incoming_asset, asset_conflict
        """;

    /// <summary>Both ends of a link must be loaded; organisations are whoever a link names.</summary>
    public static Task CheckLinksAsync(NpgsqlConnection connection, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE TEMP TABLE known ON COMMIT DROP AS
        SELECT 'site' AS type, dataset_id || '/' || record_key AS key FROM source_record WHERE site_id IS NOT NULL
        UNION ALL SELECT 'service', dataset_id || '/' || record_key FROM service
        UNION ALL SELECT 'community_asset', dataset_id || '/' || record_key FROM community_asset;

        CREATE TEMP TABLE loose ON COMMIT DROP AS
        SELECT s.line, s.record_key, e.field, s.content->>e.field AS value
        FROM staged s
        CROSS JOIN LATERAL (
            SELECT field
            FROM (VALUES (1, 'from', s.content->>'from_type', s.content->>'from_key'), (2, 'to', s.content->>'to_type', s.content->>'to_key')) AS e (position, field, type, key)
            WHERE e.type IS DISTINCT FROM 'organisation' AND NOT EXISTS (SELECT FROM known k WHERE k.type = e.type AND k.key = e.key)
            ORDER BY position
            LIMIT 1
        ) e;

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message, is_rejection)
        SELECT line, record_key, field, value, 'unknown-reference', format('The link %s names %s, which is not loaded; it was left out.', record_key, value), true
        FROM loose;

        DELETE FROM staged s USING loose l WHERE l.line = s.line
        """, cancellation);

    public const string Links =
        """
        UPDATE link SET is_current = false
        FROM gone g
        WHERE dataset_id = $1::text AND is_current AND link.record_key = g.record_key;

        CREATE TEMP TABLE thing ON COMMIT DROP AS
        SELECT 'organisation' AS type, name_key AS key, id FROM organisation
        UNION ALL SELECT 'site', dataset_id || '/' || record_key, site_id FROM source_record WHERE site_id IS NOT NULL
        UNION ALL SELECT 'service', dataset_id || '/' || record_key, min(id) FROM service GROUP BY dataset_id, record_key
        UNION ALL SELECT 'community_asset', dataset_id || '/' || record_key, id FROM community_asset;

        CREATE TEMP TABLE staged_link ON COMMIT DROP AS
        SELECT s.*, f.type AS from_type, f.id AS from_id, t.type AS to_type, t.id AS to_id
        FROM staged s
        LEFT JOIN thing f ON f.type = s.content->>'from_type' AND f.key = s.content->>'from_key'
        LEFT JOIN thing t ON t.type = s.content->>'to_type' AND t.key = s.content->>'to_key';

        INSERT INTO link AS known (dataset_id, record_key, kind, from_organisation_id, from_site_id, from_service_id, from_community_asset_id,
                          to_organisation_id, to_site_id, to_service_id, to_community_asset_id, period, evidence, is_illustrative, is_current, visibility)
        SELECT $1::text, record_key, content->>'kind',
               CASE from_type WHEN 'organisation' THEN from_id END, CASE from_type WHEN 'site' THEN from_id END, CASE from_type WHEN 'service' THEN from_id END, CASE from_type WHEN 'community_asset' THEN from_id END,
               CASE to_type WHEN 'organisation' THEN to_id END, CASE to_type WHEN 'site' THEN to_id END, CASE to_type WHEN 'service' THEN to_id END, CASE to_type WHEN 'community_asset' THEN to_id END,
               CASE WHEN content ?| ARRAY['valid_from', 'valid_to'] THEN daterange((content->>'valid_from')::date, (content->>'valid_to')::date) END,
               content->>'evidence', coalesce((content->>'is_illustrative')::boolean, false), true, $3::visibility
        FROM staged_link
        WHERE from_id IS NOT NULL AND to_id IS NOT NULL AND $2::bigint IS NOT NULL
        ORDER BY line
        ON CONFLICT (dataset_id, record_key) DO UPDATE
        SET kind = CASE WHEN known.kept_fields ? 'kind' THEN known.kind ELSE excluded.kind END, from_organisation_id = excluded.from_organisation_id, from_site_id = excluded.from_site_id, from_service_id = excluded.from_service_id,
            from_community_asset_id = excluded.from_community_asset_id, to_organisation_id = excluded.to_organisation_id, to_site_id = excluded.to_site_id,
            to_service_id = excluded.to_service_id, to_community_asset_id = excluded.to_community_asset_id,
            period = CASE WHEN known.kept_fields ?| ARRAY['periodStart', 'periodEnd'] THEN known.period ELSE excluded.period END,
            evidence = CASE WHEN known.kept_fields ? 'evidence' THEN known.evidence ELSE excluded.evidence END,
            is_illustrative = excluded.is_illustrative, is_current = NOT known.is_removed, visibility = excluded.visibility
        """;
}
