-- What search reads: rows that the asker may see, by the words of the policies in 01. It says so itself because row-level security keeps every condition that is not leakproof from an index, and finding words is none.
-- Nobody reads these views but the functions below, which give ids only; whoever gets them reads the rows under row-level security again.
CREATE OR REPLACE VIEW search_site AS
SELECT s.id, s.name, s.street_name, lower(s.name) AS name_key, lower(s.street_name) AS street_key, replace(s.postcode, ' ', '') AS postcode_key,
       array_to_tsvector(search_words(s.name || ' ' || coalesce(s.street_name, ''))) AS words, (s.id >> 6) & 255 = 0 AS is_of_few
FROM site s
WHERE s.is_current AND (s.visibility = 'public' OR may_see(s.visibility, s.owner_organisation_id));

CREATE OR REPLACE VIEW search_service AS
SELECT v.id, v.name, lower(v.name) AS name_key, array_to_tsvector(search_words(v.name)) AS words, (v.id >> 6) & 255 = 0 AS is_of_few
FROM service v
WHERE v.is_current AND (v.visibility = 'public' OR may_see(v.visibility, v.organisation_id));

CREATE OR REPLACE VIEW search_community_asset AS
SELECT c.id, c.name, lower(c.name) AS name_key, array_to_tsvector(search_words(c.name)) AS words, (c.id >> 6) & 255 = 0 AS is_of_few
FROM community_asset c
WHERE c.is_current AND (c.visibility = 'public' OR may_see(c.visibility, c.organisation_id));

CREATE OR REPLACE VIEW search_area AS
SELECT a.id, a.name, lower(a.name) AS name_key, lower(a.code) AS code_key, a.name <> a.code AS is_named, array_to_tsvector(search_words(a.name)) AS words, (a.id >> 6) & 255 = 0 AS is_of_few
FROM area a
WHERE a.ended_by_run_id IS NULL AND (a.visibility = 'public' OR may_see(a.visibility, NULL));

REVOKE ALL ON search_site, search_service, search_community_asset, search_area FROM PUBLIC, estatemap_reader, estatemap_writer;

-- The words an asker may have meant by one: itself, those that hold it (where it is the last and may not be finished), and, where there is no such word, those like it. At most 40, the likeliest first.
CREATE OR REPLACE FUNCTION search_meanings(given text, is_last boolean, is_typo boolean) RETURNS text[]
LANGUAGE plpgsql STABLE -- its plan is kept; a function in SQL is planned at each call
SET search_path = public, pg_temp
SET pg_trgm.similarity_threshold = 0.3
SET pg_trgm.word_similarity_threshold = 0.5
AS $$
DECLARE
    is_guess constant boolean := is_typo AND length(given) >= 3 AND NOT EXISTS (SELECT FROM search_word w WHERE w.word = given AND (w.visibility = 'public' OR may_see(w.visibility, w.organisation_id)));
    meanings text[];
BEGIN
    WITH meant AS (
        SELECT w.word, w.uses, CASE WHEN starts_with(w.word, given) THEN 2 ELSE 1.5 END AS likeness
        FROM search_word w
        WHERE is_last AND length(given) >= 3 AND w.word LIKE '%' || given || '%' AND (w.visibility = 'public' OR may_see(w.visibility, w.organisation_id))
        UNION ALL
        SELECT w.word, w.uses, greatest(similarity(w.word, given), CASE WHEN is_last THEN 0.9 * word_similarity(given, w.word) END)
        FROM search_word w
        WHERE is_guess AND length(given) >= 4 AND (w.word % given OR is_last AND given <% w.word) AND (w.visibility = 'public' OR may_see(w.visibility, w.organisation_id))
        UNION ALL
        -- Two letters the wrong way round leave few trigrams alike.
        SELECT w.word, w.uses, 1
        FROM generate_series(1, length(given) - 1) AS n
        JOIN search_word w ON w.word = left(given, n - 1) || substr(given, n + 1, 1) || substr(given, n, 1) || substr(given, n + 2)
        WHERE is_guess AND (w.visibility = 'public' OR may_see(w.visibility, w.organisation_id))
    ), best AS (
        SELECT word, max(likeness) AS likeness, sum(uses) AS uses
        FROM meant
        WHERE word <> given
        GROUP BY word
    ), likely AS (
        SELECT word, likeness, uses, row_number() OVER (PARTITION BY likeness < 1.5 ORDER BY likeness DESC, uses DESC, word) AS n
        FROM best
    )
    SELECT given || coalesce(array_agg(word ORDER BY likeness DESC, uses DESC, word), '{}')
    INTO meanings
    FROM likely
    WHERE n <= CASE WHEN likeness < 1.5 THEN 8 ELSE 32 END;
    RETURN meanings;
