using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>A building and how it is used.</summary>
internal sealed record SiteFit(PlanPlace Site, SiteFitAnswer Answer);

/// <summary>How the buildings of a scenario are used afterwards, from what the register and the changes say.</summary>
internal static class ScenarioFit
{
    public static IReadOnlyList<SiteFit> Of(ScenarioEvaluation scenario, int desks, double? deskArea_m2)
    {
        var team = new TeamSize(desks, deskArea_m2 ?? scenario.Study.Assumptions[Assumptions.DeskArea]);
        return [.. scenario.Open.Select(j => scenario.Study.Sites[j]).Select(site => new SiteFit(ScenarioEvaluation.Place(site), Judge(scenario, site, team)))];
    }

    private static SiteFitAnswer Judge(ScenarioEvaluation scenario, StudySite site, TeamSize team)
    {
        // The last word on the room counts; what is acquired in a building that is not ours today is all there is of it.
        var given = scenario.Content.Changes.LastOrDefault(change => change.Site?.Id == site.Uuid && change.SpaceArea_m2 is not null && change.Kind is ScenarioChangeKind.ChangeCapacity or ScenarioChangeKind.AcquireSpace);
        var usable = scenario.Study.Assumptions[Assumptions.UsableShare];
        var answer = given switch
        {
            { Kind: ScenarioChangeKind.ChangeCapacity } or { Kind: ScenarioChangeKind.AcquireSpace } when !(given.Kind == ScenarioChangeKind.AcquireSpace && site.IsOpenToday) =>
                SiteFitRules.Judge(site.Name, given.SpaceArea_m2, given.Basis != FigureBasis.Fact, 1, Users(scenario, site), team),
            not null => SiteFitRules.Judge(site.Name, site.FloorArea_m2 + (given.SpaceArea_m2 / usable), given.Basis != FigureBasis.Fact || site.FloorAreaAssumedShare > 0, usable, Users(scenario, site), team),
            null => SiteFitRules.Judge(site.Name, site.FloorArea_m2, site.FloorAreaAssumedShare > 0, usable, Users(scenario, site), team),
        };
        return answer;
    }

    /// <summary>Services and teams that are there afterwards. Where the register says how much is occupied today, the services of today share that.</summary>
    private static List<RoomUser> Users(ScenarioEvaluation scenario, StudySite site)
    {
        var there = scenario.Then.Find(site.Uuid);
        var today = scenario.Register.At(site.Uuid).Select(service => service.Uuid).ToHashSet();
        var share = scenario.Register.Occupied.TryGetValue(site.Id, out var occupied) && today.Count > 0 ? occupied.Area_m2 / today.Count : (double?)null;
        var hours = scenario.Then.HoursOf(site.Uuid);
        return [.. there.Select(occupant => new RoomUser(occupant.Name, occupant.Service is { } id && today.Contains(id) && occupant.IsAreaAssumed && share is { } part ? part : occupant.Area_m2, occupant.IsAreaAssumed,
            occupant.Hours ?? (occupant.IsTeam || !hours.IsKnown ? null : hours)))];
    }
}
