using EstateMap.Planning.Measures;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>How long it takes from every small area's people to the nearest of a kind.</summary>
/// <param name="Sites">How many there are anywhere.</param>
/// <param name="Seconds">[demand point]; infinite where none can be reached.</param>
internal sealed record Reach(string Kind, string Label, bool IsService, int Sites, double[] Seconds)
{
    /// <summary>Facet of the map whose code the kind is.</summary>
    public string Facet => IsService ? "service" : "use";
}

/// <summary>The people of an area, as the small areas they live in.</summary>
/// <param name="points">Places of the small areas in <see cref="StudyPeople.Points"/>.</param>
internal sealed class ProfilePeople(StudyPeople all, int[] points)
{
    /// <summary>Groups whose travel is told apart: everybody, those that the vocabulary of groups names, and the most deprived.</summary>
    public static IReadOnlyList<(string Code, string Label, double[] Weights)> Travelling(StudyPeople people, IReadOnlySet<string> named)
    {
        var everybody = people.Groups.FirstOrDefault(group => group.Code == "all");
        if (everybody is null) return [];
        var deprived = people.Points.Select((point, i) => point.ImdDecile is 1 or 2 ? everybody.Weights[i] : 0).ToArray();
        return [.. people.Groups.Where(group => named.Contains(group.Code)).Select(group => (group.Code, group.Label, group.Weights)), .. deprived.Any(weight => weight > 0) ? [(ProfileMeasures.Deprived, "The most deprived fifth", deprived)] : Array.Empty<(string, string, double[])>()];
    }

    public bool IsKnown => points.Length > 0;

    public double Sum(double[] weights) => points.Sum(i => weights[i]);

    /// <summary>Mean decile of deprivation; null where nobody's small area has one.</summary>
    public double? Decile(double[] weights)
    {
        var (people, sum) = (0.0, 0.0);
        foreach (var i in points.Where(i => all.Points[i].ImdDecile is not null)) (people, sum) = (people + weights[i], sum + (weights[i] * all.Points[i].ImdDecile!.Value));
        return people > 0 ? sum / people : null;
    }

    /// <summary>Share of the people, among those whose small area has a decile, in deciles 1 and 2.</summary>
    public double? DeprivedShare(double[] weights)
    {
        var ranked = points.Where(i => all.Points[i].ImdDecile is not null).ToArray();
        var people = ranked.Sum(i => weights[i]);
        return people > 0 ? ranked.Where(i => all.Points[i].ImdDecile <= 2).Sum(i => weights[i]) / people : null;
    }

    /// <summary>Mean minutes of those who can get there; null where nobody of the group lives here or can.</summary>
    public double? Minutes(double[] weights, double[] seconds)
    {
        var (people, sum) = (0.0, 0.0);
        foreach (var i in points.Where(i => double.IsFinite(seconds[i]))) (people, sum) = (people + weights[i], sum + (weights[i] * seconds[i]));
        return people > 0 ? sum / people / 60 : null;
    }

    /// <summary>Share with one near; null where nobody of the group lives here.</summary>
    public double? Near(double[] weights, double[] seconds)
    {
        var people = Sum(weights);
        return people > 0 ? points.Where(i => seconds[i] <= 60 * ProfileMeasures.Near).Sum(i => weights[i]) / people : null;
    }

    /// <summary>How many more minutes the most deprived fifth of the people here travels than the least deprived; null where they cannot be told apart.</summary>
    public double? Gap(double[] weights, double[] seconds)
    {
        var ranked = Ranked(weights, seconds);
        return ranked.Length == 0 ? null : Fifths.Difference([.. ranked.Select(i => weights[i])], [.. ranked.Select(i => seconds[i] / 60)], [.. ranked.Select(i => (double)all.Points[i].ImdDecile!.Value)])?.Gap;
    }

    /// <summary>Concentration index of travel by deprivation; null where nobody is ranked.</summary>
    public double? Concentration(double[] weights, double[] seconds)
    {
        var ranked = Ranked(weights, seconds);
        return ranked.Length == 0 || ranked.Select(i => all.Points[i].ImdDecile).Distinct().Count() < 2
            ? null : Inequality.ConcentrationIndex([.. ranked.Select(i => weights[i])], [.. ranked.Select(i => seconds[i])], [.. ranked.Select(i => (double)all.Points[i].ImdDecile!.Value)]);
    }

    private int[] Ranked(double[] weights, double[] seconds) => [.. points.Where(i => weights[i] > 0 && double.IsFinite(seconds[i]) && all.Points[i].ImdDecile is >= 1 and <= 10)];
}
