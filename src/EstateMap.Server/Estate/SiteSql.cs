using EstateMap.Server.Areas;
using EstateMap.Server.Community;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;

namespace EstateMap.Server.Estate;

/// <summary>What stands behind the fields, filters and orders of a site. Alias <c>s</c>.</summary>
internal static class SiteSql
{
    /// <summary>Square metres, repeated site totals counted once; null when no source gives a figure.</summary>
    internal const string FloorArea = """
        (SELECT sum(f.area_m2) FILTER (WHERE NOT f.is_repeat)::double precision
         FROM property p JOIN floor_area f ON f.property_id = p.id
         WHERE p.site_id = s.id AND p.is_current)
        """;

    private const string AssumedShare = """
        (SELECT (coalesce(sum(f.area_m2) FILTER (WHERE f.basis = 'assumption'), 0) / sum(f.area_m2))::double precision
         FROM property p JOIN floor_area f ON f.property_id = p.id
         WHERE p.site_id = s.id AND p.is_current AND NOT f.is_repeat)
        """;

    private const string AsAt = "(SELECT max(r.as_at) FROM source_record r WHERE r.site_id = s.id AND r.missing_since_run_id IS NULL)";

    // The lists of texts that a site has, each as FROM and WHERE.
    private const string Uprns = "FROM site_uprn u WHERE u.site_id = s.id";
    private const string Uses = "FROM site_use u WHERE u.site_id = s.id";
    private const string Themes = "FROM site_use u JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code WHERE u.site_id = s.id";
    private const string Tenures = "FROM property p JOIN tenure t ON t.property_id = p.id WHERE p.site_id = s.id AND p.is_current";
    private const string Datasets = "FROM source_record r WHERE r.site_id = s.id AND r.missing_since_run_id IS NULL";

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
            ["uprns"] = $"ARRAY(SELECT u.uprn {Uprns} ORDER BY u.uprn)",
            ["locationPrecision"] = "upper(s.location_precision::text)",
            ["locationMethod"] = "s.location_method",
            ["isOutsidePlace"] = "s.is_outside_place",
            ["uses"] = $"ARRAY(SELECT DISTINCT u.use_code {Uses} ORDER BY 1)",
            ["themes"] = $"ARRAY(SELECT DISTINCT t.broader {Themes} AND t.broader IS NOT NULL ORDER BY 1)",
            ["tenures"] = $"ARRAY(SELECT DISTINCT t.tenure_type {Tenures} AND t.tenure_type IS NOT NULL ORDER BY 1)",
            ["visibility"] = "upper(s.visibility::text)",
            ["updatedAt"] = "s.updated_at",
            ["asAt"] = AsAt,
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
            ["description"] = Graph.Filters.Text("s.description"),
            ["streetNumber"] = Graph.Filters.Text("s.street_number"),
            ["streetName"] = Graph.Filters.Text("s.street_name"),
            ["locality"] = Graph.Filters.Text("s.locality"),
            ["postTown"] = Graph.Filters.Text("s.post_town"),
            ["postcode"] = Graph.Filters.Text("s.postcode"),
            ["uprn"] = Any(Uprns, "u.uprn"),
            ["use"] = Any(Uses, "u.use_code"),
            ["theme"] = Any(Themes, "t.broader"),
            ["tenure"] = Any(Tenures, "t.tenure_type"),
            ["dataset"] = Any(Datasets, "r.dataset_id"),
            ["uprns"] = Graph.Filters.Texts(Uprns, "u.uprn"),
            ["uses"] = Graph.Filters.Texts(Uses, "u.use_code"),
            ["themes"] = Graph.Filters.Texts(Themes, "t.broader"),
            ["tenures"] = Graph.Filters.Texts(Tenures, "t.tenure_type"),
            ["datasets"] = Graph.Filters.Texts(Datasets, "r.dataset_id"),
            ["locationPrecision"] = Graph.Filters.Enum("s.location_precision"),
            ["isOutsidePlace"] = Graph.Filters.Boolean("s.is_outside_place"),
            ["isOwnerStated"] = Graph.Filters.Boolean("EXISTS (SELECT FROM organisation o WHERE o.id = s.owner_organisation_id)"),
            ["locationMethod"] = Graph.Filters.Text("s.location_method"),
            ["visibility"] = Graph.Filters.Enum("s.visibility"),
            ["updatedAt"] = Graph.Filters.Instant("s.updated_at"),
            ["asAt"] = Graph.Filters.Day(AsAt),
            ["floorArea_m2"] = Graph.Filters.Number(FloorArea),
            ["floorAreaAssumedShare"] = Graph.Filters.Number(AssumedShare),
            ["owner"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = s.owner_organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM site_area sa JOIN area a ON a.id = sa.area_id WHERE sa.site_id = s.id AND {0})", () => AreaSql.Entity.Filters),
            ["areas"] = Graph.Filters.List("FROM site_area sa JOIN area a ON a.id = sa.area_id WHERE sa.site_id = s.id", () => AreaSql.Entity.Filters),
            ["properties"] = Graph.Filters.List("FROM property p LEFT JOIN tenure t ON t.property_id = p.id WHERE p.site_id = s.id AND p.is_current", () => PropertySql.Entity.Filters),
            ["services"] = Graph.Filters.List("FROM service_at_location l JOIN service v ON v.id = l.service_id WHERE l.site_id = s.id AND v.is_current", () => ServiceSql.Entity.Filters),
            ["communityAssets"] = Graph.Filters.List("FROM community_asset c WHERE c.site_id = s.id AND c.is_current", () => CommunityAssetSql.Entity.Filters),
            ["issues"] = Graph.Filters.List($"FROM import_issue i WHERE {ImportIssueSql.Behind("s.id")}", () => ImportIssueSql.Entity.Filters),
            ["designations"] = Graph.Filters.List("FROM site_designation g WHERE g.site_id = s.id", () => Designation!.Filters),
            ["geometry"] = Graph.Filters.Geometry("s.geom"),
            ["footprint"] = Graph.Filters.Geometry("s.footprint"),
        },
        Orders = new Dictionary<string, Order>(Order.Of("owner", OrganisationSql.Entity, "o.id = s.owner_organisation_id"))
        {
            ["name"] = new("s.name", OrderKind.Text) { IsFilled = true },
            ["postcode"] = new("s.postcode", OrderKind.Text),
            ["postTown"] = new("s.post_town", OrderKind.Text),
            ["streetName"] = new("s.street_name", OrderKind.Text),
            ["floorArea_m2"] = new(FloorArea, OrderKind.Number),
            ["locationPrecision"] = new("s.location_precision::text", OrderKind.Text),
            ["locality"] = new("s.locality", OrderKind.Text),
            ["updatedAt"] = new("extract(epoch FROM s.updated_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("s.name", OrderKind.Text) { IsFilled = true }],
        Feature = new FeatureParts("ST_AsGeoJSON(s.geom, 6, 0)",
        [
            ("name", "s.name", ValueKind.Text),
            ("uses", $"ARRAY(SELECT DISTINCT u.use_code {Uses} ORDER BY 1)", ValueKind.Texts),
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
        Filters = new Dictionary<string, Filter>
        {
            ["designation"] = Graph.Filters.Text("g.designation"),
            ["name"] = Graph.Filters.Text("g.name"),
            ["grade"] = Graph.Filters.Text("g.grade"),
            ["reference"] = Graph.Filters.Text("g.reference"),
            ["designatedOn"] = Graph.Filters.Day("g.designated_on"),
        },
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

    /// <summary>A condition on any text of a list.</summary>
    private static Filter Any(string from, string column) => Graph.Filters.Any($"EXISTS (SELECT {from} AND {{0}})", Graph.Filters.Text(column));
}
