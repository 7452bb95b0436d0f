using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>
/// Fifth phase: which records are one site. Conservative and deterministic; wrong merges are worse than missed ones, because a person can still join two sites.
///
/// A record keeps the site it has had, unless a stored decision says otherwise. A new record is compared with the rows of its own file that share its UPRN, point or address, and with the records of
/// sites that share its UPRN or full postcode or lie within 300 m. Whatever more than <see cref="crowd"/> rows share tells nothing of any of them (a UPRN of a whole estate, a placeholder):
///   1. a person's decision counts before everything; a file may number its places itself, and equal numbers in it are one place;
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
    /// <summary>More rows than this on one UPRN, point or address are not compared with each other.</summary>
    private const int crowd = 100;

    /// <param name="connection">Inside the run's transaction.</param>
    /// <param name="datasetId">The dataset being imported.</param>
    /// <param name="groupsByPoint">Whether rule 3 applies.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public static async Task SitesAsync(NpgsqlConnection connection, string datasetId, bool groupsByPoint, CancellationToken cancellation)
    {
        await Staging.RunAsync(connection, Comers, cancellation, datasetId);
        await Staging.RunAsync(connection, Edges, cancellation, datasetId, groupsByPoint, crowd);
        await Staging.RunAsync(connection, Compare, cancellation, datasetId, groupsByPoint);
        await LeadAsync(connection, await EdgesAsync(connection, cancellation), cancellation);
        await Staging.RunAsync(connection, Settle, cancellation, datasetId);
    }

    private const string Comers =
        """
        -- A person's word that a record is not its site's takes it off that site.
        CREATE TEMP TABLE split ON COMMIT DROP AS
        SELECT s.line
        FROM staged s
        JOIN match_decision d ON d.record_key = s.record_key AND d.site_id = s.site_id
        WHERE d.dataset_id = $1::text AND NOT d.is_same;

        UPDATE staged s SET site_id = nextval('site_id_seq'), state = 'changed' FROM split WHERE split.line = s.line;

        -- People's decisions go before rules', and both before comparing again.
        CREATE TEMP TABLE told ON COMMIT DROP AS
        SELECT s.line, d.site_id
        FROM staged s
        JOIN (
            SELECT DISTINCT ON (record_key) record_key, site_id, decided_by <> 'rule' AS is_word
            FROM match_decision
            WHERE dataset_id = $1::text AND is_same
            ORDER BY record_key, decided_by = 'rule', decided_at DESC, site_id
        ) d ON d.record_key = s.record_key
        WHERE (d.is_word OR s.state = 'new' OR s.line IN (SELECT line FROM split))
          AND NOT EXISTS (SELECT FROM match_decision n WHERE n.dataset_id = $1::text AND n.record_key = s.record_key AND n.site_id = d.site_id AND NOT n.is_same);

        UPDATE staged s
        SET site_id = told.site_id, state = CASE s.state WHEN 'unchanged' THEN 'changed' ELSE s.state END
        FROM told
        WHERE told.line = s.line AND s.site_id <> told.site_id;

        CREATE TEMP TABLE comer ON COMMIT DROP AS
        SELECT line, record_key, site_id, (state = 'new' OR line IN (SELECT line FROM split)) AND line NOT IN (SELECT line FROM told) AS is_new,
               uprn, CASE WHEN postcode LIKE '% %' THEN postcode END AS postcode,
               match_name AS name, match_address AS address, match_host AS host, content->>'place_id' AS place_id, geom, precision IN ('given', 'footprint') AS is_given
        FROM staged
        WHERE state <> 'unchanged';

        ANALYZE comer
        """;

    // Rows of this file that are one place: an edge each. A file alone knows its own kinds best, so likeness of names alone joins nothing here.
    private const string Edges =
        """
        CREATE TEMP TABLE edge (a int NOT NULL, b int NOT NULL) ON COMMIT DROP;

        INSERT INTO edge
        SELECT min(line) OVER (PARTITION BY place_id), line
        FROM comer
        WHERE is_new AND place_id IS NOT NULL;

        INSERT INTO edge
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.uprn = n.uprn AND k.line > n.line
        WHERE n.is_new AND k.is_new AND n.is_given AND k.is_given AND ST_Distance(n.geom::geography, k.geom::geography) <= 10
          AND n.uprn IN (SELECT uprn FROM comer WHERE is_new GROUP BY uprn HAVING count(*) BETWEEN 2 AND $3::int);

        INSERT INTO edge
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.geom::bytea = n.geom::bytea AND k.line > n.line
        WHERE $2::boolean AND n.is_new AND k.is_new AND n.is_given AND k.is_given
          AND n.geom::bytea IN (SELECT geom::bytea FROM comer WHERE is_new AND is_given GROUP BY geom::bytea HAVING count(*) BETWEEN 2 AND $3::int)
          AND (similarity(n.name, k.name) >= 0.3 OR substring(n.name FROM '^\S+ \S+') = substring(k.name FROM '^\S+ \S+'))
          AND (substring(n.name FROM '^\d+') <> substring(k.name FROM '^\d+')) IS NOT TRUE;

        INSERT INTO edge
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.postcode = n.postcode AND k.address = n.address AND k.line > n.line
        WHERE n.is_new AND k.is_new
          AND (n.postcode, n.address) IN (SELECT postcode, address FROM comer WHERE is_new GROUP BY postcode, address HAVING count(*) BETWEEN 2 AND $3::int);

        INSERT INTO edge
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.postcode = n.postcode AND k.line <> n.line AND (k.name || ' ') LIKE n.host || ' %'
        WHERE n.is_new AND k.is_new AND length(n.host) >= 8 AND ST_Distance(n.geom::geography, k.geom::geography) <= 150
          AND n.postcode IN (SELECT postcode FROM comer WHERE is_new GROUP BY postcode HAVING count(*) BETWEEN 2 AND $3::int)
        """;

    // Beside what is stored: candidates are sites, compared through each of their current records.
    private const string Compare =
        """
        CREATE TEMP TABLE separate ON COMMIT DROP AS SELECT id FROM dataset WHERE share_alike OR manifest @> '{"isSeparate": true}';

        CREATE TEMP TABLE near_site ON COMMIT DROP AS
        SELECT k.id, k.geom, floor(ST_X(k.geom) * 180)::int + dx AS cell_x, floor(ST_Y(k.geom) * 370)::int + dy AS cell_y
        FROM (SELECT ST_Expand(ST_Extent(geom), 0.006) AS box FROM comer) b
        JOIN site k ON k.geom && b.box AND k.is_current, generate_series(-1, 1) dx, generate_series(-1, 1) dy;

        -- Cells of at least 300 m each way between the equator and 61 degrees: whoever is within 300 m is in one of nine.
        CREATE TEMP TABLE candidate ON COMMIT DROP AS
        SELECT n.line, u.site_id FROM comer n JOIN site_uprn u ON u.uprn = n.uprn
        UNION
        SELECT n.line, r.site_id
        FROM comer n
        JOIN source_record r ON r.dataset_id = $1::text AND r.content->>'place_id' = n.place_id
        WHERE EXISTS (SELECT FROM comer WHERE place_id IS NOT NULL)
        UNION
        SELECT n.line, k.id FROM comer n JOIN site k ON k.postcode = n.postcode AND k.is_current
        UNION
        SELECT n.line, k.id
        FROM comer n
        JOIN near_site k ON k.cell_x = floor(ST_X(n.geom) * 180)::int AND k.cell_y = floor(ST_Y(n.geom) * 370)::int
        WHERE ST_DWithin(k.geom::geography, n.geom::geography, 300);

        ANALYZE candidate;

        CREATE TEMP TABLE pair ON COMMIT DROP AS
        WITH compared AS (
            SELECT n.line, n.record_key, n.is_new, r.site_id, r.content->>'name' AS other_name, r.dataset_id = $1::text AS is_same_file,
                   ST_Distance(n.geom::geography, p.geog) AS apart_m,
                   n.is_given AND r.content->>'location_precision' IN ('given', 'footprint') AS both_given,
                   r.dataset_id = $1::text AND n.place_id IS NOT NULL AND n.place_id = r.content->>'place_id' AS same_place,
                   coalesce(n.uprn = r.content->>'uprn', false) AS same_uprn,
                   coalesce(n.postcode = r.content->>'postcode', false) AS same_postcode,
                   coalesce(n.address = r.match_address, false) AS same_address,
                   similarity(n.name, r.match_name) AS alike,
                   greatest(similarity(n.name, r.match_name), CASE WHEN length(n.name) >= 8 AND (' ' || r.match_name || ' ') LIKE '% ' || n.name || ' %' THEN 0.9 END) AS name_score,
                   substring(n.name FROM '^\S+ \S+') = substring(r.match_name FROM '^\S+ \S+') AS same_opening,
                   coalesce(substring(n.name FROM '^\d+') <> substring(r.match_name FROM '^\d+'), false) AS other_number,
                   coalesce(length(n.host) >= 8 AND (r.match_name || ' ') LIKE n.host || ' %', false)
                     OR coalesce(length(r.match_host) >= 8 AND (n.name || ' ') LIKE r.match_host || ' %', false) AS names_host
            FROM candidate c
            JOIN comer n ON n.line = c.line
            JOIN source_record r ON r.site_id = c.site_id AND r.missing_since_run_id IS NULL AND (r.dataset_id, r.record_key) <> ($1::text, n.record_key)
            CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint((r.content->>'longitude')::double precision, (r.content->>'latitude')::double precision), 4326)::geography AS geog) p
            WHERE n.site_id IS DISTINCT FROM c.site_id
              -- Stops, and layers under another licence, are never taken for another source's places.
              AND (r.dataset_id = $1::text OR NOT EXISTS (SELECT FROM separate q WHERE q.id IN ($1::text, r.dataset_id)))
              AND NOT EXISTS (SELECT FROM gone g WHERE r.dataset_id = $1::text AND g.record_key = r.record_key)
        ), scored AS (
            SELECT *, 0.7 * name_score + 0.3 * greatest(0, CASE WHEN both_given THEN 1 - apart_m / 500 END, CASE WHEN same_postcode THEN 0.8 END) AS score
            FROM compared
        )
        SELECT line, record_key, is_new, site_id, other_name, round(least(score, 1)::numeric, 3) AS score,
               CASE
                   WHEN same_place THEN 'the file''s own number for the place'
                   WHEN same_uprn AND (both_given AND apart_m <= 10 OR NOT is_same_file AND coalesce(apart_m <= 250, true)) THEN 'equal UPRN, at most a few steps apart'
                   WHEN is_same_file AND $2::boolean AND both_given AND apart_m = 0 AND (alike >= 0.3 OR same_opening) AND NOT other_number THEN 'identical coordinates and like names in one register'
                   WHEN same_address AND same_postcode THEN 'equal address and postcode'
                   WHEN names_host AND same_postcode AND apart_m <= 150 THEN 'its address begins with the other''s name'
                   WHEN NOT is_same_file AND score >= 0.85 THEN 'like name at the same place'
               END AS rule
        FROM scored s
        WHERE (score >= 0.65 OR same_uprn OR same_address OR names_host OR is_same_file)
          AND NOT EXISTS (SELECT FROM match_decision d WHERE d.dataset_id = $1::text AND d.record_key = s.record_key AND d.site_id = s.site_id AND NOT d.is_same);

        -- The best site for each newcomer.
        CREATE TEMP TABLE found ON COMMIT DROP AS
        SELECT DISTINCT ON (line) line, site_id, score, rule
        FROM pair
        WHERE is_new AND rule IS NOT NULL
        ORDER BY line, rule LIKE 'like name%', score DESC, site_id;

        CREATE TEMP TABLE chain (line int NOT NULL, leader int NOT NULL) ON COMMIT DROP
        """;

    private static async Task<List<(int A, int B)>> EdgesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var edges = new List<(int, int)>();
        await using var command = new NpgsqlCommand("SELECT a, b FROM edge", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            edges.Add((reader.GetInt32(0), reader.GetInt32(1)));
        return edges;
    }

    /// <summary>Rows that hang together by any chain of edges are led by the first of them in the file (union-find with path halving).</summary>
    private static async Task LeadAsync(NpgsqlConnection connection, List<(int A, int B)> edges, CancellationToken cancellation)
    {
        var above = new Dictionary<int, int>();
        foreach (var (a, b) in edges)
        {
            var (one, other) = (Leader(a), Leader(b));
            if (one != other)
                above[Math.Max(one, other)] = Math.Min(one, other);
        }

        await using var copy = await connection.BeginBinaryImportAsync("COPY chain (line, leader) FROM STDIN (FORMAT binary)", cancellation);
        foreach (var line in above.Keys.ToArray())
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(line, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(Leader(line), NpgsqlDbType.Integer, cancellation);
        }

        await copy.CompleteAsync(cancellation);

        int Leader(int line)
        {
            above.TryAdd(line, line);
            while (above[line] != line)
                line = above[line] = above[above[line]];
            return line;
        }
    }

    private const string Settle =
        """
        -- A chain stands where its surest member was found, else on the site its leader began with.
        CREATE TEMP TABLE settled ON COMMIT DROP AS
        SELECT m.line, coalesce(first_value(f.site_id) OVER surest, first_value(s.site_id) OVER (PARTITION BY m.leader ORDER BY m.line)) AS site_id
        FROM (
            SELECT line, leader FROM chain
            UNION ALL
            SELECT line, line FROM found WHERE line NOT IN (SELECT line FROM chain)
        ) m
        JOIN staged s ON s.line = m.line
        LEFT JOIN found f ON f.line = m.line
        WINDOW surest AS (PARTITION BY m.leader ORDER BY f.site_id IS NULL, f.score DESC NULLS LAST, f.site_id);

        UPDATE staged s
        SET site_id = d.site_id
        FROM settled d
        WHERE d.line = s.line AND s.site_id <> d.site_id
        """;

    /// <summary>Once records and sites stand: what rules decided, and what waits for a person.</summary>
    public static Task KeepAsync(NpgsqlConnection connection, string datasetId, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        INSERT INTO match_decision (dataset_id, record_key, site_id, is_same, score, decided_by, why)
        SELECT $1::text, s.record_key, s.site_id, true, f.score, 'rule', f.rule
        FROM found f
        JOIN staged s ON s.line = f.line AND s.site_id = f.site_id
        ON CONFLICT DO NOTHING;

        DELETE FROM match_candidate c
        USING staged s
        WHERE c.dataset_id = $1::text AND c.record_key = s.record_key AND s.state = 'changed';

        DELETE FROM match_candidate c
        USING gone g
        WHERE c.dataset_id = $1::text AND c.record_key = g.record_key;

        INSERT INTO match_candidate (dataset_id, record_key, site_id, score, reason)
        SELECT DISTINCT ON (p.line, p.site_id) $1::text, p.record_key, p.site_id, p.score, format('like names (%s) near each other; score %s of 1', p.other_name, p.score)
        FROM pair p
        JOIN staged s ON s.line = p.line
        WHERE p.rule IS NULL AND p.score >= 0.65 AND p.site_id <> s.site_id
        ORDER BY p.line, p.site_id, p.score DESC
        ON CONFLICT DO NOTHING;

        INSERT INTO staged_issue (line, record_key, field, issue_type, message)
        SELECT s.line, s.record_key, 'site', 'matched-by-rule', format('%s was taken for the same place as another source''s: %s.', coalesce(s.content->>'name', s.record_key), d.why)
        FROM match_decision d
        JOIN staged s ON d.record_key = s.record_key AND d.site_id = s.site_id
        WHERE d.dataset_id = $1::text AND d.is_same AND d.decided_by = 'rule';

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT DISTINCT ON (s.line) s.line, s.record_key, 'site', k.name, 'possible-match',
               format('%s may be the same place as ''%s'' (score %s of 1); they are kept apart until somebody decides.', coalesce(s.content->>'name', s.record_key), k.name, c.score)
        FROM match_candidate c
        JOIN staged s ON s.record_key = c.record_key
        JOIN site k ON k.id = c.site_id AND k.is_current
        WHERE c.dataset_id = $1::text AND c.site_id <> s.site_id
        ORDER BY s.line, c.score DESC, c.site_id
        """, cancellation, datasetId);
}
