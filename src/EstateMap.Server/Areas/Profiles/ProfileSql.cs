namespace EstateMap.Server.Areas.Profiles;

/// <summary>
/// What profiles read, each statement for any number of areas at once. A slot is an area's id, 0 the drawn shape and -1 everything there is. Everywhere $1 are ids of areas, $2 a drawn shape in WGS84 or null, and $3 whether slot -1 is wanted.
/// </summary>
internal static class ProfileSql
{
    // Sites by slot. What is asked of one slot is what the map shows when it is filtered by the same area.
    private const string Here = """
        here AS MATERIALIZED (
            SELECT x.area_id AS slot, s.id AS site_id
            FROM site_area x
            JOIN site s ON s.id = x.site_id AND s.is_current
            WHERE x.area_id = ANY ($1::bigint[])
            UNION ALL
            SELECT 0, s.id FROM site s WHERE s.is_current AND s.geom && $2::geometry AND ST_Within(s.geom, $2::geometry)
            UNION ALL
            SELECT -1, s.id FROM site s WHERE s.is_current AND $3::boolean
        )
        """;

    // Assets that are there or serve it.
    private const string Assets = """
        asset AS MATERIALIZED (
            SELECT h.slot, c.id, c.abcd_class, c.organisation_id FROM here h JOIN community_asset c ON c.site_id = h.site_id AND c.is_current
            UNION
            SELECT c.area_id, c.id, c.abcd_class, c.organisation_id FROM community_asset c WHERE c.area_id = ANY ($1::bigint[]) AND c.is_current
            UNION
            SELECT -1, c.id, c.abcd_class, c.organisation_id FROM community_asset c WHERE c.is_current AND $3::boolean
        )
        """;

    // Organisations that have to do with a site or asset of the slot; those are at home there that have to do with none elsewhere.
    private const string Organisations = """
        tie AS MATERIALIZED (SELECT t.organisation_id, t.site_id FROM organisations_at_sites() t),
        places AS (SELECT t.organisation_id, count(*) AS sites FROM tie t GROUP BY t.organisation_id),
        active AS MATERIALIZED (
            SELECT g.slot, g.organisation_id, sum(g.sites) >= coalesce(max(p.sites), 0) AS is_home
            FROM (
                SELECT h.slot, t.organisation_id, count(*) AS sites FROM here h JOIN tie t ON t.site_id = h.site_id GROUP BY h.slot, t.organisation_id
                UNION ALL
                SELECT DISTINCT c.slot, c.organisation_id, 0 FROM asset c WHERE c.organisation_id IS NOT NULL
            ) g
            LEFT JOIN places p ON p.organisation_id = g.organisation_id
            GROUP BY g.slot, g.organisation_id
        )
        """;

    // Links with an end in the slot. An organisation is such an end where it is at home, or a council's every link would be everybody's.
    private const string Links = """
        offered AS MATERIALIZED (SELECT DISTINCT h.slot, l.service_id FROM here h JOIN service_at_location l ON l.site_id = h.site_id),
        ending AS (
            SELECT h.slot, k.id, true AS starts FROM here h JOIN link k ON k.from_site_id = h.site_id AND k.is_current
            UNION ALL
            SELECT h.slot, k.id, false FROM here h JOIN link k ON k.to_site_id = h.site_id AND k.is_current
            UNION ALL
            SELECT o.slot, k.id, true FROM offered o JOIN link k ON k.from_service_id = o.service_id AND k.is_current
            UNION ALL
            SELECT o.slot, k.id, false FROM offered o JOIN link k ON k.to_service_id = o.service_id AND k.is_current
            UNION ALL
            SELECT c.slot, k.id, true FROM asset c JOIN link k ON k.from_community_asset_id = c.id AND k.is_current
            UNION ALL
            SELECT c.slot, k.id, false FROM asset c JOIN link k ON k.to_community_asset_id = c.id AND k.is_current
            UNION ALL
            SELECT a.slot, k.id, true FROM active a JOIN link k ON k.from_organisation_id = a.organisation_id AND k.is_current WHERE a.is_home
            UNION ALL
            SELECT a.slot, k.id, false FROM active a JOIN link k ON k.to_organisation_id = a.organisation_id AND k.is_current WHERE a.is_home
        ),
        touching AS MATERIALIZED (
            SELECT e.slot, e.id, CASE WHEN bool_or(e.starts) AND bool_or(NOT e.starts) THEN 'within' WHEN bool_or(e.starts) THEN 'out' ELSE 'in' END AS flow
            FROM ending e
            GROUP BY e.slot, e.id
        )
        """;

