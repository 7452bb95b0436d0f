using EstateMap.Client.Api;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Two scenarios side by side.</summary>
public static class CompareQueries
{
    private const string CompareQuery = """
        query Compare($first: ID!, $second: ID!) {
          compareScenarios(first: $first, second: $second) {
            study { id title travel { badge } }
            first { id title sites isDoNothing } second { id title sites isDoNothing }
            onlyFirst { id name } onlySecond { id name } both { id name }
            rows { code label unit doNothing first second better assumedFirst assumedSecond }
          }
        }
        """;

    private const string CompareGroupsQuery = """
        query CompareGroups($first: ID!, $second: ID!, $by: BreakdownKind!) {
          compareScenarios(first: $first, second: $second) {
            breakdown(by: $by) {
              key label people
              now { meanSeconds p95Seconds within15 } first { meanSeconds p95Seconds within15 } second { meanSeconds p95Seconds within15 } worseOffFirst worseOffSecond
            }
          }
        }
        """;

    /// <summary>Compares two scenarios; the id of a study stands for leaving everything as it is.</summary>
    public static async Task<Comparison> CompareAsync(this EstateMapApi api, string first, string second) => (await api.AskAsync<CompareAnswer>(CompareQuery, new { first, second })).CompareScenarios;

    /// <summary>The same group by group.</summary>
    /// <param name="by">A code of <see cref="Breakdowns"/>.</param>
    public static async Task<IReadOnlyList<GroupComparison>> CompareGroupsAsync(this EstateMapApi api, string first, string second, string by) =>
        (await api.AskAsync<GroupsAnswer>(CompareGroupsQuery, new { first, second, by })).CompareScenarios.Breakdown;

    private sealed record CompareAnswer(Comparison CompareScenarios);
    private sealed record GroupsAnswer(Groups CompareScenarios);
    private sealed record Groups(IReadOnlyList<GroupComparison> Breakdown);
}

/// <summary>Two scenarios of one study, or one and doing nothing.</summary>
/// <param name="OnlyFirst">Buildings that are open in the first alone.</param>
public sealed record Comparison(StudyOfComparison Study, ComparedScenario First, ComparedScenario Second, IReadOnlyList<Named> OnlyFirst, IReadOnlyList<Named> OnlySecond, IReadOnlyList<Named> Both, IReadOnlyList<ComparisonRow> Rows);

public sealed record StudyOfComparison(string Id, string Title, TravelBadge Travel);

/// <param name="Id">Of the study where nothing is done.</param>
/// <param name="Sites">Buildings open.</param>
public sealed record ComparedScenario(string Id, string Title, int Sites, bool IsDoNothing);

/// <param name="Better">FIRST, SECOND, SAME or NEITHER.</param>
/// <param name="AssumedFirst">Share of the first's value that rests on assumptions, 0 to 1; null where nothing is told of it.</param>
public sealed record ComparisonRow(string Code, string Label, string Unit, double? DoNothing, double? First, double? Second, string Better, double? AssumedFirst, double? AssumedSecond);

/// <summary>One group of people under both.</summary>
public sealed record GroupComparison(string Key, string Label, double People, PlanTravel Now, PlanTravel First, PlanTravel Second, double WorseOffFirst, double WorseOffSecond);
