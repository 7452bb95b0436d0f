namespace EstateMap.Client.Plan.Scenarios;

/// <summary>The parts of a scenario's page, each with an address of its own.</summary>
public static class ScenarioView
{
    public const string Changes = "changes", Effects = "effects", Impact = "impact", Fit = "fit", Chain = "chain", Json = "json";

    /// <summary>Stands in the address for all buildings at once.</summary>
    public const string EverySite = "all";

    /// <summary>Keys with what their tabs are called.</summary>
    public static readonly IReadOnlyList<(string Key, string Label)> All =
        [(Changes, "Changes"), (Effects, "Effects"), (Impact, "Closures"), (Fit, "Room and hours"), (Chain, "Order of moves"), (Json, "File")];

    /// <summary>The key that an address holds; what it does not know is the first.</summary>
    public static string Of(string? key) => All.FirstOrDefault(view => view.Key == key).Key ?? Changes;
}
