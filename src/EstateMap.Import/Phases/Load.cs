using EstateMap.Import.Datasets;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Seventh phase: staged records become rows of the register, set by set. $1 dataset, $2 run, $3 visibility of the manifest.</summary>
internal static class Load
{
    /// <param name="connection">Inside the run's transaction, with `staged` and `gone` filled.</param>
    /// <param name="manifest">Of the dataset.</param>
    /// <param name="runId">The run that brings the records.</param>
    /// <param name="keepVersions">False when older versions are being put back.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public static async Task RecordsAsync(NpgsqlConnection connection, Manifest manifest, long runId, bool keepVersions, CancellationToken cancellation)
    {
        var becomes = Layouts.Get(manifest.Layout).Becomes;
        object[] run = [manifest.Id, runId, manifest.Visibility];
        await Staging.RunAsync(connection, Organisations, cancellation, manifest.Visibility);
        if (becomes.HasFlag(Becomes.Site))
            await LoadSites.BeginAsync(connection, manifest, becomes.HasFlag(Becomes.Service), cancellation);
        await Staging.RunAsync(connection, Records, cancellation, manifest.Id, runId, manifest.Visibility, keepVersions);
        if (becomes.HasFlag(Becomes.Site))
            await LoadSites.EndAsync(connection, manifest, cancellation);
        if (becomes.HasFlag(Becomes.Property))
            await Staging.RunAsync(connection, Properties, cancellation, run);
        if (becomes.HasFlag(Becomes.Service))
            await Staging.RunAsync(connection, Services, cancellation, manifest.Id, runId, manifest.Visibility, manifest.ServiceKind!);
        if (becomes.HasFlag(Becomes.Designation))
            await Staging.RunAsync(connection, LoadSites.Designations, cancellation, manifest.Id);
        if (becomes.HasFlag(Becomes.Site) || becomes.HasFlag(Becomes.AccessPoint))
            await LoadSites.AccessAsync(connection, manifest, cancellation);
        if (becomes.HasFlag(Becomes.Postcode))
            await Staging.RunAsync(connection, Postcodes, cancellation, manifest.Id);
        if (becomes.HasFlag(Becomes.Area))
            await LoadAreas.BoundariesAsync(connection, manifest, runId, cancellation);
        if (becomes.HasFlag(Becomes.Population))
            await LoadAreas.PopulationAsync(connection, manifest, cancellation);
        if (becomes.HasFlag(Becomes.Indicator))
            await LoadIndicators.ValuesAsync(connection, manifest, cancellation);
        if (becomes.HasFlag(Becomes.CommunityAsset))
            await Staging.RunAsync(connection, LoadCommunity.Assets, cancellation, run);
        if (becomes.HasFlag(Becomes.Link))
            await Staging.RunAsync(connection, LoadCommunity.Links, cancellation, run);
        if (becomes.HasFlag(Becomes.Lookup))
            await LoadLookups.KeepAsync(connection, manifest, cancellation);
        if (becomes.HasFlag(Becomes.Grant))
            await Staging.RunAsync(connection, LoadGrants.Links, cancellation, run);
    }

    // $1 visibility: an organisation is as open as the most open dataset that names it.
    private const string Organisations =
        """
        INSERT INTO organisation AS known (name, name_key, kind, url, uri, visibility)
        SELECT DISTINCT ON (name_key) name, name_key, kind, url, uri, $1::visibility
        FROM staged_organisation
        ORDER BY name_key, kind = 'other', uri IS NULL, name
        ON CONFLICT (name_key) DO UPDATE
        SET kind = CASE WHEN known.kind = 'other' THEN excluded.kind ELSE known.kind END,
            url = coalesce(known.url, excluded.url),
            uri = coalesce(known.uri, excluded.uri),
            visibility = least(known.visibility, excluded.visibility)
        WHERE excluded.visibility < known.visibility OR known.kind = 'other' AND excluded.kind <> 'other' OR known.url IS NULL AND excluded.url IS NOT NULL OR known.uri IS NULL AND excluded.uri IS NOT NULL
        """;

