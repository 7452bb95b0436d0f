using EstateMap.Server.Graph;

namespace EstateMap.Server.Areas;

/// <summary>What stands behind measures (alias <c>i</c>) and their figures (alias <c>v</c>).</summary>
internal static class IndicatorSql
{
    private const string LastDay = "(upper(v.period) - 1)";

    public static readonly Entity Entity = new("Indicator", "indicator i", "i.code")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string> { ["code"] = "i.code", ["name"] = "i.name", ["unit"] = "i.unit", ["description"] = "i.description", ["isAdditive"] = "i.is_additive" },
        Filters = new Dictionary<string, Filter>
        {
            ["code"] = Graph.Filters.Text("i.code"),
            ["name"] = Graph.Filters.Text("i.name"),
            ["unit"] = Graph.Filters.Text("i.unit"),
            ["description"] = Graph.Filters.Text("i.description"),
            ["isAdditive"] = Graph.Filters.Boolean("i.is_additive"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["code"] = new("i.code", OrderKind.Text) { IsFilled = true },
            ["name"] = new("i.name", OrderKind.Text) { IsFilled = true },
            ["unit"] = new("i.unit", OrderKind.Text) { IsFilled = true },
        },
        DefaultOrder = [],
    };

    public static readonly Entity Value = new("IndicatorValue", "indicator_value v JOIN indicator i ON i.code = v.indicator_code", "(v.indicator_code || '|' || v.area_id || '|' || v.period)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["code"] = "i.code",
            ["name"] = "i.name",
            ["unit"] = "i.unit",
            ["periodStart"] = "lower(v.period)",
            ["periodEnd"] = LastDay,
            ["value"] = "v.value",
            ["basis"] = "upper(v.basis::text)",
            ["areaId"] = "v.area_id",
            ["datasetId"] = "v.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["area"] = ["areaId"], ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["code"] = Graph.Filters.Text("v.indicator_code"),
            ["periodStart"] = Graph.Filters.Day("lower(v.period)"),
            ["periodEnd"] = Graph.Filters.Day(LastDay),
            ["value"] = Graph.Filters.Number("v.value"),
            ["basis"] = Graph.Filters.Enum("v.basis"),
            ["dataset"] = Graph.Filters.Text("v.dataset_id"),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM area a WHERE a.id = v.area_id AND {0})", () => AreaSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("area", AreaSql.Entity, "a.id = v.area_id"))
        {
            ["code"] = new("v.indicator_code", OrderKind.Text) { IsFilled = true },
            ["periodStart"] = new("lower(v.period)::text", OrderKind.Text),
            ["value"] = new("v.value", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("v.indicator_code", OrderKind.Text) { IsFilled = true }, new("v.area_id", OrderKind.Integer) { IsFilled = true }, new("lower(v.period)::text", OrderKind.Text, Descending: true)],
    };

    /// <summary>The conditions that <c>codes</c> and <c>asAt</c> make: of each measure the newest figure whose last day is not after the day.</summary>
    public static string Wanted(Arguments arguments, SqlParameters parameters)
    {
        var codes = arguments.Given("codes") is IEnumerable<object?> named ? $" AND v.indicator_code = ANY ({parameters.Texts([.. named.OfType<string>()])})" : "";
        if (arguments.Given("asAt") is not DateOnly day) return codes;
        var until = parameters.Day(day);
        return $"""
            {codes} AND {LastDay} <= {until}
            AND NOT EXISTS (SELECT FROM indicator_value n WHERE n.indicator_code = v.indicator_code AND n.area_id = v.area_id AND upper(n.period) - 1 <= {until} AND n.period > v.period)
            """;
    }
}

/// <summary>What stands behind demand points (alias <c>dp</c>) and their weights (alias <c>w</c>).</summary>
internal static class DemandSql
{
    public static readonly Entity Point = new("DemandPoint", "demand_point dp", "dp.id")
    {
        Columns = new Dictionary<string, string> { ["method"] = "dp.method", ["areaId"] = "dp.area_id" },
        Needs = new Dictionary<string, string[]> { ["area"] = ["areaId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("DemandPoint", "dp.id"),
            ["method"] = Graph.Filters.Text("dp.method"),
            ["geometry"] = Graph.Filters.Geometry("dp.geom"),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM area a WHERE a.id = dp.area_id AND {0})", () => AreaSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("area", AreaSql.Entity, "a.id = dp.area_id")),
        DefaultOrder = [],
        Feature = new FeatureParts("ST_AsGeoJSON(dp.geom, 6, 0)", [("area", "(SELECT a.code FROM area a WHERE a.id = dp.area_id)", ValueKind.Text), ("weight", Weight("'all'"), ValueKind.Number)]),
    };

    public static readonly Entity Weights = new("DemandWeight", "demand_weight w", "(w.demand_point_id || '|' || w.population_group)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string> { ["group"] = "w.population_group", ["weight"] = "w.weight", ["basis"] = "upper(w.basis::text)", ["datasetId"] = "w.dataset_id" },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    public static string Weight(string group) => $"(SELECT w.weight FROM demand_weight w WHERE w.demand_point_id = dp.id AND w.population_group = {group})";
}
