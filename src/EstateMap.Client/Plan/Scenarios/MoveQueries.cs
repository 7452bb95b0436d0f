using EstateMap.Client.Api;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Whether things fit, and in which order they can be moved.</summary>
public static class MoveQueries
{
    private const string FitsQuery = """
        query Fits($id: ID!, $desks: Int!) {
          scenario(id: $id) {
            fit(desks: $desks) { site { id name } floorArea_m2 usable_m2 canHostSevenDay words assumptions hours { weekday hour used share } team { desks deskArea_m2 fits hoursShort tightestFree_m2 daysThatFit } }
          }
        }
        """;

    private const string ChainQuery = """
        query Chain($id: ID!) {
          scenario(id: $id) {
            chain {
              weeks startsOn problems assumptions cycles { steps decant words } homeless { name from { id name } }
              steps { number words weeks startWeek endWeek needs isCritical fits space }
            }
          }
        }
        """;

    /// <summary>How full each building that stays open is, and whether a team of so many desks fits there; null when there is no such scenario.</summary>
    public static async Task<IReadOnlyList<SiteFit>?> ListFitsAsync(this EstateMapApi api, string id, int desks) => (await api.AskAsync<FitsAnswer>(FitsQuery, new { id, desks })).Scenario?.Fit;

    /// <summary>The order in which a scenario can be carried out; null when there is none of that id.</summary>
    public static async Task<MoveChain?> FindChainAsync(this EstateMapApi api, string id) => (await api.AskAsync<ChainAnswer>(ChainQuery, new { id })).Scenario?.Chain;

    private sealed record FitsAnswer(FitsOf? Scenario);
    private sealed record FitsOf(IReadOnlyList<SiteFit> Fit);
    private sealed record ChainAnswer(ChainOf? Scenario);
    private sealed record ChainOf(MoveChain Chain);
}

/// <summary>How full a building is hour by hour, and whether a team that works every day fits around what is there.</summary>
/// <param name="FloorArea_m2">Null where no source states it.</param>
/// <param name="CanHostSevenDay">Null where it cannot be said.</param>
/// <param name="Hours">168 from Monday midnight.</param>
/// <param name="Team">Null where the floor area is not known.</param>
public sealed record SiteFit(
    Named Site, double? FloorArea_m2, double? Usable_m2, bool? CanHostSevenDay, string Words, IReadOnlyList<string> Assumptions, IReadOnlyList<HourFit> Hours, TeamFit? Team);

/// <param name="Weekday">0 is Monday.</param>
/// <param name="Used">Services and teams that are there in that hour.</param>
/// <param name="Share">Of the room that can be used; null where the floor area is not known.</param>
public sealed record HourFit(int Weekday, int Hour, int Used, double? Share);

/// <param name="HoursShort">Of the hours that the team works, those without room enough.</param>
/// <param name="TightestFree_m2">Free in its tightest hour; below nought where the building is overfull.</param>
public sealed record TeamFit(int Desks, double DeskArea_m2, bool Fits, int HoursShort, double TightestFree_m2, IReadOnlyList<string> DaysThatFit);

/// <summary>Steps in the order of their beginning.</summary>
/// <param name="StartsOn">First day, where any change has one.</param>
public sealed record MoveChain(double Weeks, DateOnly? StartsOn, IReadOnlyList<string> Problems, IReadOnlyList<string> Assumptions, IReadOnlyList<ChainCycle> Cycles, IReadOnlyList<Homeless> Homeless, IReadOnlyList<ChainStep> Steps);

/// <summary>Steps that wait for one another in a circle.</summary>
/// <param name="Decant">The step whose occupant would break the circle by going to a temporary place first.</param>
public sealed record ChainCycle(IReadOnlyList<int> Steps, int Decant, string Words);

/// <summary>A service or team that loses its place and is given no other.</summary>
public sealed record Homeless(string Name, Named From);

/// <param name="Number">Of the change that it comes from.</param>
/// <param name="StartWeek">Weeks from the beginning of the chain.</param>
/// <param name="Needs">Numbers of the steps that must be over before.</param>
/// <param name="IsCritical">A week's delay here is a week's delay of the whole.</param>
/// <param name="Fits">Whether the room suffices when it begins; null where that cannot be said or nothing moves.</param>
/// <param name="Space">The same in words.</param>
public sealed record ChainStep(int Number, string Words, double Weeks, double StartWeek, double EndWeek, IReadOnlyList<int> Needs, bool IsCritical, bool? Fits, string? Space);