    private const string Records =
        """
        -- What this run replaces, as the file had it: the fields that people had put right go back to the file's own value.
        INSERT INTO record_version (dataset_id, record_key, run_id, replaced_by_run_id, line, content, content_sha256, provenance, as_at, outline, display_outline, visibility, missing_since_run_id)
        SELECT r.dataset_id, r.record_key, r.run_id, $2::bigint, r.line, (r.content - e.fields) || e.file_values || e.method, r.content_sha256,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('field', p.field, 'basis', p.basis, 'method', p.method, 'original_value', p.original_value, 'confidence', p.confidence) ORDER BY p.field), '[]')
                FROM field_provenance p
                WHERE p.dataset_id = r.dataset_id AND p.record_key = r.record_key AND p.field <> ALL (e.fields)),
               r.as_at, r.outline, r.display_outline, r.visibility, r.missing_since_run_id
        FROM staged s
        JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = s.record_key
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(h.field), '{}') AS fields, coalesce(jsonb_object_agg(h.field, h.file_value) FILTER (WHERE h.file_value IS NOT NULL), '{}') AS file_values,
                   CASE WHEN bool_or(h.field IN ('longitude', 'latitude')) THEN '{"location_method": "given"}'::jsonb ELSE '{}' END AS method
            FROM hand_edit h
            WHERE h.dataset_id = r.dataset_id AND h.record_key = r.record_key
        ) e
        WHERE s.state = 'changed' AND $4::boolean AND r.run_id <> $2::bigint
          AND (r.content_sha256 <> s.content_sha256 OR r.missing_since_run_id IS NOT NULL)
        ON CONFLICT DO NOTHING;

        UPDATE source_record r
        SET missing_since_run_id = $2::bigint
        FROM gone g
        WHERE r.dataset_id = $1::text AND r.record_key = g.record_key AND r.missing_since_run_id IS NULL;

        -- Changes before newcomers: the planner's statistics know nothing of rows that this run brings.
        UPDATE source_record r
        SET line = s.line, run_id = CASE WHEN r.content_sha256 <> s.content_sha256 OR r.missing_since_run_id IS NOT NULL THEN $2::bigint ELSE r.run_id END, content = s.content, content_sha256 = s.content_sha256,
            as_at = coalesce((s.content->>'as_at')::date, (SELECT as_at FROM import_run WHERE id = $2::bigint)), site_id = s.site_id, missing_since_run_id = NULL,
            visibility = $3::visibility, outline = s.outline, display_outline = s.display_outline,
            match_name = s.match_name, match_identity = s.match_identity, match_kind = s.match_kind, match_address = s.match_address, match_host = s.match_host, match_street = s.match_street, match_numbers = s.match_numbers
        FROM staged s
        WHERE r.dataset_id = $1::text AND r.record_key = s.record_key AND s.state = 'changed';

        -- A row that merely moved in the file is not changed, but is found on its new line; and it is true on the newer file's day.
        UPDATE source_record r
        SET line = s.line, as_at = coalesce((s.content->>'as_at')::date, u.as_at)
        FROM staged s, import_run u
        WHERE u.id = $2::bigint AND r.dataset_id = $1::text AND r.record_key = s.record_key AND s.state = 'unchanged'
          AND (r.line <> s.line OR r.as_at IS DISTINCT FROM coalesce((s.content->>'as_at')::date, u.as_at));

        INSERT INTO source_record (dataset_id, record_key, line, run_id, content, content_sha256, as_at, site_id, visibility, outline, display_outline,
            match_name, match_identity, match_kind, match_address, match_host, match_street, match_numbers)
        SELECT $1::text, record_key, line, $2::bigint, content, content_sha256,
               coalesce((content->>'as_at')::date, (SELECT as_at FROM import_run WHERE id = $2::bigint)), site_id, $3::visibility, outline, display_outline,
               match_name, match_identity, match_kind, match_address, match_host, match_street, match_numbers
        FROM staged
        WHERE state = 'new';

        DELETE FROM field_provenance p
        USING staged s
        WHERE p.dataset_id = $1::text AND p.record_key = s.record_key AND s.state = 'changed';

        INSERT INTO field_provenance (dataset_id, record_key, field, basis, method, original_value, confidence)
        SELECT DISTINCT ON (p.record_key, p.field) $1::text, p.record_key, p.field, p.basis, p.method, p.original_value, p.confidence
        FROM staged_provenance p
        JOIN staged s ON s.line = p.line AND s.record_key = p.record_key
        WHERE s.state <> 'unchanged' AND s.content ? p.field
        ORDER BY p.record_key, p.field, p.ctid
        """;