END $$;

-- Rows with the words, up to 500 of a kind (200 of the few) by id, scored: the text as it stands in a name 0.8, else by likeness up to 0.7; a street counts 0.85 of that.
CREATE OR REPLACE FUNCTION search_by_words(query tsquery, wanted text, pattern text, lowest double precision, most bigint, of_few boolean)
RETURNS TABLE (kind text, id bigint, matched text, score double precision)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    IF of_few THEN
        RETURN QUERY
        SELECT f.kind, f.id, CASE WHEN f.by_street > f.by_name THEN 'street' ELSE 'name' END, greatest(f.by_street, f.by_name)
        FROM (
            SELECT v.kind, v.id, v.name, search_score(wanted, pattern, v.name_key) AS by_name, 0.85 * search_score(wanted, pattern, v.street_key) AS by_street
            FROM (
                (SELECT 'Area' AS kind, v.id, v.name, v.name_key, NULL AS street_key FROM search_area v WHERE v.words @@ query AND v.is_of_few AND v.is_named ORDER BY v.id LIMIT 200)
                UNION ALL (SELECT 'CommunityAsset' AS kind, v.id, v.name, v.name_key, NULL AS street_key FROM search_community_asset v WHERE v.words @@ query AND v.is_of_few ORDER BY v.id LIMIT 200)
                UNION ALL (SELECT 'Service' AS kind, v.id, v.name, v.name_key, NULL AS street_key FROM search_service v WHERE v.words @@ query AND v.is_of_few ORDER BY v.id LIMIT 200)
                UNION ALL (SELECT 'Site' AS kind, v.id, v.name, v.name_key, v.street_key AS street_key FROM search_site v WHERE v.words @@ query AND v.is_of_few ORDER BY v.id LIMIT 200)
            ) v
            OFFSET 0 -- keeps the scores from being worked out again for each use
        ) f
        WHERE greatest(f.by_street, f.by_name) >= lowest
        ORDER BY 4 DESC, f.name, f.kind, f.id
        LIMIT most;
    ELSE
        RETURN QUERY
        SELECT f.kind, f.id, CASE WHEN f.by_street > f.by_name THEN 'street' ELSE 'name' END, greatest(f.by_street, f.by_name)
        FROM (
            SELECT v.kind, v.id, v.name, search_score(wanted, pattern, v.name_key) AS by_name, 0.85 * search_score(wanted, pattern, v.street_key) AS by_street
            FROM (
                (SELECT 'Area' AS kind, v.id, v.name, v.name_key, NULL AS street_key FROM search_area v WHERE v.words @@ query AND v.is_named ORDER BY v.id LIMIT 500)
                UNION ALL (SELECT 'CommunityAsset' AS kind, v.id, v.name, v.name_key, NULL AS street_key FROM search_community_asset v WHERE v.words @@ query ORDER BY v.id LIMIT 500)
                UNION ALL (SELECT 'Service' AS kind, v.id, v.name, v.name_key, NULL AS street_key FROM search_service v WHERE v.words @@ query ORDER BY v.id LIMIT 500)
                UNION ALL (SELECT 'Site' AS kind, v.id, v.name, v.name_key, v.street_key AS street_key FROM search_site v WHERE v.words @@ query ORDER BY v.id LIMIT 500)
            ) v
            OFFSET 0 -- keeps the scores from being worked out again for each use
        ) f
        WHERE greatest(f.by_street, f.by_name) >= lowest
        ORDER BY 4 DESC, f.name, f.kind, f.id
        LIMIT most;
    END IF;
END $$;

