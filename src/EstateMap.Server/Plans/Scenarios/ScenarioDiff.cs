using System.Globalization;
using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What one scenario does and another does not, or does otherwise.</summary>
/// <param name="Kind">ONLY_HERE, ONLY_THERE or CHANGED.</param>
internal sealed record ScenarioDifference(string Kind, string About, string? Here, string? There);

/// <summary>Compares two contents: what they rest on, then change by change. Pure.</summary>
internal static class ScenarioDiff
{
    public static IReadOnlyList<ScenarioDifference> Of(ScenarioContent here, ScenarioContent there)
    {
        var differences = new List<ScenarioDifference>();
        Add("Title", here.Title, there.Title);
        Add("Study", $"{here.Study.Title}, version {here.Study.Version}", $"{there.Study.Title}, version {there.Study.Version}");
        if (here.Study.Id == there.Study.Id && here.Study.Version == there.Study.Version && !here.Study.Equals(there.Study)) Add("Study settings", CanonicalJson.Write(here.Study.Settings), CanonicalJson.Write(there.Study.Settings));
        if (!here.Register.Equals(there.Register)) Add("Register", Words(here.Register), Words(there.Register));

        // Each pairs with the first of the same matter on the other side, so that a move of other dates is one difference and not two.
        var left = there.Changes.ToList();
        foreach (var change in here.Changes)
        {
            var match = left.FindIndex(other => Matter(other) == Matter(change));
            if (match < 0) differences.Add(new("ONLY_HERE", Matter(change), Words(change), null));
            else
            {
                if (!left[match].Equals(change)) differences.Add(new("CHANGED", Matter(change), Words(change), Words(left[match])));
                left.RemoveAt(match);
            }
        }

        differences.AddRange(left.Select(other => new ScenarioDifference("ONLY_THERE", Matter(other), null, Words(other))));
        var (order, otherOrder) = (Order(here, there), Order(there, here));
        if (!order.SequenceEqual(otherOrder)) Add("Order", string.Join("; ", order), string.Join("; ", otherOrder));
        return differences;

        void Add(string about, string ours, string theirs)
        {
            if (ours != theirs || about == "Register") differences.Add(new("CHANGED", about, ours, theirs));
        }
    }

    /// <summary>What a change is about, without how and when.</summary>
    public static string Matter(ScenarioChange change) => change.Kind switch
    {
        ScenarioChangeKind.OpenSite => $"{change.Site?.Name} opens",
        ScenarioChangeKind.CloseSite => $"{change.Site?.Name} closes",
        ScenarioChangeKind.MoveService => $"{change.Service?.Name} moves from {change.Site?.Name} to {change.ToSite?.Name}",
        ScenarioChangeKind.MoveTeam => $"{change.Team} moves from {change.Site?.Name} to {change.ToSite?.Name}",
        ScenarioChangeKind.ChangeHours => $"hours of {(change.Service is { } service ? $"{service.Name} at " : "")}{change.Site?.Name} change",
        ScenarioChangeKind.ChangeCapacity => $"room of {change.Site?.Name} changes",
        ScenarioChangeKind.Dispose => $"{change.Site?.Name} is disposed of",
        _ => $"space at {change.Site?.Name} is acquired",
    };

    /// <summary>The whole change in words.</summary>
    public static string Words(ScenarioChange change)
    {
        var words = new List<string> { Matter(change) };
        if (change.Hours is { Count: > 0 } hours) words.Add(string.Join("; ", WeeklyHours.Of(hours).Words()));
        if (change.SpaceArea_m2 is { } area) words.Add(MoveChainRules.Area(area));
        if (change.Capacity is { } capacity) words.Add(PlanWords.Count(capacity, "place"));
        if (change.Receipt_gbp is { } receipt) words.Add(Text($"receipt £{receipt:#,0}"));
        if (change.Capital_gbp is { } capital) words.Add(Text($"capital £{capital:#,0}"));
        if (change.Receipt_gbp is not null || change.Capital_gbp is not null) words.Add(change.Basis == FigureBasis.Fact ? "stated" : "assumed");
        if (change.StartsOn is { } starts) words.Add($"from {starts.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}");
        if (change.Weeks is { } weeks) words.Add(PlanWords.Count(Math.Round(weeks, 1), "week"));
        if (change.Why is { } why) words.Add($"because: {why}");
        return string.Join(", ", words);
    }

    private static string Words(RegisterStamp register) =>
        $"as at {register.AsAt?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "an unknown day"}: {string.Join(", ", register.Datasets.Select(dataset => $"{dataset.Id} {dataset.AsAt:yyyy-MM-dd} {dataset.Sha256?[..Math.Min(8, dataset.Sha256.Length)]}".TrimEnd()))}; {PlanWords.Count(register.HandEdits, "value")} put right by hand";

    // What both do, in the order of the first.
    private static List<string> Order(ScenarioContent of, ScenarioContent other)
    {
        var common = other.Changes.Select(Matter).ToHashSet();
        return [.. of.Changes.Select(Matter).Where(common.Contains).Distinct()];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
