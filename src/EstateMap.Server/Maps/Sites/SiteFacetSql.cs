using EstateMap.Server.Estate;

namespace EstateMap.Server.Maps.Sites;

/// <summary>What sites can be filtered by: pairs of a site and a code, and the words for codes in the order people look for them. Only what the caller may see.</summary>
/// <param name="Name">The parameter of the address.</param>
/// <param name="Values">Rows of site and code; $1 is today, UTC.</param>
/// <param name="Words">Rows of code and label; codes without one stand for themselves.</param>
internal sealed record FacetSource(string Name, string Values, string Words);

/// <summary>The statements behind <see cref="SiteIndex"/>. The facets mean what the filters of the same name mean in GraphQL (<see cref="SiteSql"/>).</summary>
internal static class SiteFacetSql
{
    public const string Sites = """
        SELECT s.id, s.name, ST_X(s.geom), ST_Y(s.geom)
        FROM site s
        WHERE s.is_current
        """;

    public const string SiteAreas = "SELECT sa.site_id, sa.area_id FROM site_area sa";

    /// <summary>The newest vintage first, so that a code without one means it.</summary>
    public const string Areas = "SELECT a.id, a.code, a.kind, a.vintage FROM area a ORDER BY a.vintage DESC, a.kind, a.id";

    /// <summary>Names of places as addresses have them, each at the middle of its sites.</summary>
    public const string Places = """
        SELECT min(p.name), percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_X(p.geom)), percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Y(p.geom)), count(*)::int
        FROM (
            SELECT initcap(trim(coalesce(nullif(s.locality, ''), s.post_town))) AS name, s.geom
            FROM site s
            WHERE s.is_current AND s.geom IS NOT NULL
        ) p
        -- Registers write the name of a council's own area where others write a suburb's; boundaries bring those names.
        WHERE p.name <> '' AND NOT EXISTS (SELECT FROM area a WHERE a.kind IN ('authority', 'neighbourhood') AND lower(a.name) = lower(p.name))
        GROUP BY lower(p.name)
        HAVING count(*) >= 3
        ORDER BY 4 DESC, 1
        """;

    /// <summary>Of each site with properties what <c>siteAggregates</c> sums up; repeated site totals are counted once.</summary>
    public const string Figures = """
        SELECT p.site_id, count(*)::int,
               (count(*) FILTER (WHERE p.kind <> 'land'))::int, (count(*) FILTER (WHERE p.kind <> 'land' AND f.area_m2 IS NOT NULL))::int,
               (sum(f.area_m2) FILTER (WHERE NOT f.is_repeat))::double precision, (sum(f.area_m2) FILTER (WHERE f.is_repeat))::double precision,
               (sum(f.area_m2) FILTER (WHERE NOT f.is_repeat AND f.basis = 'assumption'))::double precision
        FROM property p
        LEFT JOIN floor_area f ON f.property_id = p.id
        WHERE p.is_current
        GROUP BY p.site_id
        """;