    private const string Properties =
        """
        UPDATE property SET is_current = false
        FROM gone g
        WHERE dataset_id = $1::text AND is_current AND asset_code = g.record_key;

        INSERT INTO property (site_id, dataset_id, asset_code, name, kind, geom, location_precision, location_method, land_area_ha, is_current, visibility)
        SELECT site_id, $1::text, record_key, content->>'name', (content->>'holding_type')::property_kind, geom, precision, method, (content->>'land_area_ha')::numeric, true, $3::visibility
        FROM staged
        WHERE state <> 'unchanged'
        ORDER BY line
        ON CONFLICT (dataset_id, asset_code) DO UPDATE
        SET site_id = excluded.site_id, name = excluded.name, kind = excluded.kind, geom = excluded.geom, location_precision = excluded.location_precision,
            location_method = excluded.location_method, land_area_ha = excluded.land_area_ha, is_current = true, visibility = excluded.visibility;

        CREATE TEMP TABLE staged_property ON COMMIT DROP AS
        SELECT p.id, s.content
        FROM staged s
        JOIN property p ON p.dataset_id = $1::text AND p.asset_code = s.record_key
        WHERE s.state <> 'unchanged';

        INSERT INTO tenure (property_id, organisation_id, tenure_type, tenure_detail, other_detail)
        SELECT s.id, o.id, s.content->>'tenure_type', s.content->>'tenure_detail', s.content->>'other_detail'
        FROM staged_property s
        JOIN organisation o ON o.name_key = s.content->>'organisation_key'
        ON CONFLICT (property_id) DO UPDATE
        SET organisation_id = excluded.organisation_id, tenure_type = excluded.tenure_type, tenure_detail = excluded.tenure_detail, other_detail = excluded.other_detail;

        DELETE FROM floor_area f USING staged_property s WHERE f.property_id = s.id;

        INSERT INTO floor_area (property_id, measurement, area_m2)
        SELECT id, 'unknown', (content->>'floor_area_m2')::numeric
        FROM staged_property
        WHERE content ? 'floor_area_m2';

        DELETE FROM energy_certificate e USING staged_property s WHERE e.property_id = s.id;

        INSERT INTO energy_certificate (property_id, kind, rating)
        SELECT id, content->>'energy_certificate_kind', content->>'energy_rating'
        FROM staged_property
        WHERE content ? 'energy_rating';

        -- The same size at the same given point is the site's total written on each block: the first in the file counts.
        WITH numbered AS (
            SELECT f.property_id, f.measurement,
                   p.location_precision = 'given'
                       AND row_number() OVER (PARTITION BY p.geom, p.location_precision, f.area_m2, f.measurement ORDER BY r.line) > 1 AS is_repeat
            FROM floor_area f
            JOIN property p ON p.id = f.property_id
            JOIN source_record r ON r.dataset_id = p.dataset_id AND r.record_key = p.asset_code
            WHERE p.dataset_id = $1::text AND p.is_current
        )
        UPDATE floor_area f
        SET is_repeat = n.is_repeat
        FROM numbered n
        WHERE n.property_id = f.property_id AND n.measurement = f.measurement AND f.is_repeat <> n.is_repeat;

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT r.line, p.asset_code, 'floor_area_m2', f.area_m2::text, 'floor-area-repeated',
               format('%s states the same %s m2 at the same point as another row; totals count it once.', p.name, f.area_m2)
        FROM floor_area f
        JOIN property p ON p.id = f.property_id
        JOIN source_record r ON r.dataset_id = p.dataset_id AND r.record_key = p.asset_code
        WHERE p.dataset_id = $1::text AND p.is_current AND f.is_repeat
        """;

