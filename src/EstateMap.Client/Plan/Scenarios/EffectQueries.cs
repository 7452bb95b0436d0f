using EstateMap.Client.Api;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>What a scenario means for people, money and the estate.</summary>
public static class EffectQueries
{
    internal const string GroupFields = "key label people now { meanSeconds p95Seconds within15 } then { meanSeconds p95Seconds within15 } worseOff extraSeconds";

    private const string EffectsQuery = $$"""
        query Effects($id: ID!) {
          scenario(id: $id) {
            travelBadge study { demand { label unit people assumedShare } }
            measures { ...measures } doNothing { ...measures }
            timeCoverage { minutes now then sitesWithHours sitesWithoutHours { id name } }
          }
        }
        {{StudyQueries.MeasuresFragment}}
        """;

    private const string LosersQuery = $$"""
        query Losers($id: ID!, $by: BreakdownKind!) { scenario(id: $id) { breakdown(by: $by) { {{GroupFields}} } } }
        """;

    /// <summary>Measures of a scenario and of doing nothing; null when there is none of that id.</summary>
    public static async Task<Effects?> FindEffectsAsync(this EstateMapApi api, string id) => (await api.AskAsync<EffectsAnswer>(EffectsQuery, new { id })).Scenario;

    /// <summary>Who travels further, group by group.</summary>
    /// <param name="by">A code of <see cref="Breakdowns"/>.</param>
    public static async Task<IReadOnlyList<GroupMeasures>> ListLosersAsync(this EstateMapApi api, string id, string by) => (await api.AskAsync<LosersAnswer>(LosersQuery, new { id, by })).Scenario?.Breakdown ?? [];

    private sealed record EffectsAnswer(Effects? Scenario);
    private sealed record LosersAnswer(Losers? Scenario);
    private sealed record Losers(IReadOnlyList<GroupMeasures> Breakdown);
}

/// <param name="TravelBadge">How travel was reckoned.</param>
public sealed record Effects(string TravelBadge, StudyOfEffects Study, PlanMeasures Measures, PlanMeasures DoNothing, TimeCoverage TimeCoverage);

public sealed record StudyOfEffects(PeopleCounted Demand);

/// <param name="Unit">people or households.</param>
/// <param name="AssumedShare">Of them, 0 to 1.</param>
public sealed record PeopleCounted(string Label, string Unit, double People, double AssumedShare);

/// <summary>Who is near a building while it is open.</summary>
/// <param name="Now">168 shares of all people, 0 to 1, from Monday midnight, if nothing is done; so <paramref name="Then"/> for the scenario.</param>
/// <param name="SitesWithHours">Open buildings whose hours are known.</param>
/// <param name="SitesWithoutHours">Open buildings whose hours nobody has stated: they count as closed at all hours.</param>
public sealed record TimeCoverage(double Minutes, IReadOnlyList<double> Now, IReadOnlyList<double> Then, int SitesWithHours, IReadOnlyList<Named> SitesWithoutHours);
