using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>
/// Fifth phase: which records are one site. Conservative and deterministic; wrong merges are worse than missed ones, because a person can still join two sites.
///
/// A record keeps the site it has had, unless a stored decision says otherwise. A new record is compared with those that share its UPRN, its full postcode, or lie within 300 m:
///   1. a person's decision counts before everything;
///   2. UPRN: equal, and the points at most 10 m apart (250 m when the sources differ; none at all is no objection then);
///   3. point: the same file, a layout that lists blocks (a register), identical given coordinates, and like names (trigram similarity at least 0.3, or the same first two words; different house numbers in front are different places);
///   4. address: equal address lines and equal full postcodes;
///   5. housed: the address of the one begins with the name of the other (at least eight letters), equal full postcodes, points at most 150 m apart: a library whose address is the town hall;
///   6. name and place, between sources: score = 0.7 n + 0.3 p >= 0.85, where n is the trigram similarity of the names (0.9 when the one contains the other whole) and
///      p = max(1 - distance / 500 m, 0.8 when the full postcodes are equal).
/// From 0.65 up to 0.85 it is reported as a possible match and not merged. What rules decided is stored as such (match_decision, decided by 'rule'), and later imports honour it.
/// </summary>
internal static class Match
{
    /// <param name="connection">Inside the run's transaction.</param>
    /// <param name="datasetId">The dataset being imported.</param>
    /// <param name="groupsByPoint">Whether rule 3 applies.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public static Task SitesAsync(NpgsqlConnection connection, string datasetId, bool groupsByPoint, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        -- The site a record has had.
        UPDATE staged s
        SET site_id = r.site_id
        FROM source_record r
        WHERE r.dataset_id = $1::text AND r.record_key = s.record_key;

        -- People's decisions go before rules'.
        UPDATE staged s
        SET site_id = d.site_id
        FROM (
            SELECT DISTINCT ON (record_key) record_key, site_id
            FROM match_decision
            WHERE dataset_id = $1::text AND is_same
            ORDER BY record_key, decided_by = 'rule', decided_at DESC, site_id
        ) d
        WHERE d.record_key = s.record_key AND (s.site_id IS NULL OR EXISTS (
            SELECT FROM match_decision p WHERE p.dataset_id = $1::text AND p.record_key = s.record_key AND p.is_same AND p.decided_by <> 'rule'));

        UPDATE staged s
        SET site_id = NULL
        WHERE EXISTS (
            SELECT FROM match_decision d
            WHERE d.dataset_id = $1::text AND d.record_key = s.record_key AND d.site_id = s.site_id AND NOT d.is_same);

        -- All that a new record may be compared with: what is stored and current, and the file's own rows.
        CREATE TEMP TABLE place ON COMMIT DROP AS
        SELECT r.dataset_id, NULL::int AS line, r.site_id, r.content->>'uprn' AS uprn, r.content->>'postcode' AS postcode,
               lower(regexp_replace(coalesce(r.content->>'site_name', r.content->>'name'), '[^[:alnum:]]+', ' ', 'g')) AS name,
               lower(regexp_replace(r.content->>'address', '[^[:alnum:]]+', ' ', 'g')) AS address,
               lower(regexp_replace(split_part(r.content->>'address', ',', 1), '[^[:alnum:]]+', ' ', 'g')) AS host,
               ST_SetSRID(ST_MakePoint((r.content->>'longitude')::double precision, (r.content->>'latitude')::double precision), 4326)::geography AS geog,
               r.content->>'location_precision' AS precision
        FROM source_record r
        JOIN site s ON s.id = r.site_id
        WHERE r.missing_since_run_id IS NULL AND NOT EXISTS (SELECT FROM staged t WHERE r.dataset_id = $1::text AND t.record_key = r.record_key)
        UNION ALL
        SELECT $1::text, s.line, s.site_id, s.content->>'uprn', s.content->>'postcode',
               lower(regexp_replace(coalesce(s.content->>'site_name', s.content->>'name'), '[^[:alnum:]]+', ' ', 'g')),
               lower(regexp_replace(s.content->>'address', '[^[:alnum:]]+', ' ', 'g')),
               lower(regexp_replace(split_part(s.content->>'address', ',', 1), '[^[:alnum:]]+', ' ', 'g')),
               s.geom::geography, s.precision::text
        FROM staged s;

