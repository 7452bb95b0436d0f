using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>One side of a comparison.</summary>
/// <param name="Id">Of the scenario, or of the study whose do nothing this is.</param>
/// <param name="Open">Indices of the study's sites.</param>
internal sealed record ComparedScenario(string Id, string Title, bool IsDoNothing, StudyProblem Study, IReadOnlyList<int> Open, PlanMeasures Measures)
{
    public IReadOnlyList<string> OpenSites => [.. Open.Select(j => Study.Sites[j].GlobalId)];
}

/// <summary>A measure of both.</summary>
/// <param name="Better">FIRST, SECOND or EQUAL; null where it cannot be said.</param>
internal sealed record ComparisonRow(string Code, string Label, string Unit, double? DoNothing, double? First, double? Second, double? FirstAssumedShare, double? SecondAssumedShare, string? Better);

internal sealed record ComparedGroup(string Key, string Label, double People, PlanTravel Now, PlanTravel First, PlanTravel Second, double FirstWorseOff, double SecondWorseOff, string? Better);

/// <summary>Two scenarios side by side, with do nothing between them. Pure.</summary>
internal sealed record ScenarioComparison(ComparedScenario First, ComparedScenario Second)
{
    // Differences below this share are noise of arithmetic, not news.
    private const double Noise = 1e-9;

    private enum Wish { Less, More, NearZero, None }

    private static readonly (string Code, string Label, string Unit, Wish Better, Func<PlanMeasures, double?> Read, Func<PlanMeasures, double?>? AssumedShare)[] Measures =
    [
        ("sites", "Open buildings", "buildings", Wish.None, m => m.Sites, null),
        ("mean", "Mean travel", "s", Wish.Less, m => m.MeanSeconds, null),
        ("median", "Median travel", "s", Wish.Less, m => m.MedianSeconds, null),
        ("p95", "Travel of the farthest 5 %", "s", Wish.Less, m => m.P95Seconds, null),
        ("worst", "Longest travel", "s", Wish.Less, m => m.WorstSeconds, null),
        ("within5", "People within 5 minutes", "share", Wish.More, m => m.Within5, null),
        ("within10", "People within 10 minutes", "share", Wish.More, m => m.Within10, null),
        ("within15", "People within 15 minutes", "share", Wish.More, m => m.Within15, null),
        ("within20", "People within 20 minutes", "share", Wish.More, m => m.Within20, null),
        ("unreachable", "People who reach no building", "people", Wish.Less, m => m.Unreachable, null),
        ("runningCost", "Running cost", "£ per year", Wish.Less, m => m.RunningCost.Value, m => m.RunningCost.AssumedShare),
        ("receipts", "Receipts, once", "£", Wish.More, m => m.Receipts.Value, m => m.Receipts.AssumedShare),
        ("capital", "Capital, once", "£", Wish.Less, m => m.Capital.Value, m => m.Capital.AssumedShare),
        ("floorArea", "Floor area", "m²", Wish.None, m => m.FloorArea.Value, m => m.FloorArea.AssumedShare),
        ("carbon", "Greenhouse gas", "kg CO2e per year", Wish.Less, m => m.Carbon.Value, m => m.Carbon.AssumedShare),
        ("concentrationIndex", "Concentration of travel on the deprived", "index", Wish.NearZero, m => m.Equity?.ConcentrationIndex, null),
        ("gini", "Inequality of travel (Gini)", "index", Wish.Less, m => m.Equity?.Gini, null),
        ("palma", "Farthest tenth over nearest four tenths (Palma)", "ratio", Wish.Less, m => m.Equity?.Palma, null),
        ("fgt0", "People beyond the threshold", "share", Wish.Less, m => m.Equity?.Fgt0, null),
        ("fgt1", "Depth beyond the threshold", "share", Wish.Less, m => m.Equity?.Fgt1, null),
        ("fgt2", "Severity beyond the threshold", "share", Wish.Less, m => m.Equity?.Fgt2, null),
        ("decileGap", "Most deprived tenth less least deprived", "s", Wish.Less, m => m.Equity?.DecileGapSeconds, null),
        ("access", "Building in reach of 1,000 people, shared (E2SFCA)", "m²", Wish.More, m => m.Access?.MeanPer1000, m => m.Access?.AssumedShare),
        ("accessDeprived", "The same in the most deprived tenth", "m²", Wish.More, m => m.Access?.MostDeprivedPer1000, m => m.Access?.AssumedShare),
        ("accessShort", "People with less than half of the mean", "share", Wish.Less, m => m.Access?.ShortShare, m => m.Access?.AssumedShare),
    ];

    public IReadOnlyList<string> OnlyFirst => [.. First.OpenSites.Except(Second.OpenSites)];

    public IReadOnlyList<string> OnlySecond => [.. Second.OpenSites.Except(First.OpenSites)];

    public IReadOnlyList<string> Both => [.. First.OpenSites.Intersect(Second.OpenSites)];

    public IReadOnlyList<ComparisonRow> Rows => [.. Measures.Select(measure =>
    {
        var (first, second) = (measure.Read(First.Measures), measure.Read(Second.Measures));
        return new ComparisonRow(measure.Code, measure.Label, measure.Unit, measure.Read(First.Study.DoNothing), first, second, measure.AssumedShare?.Invoke(First.Measures), measure.AssumedShare?.Invoke(Second.Measures), Better(measure.Better, first, second));
    })];

    public IReadOnlyList<string> Notes => [.. FindNotes()];

    public IReadOnlyList<ComparedGroup> Breakdown(string kind)
    {
        var second = Second.Study.Breakdown(kind, Second.Open).ToDictionary(group => group.Key);
        return [.. First.Study.Breakdown(kind, First.Open).Where(group => second.ContainsKey(group.Key)).Select(group =>
        {
            var other = second[group.Key];
            return new ComparedGroup(group.Key, group.Label, group.People, group.Now, group.Then, other.Then, group.WorseOff, other.WorseOff, Better(Wish.Less, group.Then.MeanSeconds, other.Then.MeanSeconds));
        })];
    }

    private IEnumerable<string> FindNotes()
    {
        if (First.Study.Fingerprint == Second.Study.Fingerprint) yield break;
        if (First.Study.Content.Demand != Second.Study.Content.Demand) yield return $"The first counts the group {First.Study.Content.Demand}, the second {Second.Study.Content.Demand}: their people are not the same.";
        if (First.Study.Travel.Badge != Second.Study.Travel.Badge) yield return $"Travel of the first is by {First.Study.Travel.Badge}, of the second by {Second.Study.Travel.Badge}.";
        yield return "The two rest on different settings of a study; do nothing is that of the first.";
    }

    private static string? Better(Wish wish, double? first, double? second)
    {
        if (wish == Wish.None || first is not { } a || second is not { } b) return null;
        if (wish == Wish.NearZero) (a, b) = (Math.Abs(a), Math.Abs(b));
        if (Math.Abs(a - b) <= Noise * Math.Max(Math.Abs(a), Math.Abs(b))) return "EQUAL";
        return a < b == (wish != Wish.More) ? "FIRST" : "SECOND";
    }
}
