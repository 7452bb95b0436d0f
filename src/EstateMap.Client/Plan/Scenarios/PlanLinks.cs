using System.Globalization;
using System.Text;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Addresses of studies, scenarios, comparisons and decisions.</summary>
public static class PlanLinks
{
    public static string StudyHref(string study, string? step = null) => $"plan/study/{Uri.EscapeDataString(study)}{(step is null ? "" : $"?step={step}")}";

    /// <summary>A scenario's page.</summary>
    /// <param name="view">A key of <see cref="ScenarioView"/>; null is the first.</param>
    /// <param name="site">Global id of the building looked at, or <see cref="ScenarioView.EverySite"/>.</param>
    public static string ScenarioHref(string scenario, string? view = null, string? by = null, string? site = null) =>
        Query($"plan/scenario/{Uri.EscapeDataString(scenario)}", ("view", view is ScenarioView.Changes ? null : view), ("by", by is Breakdowns.Default ? null : by), ("site", site));

    /// <summary>Two scenarios side by side; the id of a study stands for leaving everything as it is.</summary>
    public static string CompareHref(string first, string second, string? by = null) => Query("plan/compare", ("a", first), ("b", second), ("by", by is Breakdowns.Default ? null : by));

    public static string DecisionHref(string decision, string? step = null) => Query($"plan/decision/{Uri.EscapeDataString(decision)}", ("step", step));

    public static string SiteHref(string site) => $"explore?site={Uri.EscapeDataString(site)}";

    /// <summary>The file that a scenario is exported as.</summary>
    public static string FileHref(string scenario) => $"plans/scenarios/{Number(scenario)}.json";

    /// <summary>The report of a decision, to look at or to keep.</summary>
    public static string ReportHref(string decision, bool isDownload = false) => $"plans/decisions/{Number(decision)}/report.html{(isDownload ? "?download=1" : "")}";

    /// <summary>The number within a global id, which is base64 of "Type:number"; 0 when it is none.</summary>
    private static long Number(string id)
    {
        Span<byte> plain = stackalloc byte[64];
        return Convert.TryFromBase64String(id, plain, out var length)
            && Encoding.UTF8.GetString(plain[..length]).Split(':') is [_, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
    }

    private static string Query(string path, params (string Name, string? Value)[] choices) =>
        path + string.Concat(choices.Where(choice => !string.IsNullOrEmpty(choice.Value)).Select((choice, index) => $"{(index == 0 ? '?' : '&')}{choice.Name}={Uri.EscapeDataString(choice.Value!)}"));
}
