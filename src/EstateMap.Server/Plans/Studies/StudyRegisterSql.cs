namespace EstateMap.Server.Plans.Studies;

/// <summary>What a study reads of the register, one statement each, all in one transaction. Row-level security decides what is in them.</summary>
internal static class StudyRegisterSql
{
    // The smallest areas whose points hold (nearly) everybody: a finer kind that covers one corner would leave the others out.
    private const string Smallest = """
        counted AS (
            SELECT a.kind, a.vintage, avg(a.area_m2) AS size_m2, sum(w.weight) AS people
            FROM demand_point p
            JOIN area a ON a.id = p.area_id
            JOIN demand_weight w ON w.demand_point_id = p.id AND w.population_group = 'all'
            GROUP BY a.kind, a.vintage
        ),
        smallest AS (
            SELECT kind, vintage
            FROM counted
            WHERE people >= 0.99 * (SELECT max(people) FROM counted)
            ORDER BY size_m2, vintage DESC
            LIMIT 1
        ),
        point AS (
            SELECT p.id, p.geom, a.id AS area_id, a.code, a.kind, a.vintage
            FROM demand_point p
            JOIN area a ON a.id = p.area_id
            JOIN smallest k ON k.kind = a.kind AND k.vintage = a.vintage
        )
        """;

    /// <summary>An area itself, then the areas that it lies in.</summary>
    private const string Around = "LATERAL (SELECT p.area_id AS id UNION ALL SELECT m.area_id FROM area_membership m WHERE m.member_area_id = p.area_id) w";

    /// <summary>Points of the smallest areas, by code.</summary>
    public const string Points = $"""
        WITH {Smallest}
        SELECT p.id, p.area_id, p.code, ST_X(p.geom), ST_Y(p.geom), p.kind, p.vintage
        FROM point p
        ORDER BY p.code
        """;

    /// <summary>$1 a kind of area that a constraint names, or null: the ward, the neighbourhood and the area of that kind that each point's area lies in, of the newest vintage.</summary>
    public const string PointAreas = $"""
        WITH {Smallest}
        SELECT DISTINCT ON (p.area_id, a.kind) p.area_id, a.kind, a.code, a.name
        FROM point p
        CROSS JOIN {Around}
        JOIN area a ON a.id = w.id
        WHERE a.kind IN ('ward', 'neighbourhood', $1::text)
        ORDER BY p.area_id, a.kind, a.vintage DESC, a.id
        """;

    /// <summary>The newest decile of deprivation of each point's area, or of the area that it lies in.</summary>
    public const string Deciles = $"""
        WITH {Smallest}
        SELECT DISTINCT ON (p.area_id) p.area_id, v.value::int, v.dataset_id
        FROM point p
        CROSS JOIN {Around}
        JOIN area a ON a.id = w.id
        JOIN indicator_value v ON v.area_id = a.id AND v.indicator_code = 'imd_decile'
        ORDER BY p.area_id, upper(v.period) DESC, a.area_m2
        """;

    /// <summary>People of the points by group; true where the figure is an assumption.</summary>
    public const string Weights = $"""
        WITH {Smallest}
        SELECT w.population_group, p.area_id, w.weight, w.basis = 'assumption', w.dataset_id
        FROM point p
        JOIN demand_weight w ON w.demand_point_id = p.id
        """;

    /// <summary>
    /// Counts that add up, measured of the points' own areas or of smaller or larger ones that they lie in; of each the newest, at the smallest kind of area that has it. Those of populations are weights already.
    /// The last columns are the area that the figure is of (points that share one share its count) and its dataset.
    /// </summary>
    public const string Counts = $"""
        WITH {Smallest},
        figure AS (
            SELECT v.indicator_code, p.area_id AS point_area_id, a.id AS area_id, a.area_m2, a.kind, a.vintage, v.value, v.period, v.basis, v.dataset_id
            FROM point p
            CROSS JOIN {Around}
            JOIN area a ON a.id = w.id AND a.kind IN (p.kind, 'oa', 'lsoa')
            JOIN indicator_value v ON v.area_id = a.id
            JOIN indicator i ON i.code = v.indicator_code AND i.is_additive AND i.unit IN ('persons', 'people', 'households')
            WHERE i.code NOT LIKE 'population\_%'
        ),
        best AS (
            SELECT DISTINCT ON (indicator_code) indicator_code, kind, vintage, period
            FROM (SELECT indicator_code, kind, vintage, period, avg(area_m2) AS size_m2 FROM figure GROUP BY indicator_code, kind, vintage, period) f
            ORDER BY indicator_code, upper(period) DESC, size_m2
        )
        SELECT f.indicator_code, f.point_area_id, f.value, f.basis = 'assumption', f.area_id, f.dataset_id
        FROM figure f
        JOIN best b ON b.indicator_code = f.indicator_code AND b.kind = f.kind AND b.vintage = f.vintage AND b.period = f.period
        ORDER BY f.indicator_code, f.point_area_id
        """;

    /// <summary>What groups, indicators, uses and kinds of service are called.</summary>
    public const string Labels = """
        SELECT t.vocabulary, t.code, t.label, t.broader, t.sort_order
        FROM vocabulary_term t
        WHERE t.vocabulary IN ('population-groups', 'site-uses', 'service-kinds')
        UNION ALL
        SELECT 'indicators', i.code, i.name, i.unit, 0
        FROM indicator i
        WHERE i.is_additive
        ORDER BY 1, 5, 2
        """;

