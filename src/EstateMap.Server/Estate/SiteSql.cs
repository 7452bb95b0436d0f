using EstateMap.Server.Areas;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Estate;

/// <summary>What stands behind the fields, filters and orders of a site. Alias <c>s</c>.</summary>
internal static class SiteSql
{
    private const string FloorArea = """
        (SELECT sum(f.area_m2) FILTER (WHERE NOT f.is_repeat)::double precision
         FROM property p JOIN floor_area f ON f.property_id = p.id
         WHERE p.site_id = s.id AND p.is_current)
        """;

    private const string AssumedShare = """
        (SELECT (coalesce(sum(f.area_m2) FILTER (WHERE f.basis = 'assumption'), 0) / sum(f.area_m2))::double precision
         FROM property p JOIN floor_area f ON f.property_id = p.id
         WHERE p.site_id = s.id AND p.is_current AND NOT f.is_repeat)
        """;

    public static readonly Entity Entity = new("Site", "site s", "s.id")
    {
        Listed = "s.is_current",
        Columns = new Dictionary<string, string>
        {
            ["name"] = "s.name",
            ["description"] = "s.description",
            ["streetNumber"] = "s.street_number",
            ["streetName"] = "s.street_name",
            ["locality"] = "s.locality",
            ["postTown"] = "s.post_town",
            ["postcode"] = "s.postcode",
            ["uprns"] = "ARRAY(SELECT u.uprn FROM site_uprn u WHERE u.site_id = s.id ORDER BY u.uprn)",
            ["locationPrecision"] = "upper(s.location_precision::text)",
            ["locationMethod"] = "s.location_method",
            ["isOutsidePlace"] = "s.is_outside_place",
            ["uses"] = "ARRAY(SELECT DISTINCT u.use_code FROM site_use u WHERE u.site_id = s.id ORDER BY 1)",
            ["themes"] = """
                ARRAY(SELECT DISTINCT t.broader FROM site_use u JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
                      WHERE u.site_id = s.id AND t.broader IS NOT NULL ORDER BY 1)
                """,
            ["tenures"] = """
                ARRAY(SELECT DISTINCT t.tenure_type FROM property p JOIN tenure t ON t.property_id = p.id
                      WHERE p.site_id = s.id AND p.is_current AND t.tenure_type IS NOT NULL ORDER BY 1)
                """,
            ["visibility"] = "upper(s.visibility::text)",
            ["floorArea_m2"] = FloorArea,
            ["floorAreaAssumedShare"] = AssumedShare,
            ["longitude"] = "ST_X(s.geom)",
            ["latitude"] = "ST_Y(s.geom)",
            ["ownerId"] = "s.owner_organisation_id",
        },
        Needs = new Dictionary<string, string[]> { ["owner"] = ["ownerId"], ["gridReference"] = ["longitude", "latitude"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Site", "s.id"),
            ["name"] = Graph.Filters.Text("s.name"),
            ["streetName"] = Graph.Filters.Text("s.street_name"),
            ["postTown"] = Graph.Filters.Text("s.post_town"),
            ["postcode"] = Graph.Filters.Text("s.postcode"),
            ["uprn"] = Graph.Filters.Any("EXISTS (SELECT FROM site_uprn u WHERE u.site_id = s.id AND {0})", Graph.Filters.Text("u.uprn")),
            ["use"] = Graph.Filters.Any("EXISTS (SELECT FROM site_use u WHERE u.site_id = s.id AND {0})", Graph.Filters.Text("u.use_code")),
            ["theme"] = Graph.Filters.Any(
                "EXISTS (SELECT FROM site_use u JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code WHERE u.site_id = s.id AND {0})", Graph.Filters.Text("t.broader")),
            ["tenure"] = Graph.Filters.Any(
                "EXISTS (SELECT FROM property p JOIN tenure t ON t.property_id = p.id WHERE p.site_id = s.id AND p.is_current AND {0})", Graph.Filters.Text("t.tenure_type")),
            ["dataset"] = Graph.Filters.Any(
                "EXISTS (SELECT FROM source_record r WHERE r.site_id = s.id AND r.missing_since_run_id IS NULL AND {0})", Graph.Filters.Text("r.dataset_id")),
            ["locationPrecision"] = Graph.Filters.Enum("s.location_precision"),
            ["isOutsidePlace"] = Graph.Filters.Boolean("s.is_outside_place"),
            ["floorArea_m2"] = Graph.Filters.Number(FloorArea),
            ["owner"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = s.owner_organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM site_area sa JOIN area a ON a.id = sa.area_id WHERE sa.site_id = s.id AND {0})", () => AreaSql.Entity.Filters),
            ["geometry"] = Graph.Filters.Geometry("s.geom"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["name"] = new("s.name", OrderKind.Text),
            ["postcode"] = new("s.postcode", OrderKind.Text),
            ["postTown"] = new("s.post_town", OrderKind.Text),
            ["streetName"] = new("s.street_name", OrderKind.Text),
            ["floorArea_m2"] = new(FloorArea, OrderKind.Number),
            ["locationPrecision"] = new("s.location_precision::text", OrderKind.Text),
            ["owner.name"] = new("(SELECT o.name FROM organisation o WHERE o.id = s.owner_organisation_id)", OrderKind.Text),
            ["owner.kind"] = new("(SELECT o.kind FROM organisation o WHERE o.id = s.owner_organisation_id)", OrderKind.Text),
        },
        DefaultOrder = [new("s.name", OrderKind.Text)],
        Features = """
            SELECT s.id, json_build_object('type', 'Feature', 'id', s.id, 'geometry', ST_AsGeoJSON(s.geom, 6)::json, 'properties', json_build_object(
                       'id', replace(encode(convert_to('Site:' || s.id, 'UTF8'), 'base64'), E'\n', ''), 'name', s.name,
                       'uses', ARRAY(SELECT DISTINCT u.use_code FROM site_use u WHERE u.site_id = s.id ORDER BY 1),
                       'locationPrecision', upper(s.location_precision::text)))::text
            FROM site s
            WHERE s.id = ANY ($1::bigint[]) AND s.geom IS NOT NULL
            """,
    };

    /// <summary>$1 site ids: what each of their fields rests on.</summary>
    public const string Provenance = """
        SELECT s.id, p.field, p.value, p.dataset_id, p.record_key, p.as_at, upper(p.basis::text), p.method, p.original_value, p.confidence::double precision, p.corroborated_by
        FROM unnest($1::bigint[]) AS s (id)
        CROSS JOIN LATERAL site_provenance(s.id) AS p
        """;

    /// <summary>$1 site ids: what protects them.</summary>
    public const string Designations = """
        SELECT s.id, d.designation, d.name, d.grade, d.reference, d.designated_on, d.amended_on, d.url, d.dataset_id
        FROM unnest($1::bigint[]) AS s (id)
        JOIN site_designation d ON d.site_id = s.id
        ORDER BY s.id, d.designation, d.reference
        """;

    /// <summary>$1 site ids: where one gets in.</summary>
    public const string AccessPoints = """
        SELECT s.id, p.access_type, ST_X(p.geom), ST_Y(p.geom)
        FROM unnest($1::bigint[]) AS s (id)
        JOIN site_access_point p ON p.site_id = s.id
        ORDER BY s.id, p.record_key
        """;
}
