using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>
/// Measures of a scenario. Travel is the study's. Of money, what a change states goes before what the study assumes for the same building; room that is acquired costs by its own size, not by that of the whole building.
/// </summary>
internal static class ScenarioMoney
{
    public static PlanMeasures Measure(ScenarioEvaluation scenario)
    {
        var study = scenario.Study;
        var measures = study.Measure(scenario.Open);
        var changes = scenario.Content.Changes;
        var room = Acquired(scenario).ToList();
        var assume = study.Assumptions;
        return measures with
        {
            FloorArea = Add(measures.FloorArea, room.Select(acquired => acquired.Area_m2)),
            RunningCost = Add(measures.RunningCost, room.Select(acquired => (acquired.Value.More * assume[Assumptions.RunningCost], acquired.Value.Less))),
            Carbon = Add(measures.Carbon, room.Select(acquired => (acquired.Value.More * assume[Assumptions.Energy] * assume[Assumptions.Carbon], acquired.Value.LessCarbon))),
            Receipts = Once(scenario, changes, change => change.Receipt_gbp, site => site.IsFreehold || !site.IsTenureKnown ? site.UsedFloorArea_m2 * assume[Assumptions.Receipt] : 0),
            Capital = Once(scenario, changes, change => change.Capital_gbp, site => site.UsedFloorArea_m2 * assume[Assumptions.Reprovided] * assume[Assumptions.Capital]),
        };
    }

    /// <summary>Stated sums of all changes, and for each closing building of which no change states any, the study's assumption.</summary>
    private static Figure Once(ScenarioEvaluation scenario, IReadOnlyList<ScenarioChange> changes, Func<ScenarioChange, double?> stated, Func<StudySite, double> assumed)
    {
        var said = changes.Where(change => stated(change) is not null).ToList();
        var silent = scenario.Closing.Select(j => scenario.Study.Sites[j]).Where(site => !said.Exists(change => change.Site?.Id == site.Uuid)).Sum(assumed);
        var total = said.Sum(change => stated(change)!.Value) + silent;
        var guessed = said.Where(change => change.Basis != FigureBasis.Fact).Sum(change => stated(change)!.Value) + silent;
        return new Figure(total, "£", total > 0 ? guessed / total : 0);
    }

    /// <summary>Of each building in which room is acquired and that is open afterwards: how many square metres more, and what the study counted of it that is not taken.</summary>
    private static IEnumerable<(Room Value, (double More, double Less) Area_m2)> Acquired(ScenarioEvaluation scenario)
    {
        foreach (var acquired in scenario.Content.Changes.Where(change => change.Kind == ScenarioChangeKind.AcquireSpace && change.Site is not null).GroupBy(change => change.Site!.Id))
        {
            if (scenario.Study.FindIndex(acquired.Key) is not { } j || !scenario.Open.Contains(j)) continue;
            var site = scenario.Study.Sites[j];
            var more = acquired.Sum(change => change.SpaceArea_m2 ?? 0);
            // Of a building that is ours today all of it stays ours.
            var isOurs = site.IsOpenToday;
            yield return (new Room(more, isOurs ? 0 : site.RunningCost_gbp, isOurs ? 0 : site.Carbon_kg), (more, isOurs ? 0 : site.UsedFloorArea_m2));
        }
    }

    /// <summary>What is added is assumed; what is taken away keeps the figure's share.</summary>
    private static Figure Add(Figure figure, IEnumerable<(double More, double Less)> parts)
    {
        var (more, less) = parts.Aggregate((More: 0.0, Less: 0.0), (sum, part) => (sum.More + part.More, sum.Less + part.Less));
        if (more == 0 && less == 0) return figure;
        var kept = Math.Max(0, figure.Value - less);
        return figure with { Value = kept + more, AssumedShare = kept + more > 0 ? ((kept * figure.AssumedShare) + more) / (kept + more) : 0 };
    }

    private readonly record struct Room(double More, double Less, double LessCarbon);
}
