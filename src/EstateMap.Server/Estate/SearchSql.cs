namespace EstateMap.Server.Estate;

/// <summary>Search over everything with a name, typing errors forgiven (trigrams).</summary>
internal static class SearchSql
{
    /// <summary>
    /// $1 text in lower case; $2 pattern: %text% escaped for LIKE; $3 text in capitals without spaces, for postcodes; $4 digits padded to 12 for UPRNs, or null; $5 most hits.
    /// A hit that holds the text as typed beats one that is only like it; one that begins with it beats both.
    /// </summary>
    public const string Find = """
        WITH named AS (
            SELECT 'Site' AS kind, s.id, s.name AS title,
                   concat_ws(', ', nullif(concat_ws(' ', s.street_number, s.street_name), ''), s.post_town, s.postcode) AS subtitle, s.geom, s.name AS text, 'name' AS matched
            FROM site s WHERE s.is_current AND (lower(s.name) LIKE $2::text OR length($1::text) > 3 AND word_similarity($1::text, lower(s.name)) >= 0.45)
            UNION ALL
            SELECT 'Site', s.id, s.name, concat_ws(', ', nullif(concat_ws(' ', s.street_number, s.street_name), ''), s.post_town, s.postcode), s.geom, s.street_name, 'street'
            FROM site s WHERE s.is_current AND (lower(s.street_name) LIKE $2::text OR length($1::text) > 3 AND word_similarity($1::text, lower(s.street_name)) >= 0.6)
            UNION ALL
            SELECT 'Service', v.id, v.name, coalesce(t.label, v.kind), (SELECT s.geom FROM service_at_location l JOIN site s ON s.id = l.site_id WHERE l.service_id = v.id ORDER BY l.id LIMIT 1), v.name, 'name'
            FROM service v LEFT JOIN vocabulary_term t ON t.vocabulary = 'service-kinds' AND t.code = v.kind
            WHERE v.is_current AND (lower(v.name) LIKE $2::text OR length($1::text) > 3 AND word_similarity($1::text, lower(v.name)) >= 0.45)
            UNION ALL
            SELECT 'CommunityAsset', c.id, c.name, coalesce(t.label, c.abcd_class::text), s.geom, c.name, 'name'
            FROM community_asset c
            LEFT JOIN site s ON s.id = c.site_id
            LEFT JOIN vocabulary_term t ON t.vocabulary = 'abcd-classes' AND t.code = c.abcd_class::text
            WHERE c.is_current AND (lower(c.name) LIKE $2::text OR length($1::text) > 3 AND word_similarity($1::text, lower(c.name)) >= 0.45)
            UNION ALL
            SELECT 'Area', a.id, a.name, coalesce(t.label, a.kind) || ' ' || a.vintage, a.label_point, a.name, 'name'
            FROM area a LEFT JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
            WHERE a.name <> a.code AND (lower(a.name) LIKE $2::text OR length($1::text) > 3 AND word_similarity($1::text, lower(a.name)) >= 0.5)
        ), keyed AS (
            SELECT 'Site' AS kind, s.id, s.name AS title, concat_ws(', ', nullif(concat_ws(' ', s.street_number, s.street_name), ''), s.post_town, s.postcode) AS subtitle, s.geom, 'postcode' AS matched, 0.95 AS score
            FROM site s WHERE s.is_current AND length($3::text) >= 5 AND replace(s.postcode, ' ', '') = $3::text
            UNION ALL
            SELECT 'Site', s.id, s.name, concat_ws(', ', nullif(concat_ws(' ', s.street_number, s.street_name), ''), s.post_town, s.postcode), s.geom, 'uprn', 1.0
            FROM site s JOIN site_uprn u ON u.site_id = s.id WHERE s.is_current AND u.uprn = $4::text
            UNION ALL
            SELECT 'Area', a.id, a.name, coalesce(t.label, a.kind) || ' ' || a.vintage, a.label_point, 'code', 1.0
            FROM area a LEFT JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
            WHERE lower(a.code) = $1::text
        ), postcodes AS (
            SELECT 'Postcode' AS kind, NULL::bigint AS id, p.postcode AS title, NULL::text AS subtitle, p.geom, 'postcode' AS matched,
                   CASE WHEN replace(p.postcode, ' ', '') = $3::text THEN 1.0 ELSE 0.8 END AS score
            FROM postcode p
            WHERE length($3::text) >= 4 AND replace(p.postcode, ' ', '') LIKE $3::text || '%'
            ORDER BY p.postcode
            LIMIT 5
        ), scored AS (
            SELECT kind, id, title, nullif(subtitle, '') AS subtitle, geom, matched,
                   (CASE WHEN lower(text) = $1::text THEN 1.0
                         WHEN starts_with(lower(text), $1::text) THEN 0.9
                         WHEN lower(text) LIKE $2::text THEN 0.8
                         ELSE 0.7 * word_similarity($1::text, lower(text)) END)
                   * (CASE WHEN matched = 'street' THEN 0.85 ELSE 1 END) AS score
            FROM named
            UNION ALL SELECT kind, id, title, nullif(subtitle, ''), geom, matched, score FROM keyed
            UNION ALL SELECT kind, id, title, subtitle, geom, matched, score FROM postcodes
        ), best AS (
            SELECT DISTINCT ON (kind, coalesce(id::text, title)) kind, id, title, subtitle, geom, matched, score
            FROM scored
            ORDER BY kind, coalesce(id::text, title), score DESC
        )
        SELECT kind, id, title, subtitle, matched, score::double precision, ST_AsGeoJSON(geom, 6, 0)
        FROM best
        ORDER BY score DESC, title, kind, id
        LIMIT $5::bigint
        """;
}