    private const string Ties = $"{Here}, {Assets}, {Organisations}, {Links}";

    /// <summary>
    /// Strengths and money: slot, measure, key, value. Grants are those to organisations that are at home in the slot, or to what stands there, in all and by the year they were agreed in. Slot -2 counts what is loaded, whether or not it has a place.
    /// </summary>
    public const string Community = $"""
        WITH {Ties},
        granted AS (
            SELECT t.slot, k.amount_gbp::double precision AS amount_gbp, coalesce(extract(year FROM k.agreed_on)::int::text, 'unknown') AS agreed
            FROM touching t
            JOIN link k ON k.id = t.id
            WHERE t.flow <> 'out' AND k.amount_gbp IS NOT NULL
        )
        SELECT c.slot, 'assets', c.abcd_class::text, count(*)::double precision, NULL::double precision FROM asset c GROUP BY c.slot, c.abcd_class
        UNION ALL
        SELECT a.slot, 'organisations', '', count(*), NULL FROM active a GROUP BY a.slot
        UNION ALL
        SELECT a.slot, 'organisations_home', '', count(*), NULL FROM active a WHERE a.is_home GROUP BY a.slot
        UNION ALL
        SELECT t.slot, 'links', t.flow, count(*), NULL FROM touching t GROUP BY t.slot, t.flow
        UNION ALL
        SELECT g.slot, 'grants', '', count(*), NULL FROM granted g GROUP BY g.slot
        UNION ALL
        SELECT g.slot, 'granted', '', sum(g.amount_gbp), NULL FROM granted g GROUP BY g.slot
        UNION ALL
        SELECT g.slot, 'granted_in', g.agreed, sum(g.amount_gbp), NULL FROM granted g GROUP BY g.slot, g.agreed
        UNION ALL
        SELECT -2, 'assets', '', count(*), NULL FROM community_asset c WHERE c.is_current
        UNION ALL
        SELECT -2, 'grants', '', count(*), NULL FROM link k WHERE k.amount_gbp IS NOT NULL AND k.is_current
        """;

