using System.Globalization;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>Puts the figures of one slot together from what was read of all.</summary>
internal sealed class ProfileWriter(ProfileFacts facts, StudyPeople people, IReadOnlyList<Reach> reaches, IReadOnlySet<ProfilePart> parts)
{
    private const int Evening = 18 * 60;

    private readonly HashSet<string> _groups = [.. facts.Labels.Where(label => label.Vocabulary == "population-groups").Select(label => label.Code)];
    private readonly Dictionary<long, int> _places = people.Points.Select((point, i) => (point.AreaId, i)).ToDictionary(item => item.AreaId, item => item.i);
    private readonly double[]? _everybody = people.Groups.FirstOrDefault(group => group.Code == "all")?.Weights;

    /// <summary>Parts of a slot; the whole's figures stand beside them, where it is given.</summary>
    public IReadOnlyList<AreaPart> Write(long slot, IReadOnlyList<AreaPart>? whole)
    {
        var here = new ProfilePeople(people, [.. facts.Points[slot].Where(_places.ContainsKey).Select(point => _places[point])]);
        var (headcount, beside) = (Headcount(slot), whole?.SelectMany(part => part.Figures).ToDictionary(figure => figure.Code, figure => figure.Value) ?? []);
        return [.. Enum.GetValues<ProfilePart>().Where(parts.Contains).Select(part =>
        {
            var figures = Figures(part, slot, here, headcount).Select(figure => figure with { Whole = beside.GetValueOrDefault(figure.Code) }).ToList();
            return new AreaPart(part, ProfileMeasures.Title(part), ProfileNotes.Find(part, figures, facts, people, reaches), figures);
        })];
    }

    /// <summary>Who live in a slot: the best figure of an area, or the sum over its small areas.</summary>
    public double? Headcount(long slot) => facts.Areas.TryGetValue(slot, out var area) && area.People is { } known ? known
        : _everybody is { } weights && facts.Points[slot].Any(_places.ContainsKey) ? facts.Points[slot].Where(_places.ContainsKey).Sum(point => weights[_places[point]]) : null;

    public double? Decile(long slot) => _everybody is null ? null : new ProfilePeople(people, [.. facts.Points[slot].Where(_places.ContainsKey).Select(point => _places[point])]).Decile(_everybody);

    private IEnumerable<AreaFigure> Figures(ProfilePart part, long slot, ProfilePeople here, double? headcount) => part switch
    {
        ProfilePart.Strengths => Strengths(slot),
        ProfilePart.People => People(here, headcount),
        ProfilePart.Services => Services(slot),
        ProfilePart.Estate => Estate(slot),
        ProfilePart.Access => Access(here),
        ProfilePart.Inequalities => Inequalities(here),
        ProfilePart.Money => Money(slot, headcount),
        ProfilePart.Gaps => Gaps(slot, here),
        _ => facts.Sources[slot].Select(source => ProfileMeasures.Figure("source", source.Dataset, source.Age, label: source.Title,
            note: string.Create(CultureInfo.InvariantCulture, $"{source.Records:#,0} {(source.Records == 1 ? "record" : "records")} about sites here{(source.AsAt is { } day ? $", as at {day:d MMMM yyyy}" : "; the source does not say for which date")}"))),
    };

    private double? Counted(long slot, string measure) => facts.Counted[slot].FirstOrDefault(figure => figure.Measure == measure)?.Value;

    private IEnumerable<AreaFigure> Strengths(long slot)
    {
        // A class that nobody has mapped yet is a nought that people can do something about.
        foreach (var (_, code, label) in facts.Labels.Where(label => label.Vocabulary == "abcd-classes"))
            yield return ProfileMeasures.Figure("assets", code, facts.Counted[slot].FirstOrDefault(figure => figure.Measure == "assets" && figure.Key == code)?.Value ?? 0, label: label);
        yield return ProfileMeasures.Figure("organisations", "", Counted(slot, "organisations") ?? 0);
        yield return ProfileMeasures.Figure("organisations_home", "", Counted(slot, "organisations_home") ?? 0);
        foreach (var flow in new[] { "in", "out", "within" })
            yield return ProfileMeasures.Figure("links", flow, facts.Counted[slot].FirstOrDefault(figure => figure.Measure == "links" && figure.Key == flow)?.Value ?? 0);
    }

