using EstateMap.Client.Api;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Two scenarios side by side; the id of a study stands for leaving everything as it is.</summary>
public static class CompareQueries
{
    private const string CompareQuery = """
        query Compare($first: ID!, $second: ID!) {
          node(id: $first) { ... on Study { id title } ... on Scenario { study { id title } } }
          compareScenarios(first: $first, second: $second) {
            first { id title isDoNothing openSites } second { id title isDoNothing openSites }
            onlyFirst onlySecond both notes
            rows { code label unit doNothing first second firstAssumedShare secondAssumedShare better }
          }
        }
        """;

    private const string DiffQuery = """
        query Diff($first: ID!, $second: ID!) { scenario(id: $first) { diff(with: $second) { kind about here there } } }
        """;

    private const string CompareGroupsQuery = """
        query CompareGroups($first: ID!, $second: ID!, $by: BreakdownKind!) {
          compareScenarios(first: $first, second: $second) {
            breakdown(by: $by) {
              key label people better
              now { meanSeconds p95Seconds within15 } first { meanSeconds p95Seconds within15 } second { meanSeconds p95Seconds within15 } firstWorseOff secondWorseOff
            }
          }
        }
        """;

    /// <summary>Both, measure by measure, with what their changes do otherwise and what their study's buildings are called.</summary>
    public static async Task<Comparison> CompareAsync(this EstateMapApi api, string first, string second)
    {
        var answer = await api.AskAsync<CompareAnswer>(CompareQuery, new { first, second });
        var study = answer.Node is { Study: { } of } ? of : answer.Node is { Id: { } id, Title: { } title } ? new(id, title) : throw new ApiException("There is no scenario of that address any more.");
        var sides = answer.CompareScenarios;
        var names = (await api.ListPlacesAsync(study.Id)).ToDictionary(place => place.Id, place => place.Name);
        var differences = sides.First.IsDoNothing || sides.Second.IsDoNothing || first == second ? [] : (await api.AskAsync<DiffAnswer>(DiffQuery, new { first, second })).Scenario?.Diff ?? [];
        return new(study, sides.First, sides.Second, Named(sides.OnlyFirst), Named(sides.OnlySecond), Named(sides.Both), sides.Rows, sides.Notes, differences);

        IReadOnlyList<Named> Named(IReadOnlyList<string> ids) => [.. ids.Select(known => new Named(known, names.GetValueOrDefault(known, "A building of another study"))).OrderBy(site => site.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The same group by group.</summary>
    /// <param name="by">A code of <see cref="Breakdowns"/>.</param>
    public static async Task<IReadOnlyList<GroupComparison>> CompareGroupsAsync(this EstateMapApi api, string first, string second, string by) =>
        (await api.AskAsync<GroupsAnswer>(CompareGroupsQuery, new { first, second, by })).CompareScenarios.Breakdown;

    private sealed record CompareAnswer(StudyOrScenario? Node, Sides CompareScenarios);
    private sealed record StudyOrScenario(string? Id, string? Title, ScenarioName? Study);
    private sealed record Sides(
        ComparedScenario First, ComparedScenario Second, IReadOnlyList<string> OnlyFirst, IReadOnlyList<string> OnlySecond, IReadOnlyList<string> Both, IReadOnlyList<string> Notes, IReadOnlyList<ComparisonRow> Rows);
    private sealed record DiffAnswer(DiffOf? Scenario);
    private sealed record DiffOf(IReadOnlyList<ScenarioDifference> Diff);
    private sealed record GroupsAnswer(Groups CompareScenarios);
    private sealed record Groups(IReadOnlyList<GroupComparison> Breakdown);
}

/// <summary>Two scenarios, or one and doing nothing.</summary>
/// <param name="Study">Of the first.</param>
/// <param name="OnlyFirst">Buildings that are open in the first alone.</param>
/// <param name="Notes">What must be known to compare them fairly, in sentences.</param>
/// <param name="Differences">What their changes do otherwise; none where either is doing nothing.</param>
public sealed record Comparison(
    ScenarioName Study, ComparedScenario First, ComparedScenario Second, IReadOnlyList<Named> OnlyFirst, IReadOnlyList<Named> OnlySecond, IReadOnlyList<Named> Both, IReadOnlyList<ComparisonRow> Rows,
    IReadOnlyList<string> Notes, IReadOnlyList<ScenarioDifference> Differences);

/// <param name="Id">Of the study where nothing is done.</param>
public sealed record ComparedScenario(string Id, string Title, bool IsDoNothing, IReadOnlyList<string> OpenSites)
{
    public string Name => IsDoNothing ? "Do nothing" : Title;
}

/// <param name="Better">FIRST, SECOND or EQUAL; null where neither is better, or it cannot be said.</param>
/// <param name="FirstAssumedShare">Share of the first's value that rests on assumptions, 0 to 1; null for what is reckoned from travel.</param>
public sealed record ComparisonRow(string Code, string Label, string Unit, double? DoNothing, double? First, double? Second, double? FirstAssumedShare, double? SecondAssumedShare, string? Better);

/// <param name="Kind">ONLY_HERE, ONLY_THERE or CHANGED.</param>
/// <param name="Here">As the first has it; null where it does not.</param>
public sealed record ScenarioDifference(string Kind, string About, string? Here, string? There);

/// <summary>One group of people under both.</summary>
public sealed record GroupComparison(string Key, string Label, double People, string? Better, PlanTravel Now, PlanTravel First, PlanTravel Second, double FirstWorseOff, double SecondWorseOff);
