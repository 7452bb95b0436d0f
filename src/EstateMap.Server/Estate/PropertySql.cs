using EstateMap.Server.Graph;

namespace EstateMap.Server.Estate;

/// <summary>A register's row. Alias <c>p</c>, and <c>t</c> for its tenure.</summary>
internal static class PropertySql
{
    private const string FloorArea = "(SELECT f.area_m2::double precision FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1)";
    private const string EnergyRating = "(SELECT e.rating FROM energy_certificate e WHERE e.property_id = p.id ORDER BY e.kind LIMIT 1)";
    private const string LandArea = "p.land_area_ha::double precision";

    /// <summary>The newest survey's band.</summary>
    private const string ConditionBand = "(SELECT y.condition_band FROM condition_survey y WHERE y.property_id = p.id ORDER BY y.surveyed_on DESC LIMIT 1)";

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
            ["holderId"] = "t.organisation_id",
            ["floorArea_m2"] = FloorArea,
            ["floorMeasurement"] = "(SELECT f.measurement::text FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1)",
            ["isFloorAreaRepeat"] = "coalesce((SELECT f.is_repeat FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1), false)",
            ["floorAreaBasis"] = "(SELECT upper(f.basis::text) FROM floor_area f WHERE f.property_id = p.id ORDER BY f.measurement LIMIT 1)",
            ["landArea_ha"] = LandArea,
            ["energyRating"] = EnergyRating,
            ["conditionBand"] = ConditionBand,
            ["locationPrecision"] = "upper(p.location_precision::text)",
            ["locationMethod"] = "p.location_method",
            ["siteId"] = "p.site_id",
            ["datasetId"] = "p.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["site"] = ["siteId"], ["dataset"] = ["datasetId"], ["holder"] = ["holderId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Property", "p.id"),
            ["assetCode"] = Graph.Filters.Text("p.asset_code"),
            ["name"] = Graph.Filters.Text("p.name"),
            ["kind"] = Graph.Filters.Enum("p.kind"),
            ["tenureType"] = Graph.Filters.Text("t.tenure_type"),
            ["tenureDetail"] = Graph.Filters.Text("t.tenure_detail"),
            ["otherDetail"] = Graph.Filters.Text("t.other_detail"),
            ["floorArea_m2"] = Graph.Filters.Number(FloorArea),
            ["landArea_ha"] = Graph.Filters.Number(LandArea),
            ["energyRating"] = Graph.Filters.Text(EnergyRating),
            ["conditionBand"] = Graph.Filters.Text(ConditionBand),
            ["locationPrecision"] = Graph.Filters.Enum("p.location_precision"),
            ["geometry"] = Graph.Filters.Geometry("p.geom"),
            ["dataset"] = Graph.Filters.Text("p.dataset_id"),
            ["site"] = Graph.Filters.Nested("EXISTS (SELECT FROM site s WHERE s.id = p.site_id AND {0})", () => SiteSql.Entity.Filters),
            ["holder"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = t.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
            ["occupations"] = Graph.Filters.List("FROM occupation u WHERE u.property_id = p.id", () => Occupation!.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("site", SiteSql.Entity, "s.id = p.site_id").Concat(Order.Of("holder", OrganisationSql.Entity, "o.id = t.organisation_id")))
        {
            ["assetCode"] = new("p.asset_code", OrderKind.Text) { IsFilled = true },
            ["name"] = new("p.name", OrderKind.Text) { IsFilled = true },
            ["floorArea_m2"] = new(FloorArea, OrderKind.Number),
            ["landArea_ha"] = new(LandArea, OrderKind.Number),
            ["energyRating"] = new(EnergyRating, OrderKind.Text),
            ["conditionBand"] = new(ConditionBand, OrderKind.Text),
        },
        DefaultOrder = [new("p.asset_code", OrderKind.Text) { IsFilled = true }],
        Feature = new FeatureParts("ST_AsGeoJSON(p.geom, 6, 0)",
        [
            ("assetCode", "p.asset_code", ValueKind.Text),
            ("name", "p.name", ValueKind.Text),
            ("kind", "upper(p.kind::text)", ValueKind.Text),
            ("tenureType", "t.tenure_type", ValueKind.Text),
            ("floorArea_m2", FloorArea, ValueKind.Number),
        ]),
    };

    /// <summary>Who uses a property. Alias <c>u</c>.</summary>
    public static readonly Entity Occupation = new("Occupation", "occupation u", "u.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["area_m2"] = "u.area_m2::double precision",
            ["periodStart"] = "lower(u.period)",
            ["periodEnd"] = "(upper(u.period) - 1)",
            ["basis"] = "upper(u.basis::text)",
            ["propertyId"] = "u.property_id",
            ["organisationId"] = "u.organisation_id",
        },
        Needs = new Dictionary<string, string[]> { ["property"] = ["propertyId"], ["organisation"] = ["organisationId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Occupation", "u.id"),
            ["area_m2"] = Graph.Filters.Number("u.area_m2::double precision"),
            ["periodStart"] = Graph.Filters.Day("lower(u.period)"),
            ["periodEnd"] = Graph.Filters.Day("(upper(u.period) - 1)"),
            ["basis"] = Graph.Filters.Enum("u.basis"),
            ["organisation"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = u.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
            ["property"] = Graph.Filters.Nested("EXISTS (SELECT FROM property p LEFT JOIN tenure t ON t.property_id = p.id WHERE p.id = u.property_id AND {0})", () => Entity!.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("organisation", OrganisationSql.Entity, "o.id = u.organisation_id")) { ["area_m2"] = new("u.area_m2::double precision", OrderKind.Number), ["periodStart"] = new("lower(u.period)::text", OrderKind.Text) },
        DefaultOrder = [],
    };

    /// <summary>Alias <c>e</c>.</summary>
    public static readonly Entity EnergyCertificate = new("EnergyCertificate", "energy_certificate e", "(e.property_id || '|' || e.kind)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string> { ["kind"] = "e.kind", ["rating"] = "e.rating", ["issuedOn"] = "e.issued_on", ["expiresOn"] = "e.expires_on" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    /// <summary>Newest first. Alias <c>y</c>.</summary>
    public static readonly Entity ConditionSurvey = new("ConditionSurvey", "condition_survey y", "(y.property_id || '|' || y.surveyed_on)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string> { ["surveyedOn"] = "y.surveyed_on", ["band"] = "y.condition_band", ["backlog_gbp"] = "y.backlog_gbp::double precision", ["basis"] = "upper(y.basis::text)" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("y.surveyed_on::text", OrderKind.Text, Descending: true) { IsFilled = true }],
    };

    /// <summary>Newest first. Alias <c>z</c>.</summary>
    public static readonly Entity RunningCost = new("RunningCost", "running_cost z", "(z.property_id || '|' || z.period || '|' || z.cost_kind)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["kind"] = "z.cost_kind",
            ["periodStart"] = "lower(z.period)",
            ["periodEnd"] = "(upper(z.period) - 1)",
            ["cost_gbp"] = "z.cost_gbp::double precision",
            ["basis"] = "upper(z.basis::text)",
        },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("lower(z.period)::text", OrderKind.Text, Descending: true), new("z.cost_kind", OrderKind.Text) { IsFilled = true }],
    };

    /// <summary>Alias <c>x</c>.</summary>
    public static readonly Entity VacantSpace = new("VacantSpace", "vacant_space x", "x.id")
    {
        Columns = new Dictionary<string, string> { ["area_m2"] = "x.area_m2::double precision", ["availableFrom"] = "x.available_from", ["description"] = "x.description" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };
}
