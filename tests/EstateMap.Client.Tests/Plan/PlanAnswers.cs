using System.Text.Json;

namespace EstateMap.Client.Tests.Plan;

/// <summary>A village with four buildings, as the server would tell of it.</summary>
internal static class PlanAnswers
{
    public const string Place = """{"data":{"place":{"name":"Village","bbox":[-2.5,53.3,-2.2,53.5],"isSample":false,"hasSchematicBoundaries":false,"attributions":["Contains village data."]},"areaKinds":[{"kind":"ward","label":"Ward","pluralLabel":"Wards","vintage":"2023","count":2,"isSchematic":false}],"vocabulary":[],"themes":[]}}""";

    public const string Words = """{"data":{"uses":[{"code":"library","label":"Library"},{"code":"cemetery","label":"Cemetery"},{"code":"office","label":"Office"}],"tenures":[{"code":"freehold","label":"Freehold"}],"ownerKinds":[{"code":"council","label":"Council"}],"serviceKinds":[{"code":"library","label":"Library"}],"groups":[{"code":"all","label":"All people"}],"areaKinds":[{"kind":"ward","label":"Ward","pluralLabel":"Wards","vintage":"2023","count":2,"isSchematic":false}],"walkingNetworks":{"nodes":[{"id":"N1","name":"Village paths","attribution":"Contains paths of the village."}]},"travelMatrices":{"nodes":[]}}}""";

    public const string Models = """{"data":{"planModels":[{"model":"PORTFOLIO_CURVE","question":"Which goes next?","name":"Portfolio curve","source":"ReVelle et al. 2007","needsSites":false,"needsReach":false},{"model":"MAXIMAL_COVERING","question":"Which so many have the most people near enough?","name":"Maximal covering location problem","source":"Church and ReVelle 1974","needsSites":true,"needsReach":true}]}}""";

    public const string Candidates = """
        {"data":{"study":{"version":3,"candidates":[
          {"id":"A","name":"Ash Library","longitude":-2.31,"latitude":53.41,"role":"KEEP","reason":"The council owns its freehold","isOverridden":false,"isOpenToday":true,"uses":["library"],"owner":"Council","tenure":"freehold","ward":"North","neighbourhood":"Top","floorArea_m2":900,"floorAreaBasis":"FACT","runningCost_gbp":90000,"runningCostBasis":"FACT","carbon_kg":37000,"services":3},
          {"id":"B","name":"Birch Office","longitude":-2.33,"latitude":53.42,"role":"CANDIDATE","reason":"An office of at least 100 m²","isOverridden":false,"isOpenToday":true,"uses":["office"],"owner":"Council","tenure":"freehold","ward":"South","neighbourhood":"Bottom","floorArea_m2":500,"floorAreaBasis":"ASSUMPTION","runningCost_gbp":50000,"runningCostBasis":"ASSUMPTION","carbon_kg":20000,"services":1},
          {"id":"C","name":"Cedar Office","longitude":-2.35,"latitude":53.43,"role":"CANDIDATE","reason":"Wanted for families","isOverridden":true,"isOpenToday":true,"uses":["office"],"owner":null,"tenure":null,"ward":"South","neighbourhood":"Bottom","floorArea_m2":null,"floorAreaBasis":null,"runningCost_gbp":30000,"runningCostBasis":"ASSUMPTION","carbon_kg":12000,"services":0},
          {"id":"D","name":"Dell Lodge","longitude":null,"latitude":null,"role":"NOT_ELIGIBLE","reason":"Smaller than 100 m²","isOverridden":false,"isOpenToday":true,"uses":["cemetery"],"owner":"Council","tenure":"freehold","ward":"North","neighbourhood":"Top","floorArea_m2":40,"floorAreaBasis":"FACT","runningCost_gbp":4000,"runningCostBasis":"ASSUMPTION","carbon_kg":1600,"services":0}
        ]}}}
        """;

    public const string Today = $$"""{"data":{"study":{"doNothing":{{DoNothing}} } } }""";

