namespace EstateMap.Server.Plans.Studies;

/// <content>What open sites mean for some of the people.</content>
internal sealed partial class StudyProblem
{
    /// <summary>Groups of those people who live at some of the demand points, under do nothing and under the open sites; groups without any of them are left out.</summary>
    /// <param name="kind">WARD, NEIGHBOURHOOD, AGE_BAND, IMD_DECILE or NO_CAR.</param>
    /// <param name="isMeant">Of the index of a demand point.</param>
    public IReadOnlyList<GroupMeasures> Breakdown(string kind, IReadOnlyList<int> open, Func<int, bool> isMeant)
    {
        var then = Nearest(open).Seconds;
        return [.. StudyGroups.Of(this, kind).Select(group => group with { Weights = [.. group.Weights.Select((weight, i) => isMeant(i) ? weight : 0)] })
            .Where(group => group.Weights.Any(weight => weight > 0)).Select(group => Compare(group, then))];
    }
}
