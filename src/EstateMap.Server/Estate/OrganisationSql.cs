using EstateMap.Server.Graph;

namespace EstateMap.Server.Estate;

/// <summary>What stands behind the fields of an organisation (alias <c>o</c>) and of a property (alias <c>p</c>).</summary>
internal static class OrganisationSql
{
    public static readonly Entity Entity = new("Organisation", "organisation o", "o.id")
    {
        Columns = new Dictionary<string, string> { ["name"] = "o.name", ["kind"] = "o.kind", ["url"] = "o.url", ["uri"] = "o.uri" },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Organisation", "o.id"),
            ["name"] = Graph.Filters.Text("o.name"),
            ["kind"] = Graph.Filters.Text("o.kind"),
        },
        Orders = new Dictionary<string, Order> { ["name"] = new("o.name", OrderKind.Text) { IsFilled = true }, ["kind"] = new("o.kind", OrderKind.Text) { IsFilled = true } },
        DefaultOrder = [new("o.name", OrderKind.Text) { IsFilled = true }],
    };
}

/// <summary>A register's row.</summary>
internal static class PropertySql
{
    private const string FloorArea = "(SELECT f.area_m2::double precision FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1)";
    private const string EnergyRating = "(SELECT e.rating FROM energy_certificate e WHERE e.property_id = p.id ORDER BY e.kind LIMIT 1)";

    public static readonly Entity Entity = new("Property", "property p LEFT JOIN tenure t ON t.property_id = p.id", "p.id")
    {
        Listed = "p.is_current",
        Columns = new Dictionary<string, string>
        {
            ["assetCode"] = "p.asset_code",
            ["name"] = "p.name",
            ["kind"] = "upper(p.kind::text)",
            ["tenureType"] = "t.tenure_type",
            ["tenureDetail"] = "t.tenure_detail",
            ["otherDetail"] = "t.other_detail",
            ["floorArea_m2"] = FloorArea,
            ["floorMeasurement"] = "(SELECT f.measurement::text FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1)",
            ["isFloorAreaRepeat"] = "coalesce((SELECT f.is_repeat FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1), false)",
            ["landArea_ha"] = "p.land_area_ha::double precision",
            ["energyRating"] = EnergyRating,
            ["locationPrecision"] = "upper(p.location_precision::text)",
            ["siteId"] = "p.site_id",
            ["datasetId"] = "p.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["site"] = ["siteId"], ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Property", "p.id"),
            ["assetCode"] = Graph.Filters.Text("p.asset_code"),
            ["name"] = Graph.Filters.Text("p.name"),
            ["kind"] = Graph.Filters.Enum("p.kind"),
            ["tenureType"] = Graph.Filters.Text("t.tenure_type"),
            ["floorArea_m2"] = Graph.Filters.Number(FloorArea),
            ["energyRating"] = Graph.Filters.Text(EnergyRating),
            ["dataset"] = Graph.Filters.Text("p.dataset_id"),
            ["site"] = Graph.Filters.Nested("EXISTS (SELECT FROM site s WHERE s.id = p.site_id AND {0})", () => SiteSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["assetCode"] = new("p.asset_code", OrderKind.Text) { IsFilled = true },
            ["name"] = new("p.name", OrderKind.Text) { IsFilled = true },
            ["floorArea_m2"] = new(FloorArea, OrderKind.Number),
            ["energyRating"] = new(EnergyRating, OrderKind.Text),
        },
        DefaultOrder = [new("p.asset_code", OrderKind.Text) { IsFilled = true }],
    };
}
