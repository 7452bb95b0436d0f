using EstateMap.Client.Shell;

namespace EstateMap.Client.Plan;

/// <summary>One measure under do nothing and under a plan, in words.</summary>
/// <param name="Change">The difference and whether it is for the better; empty when there is none.</param>
/// <param name="AssumedShare">0 to 1 of the plan's figure; 0 also where nothing is assumed by nature.</param>
public sealed record MeasureRow(string Key, string Label, string Now, string Then, string Change, double AssumedShare)
{
    /// <summary>All measures of a plan beside do nothing: travel, then money and carbon, then how evenly travel falls.</summary>
    public static IReadOnlyList<MeasureRow> List(PlanMeasures now, PlanMeasures then)
    {
        var rows = new List<MeasureRow>
        {
            Count("sites", "Buildings open", now.Sites, then.Sites),
            Time("mean", "Average travel, one way", now.MeanSeconds, then.MeanSeconds),
            Time("median", "Half of the people travel at most", now.MedianSeconds, then.MedianSeconds),
            Time("p95", "19 of 20 travel at most", now.P95Seconds, then.P95Seconds),
            Time("worst", "Furthest anybody travels", now.WorstSeconds, then.WorstSeconds),
            Part("within5", "Within 5 minutes", now.Within5, then.Within5),
            Part("within10", "Within 10 minutes", now.Within10, then.Within10),
            Part("within15", "Within 15 minutes", now.Within15, then.Within15),
            Part("within20", "Within 20 minutes", now.Within20, then.Within20),
            Money("running", "Running cost", now.RunningCost, then.RunningCost, true),
            Money("receipts", "Receipts from what is sold, once", now.Receipts, then.Receipts, false),
            Money("capital", "Cost of making room, once", now.Capital, then.Capital, true),
            Money("area", "Floor area", now.FloorArea, then.FloorArea, null),
            Money("carbon", "Carbon", now.Carbon, then.Carbon, true),
        };
        if (then.Unreachable > 0 || now.Unreachable > 0)
            rows.Insert(5, Count("unreachable", "People who reach no building", now.Unreachable, then.Unreachable, true));
        if (now.Equity is { } before && then.Equity is { } after)
        {
            rows.Add(Time("gap", "How much further the most deprived tenth travel than the least", before.DecileGapSeconds, after.DecileGapSeconds));
            rows.Add(Part("poor", $"Travel longer than {PlanWords.Minutes(after.ThresholdSeconds)}", before.Fgt0, after.Fgt0, isLessBetter: true));
            rows.Add(Index("gini", "How unevenly travel falls (Gini, 0 is even)", before.Gini, after.Gini));
            rows.Add(Index("palma", "Furthest tenth's share against the nearest four tenths' (Palma)", before.Palma, after.Palma));
            rows.Add(Index("concentration", "Leaning to deprived places (concentration index, 0 is even, below 0 they carry more)", before.ConcentrationIndex, after.ConcentrationIndex, isNearNoughtBetter: true));
        }
        if (now.Access is { } had && then.Access is { } has)
        {
            rows.Add(Area("access", "Building in reach of 1,000 people, shared with all who reach it (E2SFCA)", had.MeanPer1000, has.MeanPer1000, has.AssumedShare));
            rows.Add(Area("access-deprived", "The same in the most deprived tenth of areas", had.MostDeprivedPer1000, has.MostDeprivedPer1000, has.AssumedShare));
            rows.Add(Part("access-short", "People with less than half of that", had.ShortShare, has.ShortShare, isLessBetter: true));
        }
        return rows;
    }

    private static MeasureRow Area(string key, string label, double? now, double? then, double assumedShare)
    {
        var more = Math.Round((then ?? 0) - (now ?? 0));
        return new(key, label, Text(now), Text(then), now is null || then is null ? "" : Verdict(more, PlanWords.WithSign(more) + " m²", false), assumedShare);

        static string Text(double? value) => value is { } some ? Figures.Whole(some) + " m²" : "–";
    }

    private static MeasureRow Count(string key, string label, double now, double then, bool? isLessBetter = null) =>
        new(key, label, Figures.Whole(now), Figures.Whole(then), Verdict(then - now, PlanWords.WithSign(then - now), isLessBetter), 0);

    private static MeasureRow Time(string key, string label, double? now, double? then) =>
        new(key, label, PlanWords.Minutes(now), PlanWords.Minutes(then), now is null || then is null ? "" : Verdict(Math.Round((then - now).Value / 60, 1), PlanWords.MoreMinutes(then - now) + " minutes", true), 0);

    private static MeasureRow Part(string key, string label, double now, double then, bool isLessBetter = false)
    {
        var more = Math.Round((then - now) * 100, 1);
        return new(key, label, Figures.Percent(now), Figures.Percent(then), Verdict(more, PlanWords.WithSign(more, "0.0") + " points", isLessBetter), 0);
    }

    private static MeasureRow Money(string key, string label, Figure now, Figure then, bool? isLessBetter)
    {
        var more = then.Value - now.Value;
        return new(key, label, PlanWords.Of(now), PlanWords.Of(then), Verdict(Math.Abs(more) < 0.5 ? 0 : more, (more > 0 ? "+" : "−") + PlanWords.Of(Math.Abs(more), then.Unit), isLessBetter), then.AssumedShare);
    }

    private static MeasureRow Index(string key, string label, double? now, double? then, bool isNearNoughtBetter = false)
    {
        var more = Math.Round((then ?? 0) - (now ?? 0), 3);
        var better = isNearNoughtBetter ? Math.Abs(then ?? 0) - Math.Abs(now ?? 0) : more;
        return new(key, label, Text(now), Text(then), now is null || then is null || more == 0 ? "" : $"{PlanWords.WithSign(more, "0.000")}, {(better < 0 ? "better" : "worse")}", 0);

        static string Text(double? value) => value?.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) ?? "–";
    }

    private static string Verdict(double more, string words, bool? isLessBetter) => (more, isLessBetter) switch
    {
        (0, _) => "no change",
        (_, null) => words,
        ( < 0, true) or ( > 0, false) => words + ", better",
        _ => words + ", worse",
    };
}