    /// <summary>$1 excluded uses, $2 wanted uses or empty, $3 uuids that are named: sites that a study looks at, by id. One more than <see cref="MostSites"/> says that there are too many.</summary>
    private const string Looked = """
        looked AS (
            SELECT s.id
            FROM site s
            WHERE s.is_current
              AND (s.uuid = ANY ($3::uuid[])
                   OR EXISTS (SELECT FROM site_use u WHERE u.site_id = s.id AND NOT u.use_code = ANY ($1::text[]) AND (cardinality($2::text[]) = 0 OR u.use_code = ANY ($2::text[]))))
            ORDER BY s.id
            LIMIT 5001
        )
        """;

    public const int MostSites = 5000;

    /// <summary>$1 excluded uses, $2 wanted uses, $3 uuids: what each is.</summary>
    public const string Sites = $"""
        WITH {Looked},
        held AS (
            SELECT p.site_id, bool_or(p.kind <> 'land') AS has_building, bool_and(coalesce(t.tenure_detail = 'vacant', false)) AS is_vacant,
                   array_remove(array_agg(DISTINCT t.tenure_type), NULL) AS tenures
            FROM looked l
            JOIN property p ON p.site_id = l.id AND p.is_current
            LEFT JOIN tenure t ON t.property_id = p.id
            GROUP BY p.site_id
        ),
        measured AS (
            -- One measurement a property, the gross internal area where there is one; repeated site totals count once.
            SELECT m.site_id, sum(m.area_m2)::double precision AS area_m2,
                   coalesce(sum(m.area_m2) FILTER (WHERE m.basis = 'assumption') / nullif(sum(m.area_m2), 0), 0)::double precision AS assumed_share
            FROM (
                SELECT DISTINCT ON (p.id) p.site_id, f.area_m2, f.basis
                FROM looked l
                JOIN property p ON p.site_id = l.id AND p.is_current
                JOIN floor_area f ON f.property_id = p.id AND NOT f.is_repeat
                ORDER BY p.id, array_position(ARRAY['GIA', 'GEA', 'NIA', 'unknown']::floor_measurement[], f.measurement)
            ) m
            GROUP BY m.site_id
        ),
        spent AS (
            -- Of each property the newest period; in it the total, or else all kinds together.
            SELECT c.site_id, sum(c.cost_gbp)::double precision AS cost_gbp, bool_or(c.is_assumed) AS is_assumed
            FROM (
                SELECT p.site_id, coalesce(sum(r.cost_gbp) FILTER (WHERE r.cost_kind = 'total'), sum(r.cost_gbp)) AS cost_gbp, bool_or(r.basis = 'assumption') AS is_assumed
                FROM looked l
                JOIN property p ON p.site_id = l.id AND p.is_current
                JOIN running_cost r ON r.property_id = p.id
                WHERE r.period = (SELECT n.period FROM running_cost n WHERE n.property_id = p.id ORDER BY n.period DESC LIMIT 1)
                GROUP BY p.site_id, p.id
            ) c
            GROUP BY c.site_id
        )
        SELECT s.id, s.uuid, s.name, ST_X(s.geom), ST_Y(s.geom), s.is_outside_place, ARRAY(SELECT DISTINCT u.use_code FROM site_use u WHERE u.site_id = s.id ORDER BY 1),
               o.name, o.kind, coalesce(h.tenures, ARRAY[]::text[]), coalesce(h.has_building, true), coalesce(h.is_vacant, false), m.area_m2, coalesce(m.assumed_share, 0), c.cost_gbp, coalesce(c.is_assumed, false),
               ARRAY(SELECT v.kind FROM service_at_location x JOIN service v ON v.id = x.service_id WHERE x.site_id = s.id AND v.is_current AND v.status <> 'defunct' ORDER BY v.kind)
        FROM looked l
        JOIN site s ON s.id = l.id
        LEFT JOIN organisation o ON o.id = s.owner_organisation_id
        LEFT JOIN held h ON h.site_id = s.id
        LEFT JOIN measured m ON m.site_id = s.id
        LEFT JOIN spent c ON c.site_id = s.id
        ORDER BY s.id
        """;

    /// <summary>$1 excluded uses, $2 wanted uses, $3 uuids, $4 a kind of area that a constraint names, or null.</summary>
    public const string SiteAreas = $"""
        WITH {Looked}
        SELECT DISTINCT ON (l.id, a.kind) l.id, a.kind, a.code, a.name
        FROM looked l
        JOIN site_area x ON x.site_id = l.id
        JOIN area a ON a.id = x.area_id
        WHERE a.kind IN ('ward', 'neighbourhood', $4::text)
        ORDER BY l.id, a.kind, a.vintage DESC, a.id
        """;

    /// <summary>$1 excluded uses: how many current sites have no other use, or none at all.</summary>
    public const string OutOfScope = """
        SELECT count(*)::int
        FROM site s
        WHERE s.is_current AND NOT EXISTS (SELECT FROM site_use u WHERE u.site_id = s.id AND NOT u.use_code = ANY ($1::text[]))
        """;

    /// <summary>Areas of the points' kind that have people by an indicator, and no point.</summary>
    public const string WithoutPoint = $"""
        WITH {Smallest}
        SELECT count(DISTINCT a.id)::int
        FROM smallest k
        JOIN area a ON a.kind = k.kind AND a.vintage = k.vintage
        JOIN indicator_value v ON v.area_id = a.id AND v.indicator_code = 'population_all' AND v.value > 0
        WHERE NOT EXISTS (SELECT FROM demand_point p WHERE p.area_id = a.id)
        """;
}