        CREATE INDEX ON place USING gist (geog);

        CREATE INDEX ON place (postcode);

        CREATE INDEX ON place (uprn);

        ANALYZE place;

        CREATE TEMP TABLE pair ON COMMIT DROP AS
        WITH comer AS (
            SELECT * FROM place WHERE line IS NOT NULL
        ), near AS (
            SELECT n.line, k.ctid AS other FROM comer n JOIN place k ON k.uprn = n.uprn
            UNION
            SELECT n.line, k.ctid FROM comer n JOIN place k ON k.postcode = n.postcode AND n.postcode LIKE '% %'
            UNION
            SELECT n.line, k.ctid FROM comer n JOIN place k ON ST_DWithin(k.geog, n.geog, 300)
        ), compared AS (
            SELECT n.line, n.site_id IS NULL AS is_new, k.line AS other_line, k.site_id, k.dataset_id, n.name, k.name AS other_name,
                   k.dataset_id = $1::text AS is_same_file,
                   ST_Distance(n.geog, k.geog) AS apart_m,
                   n.precision = 'given' AND k.precision = 'given' AS both_given,
                   coalesce(n.uprn = k.uprn, false) AS same_uprn,
                   coalesce(n.postcode = k.postcode AND n.postcode LIKE '% %', false) AS same_postcode,
                   coalesce(n.address = k.address, false) AS same_address,
                   similarity(n.name, k.name) AS alike,
                   greatest(similarity(n.name, k.name),
                            CASE WHEN length(n.name) >= 8 AND (' ' || k.name || ' ') LIKE '% ' || btrim(n.name) || ' %' THEN 0.9 END) AS name_score,
                   substring(n.name FROM '^\S+ \S+') = substring(k.name FROM '^\S+ \S+') AS same_opening,
                   coalesce(substring(n.name FROM '^\d+') <> substring(k.name FROM '^\d+'), false) AS other_number,
                   coalesce(length(btrim(n.host)) >= 8 AND (k.name || ' ') LIKE btrim(n.host) || ' %', false)
                     OR coalesce(length(btrim(k.host)) >= 8 AND (n.name || ' ') LIKE btrim(k.host) || ' %', false) AS names_host
            FROM near p
            JOIN comer n ON n.line = p.line
            JOIN place k ON k.ctid = p.other
            WHERE k.line IS DISTINCT FROM n.line AND (n.site_id = k.site_id) IS NOT TRUE
        ), scored AS (
            SELECT *, 0.7 * name_score + 0.3 * greatest(0, CASE WHEN both_given THEN 1 - apart_m / 500 END, CASE WHEN same_postcode THEN 0.8 END) AS score
            FROM compared
        )
        SELECT line, is_new, other_line, site_id, other_name, round(score::numeric, 3) AS score,
               CASE
                   WHEN same_uprn AND (both_given AND apart_m <= 10 OR NOT is_same_file AND coalesce(apart_m <= 250, true)) THEN 'equal UPRN, at most a few steps apart'
                   WHEN is_same_file AND $2::boolean AND both_given AND apart_m = 0 AND (alike >= 0.3 OR same_opening) AND NOT other_number THEN 'identical coordinates and like names in one register'
                   WHEN same_address AND same_postcode THEN 'equal address and postcode'
                   WHEN names_host AND same_postcode AND apart_m <= 150 THEN 'its address begins with the other''s name'
                   WHEN NOT is_same_file AND score >= 0.85 THEN 'like name at the same place'
               END AS rule
        FROM scored s
        WHERE (score >= 0.65 OR same_uprn OR same_address OR names_host OR is_same_file)
          AND NOT EXISTS (
              SELECT FROM match_decision d
              JOIN staged t ON t.record_key = d.record_key AND t.line = s.line
              WHERE d.dataset_id = $1::text AND d.site_id = s.site_id AND NOT d.is_same);

