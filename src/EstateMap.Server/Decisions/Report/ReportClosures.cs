using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Decisions.Report;

/// <summary>What closes: the closures that cost people most for everybody to read, and a sheet of each to look things up in.</summary>
internal static class ReportClosures
{
    // About half a page: a board weighs these and looks the others up.
    private const int MostHeavy = 12;

    /// <summary>The closures that cost people most, the heaviest first.</summary>
    public static void Heaviest(Html html, DecisionEvidence evidence)
    {
        if (evidence.Impacts.Count == 0)
        {
            html.Element("p", "No building closes.");
            return;
        }

        var heavy = evidence.Impacts.Where(impact => !IsQuiet(impact)).OrderByDescending(impact => impact.LosingAccess).ThenByDescending(impact => impact.People * impact.MeanExtraSeconds).ThenBy(impact => impact.Site.Name, StringComparer.Ordinal).ToList();
        var rest = evidence.Impacts.Count - Math.Min(heavy.Count, MostHeavy);
        if (heavy.Count > 0)
            html.Table(heavy.Count > MostHeavy ? $"The {MostHeavy} closures that cost people most" : "Closures, those that cost people most first", ["Building", "People whose nearest it is today", "Further on average", "Nothing within 15 min any more", "Services there", "Of them given no place", "Groups and assets there"],
                heavy.Take(MostHeavy).Select(impact => (IReadOnlyList<string>)[impact.Site.Name, ReportWords.People(impact.People), Further(impact), ReportWords.People(impact.LosingAccess), $"{impact.Services.Count}", $"{impact.Services.Count(service => service.MovesTo is null)}", $"{impact.Assets.Count}"]));
        html.Begin("p").Text(rest == 0 ? "What each of them cuts is in " : $"{ReportWords.Count(rest, "other closure costs", "other closures cost")} people less. What each of them cuts is in ").Link("sheets", "the appendix “Each closure”").Text(".").End();
    }

    /// <summary>A sheet of every closure, by name; those that change nothing known in one list.</summary>
    public static void Sheets(Html html, DecisionEvidence evidence)
    {
        var quiet = evidence.Impacts.Where(IsQuiet).Select(impact => impact.Site.Name).Order(StringComparer.Ordinal).ToList();
        if (quiet.Count > 0)
        {
            html.Element("h3", quiet.Count == 1 ? "A closure that nobody is known to notice" : $"{quiet.Count} closures that nobody is known to notice");
            html.Element("p", "Nobody of those who count lives nearest to them, and no service, group or link of theirs is in the register:").Begin("div", ("class", "columns")).Items("ul", quiet).End();
        }

        foreach (var impact in evidence.Impacts.Where(impact => !IsQuiet(impact)).OrderBy(impact => impact.Site.Name, StringComparer.Ordinal)) Sheet(html, impact);
    }

    private static void Sheet(Html html, ClosureImpact impact)
    {
        var name = impact.Site.Name;
        html.Element("h3", name);
        html.Element("p", Math.Round(impact.People) <= 0 ? "It is nobody’s nearest building today." : $"It is the nearest building for {ReportWords.Count((int)Math.Round(impact.People), "person", "people")} today. They travel {Further(impact)} further on average; of them, {ReportWords.Somebody(impact.LosingAccess, "has", "have")} a building within 15 minutes today and none afterwards.");
        // In lines rather than in tables: of a hundred closures these would fill a book.
        foreach (var (kind, groups) in new[] { ("By ward", impact.ByWard), ("By age", impact.ByAgeBand), ("By deprivation", impact.ByImdDecile), ("By cars of the household", impact.ByNoCar) })
            if (groups.Any(group => group.People >= 0.5)) html.Begin("p", ("class", "lines")).Element("strong", $"{kind}: ").Text($"{string.Join("; ", groups.Where(group => group.People >= 0.5).Select(Line))}.").End();
        if (impact.Services.Count > 0)
            html.Table($"{name}: services that are there today", ["Service", "When", "Moves to", "Nearest of the same kind"], impact.Services.Select(service => (IReadOnlyList<string>)[
                service.Organisation is null ? service.Name : $"{service.Name} ({service.Organisation})", service.Sessions.Count == 0 ? "not stated" : string.Join("; ", service.Sessions), service.MovesTo?.Name ?? "nowhere", service.Alternative?.Words ?? "none stays open"]));
        if (impact.Assets.Count > 0)
            html.Table($"{name}: community assets and groups", ["Asset", "How it hangs on the building"], impact.Assets.Select(asset => (IReadOnlyList<string>)[asset.IsIllustrative ? $"{asset.Name} (made up for the sample)" : asset.Name, asset.How]));
        if (impact.Links.Count > 0)
            html.Table($"{name}: links that are cut or must be made anew", ["From", "Link", "To"], impact.Links.Select(link => (IReadOnlyList<string>)[link.From, link.Kind, link.To]));
    }

    private static string Line(GroupMeasures group) =>
        $"{group.Label} {ReportWords.People(group.People)}, {ReportWords.Minutes(group.Now.MeanSeconds)} today and {ReportWords.Minutes(group.Then.MeanSeconds)} afterwards, within 15 min {ReportWords.Share(group.Now.Within15)} and {ReportWords.Share(group.Then.Within15)}";

    private static string Further(ClosureImpact impact) => impact.People > 0 ? ReportWords.Minutes(impact.MeanExtraSeconds) : "–";

    private static bool IsQuiet(ClosureImpact impact) => impact is { People: <= 0, Services.Count: 0, Assets.Count: 0, Links.Count: 0 };
}
