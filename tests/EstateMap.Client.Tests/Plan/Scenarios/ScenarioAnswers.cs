using System.Globalization;

namespace EstateMap.Client.Tests.Plan.Scenarios;

/// <summary>What the server says of scenarios, for tests to take what they need of.</summary>
internal static class ScenarioAnswers
{
    /// <summary>Base64 of Scenario:7.</summary>
    public const string Id = "U2NlbmFyaW86Nw==";

    public const string CloseHall = """{"number":1,"kind":"CLOSE_SITE","site":{"id":"S1","name":"Old Hall"},"hours":[],"basis":"ASSUMPTION","why":"Empty most days","problems":[]}""";

    public const string MoveLending = """{"number":2,"kind":"MOVE_SERVICE","site":{"id":"S2","name":"Town Library"},"toSite":{"id":"S3","name":"Leisure Centre"},"service":{"id":"V1","name":"Lending"},"hours":[],"spaceArea_m2":120,"capital_gbp":40000,"basis":"FACT","startsOn":"2027-04-01","weeks":6,"why":"Together","problems":["Lending is not at Town Library any more."]}""";

    public const string Places = """
        {"data":{"study":{"candidates":[
          {"id":"S1","name":"Old Hall","ward":"West","owner":"Council","role":"CANDIDATE","isOpenToday":true},
          {"id":"S2","name":"Town Library","ward":"Centre","owner":"Council","role":"CANDIDATE","isOpenToday":true},
          {"id":"S3","name":"Leisure Centre","ward":"Centre","owner":"Trust","role":"KEEP","isOpenToday":true},
          {"id":"S4","name":"Old School","ward":"East","owner":null,"role":"CANDIDATE","isOpenToday":false}]}}}
        """;

    public static string Scenario(string changes = CloseHall + "," + MoveLending, int version = 3, string status = "DRAFT", string title = "Seven hubs", string? staleness = null) => $$"""
        {"id":"{{Id}}","title":"{{title}}","version":{{version}},"status":"{{status}}","contentHash":"abcdef0123456789","createdAt":"2026-11-01T09:00:00Z","changedAt":"2026-11-02T10:30:00Z",
         "staleness":{{(staleness is null ? "null" : $"\"{staleness}\"")}},"study":{"id":"U3R1ZHk6MQ==","title":"Halls"},"parent":null,"decisions":[],"changes":[{{changes}}]}
        """;

    public static string Found(string scenario) => $$"""{"data":{"scenario":{{scenario}} } }""";

    public static string Changed(string scenario) => $$"""{"data":{"changeScenario":{"scenario":{{scenario}},"errors":null} } }""";

    /// <summary>A payload that says why nothing was changed.</summary>
    public static string Refused(string mutation, string type, string message) => $$"""{"data":{"{{mutation}}":{"errors":[{"__typename":"{{type}}","message":"{{message}}"}]} } }""";

    public static string Measures(int sites, double mean, double within15, double cost) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"sites":{{sites}},"meanSeconds":{{mean}},"medianSeconds":{{mean}},"p95Seconds":1200,"worstSeconds":1800,"within5":0.2,"within10":0.5,"within15":{{within15}},"within20":0.9,"people":1000,"unreachable":0,
         "runningCost":{"value":{{cost}},"unit":"£","assumedShare":0.61},"floorArea":{"value":5000,"unit":"m²","assumedShare":0},"carbon":{"value":20000,"unit":"kg","assumedShare":1},
         "receipts":{"value":0,"unit":"£","assumedShare":0},"capital":{"value":0,"unit":"£","assumedShare":0},"equity":null}
        """);

    public static string Group(string key, string label, double worseOff) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"key":"{{key}}","label":"{{label}}","people":500,"now":{"meanSeconds":300,"p95Seconds":600,"within15":1},"then":{"meanSeconds":360,"p95Seconds":700,"within15":0.9},"worseOff":{{worseOff}},"extraSeconds":120}
        """);

    /// <summary>168 shares: one from 9 to 17 of every day, nothing else; without the hours named.</summary>
    public static string Week(double share, params int[] without) =>
        "[" + string.Join(',', Enumerable.Range(0, 168).Select(hour => (hour % 24 is >= 9 and < 17 && !without.Contains(hour) ? share : 0).ToString(CultureInfo.InvariantCulture))) + "]";
}