    /// <summary>Sites, properties and what is known of them: slot, measure, key, value, assumed share of the value.</summary>
    public const string Estate = $"""
        WITH {Here},
        held AS MATERIALIZED (SELECT h.slot, p.id, p.site_id, p.kind FROM here h JOIN property p ON p.site_id = h.site_id AND p.is_current),
        measured AS (
            -- One measurement a property, the gross internal area where there is one.
            SELECT DISTINCT ON (p.slot, p.id) p.slot, p.id, f.area_m2::double precision AS area_m2, f.is_repeat, f.basis = 'assumption' AS is_assumed
            FROM held p
            JOIN floor_area f ON f.property_id = p.id
            ORDER BY p.slot, p.id, array_position(ARRAY['GIA', 'GEA', 'NIA', 'unknown']::floor_measurement[], f.measurement)
        ),
        spent AS (
            -- Of each property the newest period; in it the total, or else all kinds together.
            SELECT p.slot, p.id, coalesce(sum(r.cost_gbp) FILTER (WHERE r.cost_kind = 'total'), sum(r.cost_gbp))::double precision AS cost_gbp, bool_or(r.basis = 'assumption') AS is_assumed
            FROM held p
            JOIN running_cost r ON r.property_id = p.id
            WHERE r.period = (SELECT n.period FROM running_cost n WHERE n.property_id = p.id ORDER BY n.period DESC LIMIT 1)
            GROUP BY p.slot, p.id
        ),
        rated AS (SELECT DISTINCT ON (p.slot, p.id) p.slot, p.site_id, e.rating FROM held p JOIN energy_certificate e ON e.property_id = p.id ORDER BY p.slot, p.id, e.kind),
        surveyed AS (
            SELECT DISTINCT ON (p.slot, p.id) p.slot, p.site_id, c.condition_band, c.backlog_gbp::double precision AS backlog_gbp, c.basis = 'assumption' AS is_assumed
            FROM held p
            JOIN condition_survey c ON c.property_id = p.id
            ORDER BY p.slot, p.id, c.surveyed_on DESC
        )
        SELECT h.slot, 'sites', '', count(*)::double precision, NULL::double precision FROM here h GROUP BY h.slot
        UNION ALL
        SELECT p.slot, 'properties', '', count(*), NULL FROM held p GROUP BY p.slot
        UNION ALL
        SELECT p.slot, 'buildings', '', count(*), NULL FROM held p WHERE p.kind <> 'land' GROUP BY p.slot
        UNION ALL
        SELECT m.slot, 'floor_area', '', sum(m.area_m2), coalesce(sum(m.area_m2) FILTER (WHERE m.is_assumed), 0) / sum(m.area_m2) FROM measured m WHERE NOT m.is_repeat GROUP BY m.slot
        UNION ALL
        SELECT m.slot, 'floor_area_repeated', '', sum(m.area_m2), NULL FROM measured m WHERE m.is_repeat GROUP BY m.slot
        UNION ALL
        SELECT p.slot, 'unmeasured', '', count(*), NULL FROM held p WHERE p.kind <> 'land' AND NOT EXISTS (SELECT FROM floor_area f WHERE f.property_id = p.id) GROUP BY p.slot
        UNION ALL
        SELECT c.slot, 'running_cost', '', sum(c.cost_gbp), coalesce(sum(c.cost_gbp) FILTER (WHERE c.is_assumed) / nullif(sum(c.cost_gbp), 0), 0) FROM spent c GROUP BY c.slot
        UNION ALL
        SELECT c.slot, 'costed', '', count(*), NULL FROM spent c GROUP BY c.slot
        UNION ALL
        SELECT r.slot, 'energy', r.rating, count(DISTINCT r.site_id), NULL FROM rated r GROUP BY r.slot, r.rating
        UNION ALL
        SELECT y.slot, 'condition', y.condition_band, count(DISTINCT y.site_id), NULL FROM surveyed y GROUP BY y.slot, y.condition_band
        UNION ALL
        SELECT y.slot, 'backlog', '', sum(y.backlog_gbp), coalesce(sum(y.backlog_gbp) FILTER (WHERE y.is_assumed) / nullif(sum(y.backlog_gbp), 0), 0) FROM surveyed y WHERE y.backlog_gbp IS NOT NULL GROUP BY y.slot
        UNION ALL
        SELECT p.slot, 'vacant_space', '', sum(v.area_m2)::double precision, NULL FROM held p JOIN vacant_space v ON v.property_id = p.id WHERE v.area_m2 IS NOT NULL GROUP BY p.slot
        UNION ALL
        SELECT p.slot, 'vacant', '', count(DISTINCT p.site_id), NULL FROM held p LEFT JOIN tenure n ON n.property_id = p.id WHERE n.tenure_detail = 'vacant' OR EXISTS (SELECT FROM vacant_space v WHERE v.property_id = p.id) GROUP BY p.slot
        """;

    /// <summary>Services where they are offered, with their hours, a row for each rule: slot, kind, service, sites it is offered at there, frequency, interval, days, opening and closing minute, the source's words. Without hours the rule is null.</summary>
    public const string Services = $"""
        WITH {Here},
        offered AS (SELECT h.slot, v.kind, v.id, count(*)::int AS sites FROM here h JOIN service_at_location l ON l.site_id = h.site_id JOIN service v ON v.id = l.service_id AND v.is_current GROUP BY h.slot, v.kind, v.id)
        SELECT o.slot, o.kind, o.id, o.sites, c.freq, c.interval, coalesce(c.byday, 'day ' || c.bymonthday), (extract(epoch FROM c.opens_at) / 60)::int, (extract(epoch FROM c.closes_at) / 60)::int, c.description
        FROM offered o
        LEFT JOIN schedule c ON c.service_id = o.id AND (c.valid_from IS NULL OR c.valid_from <= current_date) AND (c.valid_to IS NULL OR c.valid_to >= current_date)
        ORDER BY o.slot, o.kind, o.id
        """;

    /// <summary>Datasets that speak of the slot's sites: slot, dataset, title, records, newest date that they speak for, days since; null where no record has a date.</summary>
    public const string Sources = $"""
        WITH {Here}
        SELECT h.slot, d.id, d.title, count(*)::int, max(coalesce(r.as_at, u.as_at)), (current_date - max(coalesce(r.as_at, u.as_at)))::int
        FROM here h
        JOIN source_record r ON r.site_id = h.site_id AND r.missing_since_run_id IS NULL
        JOIN dataset d ON d.id = r.dataset_id
        LEFT JOIN import_run u ON u.id = d.active_run_id
        GROUP BY h.slot, d.id, d.title
        ORDER BY h.slot, d.title, d.id
        """;

