namespace EstateMap.Server.Community.Networks;

/// <summary>What the network of the community is read with. Row-level security leaves out what the caller may not see, and with it every link that leads there.</summary>
internal static class NetworkSql
{
    /// <summary>$1 whether owners count: every link, those of <c>link</c> and those that the register implies, as id, kind, ends, evidence, whether it is no assumption, whether it is made up, first day, last day.</summary>
    public const string Links = """
        SELECT k.id, k.kind,
               CASE WHEN k.from_organisation_id IS NOT NULL THEN 'Organisation' WHEN k.from_site_id IS NOT NULL THEN 'Site' WHEN k.from_service_id IS NOT NULL THEN 'Service' ELSE 'CommunityAsset' END,
               coalesce(k.from_organisation_id, k.from_site_id, k.from_service_id, k.from_community_asset_id),
               CASE WHEN k.to_organisation_id IS NOT NULL THEN 'Organisation' WHEN k.to_site_id IS NOT NULL THEN 'Site' WHEN k.to_service_id IS NOT NULL THEN 'Service' ELSE 'CommunityAsset' END,
               coalesce(k.to_organisation_id, k.to_site_id, k.to_service_id, k.to_community_asset_id),
               k.evidence, k.basis <> 'assumption', k.is_illustrative, lower(k.period), upper(k.period) - 1
        FROM link k
        WHERE k.is_current
        UNION ALL
        SELECT NULL, 'meets_at', 'CommunityAsset', c.id, 'Site', s.id, 'Its own entry' || coalesce(' in ' || d.title, ''), true, c.is_illustrative, NULL, NULL
        FROM community_asset c
        JOIN site s ON s.id = c.site_id AND s.is_current
        LEFT JOIN dataset d ON d.id = c.dataset_id
        WHERE c.is_current
        UNION ALL
        SELECT NULL, 'runs', 'Organisation', o.id, 'CommunityAsset', c.id, 'Its own entry' || coalesce(' in ' || d.title, ''), true, c.is_illustrative, NULL, NULL
        FROM community_asset c
        JOIN organisation o ON o.id = c.organisation_id
        LEFT JOIN dataset d ON d.id = c.dataset_id
        WHERE c.is_current
        UNION ALL
        SELECT NULL, 'runs', 'Organisation', o.id, 'Service', v.id, 'The entry of the service' || coalesce(' in ' || d.title, ''), true, false, NULL, NULL
        FROM service v
        JOIN organisation o ON o.id = v.organisation_id
        LEFT JOIN dataset d ON d.id = v.dataset_id
        WHERE v.is_current
        UNION ALL
        SELECT NULL, 'offered_at', 'Service', v.id, 'Site', s.id, 'The entry of the service' || coalesce(' in ' || d.title, ''), true, false, NULL, NULL
        FROM service_at_location l
        JOIN service v ON v.id = l.service_id AND v.is_current
        JOIN site s ON s.id = l.site_id AND s.is_current
        LEFT JOIN dataset d ON d.id = v.dataset_id
        UNION ALL
        SELECT NULL, 'occupies', 'Organisation', o.id, 'Site', s.id, 'The register of occupation' || coalesce(' in ' || d.title, ''), u.basis <> 'assumption', false, lower(u.period), upper(u.period) - 1
        FROM occupation u
        JOIN organisation o ON o.id = u.organisation_id
        JOIN property p ON p.id = u.property_id AND p.is_current
        JOIN site s ON s.id = p.site_id AND s.is_current
        LEFT JOIN dataset d ON d.id = p.dataset_id
        UNION ALL
        SELECT NULL, 'owns', 'Organisation', o.id, 'Site', s.id, 'The owner in the register', true, false, NULL, NULL
        FROM site s
        JOIN organisation o ON o.id = s.owner_organisation_id
        WHERE $1::boolean AND s.is_current
        ORDER BY 2, 3, 4, 5, 6, 1 NULLS LAST, 10 NULLS LAST, 11 NULLS LAST, 7
        """;

    /// <summary>$1 organisations and $2 sites that a link leads to: who stands in the network, as type, id, name, kind, class, whether it is made up, place in WGS84, site, area.</summary>
    public const string Nodes = """
        SELECT 'Organisation', o.id, o.name, o.kind, NULL, false, NULL::double precision, NULL::double precision, NULL::bigint, NULL::bigint
        FROM organisation o
        WHERE o.id = ANY ($1::bigint[])
           -- On their own, and not only for want of a kind of link.
           OR NOT EXISTS (SELECT FROM site s WHERE s.owner_organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM tenure t WHERE t.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM occupation u WHERE u.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM service v WHERE v.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM community_asset c WHERE c.organisation_id = o.id)
              AND NOT EXISTS (SELECT FROM link k WHERE k.from_organisation_id = o.id OR k.to_organisation_id = o.id)
        UNION ALL
        SELECT 'Site', s.id, s.name, NULL, NULL, false, ST_X(s.geom), ST_Y(s.geom), s.id, NULL
        FROM site s
        WHERE s.id = ANY ($2::bigint[]) AND s.is_current
        UNION ALL
        SELECT 'Service', v.id, v.name, v.kind, NULL, false, ST_X(s.geom), ST_Y(s.geom), s.id, NULL
        FROM service v
        LEFT JOIN LATERAL (SELECT x.id, x.geom FROM service_at_location l JOIN site x ON x.id = l.site_id WHERE l.service_id = v.id AND x.is_current ORDER BY x.id LIMIT 1) s ON true
        WHERE v.is_current
        UNION ALL
        SELECT 'CommunityAsset', c.id, c.name, NULL, upper(c.abcd_class::text), c.is_illustrative, ST_X(s.geom), ST_Y(s.geom), s.id, c.area_id
        FROM community_asset c
        LEFT JOIN site s ON s.id = c.site_id AND s.is_current
        WHERE c.is_current
        ORDER BY 1, 2
        """;

    /// <summary>$1 kind, $2 vintage or null for the newest, $3 how many at most, $4 how many are passed over: areas by name, as id, vintage, code.</summary>
    public const string Areas = """
        SELECT a.id, a.vintage, a.code
        FROM area a
        WHERE a.kind = $1::text AND a.vintage = coalesce($2::text, (SELECT max(n.vintage) FROM area n WHERE n.kind = $1::text))
        ORDER BY a.name, a.code
        LIMIT $3::bigint OFFSET $4::bigint
        """;

    public const string Kinds = "SELECT v.code, v.label FROM vocabulary_term v WHERE v.vocabulary = 'link-kinds' ORDER BY v.sort_order, v.code";
}