    private const string Services =
        """
        UPDATE service SET is_current = false
        WHERE dataset_id = $1::text AND is_current AND (EXISTS (SELECT FROM gone g WHERE g.record_key = service.record_key)
            OR kind <> $4::text AND NOT EXISTS (SELECT FROM source_record r WHERE r.dataset_id = $1::text AND r.record_key = service.record_key AND r.content->>'service_kind' = service.kind));

        -- A record that says its kind itself may have said another before.
        UPDATE service v SET is_current = false
        FROM staged s
        WHERE v.dataset_id = $1::text AND v.record_key = s.record_key AND v.is_current AND s.content ? 'service_kind' AND v.kind <> s.content->>'service_kind';

        INSERT INTO service (dataset_id, record_key, organisation_id, kind, name, description, url, email, telephone, status, alert, minimum_age, maximum_age, capacity, is_current, visibility)
        SELECT $1::text, s.record_key, o.id, coalesce(s.content->>'service_kind', $4::text), s.content->>'name', s.content->>'description', s.content->>'url', s.content->>'email', s.content->>'telephone', coalesce(s.content->>'status', 'active'), s.content->>'alert',
               (s.content->>'minimum_age')::int, (s.content->>'maximum_age')::int, (s.content->>'capacity')::int, true, $3::visibility
        FROM staged s
        JOIN organisation o ON o.name_key = s.content->>'organisation_key'
        WHERE s.state <> 'unchanged'
        ORDER BY s.line
        ON CONFLICT (dataset_id, record_key, kind) DO UPDATE
        SET organisation_id = excluded.organisation_id, name = excluded.name, description = excluded.description, url = excluded.url, email = excluded.email,
            telephone = excluded.telephone, status = excluded.status, alert = excluded.alert, minimum_age = excluded.minimum_age, maximum_age = excluded.maximum_age, capacity = excluded.capacity,
            is_current = true, visibility = excluded.visibility;

        CREATE TEMP TABLE staged_service ON COMMIT DROP AS
        SELECT v.id, s.line, s.site_id
        FROM staged s
        JOIN service v ON v.dataset_id = $1::text AND v.record_key = s.record_key AND v.kind = coalesce(s.content->>'service_kind', $4::text)
        WHERE s.state <> 'unchanged' AND $2::bigint IS NOT NULL;

        DELETE FROM service_at_location l USING staged_service s WHERE l.service_id = s.id AND l.site_id <> s.site_id;

        INSERT INTO service_at_location (service_id, site_id)
        SELECT id, site_id FROM staged_service
        ON CONFLICT DO NOTHING;

        DELETE FROM schedule c USING staged_service s WHERE c.service_id = s.id;

        INSERT INTO schedule (service_id, freq, interval, byday, bymonthday, opens_at, closes_at, valid_from, valid_to, description, notes)
        SELECT s.id, c.freq, c.interval, c.byday, c.bymonthday, c.opens_at, c.closes_at, c.valid_from, c.valid_to, c.description, c.notes
        FROM staged_service s
        JOIN staged_schedule c ON c.line = s.line
        ORDER BY s.id, c.position
        """;

    private const string Postcodes =
        """
        DELETE FROM postcode p
        USING gone g
        JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = g.record_key
        WHERE p.dataset_id = $1::text AND p.postcode = r.content->>'postcode';

        INSERT INTO postcode (postcode, geom, ward_code, lsoa_code, shares_point_with, dataset_id)
        SELECT content->>'postcode', geom, content->>'ward_code', content->>'lsoa_code', 1, $1::text
        FROM staged
        WHERE state <> 'unchanged'
        ON CONFLICT (postcode) DO UPDATE
        SET geom = excluded.geom, ward_code = excluded.ward_code, lsoa_code = excluded.lsoa_code, dataset_id = excluded.dataset_id;

        UPDATE postcode p
        SET shares_point_with = n.times
        FROM (SELECT postcode, count(*) OVER (PARTITION BY geom) AS times FROM postcode) n
        WHERE n.postcode = p.postcode AND n.times <> p.shares_point_with
        """;
}
