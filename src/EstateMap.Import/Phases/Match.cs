using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>
/// Fifth phase: which records are one site. Conservative and deterministic; wrong merges are worse than missed ones, because a person can still join two sites.
///
/// A record keeps the site it has had, unless a stored decision says otherwise. A new record is compared with the rows of its own file that share its UPRN, point, postcode or name, and with the records of
/// sites that share its UPRN or full postcode or lie within 300 m. Whatever more than <see cref="crowd"/> rows share tells nothing of any of them (a UPRN of a whole estate, a placeholder).
/// Names are compared by their <see cref="NameKeys"/>. Kinds agree when one begins the other (school, school/primary) or one is not said; a name that is only a street names nothing; a name holds another when it has
/// all its words in a row ("... attached to Mill Youth Centre"). Two records are one site by
///   1. decision: a person's word, before everything; a file may number its places itself, and equal numbers in it are one place;
///   2. UPRN: equal, and given points at most 10 m apart; or at most 150 m (250 m between sources; no point is no objection) when kinds agree or one name holds the other. In one file an unlocated row needs a like name;
///   3. point: two blocks of one register at identical given coordinates, with like names (one identity, one holds the other, the same first two words, or trigram similarity at least 0.3), kinds that agree and no
///      other house number; two names of one kind that are unlike (two allotments) are two places;
///   4. address: equal address lines and full postcodes, where the lines have a house number or a building, or come from one file (a street alone is as wide as its postcode); or one street and house number, and given points at most 100 m apart, or equal full postcodes and given points at most 150 m apart;
///   5. host: the address of the one names a building that the other is called or has in its address too, with equal full postcodes and points at most 150 m apart, or given points at most 60 m apart: a library in a town hall;
///   6. blocks: two rows of one register of one identity and kind, with equal full postcodes, or given points at most 150 m apart; or two that describe a plot in the same words (the one has at most two words more), at most 250 m apart;
///   7. buildings: outlines of one file, of one name or all of none, as near to each other as its manifest says (groupWithinMetres);
///   8. name and place, between sources: score = 0.7 n + 0.3 p >= 0.85 and kinds agree, where n is the trigram similarity of the names (0.95 for one identity, 0.85 when only one of them says its kind, 0.9 when one holds the other, unless it comes with an outline: a park holds its bowling club) and
///      p = max(1 - distance / 500 m, 0.8 when the full postcodes are equal, 1 when the outline of the one holds the point of the other). A file lists a place once: of several of its records that are like one site, only the likeliest joins it.
/// A score from 0.65, one UPRN, one identity, one name that holds another, one street and postcode, or one kind on one postcode within 60 m is a question to a person (match_candidate) and not merged; of two places it is asked once.
/// Where several rules find a site, a UPRN goes first, a score below 0.9 last. What a person keeps apart stays apart from both sides.
/// What rules decided is stored as such (match_decision, decided by 'rule'), and later imports honour it.
/// </summary>
internal static class Match
{
    /// <summary>More rows than this on one UPRN, point or address are not compared with each other.</summary>
    private const int crowd = 100;

    /// <summary>Rows of one name whose places are not both known, in one postcode district as far as they say, are compared only while no more have the name.</summary>
    private const int namesakes = 12;

    /// <summary>A row without a place is asked about only while its namesakes are at most so many sites: of seven Elm Houses none is likely.</summary>
    private const int choices = 3;

