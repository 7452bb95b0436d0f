using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>
/// The details of sites, from all current records that name them: a function of the records alone, so that no order of imports matters.
/// A new site with one record is that record's copy and is written as it comes in; only where records meet is there anything to weigh.
/// </summary>
internal static class LoadSites
{
    /// <summary>New sites, before the records that refer to them. $1 dataset, $2 visibility, $3 whether records become services.</summary>
    public static Task BeginAsync(NpgsqlConnection connection, Manifest manifest, bool isService, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE TEMP TABLE new_site ON COMMIT DROP AS
        SELECT s.site_id AS id, count(*) AS records
        FROM staged s
        WHERE s.state <> 'unchanged' AND NOT EXISTS (SELECT FROM site k WHERE k.id = s.site_id)
        GROUP BY s.site_id;

        ANALYZE new_site;

        INSERT INTO site (id, name, description, street_number, street_name, locality, post_town, postcode, geom, footprint, location_precision, location_method, is_outside_place, owner_organisation_id, visibility)
        OVERRIDING SYSTEM VALUE
        SELECT s.site_id, coalesce(s.content->>'site_name', s.content->>'name'),
               CASE WHEN NOT s.content ?| ARRAY['asset_code', 'site_name'] AND NOT $3::boolean THEN s.content->>'description' END,
               s.content->>'street_number', s.content->>'street_name', s.content->>'locality', s.content->>'post_town', s.postcode, s.geom, s.outline, s.precision, s.method, s.is_outside, o.id, $2::visibility
        FROM staged s
        JOIN new_site n ON n.id = s.site_id AND n.records = 1
        LEFT JOIN organisation o ON s.content ? 'asset_code' AND o.name_key = s.content->>'organisation_key'
        WHERE s.state <> 'unchanged';

        INSERT INTO site (id, name)
        OVERRIDING SYSTEM VALUE
        SELECT id, '' FROM new_site WHERE records > 1;

        -- Sites that lose a record need their details afresh too.
        CREATE TEMP TABLE touched_site ON COMMIT DROP AS
        SELECT r.site_id AS id
        FROM gone g
        JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = g.record_key
        WHERE r.site_id IS NOT NULL
        UNION
        SELECT r.site_id
        FROM staged s
        JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = s.record_key
        WHERE s.state = 'changed' AND r.site_id IS NOT NULL
        UNION
        SELECT s.site_id FROM staged s LEFT JOIN new_site n ON n.id = s.site_id WHERE s.state <> 'unchanged' AND n.records IS DISTINCT FROM 1
        """, cancellation, manifest.Id, manifest.Visibility, isService);

    /// <summary>After the records: details where records meet, UPRNs, uses and areas of all that was touched. $1 dataset, $2 site use of the manifest.</summary>
    public static Task EndAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation) => Staging.RunAsync(connection,
        Details +
        """
        ;

        INSERT INTO site_uprn (site_id, uprn)
        SELECT DISTINCT s.site_id, s.uprn
        FROM staged s
        JOIN new_site n ON n.id = s.site_id AND n.records = 1
        WHERE s.uprn IS NOT NULL AND s.state <> 'unchanged'
        ON CONFLICT DO NOTHING;

        DELETE FROM site_use u
        USING gone g
        WHERE u.dataset_id = $1::text AND u.record_key = g.record_key;

        DELETE FROM site_use u
        USING staged s
        WHERE u.dataset_id = $1::text AND u.record_key = s.record_key AND s.state = 'changed';

        INSERT INTO site_use (site_id, use_code, dataset_id, record_key)
        SELECT site_id, coalesce(content->>'use', nullif($2::text, '')), $1::text, record_key
        FROM staged
        WHERE state <> 'unchanged' AND coalesce(content->>'use', nullif($2::text, '')) IS NOT NULL
        ON CONFLICT DO NOTHING;

        CREATE TEMP TABLE touched_place ON COMMIT DROP AS SELECT id FROM touched_site;

        """ + LoadAreas.OutsidePlace +
        """
        INSERT INTO touched_place SELECT id FROM new_site WHERE records = 1;

        ANALYZE touched_place;

        """ + LoadAreas.SiteAreas + ";\n" + ChangeNotes.Sites, cancellation, manifest.Id, manifest.SiteUse ?? "");

    /// <summary>Once sites stand: points of other sources that lie outside the outline this file draws. $1 dataset.</summary>
    public static Task PointsBesideAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT s.line, s.record_key, 'geometry', o.dataset_id, 'point-outside-footprint',
               format('The point that %s gives for %s lies %s m outside the outline; the map shows a point inside.', d.title, s.content->>'name', round(ST_Distance(p.point::geography, s.outline::geography)::numeric, 1))
        FROM staged s
        JOIN source_record o ON o.site_id = s.site_id AND o.dataset_id <> $1::text AND o.missing_since_run_id IS NULL AND o.content->>'location_precision' = 'given'
        JOIN dataset d ON d.id = o.dataset_id
        JOIN site k ON k.id = s.site_id
        CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint((o.content->>'longitude')::double precision, (o.content->>'latitude')::double precision), 4326) AS point) p
        WHERE s.outline IS NOT NULL AND k.footprint IS NOT NULL AND NOT ST_Covers(k.footprint, p.point)
        """, cancellation, manifest.Id);

