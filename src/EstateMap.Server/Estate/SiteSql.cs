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
            ["name"] = new("s.name", OrderKind.Text) { IsFilled = true },
            ["postcode"] = new("s.postcode", OrderKind.Text),
            ["postTown"] = new("s.post_town", OrderKind.Text),
            ["streetName"] = new("s.street_name", OrderKind.Text),
            ["floorArea_m2"] = new(FloorArea, OrderKind.Number),
            ["locationPrecision"] = new("s.location_precision::text", OrderKind.Text),
            ["owner.name"] = new("(SELECT o.name FROM organisation o WHERE o.id = s.owner_organisation_id)", OrderKind.Text),
            ["owner.kind"] = new("(SELECT o.kind FROM organisation o WHERE o.id = s.owner_organisation_id)", OrderKind.Text),
        },
        DefaultOrder = [new("s.name", OrderKind.Text) { IsFilled = true }],
        Feature = new FeatureParts("ST_AsGeoJSON(s.geom, 6, 0)",
        [
            ("name", "s.name", ValueKind.Text),
            ("uses", "ARRAY(SELECT DISTINCT u.use_code FROM site_use u WHERE u.site_id = s.id ORDER BY 1)", ValueKind.Texts),
            ("locationPrecision", "upper(s.location_precision::text)", ValueKind.Text),
        ]),
    };

    /// <summary>What each field of a site rests on, in the order of the function that says it. Alias <c>p</c>; only below a site.</summary>
    public static readonly Entity Provenance = new("FieldProvenance",
        "site_provenance(parent.id) WITH ORDINALITY AS p (field, value, dataset_id, record_key, as_at, basis, method, confidence, original_value, corroborated_by, n)", "p.n")
    {
        Columns = new Dictionary<string, string>
        {
            ["field"] = "p.field",
            ["value"] = "p.value",
            ["datasetId"] = "p.dataset_id",
            ["recordKey"] = "p.record_key",
            ["asAt"] = "p.as_at",
            ["basis"] = "upper(p.basis::text)",
            ["method"] = "p.method",
            ["originalValue"] = "p.original_value",
            ["confidence"] = "p.confidence::double precision",
            ["corroboratedBy"] = "p.corroborated_by",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    /// <summary>What protects a site. Alias <c>g</c>.</summary>
    public static readonly Entity Designation = new("Designation", "site_designation g", "(g.dataset_id || '|' || g.record_key)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["designation"] = "g.designation",
            ["name"] = "g.name",
            ["grade"] = "g.grade",
            ["reference"] = "g.reference",
            ["designatedOn"] = "g.designated_on",
            ["amendedOn"] = "g.amended_on",
            ["url"] = "g.url",
            ["datasetId"] = "g.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("g.designation", OrderKind.Text) { IsFilled = true }, new("g.reference", OrderKind.Text) { IsFilled = true }],
    };

    /// <summary>Where one gets into a site. Alias <c>w</c>.</summary>
    public static readonly Entity AccessPoint = new("AccessPoint", "site_access_point w", "(w.record_key || '|' || w.dataset_id)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string> { ["accessType"] = "w.access_type", ["longitude"] = "ST_X(w.geom)", ["latitude"] = "ST_Y(w.geom)" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };
}