    private IEnumerable<AreaFigure> People(ProfilePeople here, double? headcount)
    {
        if (headcount is { } known) yield return ProfileMeasures.Figure("people", "", known, group: "all", groupLabel: "All people", assumed: people.Groups.FirstOrDefault(group => group.Code == "all")?.AssumedShare);
        if (!here.IsKnown) yield break;
        var all = _everybody is null ? 0 : here.Sum(_everybody);
        foreach (var group in people.Groups.Where(group => group.Code != "all").OrderBy(group => !_groups.Contains(group.Code)))
        {
            yield return ProfileMeasures.Figure("people", "", here.Sum(group.Weights), group: group.Code, groupLabel: group.Label, unit: group.Unit, assumed: group.AssumedShare);
            if (_groups.Contains(group.Code) && group.Unit == "people" && all > 0)
                yield return ProfileMeasures.Figure("people_share", "", here.Sum(group.Weights) / all, group: group.Code, groupLabel: group.Label);
        }
    }

    private IEnumerable<AreaFigure> Services(long slot)
    {
        foreach (var kind in Kinds(slot))
        {
            var label = facts.Label("service-kinds", kind.Key);
            yield return ProfileMeasures.Figure("services", kind.Key, kind.Sum(service => service.Sites), label: label);
            var known = kind.Where(service => service.Hours.IsKnown).ToList();
            if (known.Count == 0) continue;
            yield return ProfileMeasures.Figure("hours", kind.Key, known.Sum(service => service.Sites * service.Hours.MinutesOpen / 60.0), label: label);
            yield return ProfileMeasures.Figure("evening", kind.Key, known.Where(service => IsOpen(service.Hours, Enumerable.Range(0, 5), Evening)).Sum(service => service.Sites), label: label);
            yield return ProfileMeasures.Figure("weekend", kind.Key, known.Where(service => IsOpen(service.Hours, [5, 6], 0)).Sum(service => service.Sites), label: label);
        }
    }

    private static bool IsOpen(WeeklyHours hours, IEnumerable<int> days, int from) => days.Any(day => hours.MinutesWithin((day * WeeklyHours.Day) + from, (day + 1) * WeeklyHours.Day) > 0);

    /// <summary>Kinds of service in the order of their vocabulary.</summary>
    private IEnumerable<IGrouping<string, OfferedService>> Kinds(long slot)
    {
        var order = facts.Labels.Where(label => label.Vocabulary == "service-kinds").Select((label, i) => (label.Code, i)).ToDictionary(item => item.Code, item => item.i);
        return facts.Services[slot].GroupBy(service => service.Kind).OrderBy(kind => order.GetValueOrDefault(kind.Key, int.MaxValue)).ThenBy(kind => kind.Key, StringComparer.Ordinal);
    }

    private IEnumerable<AreaFigure> Estate(long slot)
    {
        foreach (var measure in new[] { "sites", "properties", "buildings" }) yield return ProfileMeasures.Figure(measure, "", Counted(slot, measure) ?? 0);
        foreach (var measure in new[] { "floor_area", "floor_area_repeated", "running_cost", "backlog", "vacant", "vacant_space" })
            if (facts.Counted[slot].FirstOrDefault(figure => figure.Measure == measure) is { } counted)
                yield return ProfileMeasures.Figure(measure, "", counted.Value, counted.AssumedShare);
        if (Counted(slot, "running_cost") is { } cost && Counted(slot, "floor_area") is { } area) yield return ProfileMeasures.Figure("running_cost_m2", "", cost / area);
        foreach (var rated in facts.Counted[slot].Where(figure => figure.Measure is "energy" or "condition").OrderBy(figure => figure.Measure, StringComparer.Ordinal).ThenBy(figure => figure.Key == "A+" ? "" : figure.Key, StringComparer.Ordinal))
            yield return ProfileMeasures.Figure(rated.Measure, rated.Key, rated.Value);
    }

