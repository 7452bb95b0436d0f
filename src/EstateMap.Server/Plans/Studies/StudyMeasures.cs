using EstateMap.Planning.Measures;

namespace EstateMap.Server.Plans.Studies;

/// <content>What a set of open sites means for people and money.</content>
internal sealed partial class StudyProblem
{
    private PlanMeasures? _doNothing;

    /// <summary>Every building that is open today stays.</summary>
    public PlanMeasures DoNothing => _doNothing ??= Measure(OpenToday);

    /// <summary>Measures of the open sites, against what is open today.</summary>
    /// <param name="open">Indices of sites.</param>
    /// <param name="serving">Null sends everybody to the nearest.</param>
    public PlanMeasures Measure(IReadOnlyList<int> open, Serving? serving = null)
    {
        var seconds = (serving ?? Nearest(open)).Seconds;
        var travel = TravelSummary.Of(Weights, seconds);
        var money = new StudyMoney(this, open);
        return new PlanMeasures(
            open.Count, travel.Mean_s, travel.Median_s, travel.P95_s, travel.Worst_s, travel.ShareWithin[0], travel.ShareWithin[1], travel.ShareWithin[2], travel.ShareWithin[3], travel.Weight, travel.UnreachableWeight,
            money.RunningCost, money.FloorArea, money.Carbon, money.Receipts, money.Capital, StudyEquity.FindMeasures(this, seconds), StudyAccess.FindMeasures(this, open));
    }

    /// <summary>Groups of people under do nothing and under the open sites.</summary>
    /// <param name="kind">WARD, NEIGHBOURHOOD, AGE_BAND, IMD_DECILE or NO_CAR.</param>
    /// <param name="serving">Null sends everybody to the nearest.</param>
    public IReadOnlyList<GroupMeasures> Breakdown(string kind, IReadOnlyList<int> open, Serving? serving = null)
    {
        var then = (serving ?? Nearest(open)).Seconds;
        return [.. StudyGroups.Of(this, kind).Select(group => Compare(group, then))];
    }

    private GroupMeasures Compare(StudyGroup group, double[] then)
    {
        double worse = 0, extra = 0, further = 0;
        for (var i = 0; i < then.Length; i++)
        {
            if (!(group.Weights[i] > 0) || !(then[i] > SecondsToday[i])) continue;
            worse += group.Weights[i];
            if (!double.IsFinite(then[i])) continue;
            further += group.Weights[i];
            extra += group.Weights[i] * (then[i] - SecondsToday[i]);
        }

        return new GroupMeasures(group.Key, group.Label, group.Weights.Sum(), Travelled(SecondsToday, group.Weights), Travelled(then, group.Weights), worse, further > 0 ? extra / further : 0);
    }

    private static PlanTravel Travelled(double[] seconds, double[] weights)
    {
        var travel = TravelSummary.Of(weights, seconds);
        return new PlanTravel(travel.Mean_s, travel.P95_s, travel.ShareWithin[2]);
    }
}
