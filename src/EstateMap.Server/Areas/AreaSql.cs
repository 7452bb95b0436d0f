using EstateMap.Server.Estate;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Areas;

/// <summary>What stands behind the fields of an area. Alias <c>a</c>.</summary>
internal static class AreaSql
{
    public static readonly Entity Entity = new("Area", "area a", "a.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["code"] = "a.code",
            ["name"] = "a.name",
            ["kind"] = "a.kind",
            ["vintage"] = "a.vintage",
            ["isSchematic"] = "a.is_schematic",
            ["bbox"] = "ARRAY[ST_XMin(a.display_geom), ST_YMin(a.display_geom), ST_XMax(a.display_geom), ST_YMax(a.display_geom)]",
            ["labelPointText"] = "ST_AsGeoJSON(a.label_point, 6, 0)",
            ["area_m2"] = "a.area_m2",
            ["datasetId"] = "a.dataset_id",
            ["demandPointId"] = "(SELECT dp.id FROM demand_point dp WHERE dp.area_id = a.id)",
        },
        Needs = new Dictionary<string, string[]> { ["labelPoint"] = ["labelPointText"], ["dataset"] = ["datasetId"], ["demandPoint"] = ["demandPointId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Area", "a.id"),
            ["code"] = Graph.Filters.Text("a.code"),
            ["name"] = Graph.Filters.Text("a.name"),
            ["kind"] = Graph.Filters.Text("a.kind"),
            ["vintage"] = Graph.Filters.Text("a.vintage"),
            ["area_m2"] = Graph.Filters.Number("a.area_m2"),
            ["isSchematic"] = Graph.Filters.Boolean("a.is_schematic"),
            ["dataset"] = Graph.Filters.Text("a.dataset_id"),
            ["indicators"] = Graph.Filters.List("FROM indicator_value v JOIN indicator i ON i.code = v.indicator_code WHERE v.area_id = a.id", () => IndicatorSql.Value.Filters),
            ["sites"] = Graph.Filters.List("FROM site_area sa JOIN site s ON s.id = sa.site_id WHERE sa.area_id = a.id AND s.is_current", () => SiteSql.Entity.Filters),
            ["geometry"] = Graph.Filters.Geometry("a.geom"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["code"] = new("a.code", OrderKind.Text) { IsFilled = true },
            ["name"] = new("a.name", OrderKind.Text) { IsFilled = true },
            ["kind"] = new("a.kind", OrderKind.Text) { IsFilled = true },
            ["vintage"] = new("a.vintage", OrderKind.Text) { IsFilled = true },
            ["area_m2"] = new("a.area_m2", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("a.kind", OrderKind.Text) { IsFilled = true }, new("a.vintage", OrderKind.Text, Descending: true) { IsFilled = true }, new("a.name", OrderKind.Text) { IsFilled = true }],
        Feature = new FeatureParts("ST_AsGeoJSON(a.display_geom, 6, 0)",
        [
            ("code", "a.code", ValueKind.Text),
            ("name", "a.name", ValueKind.Text),
            ("kind", "a.kind", ValueKind.Text),
            ("vintage", "a.vintage", ValueKind.Text),
            ("population", "area_population(a.id)", ValueKind.Number),
        ]),
    };

    /// <summary>Boundaries that are loaded, coarsest first, newest first within a kind.</summary>
    public const string Kinds = """
        SELECT a.kind, coalesce(t.label, a.kind), a.vintage, count(*)::int, bool_or(a.is_schematic)
        FROM area a
        LEFT JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
        GROUP BY a.kind, t.label, t.sort_order, a.vintage
        ORDER BY coalesce(t.sort_order, 1000), a.kind, a.vintage DESC
        """;

    /// <summary>What publishers' tables say an area lies in. Alias <c>w</c>; only below an area.</summary>
    public static readonly Entity Lookup = new("AreaLookup", "area_lookup w JOIN area m ON m.kind = w.kind AND m.vintage = w.vintage AND m.code = w.code", "(w.dataset_id || '|' || w.within_kind || '|' || w.within_vintage)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string> { ["withinKind"] = "w.within_kind", ["withinVintage"] = "w.within_vintage", ["withinCode"] = "w.within_code", ["datasetId"] = "w.dataset_id" },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    private const string Share = "round(least(x.shared_m2 / m.area_m2, 1)::numeric, 4)::double precision";

    /// <summary>Areas that share ground with the area above (alias <c>m</c>). Areas are measured on the spheroid, as <c>area_m2</c> is.</summary>
    public static readonly Entity Overlap = new("AreaOverlap", """
        area m
        JOIN area a ON a.geom && m.geom AND a.id <> m.id
        CROSS JOIN LATERAL (SELECT ST_Area(ST_Intersection(m.geom, a.geom)::geography) AS shared_m2) x
        """, "a.id")
    {
        Columns = new Dictionary<string, string> { ["areaId"] = "a.id", ["share"] = Share, ["shareOfOther"] = "round(least(x.shared_m2 / a.area_m2, 1)::numeric, 4)::double precision" },
        Needs = new Dictionary<string, string[]> { ["area"] = ["areaId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new(Share, OrderKind.Number, Descending: true) { IsFilled = true }],
    };

    private const string Zone = "'Europe/London'";

    /// <summary>The clock on the wall: text of the date and minute.</summary>
    public const string LocalTime = $"""
        SELECT to_char(now() AT TIME ZONE {Zone}, 'YYYY-MM-DD"T"HH24:MI')
        """;

    /// <summary>$1 an instant: the day that the calendar on the wall shows then.</summary>
    public const string LocalDay = $"SELECT ($1::timestamptz AT TIME ZONE {Zone})::date";

    /// <summary>The place as a whole; one row.</summary>
    public const string Place = """
        SELECT (SELECT a.name FROM area a WHERE a.kind = 'authority' ORDER BY a.vintage DESC, a.area_m2 DESC LIMIT 1),
               ST_XMin(box.extent), ST_YMin(box.extent), ST_XMax(box.extent), ST_YMax(box.extent),
               EXISTS (SELECT FROM dataset d WHERE d.is_sample AND d.active_run_id IS NOT NULL),
               EXISTS (SELECT FROM area a WHERE a.is_schematic),
               ARRAY(SELECT DISTINCT d.attribution FROM dataset d WHERE d.active_run_id IS NOT NULL ORDER BY 1)
        FROM (SELECT coalesce((SELECT ST_Extent(a.display_geom) FROM area a WHERE a.kind = 'authority'),
                              (SELECT ST_Extent(a.display_geom) FROM area a),
                              (SELECT ST_Extent(s.geom) FROM site s WHERE s.is_current AND NOT s.is_outside_place)) AS extent) AS box
        """;
}
