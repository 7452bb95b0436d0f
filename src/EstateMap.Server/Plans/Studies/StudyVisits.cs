namespace EstateMap.Server.Plans.Studies;

/// <summary>How often people visit a service of a kind, as a study takes it.</summary>
internal sealed record VisitAssumption(string ServiceKind, string Label, string Group, double VisitsPerYear, string Source, bool IsDefault);

/// <summary>Visits of the kinds of service that are at a study's buildings.</summary>
internal static class StudyVisits
{
    private const double Usual = 1;
    private const string Placeholder = "Placeholder of EstateMap: all kinds weigh the same, one visit a person and year. Put in your own.";

    /// <summary>What was set, and the default for kinds of which nothing was; by kind.</summary>
    public static IReadOnlyList<VisitAssumption> Of(StudyProblem study)
    {
        var labels = study.Register.ServiceKindLabels;
        var set = study.Content.Visits;
        var kinds = study.Sites.SelectMany(site => site.ServiceKinds).Distinct().Except(set.Select(visit => visit.ServiceKind));
        return [.. set.Select(visit => new VisitAssumption(visit.ServiceKind, labels.GetValueOrDefault(visit.ServiceKind, visit.ServiceKind), visit.Group, visit.VisitsPerYear, visit.Source, IsDefault: false))
            .Concat(kinds.Select(kind => new VisitAssumption(kind, labels.GetValueOrDefault(kind, kind), DemandGroups.All, Usual, Placeholder, IsDefault: true)))
            .OrderBy(visit => visit.ServiceKind, StringComparer.Ordinal).ThenBy(visit => visit.Group, StringComparer.Ordinal)];
    }
}