-- How well a text stands in another, both in lower case; null where there is none.
CREATE OR REPLACE FUNCTION search_score(wanted text, pattern text, within text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN within = wanted THEN 1.0
            WHEN starts_with(within, wanted) THEN 0.9
            WHEN within LIKE pattern THEN 0.8
            ELSE 0.7 * word_similarity(wanted, within) END;

-- Ids of what a text may mean, some of them more than once. It goes from what is surest to what is only like it, and stops where there is enough: $4 of each way.
-- wanted: in lower case, trimmed; pattern: %wanted% escaped for LIKE; postcode: in capitals without spaces; uprn: 12 digits, or null.
CREATE OR REPLACE FUNCTION search_candidates(wanted text, pattern text, wanted_postcode text, wanted_uprn text, most bigint)
RETURNS TABLE (kind text, id bigint, matched text, score double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 30
SET search_path = public, pg_temp
-- Of here and of what is called from here: planned once a session, and by one process, since a worker takes longer to start than all of it.
SET plan_cache_mode = force_generic_plan
SET max_parallel_workers_per_gather = 0
AS $$
#variable_conflict use_column
DECLARE
    -- Nothing that begins with the text comes after this.
    beyond constant text := wanted || chr(1114111);
    words constant text[] := (search_words(wanted))[1:8];
    last constant int := coalesce(array_length(words, 1), 0);
    parts text[] := '{}';
    asked text;
    found bigint;
    is_any boolean;
BEGIN
    IF wanted_uprn IS NOT NULL THEN
        RETURN QUERY
        SELECT 'Site', s.id, 'uprn', 1.0::double precision
        FROM site_uprn u
        JOIN search_site s ON s.id = u.site_id
        WHERE u.uprn = wanted_uprn;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF found > 0 THEN RETURN; END IF;
    END IF;

    RETURN QUERY SELECT 'Area', a.id, 'code', 1.0::double precision FROM search_area a WHERE a.code_key = wanted;
    GET DIAGNOSTICS found = ROW_COUNT;
    is_any := found > 0;

    IF length(wanted_postcode) >= 5 THEN
        RETURN QUERY SELECT 'Site', s.id, 'postcode', 0.95::double precision FROM search_site s WHERE s.postcode_key = wanted_postcode ORDER BY s.id LIMIT most;
    END IF;

    -- Names that begin with the text: the shortest, which is the text itself, comes first.
    RETURN QUERY
    SELECT f.kind, f.id, 'name', CASE WHEN f.name_key = wanted THEN 1.0::double precision ELSE 0.9 END
    FROM (
        (SELECT 'Area' AS kind, v.id, v.name_key FROM search_area v WHERE v.name_key ~>=~ wanted AND v.name_key ~<~ beyond AND v.is_named ORDER BY v.name_key USING ~<~, v.id LIMIT most)
        UNION ALL (SELECT 'CommunityAsset' AS kind, v.id, v.name_key FROM search_community_asset v WHERE v.name_key ~>=~ wanted AND v.name_key ~<~ beyond ORDER BY v.name_key USING ~<~, v.id LIMIT most)
        UNION ALL (SELECT 'Service' AS kind, v.id, v.name_key FROM search_service v WHERE v.name_key ~>=~ wanted AND v.name_key ~<~ beyond ORDER BY v.name_key USING ~<~, v.id LIMIT most)
        UNION ALL (SELECT 'Site' AS kind, v.id, v.name_key FROM search_site v WHERE v.name_key ~>=~ wanted AND v.name_key ~<~ beyond ORDER BY v.name_key USING ~<~, v.id LIMIT most)
    ) f;
    GET DIAGNOSTICS found = ROW_COUNT;
    is_any := is_any OR found > 0;
    -- A whole postcode means nothing else.
    IF found >= most OR wanted_postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$' THEN RETURN; END IF;

    RETURN QUERY
    SELECT 'Site', s.id, 'street', CASE WHEN s.street_key = wanted THEN 0.85::double precision ELSE 0.765 END
    FROM search_site s
    WHERE s.street_key ~>=~ wanted AND s.street_key ~<~ beyond
    ORDER BY s.street_key USING ~<~, s.id
    LIMIT most;
    GET DIAGNOSTICS found = ROW_COUNT;
    is_any := is_any OR found > 0;
    IF found >= most OR last = 0 THEN RETURN; END IF;

    -- All words as they are, the last perhaps unfinished; then with typing errors. First among few rows, then among all.
    FOR is_typo IN 0..CASE WHEN length(wanted) > 3 THEN 1 ELSE 0 END LOOP
        parts := '{}';
        FOR n IN 1..last LOOP
            parts := parts || (
                SELECT '(' || string_agg('''' || m.word || '''', '|') || CASE WHEN n = last AND length(words[n]) >= 3 AND words[n] ~ '[0-9]' THEN '|''' || words[n] || ''':*' ELSE '' END || ')'
                FROM unnest(CASE WHEN words[n] ~ '[0-9]' THEN ARRAY[words[n]] ELSE search_meanings(words[n], n = last, is_typo = 1) END) AS m (word));
        END LOOP;
        CONTINUE WHEN array_to_string(parts, '&') = asked;
        asked := array_to_string(parts, '&');
        FOR of_all IN 0..1 LOOP
            RETURN QUERY SELECT * FROM search_by_words(asked::tsquery, wanted, pattern, 0, most, of_all = 0);
            GET DIAGNOSTICS found = ROW_COUNT;
            is_any := is_any OR found > 0;
            IF found >= most THEN RETURN; END IF;
        END LOOP;
    END LOOP;

    -- Where nothing has them all: all but one, if the text as a whole is like the name.
    IF is_any OR last = 1 THEN RETURN; END IF;
    FOR left_out IN REVERSE last..1 LOOP
        asked := array_to_string(parts[:left_out - 1] || parts[left_out + 1:], '&');
        RETURN QUERY SELECT * FROM search_by_words(asked::tsquery, wanted, pattern, 0.45 * 0.7, most, true);
        -- Words of many places are not looked for in all of them because few of those are like the text.
        SELECT count(*) INTO found FROM search_by_words(asked::tsquery, wanted, pattern, 0, most, true);
        CONTINUE WHEN found >= most;
        RETURN QUERY SELECT * FROM search_by_words(asked::tsquery, wanted, pattern, 0.45 * 0.7, most, false);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION search_candidates(text, text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_candidates(text, text, text, text, bigint) TO estatemap_reader;

-- Keeps search_word: the words that a statement brought less those that it took, whichever door it came through. Only imports and edits write these tables, and they take turns.
CREATE OR REPLACE FUNCTION count_search_words() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    words constant text := $q$
        SELECT w.word, t.visibility, CASE t.visibility WHEN 'owner' THEN coalesce(t.organisation, 0) ELSE 0 END AS organisation_id, %s count(*) AS uses
        FROM (SELECT %s AS text, r.visibility, %s AS organisation FROM %s r WHERE %s) t
        CROSS JOIN LATERAL unnest(search_words(t.text)) AS w (word)
        WHERE length(w.word) BETWEEN 3 AND 60 AND translate(w.word, '0123456789', '') = w.word
        GROUP BY 1, 2, 3 $q$;
    -- A row that keeps what is said of it here is left alone.
    kept constant text := CASE WHEN TG_OP = 'UPDATE' THEN format(' AND NOT EXISTS (SELECT FROM %%s o WHERE o.id = r.id AND (%s, o.visibility, %s, %s) IS NOT DISTINCT FROM (%s, r.visibility, %s, %s))',
        replace(TG_ARGV[0], 'r.', 'o.'), replace(TG_ARGV[1], 'r.', 'o.'), replace(TG_ARGV[2], 'r.', 'o.'), TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) ELSE '' END;
    added constant text := format(words, '', TG_ARGV[0], TG_ARGV[1], 'added', TG_ARGV[2] || format(kept, 'removed'));
    removed constant text := format(words, '-', TG_ARGV[0], TG_ARGV[1], 'removed', TG_ARGV[2] || format(kept, 'added'));
    net constant text := CASE TG_OP WHEN 'INSERT' THEN added WHEN 'DELETE' THEN removed ELSE added || ' UNION ALL ' || removed END;
BEGIN
    EXECUTE format($q$
        WITH net AS (
            SELECT word, visibility, organisation_id, sum(uses)::bigint AS uses FROM (%s) n GROUP BY 1, 2, 3 HAVING sum(uses) <> 0
        ), gone AS (
            DELETE FROM search_word w USING net n
            WHERE (w.word, w.visibility, w.organisation_id) = (n.word, n.visibility, n.organisation_id) AND w.uses + n.uses <= 0
        ), fewer AS (
            UPDATE search_word w SET uses = w.uses + n.uses FROM net n
            WHERE (w.word, w.visibility, w.organisation_id) = (n.word, n.visibility, n.organisation_id) AND n.uses < 0 AND w.uses + n.uses > 0
        )
        INSERT INTO search_word AS w (word, visibility, organisation_id, uses)
        SELECT word, visibility, organisation_id, uses FROM net WHERE uses > 0
        ON CONFLICT (word, visibility, organisation_id) DO UPDATE SET uses = w.uses + excluded.uses $q$, net);
    RETURN NULL;
END $$;

DO $$
DECLARE
    told record;
BEGIN
    FOR told IN
        SELECT * FROM (VALUES
            ('site', 'r.name || '' '' || coalesce(r.street_name, '''')', 'r.owner_organisation_id', 'r.is_current'),
            ('service', 'r.name', 'r.organisation_id', 'r.is_current'),
            ('community_asset', 'r.name', 'r.organisation_id', 'r.is_current'),
            ('area', 'r.name', 'NULL::bigint', 'r.ended_by_run_id IS NULL')
        ) AS t (table_name, text, organisation, condition)
    LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS words_added ON %1$I; DROP TRIGGER IF EXISTS words_changed ON %1$I; DROP TRIGGER IF EXISTS words_removed ON %1$I', told.table_name);
        EXECUTE format('CREATE TRIGGER words_added AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_search_words(%L, %L, %L)', told.table_name, told.text, told.organisation, told.condition);
        EXECUTE format('CREATE TRIGGER words_changed AFTER UPDATE ON %I REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_search_words(%L, %L, %L)', told.table_name, told.text, told.organisation, told.condition);
        EXECUTE format('CREATE TRIGGER words_removed AFTER DELETE ON %I REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_search_words(%L, %L, %L)', told.table_name, told.text, told.organisation, told.condition);
    END LOOP;
END $$;