    public const string DoNothing = """{"sites":3,"meanSeconds":480,"medianSeconds":450,"p95Seconds":840,"worstSeconds":900,"within5":0.2,"within10":0.7,"within15":1,"within20":1,"people":1000,"unreachable":0,"runningCost":{"value":170000,"unit":"£ per year","assumedShare":0.4},"floorArea":{"value":1700,"unit":"m²","assumedShare":0.3},"carbon":{"value":69000,"unit":"kg CO2e per year","assumedShare":1},"receipts":{"value":0,"unit":"£","assumedShare":0},"capital":{"value":0,"unit":"£","assumedShare":0},"equity":null}""";

    public const string Detail = """
        {"data":{"solve":{"point":{"nearTies":{"within":0.01,"solutions":3,"isComplete":true,"inAll":["A"],"inSome":[{"site":"B","share":0.67},{"site":"C","share":0.33}]},
          "assignments":[{"longitude":-2.3,"latitude":53.4,"areaCode":"E1","weight":600,"site":"A","seconds":300,"secondsToday":300},{"longitude":-2.36,"latitude":53.44,"areaCode":"E2","weight":400,"site":"B","seconds":900,"secondsToday":540}],
          "catchments":[{"site":"A","people":600,"geometry":{"type":"Polygon","polygon":[[[-2.3,53.4],[-2.2,53.4],[-2.2,53.5],[-2.3,53.4]]]}},{"site":"B","people":400,"geometry":null}],
          "sensitivity":[{"group":"age_65_over","label":"Aged 65 and over","openSites":["A","C"],"shared":1}],"services":[]}}}}
        """;

    public const string Breakdown = """{"data":{"solve":{"point":{"breakdown":[{"key":"W1","label":"North","people":600,"now":{"meanSeconds":300,"p95Seconds":300,"within15":1},"then":{"meanSeconds":300,"p95Seconds":300,"within15":1},"worseOff":0,"extraSeconds":0},{"key":"W2","label":"South","people":400,"now":{"meanSeconds":540,"p95Seconds":540,"within15":1},"then":{"meanSeconds":900,"p95Seconds":900,"within15":0.5},"worseOff":400,"extraSeconds":360}]}}}}""";

    public const string StraightLine = """{"method":"STRAIGHT_LINE","network":null,"matrix":null,"speedKmh":4.8,"detour":1.3,"badge":"straight line x 1.3 at 4.8 km/h"}""";

    private const string Rules = """{"uses":[],"excludedUses":["cemetery","garage"],"excludedWords":["lodge","pavilion"],"minFloorArea_m2":100,"includeUnknownFloorArea":true,"tenures":[],"ownerKinds":[],"outOfScope":12}""";

    public static string Study(int version = 3, string runs = "[]", string title = "Halls in 2030", string travel = StraightLine, string constraints = """{"areaKind":null,"minimumPerArea":null,"protectedGroup":null,"mostExtraMinutes":null,"runningCostCeiling_gbp":null,"floorAreaCeiling_m2":null,"exclusions":[]}""", string rules = Rules) => $$"""
        {"data":{"study":{"id":"S1","title":{{JsonSerializer.Serialize(title)}},"version":{{version}},"changedAt":"2026-11-30T10:00:00Z","notes":["1 building has no position."],
          "demand":{"group":"all","label":"All people","unit":"people","people":1000,"points":2,"assumedShare":0.25},
          "demandGroups":[{"code":"all","label":"All people","unit":"people","total":1000},{"code":"imd_1_2","label":"People in the most deprived fifth","unit":"people","total":400}],
          "travel":{{travel}},
          "eligibility":{{rules}},
          "constraints":{{constraints}},
          "assumptions":[{"code":"running_cost_gbp_per_m2","label":"Running cost","value":100,"unit":"£ per m² and year","source":"Placeholder","isDefault":true},{"code":"move_weeks","label":"Weeks of a move","value":6,"unit":"weeks","source":"Moves of 2024","isDefault":false}],
          "visits":[{"serviceKind":"library","label":"Library","group":"all","visitsPerYear":3,"source":"Placeholder","isDefault":true}],
          "candidateCounts":[{"role":"KEEP","count":1},{"role":"CANDIDATE","count":2},{"role":"CLOSE","count":0},{"role":"NOT_ELIGIBLE","count":1}],
          "solves":{"nodes":{{runs}} } } } }
        """;