    /// <param name="connection">Inside the run's transaction.</param>
    /// <param name="manifest">Of the dataset being imported.</param>
    /// <param name="groupsByPoint">Whether rule 3 applies.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public static async Task SitesAsync(NpgsqlConnection connection, Manifest manifest, bool groupsByPoint, CancellationToken cancellation)
    {
        await MatchKeys.RefreshAsync(connection, cancellation);
        await Staging.RunAsync(connection, Comers, cancellation, manifest.Id, manifest.SiteUse ?? "");
        await Staging.RunAsync(connection, Edges, cancellation, manifest.Id, groupsByPoint, crowd, namesakes);
        if (manifest.GroupWithinMetres is { } together)
            await Staging.RunAsync(connection, Buildings, cancellation, together);
        await Staging.RunAsync(connection, Compare, cancellation, manifest.Id, groupsByPoint, crowd);
        if (manifest.FootprintsWithinMetres is { } near)
            await Staging.RunAsync(connection, Elsewhere, cancellation, near);
        await LeadAsync(connection, await EdgesAsync(connection, cancellation), cancellation);
        await Staging.RunAsync(connection, Settle, cancellation, manifest.Id);
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
               uprn, CASE WHEN postcode LIKE '% %' THEN postcode END AS postcode, split_part(postcode, ' ', 1) AS outward,
               match_name AS name, match_identity AS identity, match_kind AS kind, match_address AS address, match_host AS host, match_street AS street, match_numbers AS numbers,
               content->>'place_id' AS place_id, geom, precision IN ('given', 'footprint') AS is_given,
               outline, coalesce(content->>'use', nullif($2::text, '')) AS use, CASE WHEN content->>'use' <> nullif($2::text, '') THEN content->>'use' END AS own_use
        FROM staged
        WHERE state <> 'unchanged';

        ANALYZE comer
        """;

    // What two compared records n and k have in common, wherever they come from: what rules are made of.
    private const string Likeness =
        """
        CROSS JOIN LATERAL (
            SELECT n.kind IS NULL OR k.kind IS NULL OR n.kind = k.kind OR starts_with(n.kind, k.kind || '/') OR starts_with(k.kind, n.kind || '/') AS kinds_agree
        ) g
        -- A thing of another kind that begins with a name is called after it (a school after a park); one that holds it further on stands in it.
        CROSS JOIN LATERAL (
            SELECT CASE WHEN g.kinds_agree THEN '% ' ELSE ' % ' END AS before
        ) a
        CROSS JOIN LATERAL (
            SELECT g.kinds_agree,
                   coalesce(n.identity = k.identity AND n.kind IS DISTINCT FROM 'street' AND k.kind IS DISTINCT FROM 'street', false) AS one_identity,
                   n.identity IS NOT NULL AND k.identity IS NOT NULL AND (
                       length(k.name) >= 8 AND k.kind IS DISTINCT FROM 'street' AND (k.kind IS NOT NULL OR k.identity LIKE '% %') AND ' ' || n.name || ' ' LIKE a.before || k.name || ' %'
                       OR length(n.name) >= 8 AND n.kind IS DISTINCT FROM 'street' AND (n.kind IS NOT NULL OR n.identity LIKE '% %') AND ' ' || k.name || ' ' LIKE a.before || n.name || ' %') AS one_holds_other,
                   coalesce(n.street = k.street AND n.numbers && k.numbers, false) AS one_door,
                   coalesce(n.kind = 'street' AND k.kind = 'street' AND NOT translate(n.numbers::text, 'abcdefghijklmnopqrstuvwxyz', '')::text[] && translate(k.numbers::text, 'abcdefghijklmnopqrstuvwxyz', '')::text[], false) AS other_number,
                   coalesce(n.kind = k.kind AND similarity(n.identity, k.identity) < 0.3, false) AS unlike_name,
                   coalesce(length(n.host) >= 8 AND (starts_with(k.name || ' ', n.host || ' ') OR k.host = n.host), false) OR coalesce(length(k.host) >= 8 AND starts_with(n.name || ' ', k.host || ' '), false) AS one_host,
                   coalesce(n.identity IS NULL AND k.identity IS NULL AND substring(n.name FROM '^\S+ \S+ \S+ \S+') = substring(k.name FROM '^\S+ \S+ \S+ \S+')
                       AND regexp_replace(n.name, '\D+', ' ', 'g') = regexp_replace(k.name, '\D+', ' ', 'g'), false) AS one_plot,
                   coalesce(n.name ~ ('^' || k.name || '( \S+){0,2}$') OR k.name ~ ('^' || n.name || '( \S+){0,2}$'), false) AS one_text,
                   similarity(n.name, k.name) AS alike,
                   substring(n.name FROM '^\S+ \S+') = substring(k.name FROM '^\S+ \S+') AS same_opening
        ) l
        CROSS JOIN LATERAL (
            SELECT (l.one_identity OR l.one_holds_other OR l.alike >= 0.3 OR l.same_opening IS TRUE) AND l.kinds_agree AND NOT l.other_number AND NOT l.unlike_name
                   AND (n.kind IS NOT DISTINCT FROM 'street') = (k.kind IS NOT DISTINCT FROM 'street') AS like_blocks
        ) b
        """;

    // Rows of this file that are one place: an edge each. A file alone knows its own kinds best, so likeness of names alone joins nothing here but blocks of a register.
    private const string Edges =
        """
        -- Rows of a register that share what they are called.
        CREATE TEMP TABLE named ON COMMIT DROP AS
        SELECT line, identity, kind, geom, band, outward, called
        FROM (
            SELECT line, identity, coalesce(kind, '') AS kind, geom, outward, floor(ST_Y(geom) * 370)::int AS band, count(*) OVER (PARTITION BY identity, coalesce(kind, '')) AS called
            FROM comer
            WHERE $2::boolean AND is_new AND identity IS NOT NULL AND kind IS DISTINCT FROM 'street'
        ) n
        WHERE called BETWEEN 2 AND $3::int;

        -- Rows that describe a plot instead of naming it, in nearly the same words.
        CREATE TEMP TABLE plot ON COMMIT DROP AS
        SELECT line, geom, opening
        FROM (
            SELECT line, geom, substring(name FROM '^\S+ \S+ \S+ \S+') AS opening, count(*) OVER (PARTITION BY substring(name FROM '^\S+ \S+ \S+ \S+')) AS called
            FROM comer
            WHERE $2::boolean AND is_new AND identity IS NULL
        ) n
        WHERE opening IS NOT NULL AND called BETWEEN 2 AND $4::int;

        CREATE TEMP TABLE near_row ON COMMIT DROP AS
        SELECT n.line AS a, k.line AS b
        FROM comer n
        JOIN comer k ON k.uprn = n.uprn AND k.line > n.line
        WHERE n.is_new AND k.is_new AND n.uprn IN (SELECT uprn FROM comer WHERE is_new GROUP BY uprn HAVING count(*) BETWEEN 2 AND $3::int)
        UNION
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.geom::bytea = n.geom::bytea AND k.line > n.line
        WHERE $2::boolean AND n.is_new AND k.is_new AND n.is_given AND k.is_given
          AND n.geom::bytea IN (SELECT geom::bytea FROM comer WHERE is_new AND is_given GROUP BY geom::bytea HAVING count(*) BETWEEN 2 AND $3::int)
        UNION
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.postcode = n.postcode AND k.line > n.line AND (k.address = n.address OR k.street = n.street OR k.host = n.host OR k.identity = n.identity)
        WHERE n.is_new AND k.is_new AND n.postcode IN (SELECT postcode FROM comer WHERE is_new GROUP BY postcode HAVING count(*) BETWEEN 2 AND $3::int)
        UNION
        SELECT least(n.line, k.line), greatest(n.line, k.line)
        FROM comer n
        JOIN comer k ON k.postcode = n.postcode AND k.line <> n.line AND starts_with(k.name || ' ', n.host || ' ')
        WHERE n.is_new AND k.is_new AND length(n.host) >= 8 AND n.postcode IN (SELECT postcode FROM comer WHERE is_new GROUP BY postcode HAVING count(*) BETWEEN 2 AND $3::int)
        UNION
        SELECT n.line, k.line
        FROM named n
        JOIN named k ON k.identity = n.identity AND k.kind = n.kind AND k.line > n.line
        WHERE n.called <= $4::int AND (n.geom IS NULL OR k.geom IS NULL) AND (n.outward <> k.outward) IS NOT TRUE
        UNION
        -- Bands of at least 300 m: whoever is within 300 m is in one of three.
        SELECT n.line, k.line
        FROM named n
        CROSS JOIN generate_series(-1, 1) dy
        JOIN named k ON k.identity = n.identity AND k.kind = n.kind AND k.band = n.band + dy AND k.line > n.line
        WHERE ST_DWithin(n.geom::geography, k.geom::geography, 300)
        UNION
        SELECT n.line, k.line
        FROM plot n
        JOIN plot k ON k.opening = n.opening AND k.line > n.line
        WHERE ST_DWithin(n.geom::geography, k.geom::geography, 300) IS NOT FALSE;

        CREATE TEMP TABLE near_pair ON COMMIT DROP AS
        SELECT p.a, p.b, d.apart_m IS NULL AS is_somewhere, round(least(1, 0.7 * greatest(l.alike, CASE WHEN l.one_identity AND l.kinds_agree THEN 0.95 END)
                                      + 0.3 * greatest(0, CASE WHEN d.both_given THEN 1 - d.apart_m / 500 END, CASE WHEN d.same_postcode THEN 0.8 END))::numeric, 3) AS score,
               CASE WHEN d.same_uprn THEN 'one UPRN' WHEN $2::boolean AND l.one_identity AND l.kinds_agree THEN 'one name' WHEN $2::boolean AND l.one_plot AND (l.one_text OR l.alike >= 0.5) THEN 'one description' END AS question,
               coalesce(d.same_uprn AND (d.both_given AND d.apart_m <= 10
                                       OR d.both_given AND d.apart_m <= 150 AND (l.kinds_agree OR l.one_holds_other)
                                       OR d.apart_m IS NULL AND b.like_blocks), false)
               OR coalesce($2::boolean AND d.both_given AND d.apart_m = 0 AND b.like_blocks, false)
               OR coalesce(d.same_postcode AND n.address = k.address, false)
               OR coalesce(l.one_door AND (d.both_given AND d.apart_m <= 100 OR d.same_postcode AND (d.both_given AND d.apart_m > 150) IS NOT TRUE), false)
               OR coalesce(l.one_host AND (d.same_postcode AND d.apart_m <= 150 OR d.both_given AND d.apart_m <= 60), false)
               OR coalesce($2::boolean AND l.one_identity AND n.kind IS NOT DISTINCT FROM k.kind AND (n.kind IS NOT NULL OR n.identity LIKE '% %')
                         AND (d.same_postcode AND (d.both_given AND d.apart_m > 300) IS NOT TRUE OR d.both_given AND d.apart_m <= 150), false)
               OR coalesce($2::boolean AND l.one_plot AND l.one_text AND d.apart_m <= 250, false) AS is_one
        FROM near_row p
        JOIN comer n ON n.line = p.a
        JOIN comer k ON k.line = p.b AND k.own_use IS NOT DISTINCT FROM n.own_use
        CROSS JOIN LATERAL (SELECT ST_Distance(n.geom::geography, k.geom::geography) AS apart_m, n.is_given AND k.is_given AS both_given, coalesce(n.postcode = k.postcode, false) AS same_postcode, coalesce(n.uprn = k.uprn, false) AS same_uprn) d

        """ + Likeness +
        """
        ;

        CREATE TEMP TABLE edge ON COMMIT DROP AS
        SELECT a, b FROM near_pair WHERE is_one
        UNION ALL
        SELECT min(line) OVER (PARTITION BY place_id), line FROM comer WHERE is_new AND place_id IS NOT NULL
        """;

    // The buildings of one place; unnamed ones go with unnamed ones.
    private const string Buildings =
        """
        INSERT INTO edge
        SELECT n.line, k.line
        FROM comer n
        JOIN comer k ON k.line > n.line AND k.name IS NOT DISTINCT FROM n.name AND ST_DWithin(n.outline::geography, k.outline::geography, $1::float8)
        WHERE n.is_new AND k.is_new
        """;

    // An outline that only adds to a place must lie where the place is.
    private const string Elsewhere =
        """
        DELETE FROM found f
        USING comer n
        WHERE n.line = f.line
          AND NOT EXISTS (
              SELECT FROM source_record r
              WHERE r.site_id = f.site_id AND r.missing_since_run_id IS NULL AND r.content ? 'longitude'
                AND ST_DWithin(n.outline::geography, ST_SetSRID(ST_MakePoint((r.content->>'longitude')::double precision, (r.content->>'latitude')::double precision), 4326)::geography, $1::float8))
        """;

    // Beside what is stored: candidates are sites, compared through each of their current records.
    private const string Compare =
        """
        CREATE TEMP TABLE separate ON COMMIT DROP AS SELECT id FROM dataset WHERE share_alike OR manifest @> '{"isSeparate": true}';

        -- Sites that a person's word about a record of either keeps apart: it holds for both directions, whichever file comes next.
        CREATE TEMP TABLE kept_apart ON COMMIT DROP AS
        SELECT r.site_id AS one, d.site_id AS other
        FROM match_decision d
        JOIN source_record r USING (dataset_id, record_key)
        WHERE NOT d.is_same AND r.site_id <> d.site_id
        UNION
        SELECT d.site_id, r.site_id
        FROM match_decision d
        JOIN source_record r USING (dataset_id, record_key)
        WHERE NOT d.is_same AND r.site_id <> d.site_id;

        -- What a crowd shares, in the file or among the sites, is a placeholder: it tells nothing of any of them, and comparing all with all would take for ever.
        CREATE TEMP TABLE crowded ON COMMIT DROP AS
        SELECT 'UPRN' AS what, uprn AS value, NULL::bytea AS at, count(*) AS times FROM comer WHERE uprn IS NOT NULL GROUP BY uprn HAVING count(*) > $3::int
        UNION ALL
        SELECT 'UPRN', u.uprn, NULL, count(*) FROM site_uprn u WHERE EXISTS (SELECT FROM comer n WHERE n.uprn = u.uprn) GROUP BY u.uprn HAVING count(*) > $3::int
        UNION ALL
        SELECT 'postcode', postcode, NULL, count(*) FROM comer WHERE postcode IS NOT NULL GROUP BY postcode HAVING count(*) > $3::int
        UNION ALL
        SELECT 'postcode', k.postcode, NULL, count(*) FROM site k WHERE k.is_current AND EXISTS (SELECT FROM comer n WHERE n.postcode = k.postcode) GROUP BY k.postcode HAVING count(*) > $3::int
        UNION ALL
        SELECT 'point', ST_AsText(geom::bytea::geometry), geom::bytea, count(*) FROM comer WHERE geom IS NOT NULL GROUP BY geom::bytea HAVING count(*) > $3::int
        UNION ALL
        SELECT 'point', ST_AsText(k.geom::bytea::geometry), k.geom::bytea, count(*) FROM site k JOIN (SELECT ST_Expand(ST_Extent(geom), 0.006) AS box FROM comer) b ON k.geom && b.box WHERE k.is_current GROUP BY k.geom::bytea HAVING count(*) > $3::int;

        INSERT INTO staged_issue (field, value, issue_type, message)
        SELECT lower(what), value, 'crowded', format('%s records share the %s %s: it tells no place from another, and they are not compared by it.', max(times), what, value)
        FROM crowded
        GROUP BY what, value;

        CREATE TEMP TABLE near_site ON COMMIT DROP AS
        SELECT k.id, k.geom, floor(ST_X(k.geom) * 180)::int + dx AS cell_x, floor(ST_Y(k.geom) * 370)::int + dy AS cell_y
        FROM (SELECT ST_Expand(ST_Extent(geom), 0.006) AS box FROM comer) b
        JOIN site k ON k.geom && b.box AND k.is_current AND NOT EXISTS (SELECT FROM crowded c WHERE c.at = k.geom::bytea), generate_series(-1, 1) dx, generate_series(-1, 1) dy;

        -- Cells of at least 300 m each way between the equator and 61 degrees: whoever is within 300 m is in one of nine.
        CREATE TEMP TABLE candidate ON COMMIT DROP AS
        SELECT n.line, u.site_id FROM comer n JOIN site_uprn u ON u.uprn = n.uprn WHERE NOT EXISTS (SELECT FROM crowded c WHERE c.what = 'UPRN' AND c.value = n.uprn)
        UNION
        SELECT n.line, r.site_id
        FROM comer n
        JOIN source_record r ON r.dataset_id = $1::text AND r.content->>'place_id' = n.place_id
        WHERE EXISTS (SELECT FROM comer WHERE place_id IS NOT NULL)
        UNION
        SELECT n.line, k.id FROM comer n JOIN site k ON k.postcode = n.postcode AND k.is_current WHERE NOT EXISTS (SELECT FROM crowded c WHERE c.what = 'postcode' AND c.value = n.postcode)
        UNION
        SELECT n.line, k.id
        FROM comer n
        JOIN near_site k ON k.cell_x = floor(ST_X(n.geom) * 180)::int AND k.cell_y = floor(ST_Y(n.geom) * 370)::int
        WHERE ST_DWithin(k.geom::geography, n.geom::geography, 300) AND NOT EXISTS (SELECT FROM crowded c WHERE c.at = n.geom::bytea)
        UNION
        SELECT n.line, k.id FROM comer n JOIN site k ON ST_Covers(n.outline, k.geom) WHERE n.outline IS NOT NULL AND k.is_current;

        ANALYZE candidate;

        CREATE TEMP TABLE pair ON COMMIT DROP AS
        WITH compared AS (
            SELECT n.line, n.record_key, n.name, n.is_new, k.site_id, k.dataset_id = $1::text AS is_same_file, k.called AS other_name, d.*, l.*, b.*,
                   coalesce(k.dataset_id = $1::text AND n.place_id = k.place_id, false) AS same_place,
                   coalesce(d.same_postcode AND n.address = k.address, false) AS same_address, n.numbers IS NOT NULL OR n.host IS NOT NULL AS is_definite,
                   n.kind IS NOT DISTINCT FROM k.kind AND (n.kind IS NOT NULL OR n.identity LIKE '% %') AS one_kind,
                   n.identity IS NULL AND k.identity IS NULL AS both_nameless, n.kind AS n_kind, k.kind AS k_kind,
                   n.outline IS NOT NULL AS is_outline, coalesce(ST_Covers(n.outline, k.geog::geometry), false) AS is_inside
            FROM candidate c
            JOIN comer n ON n.line = c.line
            JOIN LATERAL (
                SELECT r.site_id, r.dataset_id, r.content->>'name' AS called, r.content->>'uprn' AS uprn, r.content->>'postcode' AS postcode, r.content->>'place_id' AS place_id,
                       r.content->>'use' AS use, q.site_use, r.match_name AS name, r.match_identity AS identity, r.match_kind AS kind, r.match_address AS address, r.match_host AS host, r.match_street AS street, r.match_numbers AS numbers,
                       ST_SetSRID(ST_MakePoint((r.content->>'longitude')::double precision, (r.content->>'latitude')::double precision), 4326)::geography AS geog,
                       r.content->>'location_precision' IN ('given', 'footprint') AS is_given
                FROM source_record r
                JOIN (SELECT id, manifest->>'siteUse' AS site_use FROM dataset) q ON q.id = r.dataset_id
                WHERE r.site_id = c.site_id AND r.missing_since_run_id IS NULL AND (r.dataset_id, r.record_key) <> ($1::text, n.record_key)
                  -- Stops, and layers under another licence, are never taken for another source's places.
                  AND (r.dataset_id = $1::text OR NOT EXISTS (SELECT FROM separate q WHERE q.id IN ($1::text, r.dataset_id)))
                  AND NOT EXISTS (SELECT FROM gone g WHERE r.dataset_id = $1::text AND g.record_key = r.record_key)
            ) k ON true
            CROSS JOIN LATERAL (SELECT ST_Distance(n.geom::geography, k.geog) AS apart_m, n.is_given AND k.is_given AS both_given, coalesce(n.postcode = k.postcode, false) AS same_postcode, coalesce(n.uprn = k.uprn, false) AS same_uprn) d

        """ + Likeness +
        """

            WHERE n.site_id IS DISTINCT FROM c.site_id AND NOT EXISTS (SELECT FROM kept_apart q WHERE q.one = n.site_id AND q.other = c.site_id)
              -- What is not of its file's own kind, as a car park among leisure centres, is only another such thing.
              AND (n.own_use IS NULL OR EXISTS (SELECT FROM site_use u WHERE u.site_id = c.site_id AND u.use_code = n.own_use))
              AND ((k.use <> k.site_use) IS NOT TRUE OR k.use = n.use)
        ), scored AS (
            SELECT *, 0.7 * greatest(0, alike, CASE WHEN one_identity AND kinds_agree THEN CASE WHEN (n_kind IS NULL) = (k_kind IS NULL) THEN 0.95 ELSE 0.85 END WHEN one_holds_other AND NOT is_outline THEN 0.9 END)
                      + 0.3 * greatest(0, CASE WHEN is_inside THEN 1 END, CASE WHEN both_given THEN 1 - apart_m / 500 END, CASE WHEN same_postcode THEN 0.8 END) AS score
            FROM compared
        ), ruled AS (
            SELECT *,
                   CASE
                       WHEN same_place THEN 'the file''s own number for the place'
                       WHEN same_uprn AND (both_given AND apart_m <= 10
                                           OR (kinds_agree OR one_holds_other) AND CASE WHEN is_same_file THEN both_given AND apart_m <= 150 OR apart_m IS NULL AND like_blocks ELSE coalesce(apart_m <= 250, true) END)
                           THEN 'equal UPRN, at most a few steps apart'
                       WHEN is_same_file AND $2::boolean AND both_given AND apart_m = 0 AND like_blocks THEN 'identical coordinates and like names in one register'
                       WHEN same_address AND (is_definite OR is_same_file OR kinds_agree AND both_given AND apart_m <= 60) THEN 'equal address and postcode'
                       WHEN one_door AND (both_given AND apart_m <= 100 OR same_postcode AND (both_given AND apart_m > 150) IS NOT TRUE) THEN 'equal street and house number'
                       WHEN one_host AND (same_postcode AND apart_m <= 150 OR both_given AND apart_m <= 60) THEN 'its address names the other''s building'
                       WHEN is_same_file AND $2::boolean AND one_identity AND one_kind AND (same_postcode AND (both_given AND apart_m > 300) IS NOT TRUE OR both_given AND apart_m <= 150) THEN 'blocks of one name in one register'
                       WHEN NOT is_same_file AND score >= 0.85 AND kinds_agree AND NOT other_number AND NOT both_nameless THEN 'like name at the same place'
                   END AS rule,
                   CASE
                       WHEN same_uprn THEN 'one UPRN'
                       WHEN is_same_file AND NOT $2::boolean THEN NULL
                       WHEN one_identity AND kinds_agree THEN 'one name'
                       WHEN one_holds_other THEN 'a name within the other'
                       WHEN same_address THEN 'one street and postcode'
                       WHEN one_kind AND same_postcode AND both_given AND apart_m <= 60 AND NOT other_number AND (n_kind IS NOT NULL OR alike >= 0.2) THEN 'one kind of place on one postcode'
                       WHEN score >= 0.65 AND kinds_agree THEN 'like names'
                   END AS question
            FROM scored
        )
        SELECT line, record_key, name, is_new, site_id, other_name, round(least(score, 1)::numeric, 3) AS score, rule, question
        FROM ruled s
        WHERE (rule IS NOT NULL OR question IS NOT NULL)
          AND NOT EXISTS (SELECT FROM match_decision d WHERE d.dataset_id = $1::text AND d.record_key = s.record_key AND d.site_id = s.site_id AND NOT d.is_same);

        -- The best site for each newcomer; by likeness of names, the best newcomer for each site.
        CREATE TEMP TABLE found ON COMMIT DROP AS
        WITH best AS (
            SELECT DISTINCT ON (line) line, name, site_id, score, rule
            FROM pair
            WHERE is_new AND rule IS NOT NULL
            ORDER BY line, CASE WHEN rule LIKE 'equal UPRN%' OR rule LIKE 'the file%' THEN 0 WHEN rule LIKE 'like name%' AND score < 0.9 THEN 2 ELSE 1 END, score DESC, site_id
        ), ranked AS (
            SELECT *, first_value(name) OVER (PARTITION BY site_id ORDER BY rule LIKE 'like name%', score DESC, line) AS likeliest
            FROM best
        )
        SELECT line, site_id, score, rule
        FROM ranked
        WHERE rule NOT LIKE 'like name%' OR name = likeliest;

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
        SELECT DISTINCT ON (p.line, p.site_id) $1::text, p.record_key, p.site_id, p.score, format('%s (%s); score %s of 1', coalesce(p.question, p.rule), p.other_name, p.score)
        FROM pair p
        JOIN staged s ON s.line = p.line
        WHERE p.site_id <> s.site_id
          -- Asked from the other side already.
          AND NOT EXISTS (SELECT FROM match_candidate c JOIN source_record r USING (dataset_id, record_key) WHERE c.site_id = s.site_id AND r.site_id = p.site_id AND r.missing_since_run_id IS NULL)
        ORDER BY p.line, p.site_id, p.score DESC
        ON CONFLICT DO NOTHING;

        INSERT INTO match_candidate (dataset_id, record_key, site_id, score, reason)
        SELECT $1::text, record_key, site_id, score, reason
        FROM (
            SELECT *, count(*) FILTER (WHERE is_somewhere) OVER (PARTITION BY line) AS choices
            FROM (
                SELECT DISTINCT ON (n.line, k.site_id) n.line, n.record_key, k.site_id, p.is_somewhere, p.score, format('%s (%s); score %s of 1', p.question, k.content->>'name', p.score) AS reason
                FROM near_pair p
                JOIN staged n ON n.line = p.b
                JOIN staged k ON k.line = p.a
                WHERE NOT p.is_one AND p.question IS NOT NULL AND n.site_id <> k.site_id
                ORDER BY n.line, k.site_id, p.score DESC
            ) q
        ) q
        WHERE NOT is_somewhere OR choices <= $2::int
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
        """, cancellation, datasetId, choices);
}
