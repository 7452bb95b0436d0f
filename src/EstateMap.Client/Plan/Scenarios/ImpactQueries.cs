using EstateMap.Client.Api;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>What each closure cuts.</summary>
public static class ImpactQueries
{
    private const string ImpactsQuery = """
        query Impacts($id: ID!) { scenario(id: $id) { title impacts { site { id name } people meanExtraSeconds losingAccess } } }
        """;

    private const string ImpactQuery = $$"""
        query Impact($id: ID!, $site: ID!) {
          scenario(id: $id) {
            impact(site: $site) {
              site { id name } people meanExtraSeconds losingAccess
              byWard { {{EffectQueries.GroupFields}} } byAgeBand { {{EffectQueries.GroupFields}} } byImdDecile { {{EffectQueries.GroupFields}} } byNoCar { {{EffectQueries.GroupFields}} }
              services {
                name kind organisation sessions movesTo { id name }
                alternative { site { id name } service { id name } seconds isOpenThen words }
              }
              assets { id name abcdClass how isIllustrative }
              links { from kind to }
            }
          }
        }
        """;

    /// <summary>Every building that closes and whom it hits; null when there is no such scenario.</summary>
    public static async Task<IReadOnlyList<ClosureRow>?> ListImpactsAsync(this EstateMapApi api, string id) => (await api.AskAsync<ImpactsAnswer>(ImpactsQuery, new { id })).Scenario?.Impacts;

    /// <summary>The sheet of one closing building; null when it does not close.</summary>
    public static async Task<ClosureImpact?> FindImpactAsync(this EstateMapApi api, string id, string site) => (await api.AskAsync<ImpactAnswer>(ImpactQuery, new { id, site })).Scenario?.Impact;

    private sealed record ImpactsAnswer(Closures? Scenario);
    private sealed record Closures(IReadOnlyList<ClosureRow> Impacts);
    private sealed record ImpactAnswer(ClosureOf? Scenario);
    private sealed record ClosureOf(ClosureImpact? Impact);
}

/// <summary>A building that closes.</summary>
/// <param name="People">Who go there today.</param>
/// <param name="MeanExtraSeconds">How much further they travel then, on average, one way.</param>
/// <param name="LosingAccess">People within 15 minutes of a building now and of none then.</param>
public sealed record ClosureRow(Named Site, double People, double MeanExtraSeconds, double LosingAccess);

/// <summary>Everything that one closure cuts.</summary>
public sealed record ClosureImpact(
    Named Site, double People, double MeanExtraSeconds, double LosingAccess, IReadOnlyList<GroupMeasures> ByWard, IReadOnlyList<GroupMeasures> ByAgeBand, IReadOnlyList<GroupMeasures> ByImdDecile,
    IReadOnlyList<GroupMeasures> ByNoCar, IReadOnlyList<DisplacedService> Services, IReadOnlyList<DisplacedAsset> Assets, IReadOnlyList<CutLink> Links);

/// <param name="Sessions">Its hours in words.</param>
/// <param name="MovesTo">Where the scenario moves it; null when nowhere.</param>
/// <param name="Alternative">The nearest of its kind at a building that stays open; null where there is none.</param>
public sealed record DisplacedService(string Name, string Kind, string? Organisation, IReadOnlyList<string> Sessions, Named? MovesTo, AlternativeService? Alternative);

/// <param name="Seconds">From the building that closes; null where it cannot be reached.</param>
/// <param name="IsOpenThen">Whether it is open at the hours of what is displaced; null where that cannot be said.</param>
public sealed record AlternativeService(Named Site, Named Service, double? Seconds, bool? IsOpenThen, string Words);

/// <summary>A community asset or group that is or meets there.</summary>
/// <param name="How">How it hangs on the building, in words.</param>
/// <param name="IsIllustrative">Made up for the sample.</param>
public sealed record DisplacedAsset(string Id, string Name, string AbcdClass, string How, bool IsIllustrative);

public sealed record CutLink(string From, string Kind, string To);