    public static readonly FacetSource[] Facets =
    [
        new("theme", """
            SELECT u.site_id, t.broader
            FROM site_use u
            JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
            WHERE t.broader IS NOT NULL
            """, """
            SELECT t.broader, coalesce(h.label, t.broader)
            FROM (SELECT DISTINCT n.broader FROM vocabulary_term n WHERE n.vocabulary = 'site-uses' AND n.broader IS NOT NULL) t
            LEFT JOIN vocabulary_term h ON h.vocabulary = 'themes' AND h.code = t.broader
            ORDER BY h.sort_order, t.broader
            """),
        new("use", "SELECT u.site_id, u.use_code FROM site_use u", Vocabulary("site-uses")),
        new("owner", "SELECT s.id, o.id::text FROM site s JOIN organisation o ON o.id = s.owner_organisation_id WHERE s.is_current",
            "SELECT o.id::text, o.name FROM organisation o WHERE EXISTS (SELECT FROM site s WHERE s.owner_organisation_id = o.id AND s.is_current) ORDER BY o.name, o.id"),
        new("tenure", "SELECT p.site_id, t.tenure_type FROM property p JOIN tenure t ON t.property_id = p.id WHERE p.is_current AND t.tenure_type IS NOT NULL", Vocabulary("tenure-types")),
        new("condition", """
            SELECT p.site_id, y.condition_band
            FROM (SELECT DISTINCT ON (c.property_id) c.property_id, c.condition_band FROM condition_survey c ORDER BY c.property_id, c.surveyed_on DESC) y
            JOIN property p ON p.id = y.property_id
            WHERE p.is_current
            """, "VALUES ('A', 'A, good'), ('B', 'B, satisfactory'), ('C', 'C, poor'), ('D', 'D, life expired')"),
        new("energy", """
            SELECT p.site_id, e.rating
            FROM (SELECT DISTINCT ON (c.property_id) c.property_id, c.rating FROM energy_certificate c ORDER BY c.property_id, c.kind) e
            JOIN property p ON p.id = e.property_id
            WHERE p.is_current
            """, "VALUES ('A+', 'A+'), ('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D'), ('E', 'E'), ('F', 'F'), ('G', 'G')"),
        new("size", """
            SELECT f.site_id, CASE WHEN f.area_m2 < 250 THEN 'under-250' WHEN f.area_m2 < 1000 THEN '250-1000' WHEN f.area_m2 < 2500 THEN '1000-2500' WHEN f.area_m2 < 10000 THEN '2500-10000' ELSE 'over-10000' END
            FROM (
                SELECT p.site_id, sum(a.area_m2)::double precision AS area_m2
                FROM property p
                JOIN floor_area a ON a.property_id = p.id
                WHERE p.is_current AND NOT a.is_repeat
                GROUP BY p.site_id
            ) f
            """, "VALUES ('under-250', 'Under 250 m²'), ('250-1000', '250 to 1,000 m²'), ('1000-2500', '1,000 to 2,500 m²'), ('2500-10000', '2,500 to 10,000 m²'), ('over-10000', '10,000 m² and more')"),
        new("abcd", "SELECT c.site_id, c.abcd_class::text FROM community_asset c WHERE c.is_current AND c.site_id IS NOT NULL", Vocabulary("abcd-classes")),
        new("service", "SELECT l.site_id, v.kind FROM service_at_location l JOIN service v ON v.id = l.service_id WHERE v.is_current", Vocabulary("service-kinds")),
        new("dataset", "SELECT r.site_id, r.dataset_id FROM source_record r WHERE r.site_id IS NOT NULL AND r.missing_since_run_id IS NULL",
            "SELECT d.id, d.title FROM dataset d ORDER BY d.title, d.id"),
        new("precision", "SELECT s.id, upper(s.location_precision::text) FROM site s WHERE s.is_current",
            "VALUES ('FOOTPRINT', 'Outline of the site'), ('GIVEN', 'Given by the source'), ('POSTCODE', 'Centre of the postcode'), ('UNLOCATED', 'Not located')"),
        new("issue", """
            SELECT r.site_id, i.issue_type
            FROM import_issue i
            JOIN dataset d ON d.active_run_id = i.run_id
            JOIN source_record r ON r.dataset_id = i.dataset_id AND r.record_key = i.record_key
            WHERE r.site_id IS NOT NULL AND r.missing_since_run_id IS NULL
            """, Vocabulary("issue-types")),
        new("freshness", """
            SELECT r.site_id, CASE WHEN max(r.as_at) >= $1::date - interval '1 year' THEN 'under-1-year' WHEN max(r.as_at) >= $1::date - interval '2 years' THEN '1-2-years' ELSE 'over-2-years' END
            FROM source_record r
            WHERE r.site_id IS NOT NULL AND r.missing_since_run_id IS NULL AND r.as_at IS NOT NULL
            GROUP BY r.site_id
            """, "VALUES ('under-1-year', 'Under a year old'), ('1-2-years', 'One to two years old'), ('over-2-years', 'Older than two years')"),
    ];

    /// <summary>Orders of rows.json and of the table; equal ones by name and id, as GraphQL has them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Orders = new Dictionary<string, string>
    {
        ["name"] = "s.name",
        ["street"] = "s.street_name",
        ["postcode"] = "s.postcode",
        ["owner"] = "(SELECT o.name FROM organisation o WHERE o.id = s.owner_organisation_id)",
        ["floor_area"] = SiteSql.FloorArea,
        ["updated"] = "s.updated_at",
    };

    /// <summary>Ids in an order; rows without a value come last in both directions.</summary>
    public static string InOrder(string order, bool descending) => $"SELECT s.id FROM site s WHERE s.is_current ORDER BY {Orders[order]} {(descending ? "DESC" : "ASC")} NULLS LAST, s.name, s.id";

    private static string Vocabulary(string name) => $"SELECT t.code, t.label FROM vocabulary_term t WHERE t.vocabulary = '{name}' ORDER BY t.sort_order, t.code";
}
