namespace EstateMap.Server.Estate;

/// <summary>Search over everything with a name, typing errors forgiven. Which rows are meant is said by <c>search_candidates</c> (migrations/functions/04_search.sql); they are read here, under row-level security like everything.</summary>
internal static class SearchSql
{
    /// <summary>
    /// $1 text in lower case; $2 pattern: %text% escaped for LIKE; $3 text in capitals without spaces, for postcodes; $4 digits padded to 12 for UPRNs, or null; $5 most hits.
    /// A hit that holds the text as typed beats one that is only like it; one that begins with it beats both.
    /// </summary>
    public const string Find = """
        WITH hit AS MATERIALIZED (
            SELECT DISTINCT ON (c.kind, c.id) c.kind, c.id, c.matched, c.score
            FROM search_candidates($1::text, $2::text, $3::text, $4::text, $5::bigint) c
            ORDER BY c.kind, c.id, c.score DESC, c.matched
        ), named AS (
            SELECT h.kind, h.id, s.name AS title, h.matched, h.score FROM hit h JOIN site s ON s.id = h.id WHERE h.kind = 'Site' AND s.is_current
            UNION ALL
            SELECT h.kind, h.id, v.name, h.matched, h.score FROM hit h JOIN service v ON v.id = h.id WHERE h.kind = 'Service' AND v.is_current
            UNION ALL
            SELECT h.kind, h.id, c.name, h.matched, h.score FROM hit h JOIN community_asset c ON c.id = h.id WHERE h.kind = 'CommunityAsset' AND c.is_current
            UNION ALL
            SELECT h.kind, h.id, a.name, h.matched, h.score FROM hit h JOIN area a ON a.id = h.id WHERE h.kind = 'Area'
            UNION ALL
            SELECT 'Postcode', NULL, p.postcode, 'postcode', CASE WHEN replace(p.postcode, ' ', '') = $3::text THEN 1.0 ELSE 0.8 END
            FROM (
                SELECT p.postcode
                FROM postcode p
                WHERE length($3::text) >= 4 AND replace(p.postcode, ' ', '') ~>=~ $3::text AND replace(p.postcode, ' ', '') ~<~ ($3::text || chr(1114111))
                ORDER BY replace(p.postcode, ' ', '') USING ~<~
                LIMIT 5
            ) p
        ), best AS MATERIALIZED (
            SELECT kind, id, title, matched, score
            FROM named
            ORDER BY score DESC, title, kind, id
            LIMIT $5::bigint
        )
        SELECT b.kind, b.id, b.title, nullif(d.subtitle, ''), b.matched, b.score::double precision, ST_AsGeoJSON(d.geom, 6, 0)
        FROM best b
        CROSS JOIN LATERAL (
            SELECT concat_ws(', ', nullif(concat_ws(' ', s.street_number, s.street_name), ''), s.post_town, s.postcode) AS subtitle, s.geom FROM site s WHERE b.kind = 'Site' AND s.id = b.id
            UNION ALL
            SELECT coalesce(t.label, v.kind), (SELECT s.geom FROM service_at_location l JOIN site s ON s.id = l.site_id WHERE l.service_id = v.id ORDER BY l.id LIMIT 1)
            FROM service v
            LEFT JOIN vocabulary_term t ON t.vocabulary = 'service-kinds' AND t.code = v.kind
            WHERE b.kind = 'Service' AND v.id = b.id
            UNION ALL
            SELECT coalesce(t.label, c.abcd_class::text), s.geom
            FROM community_asset c
            LEFT JOIN site s ON s.id = c.site_id
            LEFT JOIN vocabulary_term t ON t.vocabulary = 'abcd-classes' AND t.code = c.abcd_class::text
            WHERE b.kind = 'CommunityAsset' AND c.id = b.id
            UNION ALL
            SELECT coalesce(t.label, a.kind) || ' ' || a.vintage, a.label_point
            FROM area a
            LEFT JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
            WHERE b.kind = 'Area' AND a.id = b.id
            UNION ALL
            SELECT NULL, p.geom FROM postcode p WHERE b.kind = 'Postcode' AND p.postcode = b.title
        ) d
        ORDER BY b.score DESC, b.title, b.kind, b.id
        """;
}
