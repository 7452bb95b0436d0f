-- What people read of a contribution or a version, field by field; names of things only where the reader may see them.
CREATE OR REPLACE FUNCTION words_of_field(field text, value jsonb) RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    WHEN value IS NULL OR value = 'null' THEN NULL
    WHEN field IN ('organisation', 'fromOrganisation', 'toOrganisation') THEN (SELECT o.name FROM organisation o WHERE o.id = value::text::bigint)
    WHEN field IN ('site', 'fromSite', 'toSite') THEN (SELECT s.name FROM site s WHERE s.id = value::text::bigint)
    WHEN field IN ('fromService', 'toService') THEN (SELECT v.name FROM service v WHERE v.id = value::text::bigint)
    WHEN field IN ('fromAsset', 'toAsset') THEN (SELECT c.name FROM community_asset c WHERE c.id = value::text::bigint)
    WHEN field = 'area' THEN (SELECT a.name FROM area a WHERE a.id = value::text::bigint)
    WHEN field = 'kind' THEN coalesce((SELECT t.label FROM vocabulary_term t WHERE t.vocabulary = 'link-kinds' AND t.code = value #>> '{}'), value #>> '{}')
    WHEN field = 'abcdClass' THEN coalesce((SELECT t.label FROM vocabulary_term t WHERE t.vocabulary = 'abcd-classes' AND t.code = value #>> '{}'), value #>> '{}')
    WHEN field = 'schedules' THEN (SELECT string_agg(concat_ws(' ', s ->> 'description', CASE s ->> 'freq' WHEN 'MONTHLY' THEN 'monthly' END, s ->> 'byday', concat_ws('-', s ->> 'opensAt', s ->> 'closesAt'), s ->> 'notes'), '; ' ORDER BY n)
                                   FROM jsonb_array_elements(value) WITH ORDINALITY AS t (s, n))
    WHEN field = 'offers' THEN (SELECT string_agg(concat_ws(' ', o ->> 'direction', o ->> 'kind' || ':', o ->> 'words'), '; ' ORDER BY n) FROM jsonb_array_elements(value) WITH ORDINALITY AS t (o, n))
    WHEN jsonb_typeof(value) = 'boolean' THEN CASE WHEN value::text::boolean THEN 'yes' ELSE 'no' END
    ELSE value #>> '{}'
END;

-- What a contribution would change, beside what is kept now; also what it takes away.
CREATE OR REPLACE FUNCTION contribution_fields(of_contribution bigint) RETURNS TABLE (field text, before text, after text, n bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.key, words_of_field(f.key, k.kept -> f.key), words_of_field(f.key, f.value), row_number() OVER (ORDER BY f.key)
    FROM contribution c
    CROSS JOIN LATERAL (SELECT CASE WHEN c.kind = 'add' OR c.kind = 'link' THEN '{}'::jsonb WHEN c.link_id IS NOT NULL THEN link_content(c.link_id) WHEN c.asset_id IS NOT NULL THEN asset_content(c.asset_id) ELSE '{}' END AS kept) k
    CROSS JOIN LATERAL jsonb_each(c.content) AS f (key, value)
    WHERE c.id = of_contribution AND (f.value <> 'null' OR coalesce(k.kept -> f.key, 'null') <> 'null');
END;

-- What a version changed of the one before.
CREATE OR REPLACE FUNCTION version_fields(of_version bigint) RETURNS TABLE (field text, before text, after text, n bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.key, words_of_field(f.key, b.content -> f.key), words_of_field(f.key, f.value), row_number() OVER (ORDER BY f.key)
    FROM community_version v
    LEFT JOIN LATERAL (SELECT e.content FROM community_version e WHERE e.asset_id IS NOT DISTINCT FROM v.asset_id AND e.link_id IS NOT DISTINCT FROM v.link_id AND e.number < v.number ORDER BY e.number DESC LIMIT 1) b ON true
    CROSS JOIN LATERAL jsonb_each(v.content) AS f (key, value)
    WHERE v.id = of_version AND coalesce(b.content -> f.key, 'null') IS DISTINCT FROM f.value;
END;

-- What differs between two versions of one thing, whichever is the older.
CREATE OR REPLACE FUNCTION version_differences(one bigint, other bigint) RETURNS TABLE (field text, before text, after text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.key, words_of_field(f.key, a.content -> f.key), words_of_field(f.key, f.value)
    FROM community_version a
    JOIN community_version b ON b.id = other AND b.asset_id IS NOT DISTINCT FROM a.asset_id AND b.link_id IS NOT DISTINCT FROM a.link_id
    CROSS JOIN LATERAL jsonb_each(b.content) AS f (key, value)
    WHERE a.id = one AND a.content -> f.key IS DISTINCT FROM f.value
    ORDER BY f.key;
END;

-- Open asks that an open offer may meet, or the other way about: of the same kind, or with words in common; those that share words and are near come first.
CREATE OR REPLACE FUNCTION exchange_matches(of_exchange bigint) RETURNS TABLE (other_id bigint, distance_m double precision, shared_words text[], n bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT m.id, m.distance_m, m.shared, row_number() OVER (ORDER BY m.is_same_kind DESC, cardinality(m.shared) DESC, m.distance_m NULLS LAST, m.id)
    FROM (
        SELECT x.id, x.kind = e.kind AS is_same_kind, ST_Distance(coalesce(es.geom, ec.geom)::geography, coalesce(xs.geom, xc.geom)::geography) AS distance_m,
               ARRAY(SELECT w FROM unnest(search_words(x.words)) AS w WHERE length(w) > 3 AND w = ANY (search_words(e.words)) ORDER BY w) AS shared
        FROM asset_exchange e
        JOIN community_asset ec ON ec.id = e.community_asset_id
        LEFT JOIN site es ON es.id = ec.site_id
        JOIN asset_exchange x ON x.direction <> e.direction AND x.state = 'open' AND x.community_asset_id <> e.community_asset_id AND coalesce(x.valid_until, 'infinity') >= current_date
        JOIN community_asset xc ON xc.id = x.community_asset_id AND xc.is_current
        LEFT JOIN site xs ON xs.id = xc.site_id
        WHERE e.id = of_exchange AND e.state = 'open'
    ) m
    WHERE m.is_same_kind OR cardinality(m.shared) > 0
    ORDER BY 4
    LIMIT 10;
END;
