namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What scenarios ask of the register. Read with the caller's rights.</summary>
internal static class ScenarioRegisterSql
{
    /// <summary>$1 sites: services there; $2 sites that close: services of the same kinds anywhere.</summary>
    public const string Services = """
        SELECT v.id, v.uuid, v.name, v.kind, coalesce(w.label, v.kind), o.name, s.id, s.uuid, s.name, ST_X(s.geom), ST_Y(s.geom)
        FROM service_at_location l
        JOIN service v ON v.id = l.service_id AND v.is_current AND v.status NOT IN ('inactive', 'defunct')
        JOIN site s ON s.id = l.site_id AND s.is_current
        LEFT JOIN organisation o ON o.id = v.organisation_id
        LEFT JOIN vocabulary_term w ON w.vocabulary = 'service-kinds' AND w.code = v.kind
        WHERE l.site_id = ANY ($1::bigint[])
           OR v.kind IN (SELECT x.kind FROM service_at_location m JOIN service x ON x.id = m.service_id AND x.is_current WHERE m.site_id = ANY ($2::bigint[]))
        ORDER BY v.name, v.id, s.id
        """;

    /// <summary>$1 services: their hours as they hold today, in minutes after midnight.</summary>
    public const string Schedules = """
        SELECT h.service_id, h.freq, h.interval, coalesce(h.byday, 'day ' || h.bymonthday), (extract(epoch FROM h.opens_at) / 60)::int, (extract(epoch FROM h.closes_at) / 60)::int, h.description
        FROM schedule h
        WHERE h.service_id = ANY ($1::bigint[])
          AND (h.valid_from IS NULL OR h.valid_from <= current_date) AND (h.valid_to IS NULL OR h.valid_to >= current_date)
        ORDER BY h.service_id, h.id
        """;

    /// <summary>$1 sites: floor area that is occupied today.</summary>
    public const string Occupied = """
        SELECT p.site_id, sum(o.area_m2)::double precision, bool_or(o.basis = 'assumption')
        FROM occupation o
        JOIN property p ON p.id = o.property_id AND p.is_current
        WHERE p.site_id = ANY ($1::bigint[]) AND o.area_m2 IS NOT NULL AND (o.period IS NULL OR o.period @> current_date)
        GROUP BY p.site_id
        """;

    /// <summary>$1 sites that close: community assets that are there, or that a link ties to it.</summary>
    public const string Assets = """
        WITH found AS (
            SELECT c.site_id, c.id, 'is there' AS how
            FROM community_asset c
            WHERE c.site_id = ANY ($1::bigint[]) AND c.is_current
            UNION
            SELECT coalesce(k.to_site_id, k.from_site_id), coalesce(k.from_community_asset_id, k.to_community_asset_id), coalesce(w.label, k.kind)
            FROM link k
            LEFT JOIN vocabulary_term w ON w.vocabulary = 'link-kinds' AND w.code = k.kind
            WHERE k.is_current
              AND (k.to_site_id = ANY ($1::bigint[]) AND k.from_community_asset_id IS NOT NULL OR k.from_site_id = ANY ($1::bigint[]) AND k.to_community_asset_id IS NOT NULL)
        )
        SELECT f.site_id, c.id, c.name, upper(c.abcd_class::text), string_agg(f.how, ', ' ORDER BY f.how), c.is_illustrative
        FROM found f
        JOIN community_asset c ON c.id = f.id AND c.is_current
        GROUP BY f.site_id, c.id, c.name, c.abcd_class, c.is_illustrative
        ORDER BY c.name, c.id
        """;

    /// <summary>$1 sites that close: links of each, of what is offered there and of who is there.</summary>
    public const string Links = """
        WITH touched AS (
            SELECT g.id AS site_id, k.*
            FROM unnest($1::bigint[]) AS g (id)
            JOIN link k ON k.is_current AND (
                k.from_site_id = g.id OR k.to_site_id = g.id
                OR k.from_service_id IN (SELECT l.service_id FROM service_at_location l WHERE l.site_id = g.id)
                OR k.to_service_id IN (SELECT l.service_id FROM service_at_location l WHERE l.site_id = g.id)
                OR k.from_community_asset_id IN (SELECT c.id FROM community_asset c WHERE c.site_id = g.id)
                OR k.to_community_asset_id IN (SELECT c.id FROM community_asset c WHERE c.site_id = g.id))
        )
        SELECT k.site_id, coalesce(fo.name, fs.name, fv.name, fc.name), coalesce(w.label, k.kind), coalesce(o.name, s.name, v.name, c.name)
        FROM touched k
        LEFT JOIN organisation fo ON fo.id = k.from_organisation_id
        LEFT JOIN site fs ON fs.id = k.from_site_id
        LEFT JOIN service fv ON fv.id = k.from_service_id
        LEFT JOIN community_asset fc ON fc.id = k.from_community_asset_id
        LEFT JOIN organisation o ON o.id = k.to_organisation_id
        LEFT JOIN site s ON s.id = k.to_site_id
        LEFT JOIN service v ON v.id = k.to_service_id
        LEFT JOIN community_asset c ON c.id = k.to_community_asset_id
        LEFT JOIN vocabulary_term w ON w.vocabulary = 'link-kinds' AND w.code = k.kind
        ORDER BY k.site_id, 2, 3, 4, k.id
        """;
}