    /// <summary>Which areas' points stand for a slot's people: its own, those of the small areas that belong to it, or else those that lie in it. Slot, id of the small area.</summary>
    public const string Points = """
        SELECT p.area_id, p.area_id FROM demand_point p WHERE p.area_id = ANY ($1::bigint[])
        UNION
        SELECT m.area_id, p.area_id FROM area_membership m JOIN demand_point p ON p.area_id = m.member_area_id WHERE m.area_id = ANY ($1::bigint[])
        UNION
        SELECT a.id, p.area_id
        FROM area a
        JOIN demand_point p ON p.geom && a.geom AND ST_Intersects(p.geom, a.geom)
        WHERE a.id = ANY ($1::bigint[]) AND NOT EXISTS (SELECT FROM area_membership m WHERE m.area_id = a.id) AND NOT EXISTS (SELECT FROM demand_point n WHERE n.area_id = a.id)
        UNION
        SELECT 0, p.area_id FROM demand_point p WHERE p.geom && $2::geometry AND ST_Within(p.geom, $2::geometry)
        UNION
        SELECT -1, p.area_id FROM demand_point p WHERE $3::boolean
        """;

    /// <summary>$1 ids: what each area is called, by kind and name; people by the best figure there is.</summary>
    public const string Areas = "SELECT a.id, a.code, a.name, a.kind, a.vintage, area_population(a.id) FROM area a WHERE a.id = ANY ($1::bigint[]) ORDER BY a.name, a.code";

    /// <summary>$1 kinds, $2 vintages, $3 codes, side by side; a null code asks for every area of the kind and vintage: ids, and which place of the lists asked for each.</summary>
    public const string Find = """
        SELECT a.id, w.place::int
        FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w (kind, vintage, code, place)
        JOIN area a ON a.kind = w.kind AND a.vintage = coalesce(w.vintage, (SELECT max(n.vintage) FROM area n WHERE n.kind = w.kind)) AND (w.code IS NULL OR a.code = w.code)
        ORDER BY w.place, a.name, a.code
        """;

    /// <summary>The area that all others are held against: the authority, the newest and largest; no row where none is loaded.</summary>
    public const string Whole = "SELECT a.id FROM area a WHERE a.kind = 'authority' ORDER BY a.vintage DESC, a.area_m2 DESC LIMIT 1";

    /// <summary>Where something is that people go to: services, and green and open spaces. Kind, its label, whether it is a service, site, longitude, latitude.</summary>
    public const string Destinations = """
        SELECT DISTINCT v.kind, coalesce(t.label, v.kind), true, s.id, ST_X(s.geom), ST_Y(s.geom), coalesce(t.sort_order, 1000)
        FROM service v
        JOIN service_at_location l ON l.service_id = v.id
        JOIN site s ON s.id = l.site_id AND s.is_current AND s.geom IS NOT NULL
        LEFT JOIN vocabulary_term t ON t.vocabulary = 'service-kinds' AND t.code = v.kind
        WHERE v.is_current AND v.status <> 'defunct'
        UNION
        SELECT u.use_code, t.label, false, s.id, ST_X(s.geom), ST_Y(s.geom), 1000 + t.sort_order
        FROM site_use u
        JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code AND t.broader IN ('green', 'open_space')
        JOIN site s ON s.id = u.site_id AND s.is_current AND s.geom IS NOT NULL
        ORDER BY 7, 1, 4
        """;

    /// <summary>Labels of classes, kinds and groups: vocabulary, code, label, in their order.</summary>
    public const string Labels = "SELECT t.vocabulary, t.code, t.label FROM vocabulary_term t WHERE t.vocabulary IN ('abcd-classes', 'service-kinds', 'population-groups') ORDER BY t.vocabulary, t.sort_order, t.code";

    /// <summary>$1 ids of areas, $2 a shape or null, $3 whether everything, $4 in, out, within or received: ids of links of these areas.</summary>
    public const string LinksOfArea = $"""
        WITH {Ties}
        SELECT t.id FROM touching t JOIN link k ON k.id = t.id WHERE CASE $4::text WHEN 'received' THEN t.flow <> 'out' AND k.amount_gbp IS NOT NULL ELSE t.flow = $4::text END
        """;

    /// <summary>$1 ids of areas, $2 a shape or null, $3 whether everything, $4 whether only those at home there: ids of organisations.</summary>
    public const string OrganisationsOfArea = $"""
        WITH {Here}, {Assets}, {Organisations}
        SELECT a.organisation_id FROM active a WHERE a.is_home OR NOT $4::boolean
        """;
}