    private IEnumerable<AreaFigure> Access(ProfilePeople here)
    {
        if (!here.IsKnown) yield break;
        foreach (var reach in reaches)
            foreach (var (code, label, weights) in ProfilePeople.Travelling(people, _groups))
            {
                if (here.Minutes(weights, reach.Seconds) is { } minutes) yield return ProfileMeasures.Figure("minutes", reach.Kind, minutes, label: reach.Label, group: code, groupLabel: label, facet: reach.Facet);
                if (here.Near(weights, reach.Seconds) is { } near) yield return ProfileMeasures.Figure("near", reach.Kind, near, label: reach.Label, group: code, groupLabel: label, facet: reach.Facet);
            }
    }

    private IEnumerable<AreaFigure> Inequalities(ProfilePeople here)
    {
        if (!here.IsKnown || _everybody is null) yield break;
        if (here.DeprivedShare(_everybody) is { } share) yield return ProfileMeasures.Figure("deprived_share", "", share);
        if (here.Decile(_everybody) is { } decile) yield return ProfileMeasures.Figure("decile", "", decile);
        foreach (var reach in reaches)
        {
            if (here.Gap(_everybody, reach.Seconds) is { } gap) yield return ProfileMeasures.Figure("gap", reach.Kind, gap, label: reach.Label, facet: reach.Facet);
            if (here.Concentration(_everybody, reach.Seconds) is { } index) yield return ProfileMeasures.Figure("concentration", reach.Kind, index, label: reach.Label, facet: reach.Facet);
        }
    }

    private IEnumerable<AreaFigure> Money(long slot, double? headcount)
    {
        yield return ProfileMeasures.Figure("grants", "", Counted(slot, "grants") ?? 0);
        if (Counted(slot, "granted") is not { } sum) yield break;
        yield return ProfileMeasures.Figure("granted", "", sum);
        if (headcount is > 0) yield return ProfileMeasures.Figure("granted_per_thousand", "", 1000 * sum / headcount);
        foreach (var year in facts.Counted[slot].Where(figure => figure.Measure == "granted_in").OrderBy(figure => figure.Key, StringComparer.Ordinal)) yield return ProfileMeasures.Figure("granted_in", year.Key, year.Value);
    }

    private IEnumerable<AreaFigure> Gaps(long slot, ProfilePeople here)
    {
        var offered = facts.Services[slot].Select(service => service.Kind).ToHashSet();
        foreach (var reach in reaches.Where(reach => reach.IsService && !offered.Contains(reach.Kind)))
            yield return ProfileMeasures.Figure("lacking", reach.Kind, _everybody is null ? null : here.Minutes(_everybody, reach.Seconds), label: reach.Label, note: $"{ReportedCount(reach.Sites)} elsewhere", facet: reach.Facet);
        if (here.IsKnown && _everybody is not null)
            foreach (var reach in reaches.Where(reach => reach.IsService))
                if (here.Sum([.. _everybody.Select((weight, i) => reach.Seconds[i] > 60 * ProfileMeasures.Near ? weight : 0)]) is > 0 and var beyond)
                    yield return ProfileMeasures.Figure("beyond", reach.Kind, beyond, label: reach.Label, facet: reach.Facet);
        if (Counted(slot, "unmeasured") is { } unmeasured) yield return ProfileMeasures.Figure("unmeasured", "", unmeasured);
        if (Counted(slot, "buildings") is { } buildings && buildings - (Counted(slot, "costed") ?? 0) is > 0 and var uncosted) yield return ProfileMeasures.Figure("uncosted", "", uncosted);
        foreach (var kind in Kinds(slot))
            if (kind.Where(service => !service.Hours.IsKnown).Sum(service => service.Sites) is > 0 and var unknown)
                yield return ProfileMeasures.Figure("hours_unknown", kind.Key, unknown, label: facts.Label("service-kinds", kind.Key));
    }

    private static string ReportedCount(int sites) => string.Create(CultureInfo.InvariantCulture, $"{sites:#,0}");
}