    public static string RunRow(string state, string id = "R1", bool isStale = false) => $$"""{"id":"{{id}}","model":"PORTFOLIO_CURVE","state":"{{state}}","progress":1,"queuedAt":"2026-11-30T10:00:00Z","startedAt":"2026-11-30T10:00:00Z","finishedAt":null,"isStale":{{(isStale ? "true" : "false")}} }""";

    /// <summary>A run over a curve of three, two, and one building that holds nothing.</summary>
    public static string Run(string state, int points = 3, double progress = 1, string? message = null, bool isStale = false, string model = "PORTFOLIO_CURVE") => $$"""
        {"data":{"solve":{"id":"R1","model":"{{model}}","state":"{{state}}","message":{{JsonSerializer.Serialize(message)}},"sites":null,"reachMinutes":null,"seed":1,"studyVersion":3,"isStale":{{(isStale ? "true" : "false")}},"progress":{{progress.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"queuedAt":"2026-11-30T10:00:00Z","startedAt":"2026-11-30T10:00:00Z","finishedAt":null,"travelBadge":"straight line x 1.3 at 4.8 km/h",
          "points":[{{string.Join(',', new[] { Point(3, 480, 0, "A", "B", "C"), Point(2, 540, 0.00008, "A", "B"), Impossible }.Take(points))}}]} } }
        """;

    private const string Impossible = $$"""{"p":1,"objective":null,"objectiveUnit":"person-seconds","bound":null,"gap":null,"method":"none","seed":1,"milliseconds":2,"infeasible":{"constraint":"groups","reason":"Each of 2 wards needs a building, and only 1 may be open.","sites":[{"id":"B","name":"Birch Office"}],"areas":["E2"]},"openSites":[],"goes":[],"comes":[],"why":null,"measures":{{NothingOpen}} }""";

    private const string NothingOpen = """{"sites":0,"meanSeconds":null,"medianSeconds":null,"p95Seconds":null,"worstSeconds":null,"within5":0,"within10":0,"within15":0,"within20":0,"people":1000,"unreachable":1000,"runningCost":{"value":0,"unit":"£ per year","assumedShare":0},"floorArea":{"value":0,"unit":"m²","assumedShare":0},"carbon":{"value":0,"unit":"kg CO2e per year","assumedShare":0},"receipts":{"value":0,"unit":"£","assumedShare":0},"capital":{"value":0,"unit":"£","assumedShare":0},"equity":null}""";

    private static string Point(int p, double mean, double gap, params string[] open) => $$"""
        {"p":{{p}},"objective":{{mean * 1000}},"objectiveUnit":"person-seconds","bound":{{mean * 999}},"gap":{{gap.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"method":"interchange and Lagrangian bound","seed":1,"milliseconds":412,"infeasible":null,
         "openSites":{{JsonSerializer.Serialize(open)}},"goes":{{(p == 2 ? "[\"C\"]" : "[]")}},"comes":[],"why":{{(p == 2 ? "\"Closing Cedar Office costs 400 people 6 minutes.\"" : "null")}},
         "measures":{"sites":{{p}},"meanSeconds":{{mean}},"medianSeconds":450,"p95Seconds":900,"worstSeconds":960,"within5":0.2,"within10":0.6,"within15":{{(p == 3 ? "1" : "0.8")}},"within20":1,"people":1000,"unreachable":0,"runningCost":{"value":{{p * 60000}},"unit":"£ per year","assumedShare":0.36},"floorArea":{"value":1400,"unit":"m²","assumedShare":0.36},"carbon":{"value":57000,"unit":"kg CO2e per year","assumedShare":1},"receipts":{"value":0,"unit":"£","assumedShare":0},"capital":{"value":90000,"unit":"£","assumedShare":1},"equity":null} }
        """;

    public static string Saved(string field, int version = 4) => $$$"""{"data":{"{{{field}}}":{"study":{"id":"S1","version":{{{version}}} },"errors":null} } }""";

    public static string Refused(string field, string message, string type = "VersionConflictError") => $$$"""{"data":{"{{{field}}}":{"study":null,"errors":[{"__typename":"{{{type}}}","message":{{{JsonSerializer.Serialize(message)}}} }]} } }""";
}