        -- The best site for each newcomer.
        CREATE TEMP TABLE found ON COMMIT DROP AS
        SELECT DISTINCT ON (line) line, site_id, score, rule
        FROM pair
        WHERE is_new AND rule IS NOT NULL AND site_id IS NOT NULL
        ORDER BY line, rule LIKE 'like name%', score DESC, site_id;

        -- Rows of this file that belong together, by any chain of rules: each chain is named after its first line.
        CREATE TEMP TABLE chain ON COMMIT DROP AS
        WITH RECURSIVE edge AS (
            SELECT line AS a, other_line AS b FROM pair WHERE is_new AND rule IS NOT NULL AND site_id IS NULL AND other_line IS NOT NULL
            UNION
            SELECT other_line, line FROM pair WHERE is_new AND rule IS NOT NULL AND site_id IS NULL AND other_line IS NOT NULL
        ), reach AS (
            SELECT line AS a, line AS b FROM staged WHERE site_id IS NULL
            UNION
            SELECT r.a, e.b FROM reach r JOIN edge e ON e.a = r.b
        )
        SELECT a AS line, min(b) AS leader FROM reach GROUP BY a;

        -- A chain stands where its surest member was found, else on a new site.
        CREATE TEMP TABLE chain_site ON COMMIT DROP AS
        SELECT c.leader, (array_agg(f.site_id ORDER BY f.score DESC NULLS LAST, f.site_id) FILTER (WHERE f.site_id IS NOT NULL))[1] AS site_id, false AS is_new
        FROM chain c
        LEFT JOIN found f ON f.line = c.line
        GROUP BY c.leader;

        UPDATE chain_site
        SET site_id = nextval(pg_get_serial_sequence('site', 'id')), is_new = true
        WHERE site_id IS NULL;

        -- Details follow from all records of the site, in Load.
        INSERT INTO site (id, name)
        OVERRIDING SYSTEM VALUE
        SELECT site_id, '' FROM chain_site WHERE is_new ORDER BY leader;

        UPDATE staged s
        SET site_id = cs.site_id
        FROM chain c
        JOIN chain_site cs ON cs.leader = c.leader
        WHERE c.line = s.line;

        INSERT INTO match_decision (dataset_id, record_key, site_id, is_same, score, decided_by, why)
        SELECT $1::text, s.record_key, s.site_id, true, least(f.score, 1), 'rule', f.rule
        FROM found f
        JOIN staged s ON s.line = f.line AND s.site_id = f.site_id
        ON CONFLICT DO NOTHING;

        INSERT INTO staged_issue (line, record_key, field, issue_type, message)
        SELECT s.line, s.record_key, 'site', 'matched-by-rule', format('%s was taken for the same place as another source''s: %s.', coalesce(s.content->>'name', s.record_key), d.why)
        FROM staged s
        JOIN match_decision d ON d.dataset_id = $1::text AND d.record_key = s.record_key AND d.site_id = s.site_id AND d.is_same AND d.decided_by = 'rule';

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT DISTINCT ON (p.line) s.line, s.record_key, 'site', p.other_name, 'possible-match',
               format('%s may be the same place as ''%s'' (score %s of 1); they are kept apart until somebody decides.', coalesce(s.content->>'name', s.record_key), p.other_name, p.score)
        FROM pair p
        JOIN staged s ON s.line = p.line
        WHERE p.rule IS NULL AND p.score >= 0.65 AND p.site_id IS NOT NULL AND p.site_id <> s.site_id
        ORDER BY p.line, p.score DESC, p.site_id
        """, cancellation, datasetId, groupsByPoint);
}
