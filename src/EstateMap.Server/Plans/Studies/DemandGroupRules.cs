namespace EstateMap.Server.Plans.Studies;

/// <summary>A count of people (or households) at a point.</summary>
/// <param name="Point">Index of the demand point.</param>
/// <param name="AreaId">The area that the figure is of; points that share one share its count.</param>
/// <param name="Dataset">Key of the dataset that counts them.</param>
internal readonly record struct CountedPeople(string Code, int Point, double Count, bool IsAssumed, long AreaId, string Dataset);

/// <summary>What a group or an indicator is called.</summary>
/// <param name="Note">The wider group, or the unit of an indicator.</param>
internal sealed record GroupLabel(string Code, string Label, string? Note);

/// <summary>
/// Which groups of people a place's figures allow to plan for. A group's weight at a point is its source's own; a count of a larger area is spread over its points by their people, and a decile makes of all people of a point either all or none:
/// that is said by the assumed share.
/// </summary>
internal static class DemandGroupRules
{
    /// <param name="decileDatasets">Keys of the datasets that the points' deciles are of.</param>
    public static IReadOnlyList<DemandGroup> Groups(
        DemandFact[] points, IReadOnlyList<CountedPeople> weights, IReadOnlyList<CountedPeople> counts, IReadOnlyList<string> decileDatasets, IReadOnlyList<GroupLabel> groupLabels, IReadOnlyList<GroupLabel> indicatorLabels)
    {
        var order = groupLabels.Select((label, n) => (label.Code, n)).ToDictionary(item => item.Code, item => item.n);
        var groups = weights.GroupBy(weight => weight.Code).OrderBy(group => order.GetValueOrDefault(group.Key, int.MaxValue)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => OfWeights(group.Key, group, points.Length, groupLabels)).ToList();
        var all = groups.Find(group => group.Code == DemandGroups.All);
        var everybody = all?.Weights ?? new double[points.Length];
        if (points.Any(point => point.ImdDecile is not null)) groups.Add(MostDeprived(points, everybody) with { Datasets = Keys((all?.Datasets ?? []).Concat(decileDatasets)) });
        var counted = counts.GroupBy(count => count.Code).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(rows => (Rows: rows.ToArray(), Label: indicatorLabels.FirstOrDefault(label => label.Code == rows.Key))).Where(item => item.Label is not null)
            .Select(item => OfIndicator(item.Label!, item.Rows, everybody)).ToList();
        groups.AddRange(DemandGroups.Derived.Where(derived => groups.TrueForAll(group => group.Code != derived.Code)).Select(derived => FindSum(derived, counted)).OfType<DemandGroup>());
        return [.. groups, .. counted];
    }

    /// <summary>Null where one of the counts is missing: a part would pass for the whole.</summary>
    private static DemandGroup? FindSum((string Code, string Label, string Unit, string[] Indicators) derived, IReadOnlyList<DemandGroup> counted)
    {
        var parts = derived.Indicators.Select(code => counted.FirstOrDefault(group => group.Code == DemandGroups.IndicatorPrefix + code)).OfType<DemandGroup>().ToArray();
        if (parts.Length < derived.Indicators.Length) return null;
        double[] weights = [.. Enumerable.Range(0, parts[0].Weights.Length).Select(i => parts.Sum(part => part.Weights[i]))];
        return new DemandGroup(derived.Code, derived.Label, derived.Unit, weights, Share(parts.Sum(part => part.Total * part.AssumedShare), weights)) { Datasets = Keys(parts.SelectMany(part => part.Datasets)) };
    }

    private static DemandGroup OfWeights(string code, IEnumerable<CountedPeople> rows, int points, IReadOnlyList<GroupLabel> labels)
    {
        var weights = new double[points];
        var assumed = 0.0;
        foreach (var row in rows)
        {
            weights[row.Point] += row.Count;
            if (row.IsAssumed) assumed += row.Count;
        }

        var label = labels.FirstOrDefault(label => label.Code == code)?.Label ?? code;
        return new DemandGroup(code, label, label.StartsWith("Household", StringComparison.OrdinalIgnoreCase) ? "households" : "people", weights, Share(assumed, weights)) { Datasets = Keys(rows.Select(row => row.Dataset)) };
    }

    private static DemandGroup MostDeprived(DemandFact[] points, double[] everybody) =>
        new(DemandGroups.MostDeprivedFifth, "People in the most deprived fifth of small areas", "people", [.. points.Select((point, i) => point.ImdDecile <= DemandGroups.DeprivedUpTo ? everybody[i] : 0)], AssumedShare: 0);

    private static DemandGroup OfIndicator(GroupLabel label, CountedPeople[] rows, double[] everybody)
    {
        var weights = new double[everybody.Length];
        var assumed = 0.0;
        foreach (var area in rows.GroupBy(row => row.AreaId))
        {
            var members = area.ToArray();
            var people = members.Sum(row => everybody[row.Point]);
            foreach (var row in members)
            {
                var share = members.Length == 1 ? 1 : people > 0 ? everybody[row.Point] / people : 1.0 / members.Length;
                weights[row.Point] += row.Count * share;
                if (row.IsAssumed || members.Length > 1) assumed += row.Count * share;
            }
        }

        return new DemandGroup(DemandGroups.IndicatorPrefix + label.Code, label.Label, label.Note == "households" ? "households" : "people", weights, Share(assumed, weights)) { Datasets = Keys(rows.Select(row => row.Dataset)) };
    }

    private static string[] Keys(IEnumerable<string> datasets) => [.. datasets.Distinct().Order(StringComparer.Ordinal)];

    private static double Share(double part, double[] weights) => weights.Sum() is > 0 and var total ? part / total : 0;
}