    /// <summary>$1 dataset.</summary>
    public const string Designations =
        """
        DELETE FROM site_designation x
        USING gone g
        WHERE x.dataset_id = $1::text AND x.record_key = g.record_key;

        INSERT INTO site_designation (dataset_id, record_key, site_id, designation, name, grade, reference, designated_on, amended_on, url)
        SELECT $1::text, record_key, site_id, content->>'designation', content->>'name', content->>'grade', content->>'id', (content->>'designated_on')::date, (content->>'amended_on')::date, content->>'url'
        FROM staged
        WHERE state <> 'unchanged'
        ON CONFLICT (dataset_id, record_key) DO UPDATE
        SET site_id = excluded.site_id, designation = excluded.designation, name = excluded.name, grade = excluded.grade, reference = excluded.reference,
            designated_on = excluded.designated_on, amended_on = excluded.amended_on, url = excluded.url
        """;

    /// <summary>Which places the access points open that this dataset has, or that open this dataset's places: those whose edge they are at most 2 m from. $1 dataset.</summary>
    public static async Task AccessAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation)
    {
        await using (var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM dataset WHERE manifest ? 'accessTo' AND $1 IN (id, manifest->>'accessTo'))", connection) { Parameters = { new() { Value = manifest.Id } } })
            if (await command.ExecuteScalarAsync(cancellation) is not true)
                return;
        await Staging.RunAsync(connection,
            """
            CREATE TEMP TABLE ground ON COMMIT DROP AS
            SELECT d.id AS dataset_id, r.site_id, r.outline
            FROM dataset d
            JOIN source_record r ON r.dataset_id = d.manifest->>'accessTo'
            WHERE $1::text IN (d.id, d.manifest->>'accessTo') AND r.outline IS NOT NULL AND r.missing_since_run_id IS NULL;

            CREATE INDEX ON ground USING gist (outline);

            DELETE FROM site_access_point p
            USING dataset d
            WHERE p.dataset_id = d.id AND d.manifest ? 'accessTo' AND $1::text IN (d.id, d.manifest->>'accessTo');

            INSERT INTO site_access_point (site_id, dataset_id, record_key, access_type, geom)
            SELECT g.site_id, r.dataset_id, r.record_key, r.content->>'access_type', p.geom
            FROM dataset d
            JOIN source_record r ON r.dataset_id = d.id AND r.missing_since_run_id IS NULL AND r.content ? 'longitude'
            CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint((r.content->>'longitude')::double precision, (r.content->>'latitude')::double precision), 4326) AS geom) p
            JOIN ground g ON g.dataset_id = r.dataset_id AND g.outline && ST_Expand(p.geom, 0.0001) AND ST_DWithin(g.outline::geography, p.geom::geography, 2)
            WHERE d.manifest ? 'accessTo'
            ON CONFLICT DO NOTHING;

            DROP TABLE ground;

            INSERT INTO staged_issue (line, record_key, field, issue_type, message)
            SELECT s.line, s.record_key, 'longitude', 'access-to-nothing', format('The access point on line %s lies on the edge of no place that is loaded; it is kept, and opens none.', s.line)
            FROM staged s
            JOIN dataset d ON d.id = $1::text AND d.manifest ? 'accessTo'
            WHERE NOT EXISTS (SELECT FROM site_access_point p WHERE p.dataset_id = $1::text AND p.record_key = s.record_key)
            """, cancellation, manifest.Id);
    }

    /// <summary>Details and areas of the sites in the temporary table touched_site.</summary>
    public const string Refresh = Details +
        """
        ;

        CREATE TEMP TABLE touched_place ON COMMIT DROP AS SELECT id FROM touched_site;

        """ + LoadAreas.OutsidePlace + LoadAreas.SiteAreas + ";\n" + ChangeNotes.Sites;

    /// <summary>Details of the sites in the temporary table touched_site.</summary>
    private const string Details =
        """
        CREATE TEMP TABLE site_record ON COMMIT DROP AS
        SELECT r.site_id, r.dataset_id, r.record_key, r.line, r.visibility, r.content AS c, r.outline, r.as_at,
               r.content ? 'asset_code' AS is_register
        FROM source_record r
        JOIN touched_site t ON t.id = r.site_id
        WHERE r.missing_since_run_id IS NULL;

        -- A site is shown to whoever may see its most open record, so what only more closed ones say stays out of it.
        DELETE FROM site_record r
        USING (SELECT site_id, min(visibility) AS visibility FROM site_record GROUP BY site_id) open
        WHERE open.site_id = r.site_id AND r.visibility > open.visibility;

        -- Details look records up site by site; without these that is quadratic.
        CREATE INDEX ON site_record (site_id);

        ANALYZE site_record;

        -- Words: the most open record speaks first, a register before other files, then the order of the file.
        WITH lead AS (
            SELECT DISTINCT ON (site_id) *
            FROM site_record
            ORDER BY site_id, visibility, c ? 'unnamed_kind', is_register DESC, dataset_id, line
        ), word AS (
            -- Blocks of one place share the opening of their names; two words at least make a name.
            SELECT r.site_id, w.position, lower(w.word) AS word, min(w.word COLLATE "C") AS spelling, count(*) AS times
            FROM site_record r
            CROSS JOIN LATERAL regexp_split_to_table(r.c->>'name', '[\s,(:;]+') WITH ORDINALITY w (word, position)
            WHERE r.is_register AND w.word <> ''
            GROUP BY r.site_id, w.position, lower(w.word)
        ), shared AS (
            SELECT word.site_id, word.position, word.spelling, row_number() OVER (PARTITION BY word.site_id ORDER BY word.position) AS rank
            FROM word
            JOIN (SELECT site_id, count(*) AS records FROM site_record WHERE is_register GROUP BY site_id) n ON n.site_id = word.site_id
            WHERE n.records > 1 AND word.times = n.records
        ), opening AS (
            SELECT site_id, btrim(regexp_replace(string_agg(spelling, ' ' ORDER BY position), '\s+nos?\.?$', '', 'i'), ' -/&') AS name
            FROM shared
            WHERE position = rank
            GROUP BY site_id
            HAVING count(*) >= 2
        ), placed AS (
            SELECT DISTINCT ON (site_id) site_id, c
            FROM site_record
            WHERE c ? 'longitude'
            ORDER BY site_id, (c->>'location_precision')::location_precision, visibility, is_register DESC, CASE WHEN outline IS NOT NULL THEN as_at END DESC NULLS LAST, dataset_id, ST_Area(outline) DESC NULLS LAST, line
        ), drawn AS (
            -- The outline of one source, that of the point where this comes from an outline; a place of several buildings has them all.
            SELECT site_id, CASE count(*) WHEN 1 THEN (array_agg(outline))[1] ELSE ST_Multi(ST_UnaryUnion(ST_Collect(outline))) END AS footprint
            FROM (
                SELECT site_id, outline, dense_rank() OVER (PARTITION BY site_id ORDER BY visibility, is_register DESC, as_at DESC NULLS LAST, dataset_id) AS source
                FROM site_record
                WHERE outline IS NOT NULL AND c->>'location_precision' = 'footprint'
            ) o
            WHERE source = 1
            GROUP BY site_id
        ), detail AS (
            SELECT lead.site_id, coalesce(opening.name, lead.c->>'site_name', lead.c->>'name') AS name,
                   CASE WHEN NOT lead.is_register AND NOT lead.c ? 'site_name' AND NOT EXISTS (SELECT FROM dataset d WHERE d.id = lead.dataset_id AND d.manifest ? 'serviceKind') THEN lead.c->>'description' END AS description,
                   lead.c->>'street_number' AS street_number, lead.c->>'street_name' AS street_name, lead.c->>'locality' AS locality, lead.c->>'post_town' AS post_town,
                   (SELECT r.c->>'postcode' FROM site_record r WHERE r.site_id = lead.site_id AND r.c ? 'postcode'
                    ORDER BY r.c->>'postcode' LIKE '% %' DESC, r.visibility, r.is_register DESC, r.dataset_id, r.line LIMIT 1) AS postcode,
                   CASE WHEN placed.c IS NOT NULL THEN ST_SetSRID(ST_MakePoint((placed.c->>'longitude')::double precision, (placed.c->>'latitude')::double precision), 4326) END AS geom,
                   drawn.footprint,
                   coalesce((placed.c->>'location_precision')::location_precision, 'unlocated') AS location_precision,
                   coalesce(placed.c->>'location_method', 'unlocated') AS location_method,
                   (SELECT o.id FROM site_record r JOIN organisation o ON o.name_key = r.c->>'organisation_key'
                    WHERE r.site_id = lead.site_id AND r.is_register ORDER BY r.visibility, r.dataset_id, r.line LIMIT 1) AS owner_organisation_id,
                   lead.visibility
            FROM lead
            LEFT JOIN opening ON opening.site_id = lead.site_id
            LEFT JOIN placed ON placed.site_id = lead.site_id
            LEFT JOIN drawn ON drawn.site_id = lead.site_id
        )
        UPDATE site s
        SET name = d.name, description = d.description, street_number = d.street_number, street_name = d.street_name, locality = d.locality, post_town = d.post_town,
            postcode = d.postcode, geom = d.geom, footprint = d.footprint, location_precision = d.location_precision, location_method = d.location_method,
            owner_organisation_id = d.owner_organisation_id, is_current = true, visibility = d.visibility, updated_at = now()
        FROM detail d
        WHERE s.id = d.site_id
          AND (s.name, s.description, s.street_number, s.street_name, s.locality, s.post_town, s.postcode, s.geom::text, s.footprint::bytea, s.location_precision, s.location_method,
               s.owner_organisation_id, s.is_current, s.visibility)
              IS DISTINCT FROM
              (d.name, d.description, d.street_number, d.street_name, d.locality, d.post_town, d.postcode, d.geom::text, d.footprint::bytea, d.location_precision, d.location_method,
               d.owner_organisation_id, true, d.visibility);

        UPDATE site s
        SET is_current = false, updated_at = now()
        FROM touched_site t
        WHERE s.id = t.id AND s.is_current AND NOT EXISTS (SELECT FROM site_record r WHERE r.site_id = s.id);

        DELETE FROM site_uprn u
        USING touched_site t
        WHERE u.site_id = t.id AND NOT EXISTS (SELECT FROM site_record r WHERE r.site_id = u.site_id AND r.c->>'uprn' = u.uprn);

        INSERT INTO site_uprn (site_id, uprn)
        SELECT DISTINCT site_id, c->>'uprn' FROM site_record WHERE c ? 'uprn'
        ON CONFLICT DO NOTHING
        """;
}
