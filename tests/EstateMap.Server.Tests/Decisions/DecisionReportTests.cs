using System.Text.RegularExpressions;
using EstateMap.Server.Decisions;
using EstateMap.Server.Decisions.Report;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Studies;
using Xunit;

namespace EstateMap.Server.Tests.Decisions;

/// <summary>A report suits a board: what weighs most first, everything else where it can be looked up.</summary>
public class DecisionReportTests
{
    private static readonly PlanTravel Travel = new(600, 900, 0.5);
    private static readonly PlanMeasures Measures = new(3, 600, 600, 900, 1200, 0.1, 0.3, 0.5, 0.9, 1000, 0, new(100, "£ per year", 0.5), new(100, "m²", 0), new(100, "kg CO2e per year", 1), new(0, "£", 0), new(0, "£", 0), null, null);

    [Fact]
    public void The_heaviest_closures_are_read_first_and_the_others_are_looked_up()
    {
        // Hall 1 loses 1 person, Hall 40 loses 40.
        var report = Report(Evidence([.. Enumerable.Range(1, 40).Select(n => Closure($"Hall {n:00}", people: 100, losing: n))]));
        var body = Part(report, "closures");
        Assert.Equal(Enumerable.Range(29, 12).Reverse().Select(n => $"Hall {n}"), RowHeads(body));
        Assert.Contains("28 other closures cost people less.", body, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 40).Select(n => $"Hall {n:00}"), Regex.Matches(Part(report, "sheets"), "<h3>([^<]+)</h3>").Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void Closures_that_change_nothing_known_share_one_list()
    {
        var sheets = Part(Report(Evidence([Closure("Used Hall", people: 5, losing: 0), Closure("Store B", 0, 0), Closure("Store A", 0, 0)])), "sheets");
        Assert.Equal(["2 closures that nobody is known to notice", "Used Hall"], Regex.Matches(sheets, "<h3>([^<]+)</h3>").Select(match => match.Groups[1].Value));
        Assert.Equal(["Store A", "Store B"], Regex.Matches(sheets, "<li>([^<]+)</li>").Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void Each_part_is_found_from_the_contents_and_appendices_come_last()
    {
        var report = Report(Evidence([Closure("Hall", 5, 5)]));
        var linked = Regex.Matches(Regex.Match(report, "<nav.*?</nav>", RegexOptions.Singleline).Value, "href=\"#([a-z]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(Regex.Matches(report, "<section id=\"([a-z]+)\"").Select(match => match.Groups[1].Value), linked);
        Assert.Equal(["A", "B", "C", "D", "E"], Regex.Matches(report, "<h2>Appendix ([A-Z])\\.").Select(match => match.Groups[1].Value));
        Assert.All(Regex.Matches(report, "href=\"#([a-z]+)\""), match => Assert.Contains($"<section id=\"{match.Groups[1].Value}\"", report, StringComparison.Ordinal));
        Assert.True(report.IndexOf("Summary", StringComparison.Ordinal) < report.IndexOf("<nav", StringComparison.Ordinal), "Whoever reads one page reads the summary.");
        Assert.DoesNotContain("<section id=\"sheets\"", Report(Evidence([])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_draft_lacks_is_counted_first_and_listed_after_its_record()
    {
        var report = DecisionReport.Write(Draft("Fewer halls"), Evidence([]), ["No power is named.", "No day of review is set."]);
        Assert.Contains("2 things are missing before it can be: ", report, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Part(report, "missing"), "<li>"));
        Assert.DoesNotContain("\"#missing\"", Report(Evidence([])), StringComparison.Ordinal);
    }

    [Fact]
    public void One_building_is_one_building()
    {
        var report = Report(Evidence([]) with { Measures = Measures with { Sites = 1 }, DoNothing = Measures with { Sites = 1 }, Sites = [new EvidenceSite(1, "Hall", -2.3, 53.4, "stays", 1000, [])] });
        Assert.Contains("1 building is open afterwards, 1 today: none closes and none opens.", report, StringComparison.Ordinal);
        Assert.Contains("The one building of today stays, and costs", report, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b1 (buildings|closures|changes|steps|weeks)\b|\b0 weeks\b", report);
    }

    [Fact]
    public void What_takes_no_time_is_told_without_weeks()
    {
        var chain = new ShownChain([new ShownStep(1, "Hall closes", "CLOSE_SITE", null, new PlanPlace(1, "Hall"), null, 0, 0, 0, [], true, null, "")], 0, null, [], [new ShownHomeless("Choir", new PlanPlace(1, "Hall"))], [], []);
        var report = Report(Evidence([Closure("Hall", 5, 5)]) with { Chain = chain, Changes = ["Close Hall."] });
        Assert.Contains("1 change in 1 step, all on the first day.", Part(report, "order"), StringComparison.Ordinal);
        Assert.Contains("<li>Choir, from Hall</li>", Part(report, "order"), StringComparison.Ordinal);
        Assert.Contains("1 service or team loses its place and is given no other.", report, StringComparison.Ordinal);
        Assert.Contains("<td>a day</td>", Part(report, "changes"), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_that_lose_their_place_are_counted_first_and_named_in_the_appendix()
    {
        var report = Report(Evidence([Closure("Hall", 5, 5)]) with { Chain = new ShownChain([], 0, null, [], [.. Enumerable.Range(1, 30).Select(n => new ShownHomeless($"Choir {n}", new PlanPlace(1, "Hall")))], [], []) });
        Assert.Contains("30 services or teams lose their place and are given no other. The first 8:", Part(report, "order"), StringComparison.Ordinal);
        Assert.Equal((8, 30), (Regex.Count(Part(report, "order"), "<li>Choir"), Regex.Count(Part(report, "changes"), "<li>Choir")));
    }

    [Fact]
    public void A_sheet_tells_each_group_of_a_closure_in_a_line()
    {
        Assert.Contains("<strong>By ward: </strong>\nNorth 5, 10.0 min today and 10.0 min afterwards, within 15 min 50.0 % and 50.0 %.", Part(Report(Evidence([Closure("Hall", 5, 5)])), "sheets"), StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_in_which_nothing_is_open_are_left_out_of_the_table()
    {
        var then = new double[168];
        then[10] = 0.25;
        var clock = Part(Report(Evidence([]) with { Hours = new HoursOfTheWeek(new double[168], then, 15, [], 1) }), "clock");
        Assert.Equal(["10:00"], RowHeads(clock));
        Assert.Contains("<td>25 (0)</td>", clock, StringComparison.Ordinal);
    }

    [Fact]
    public void The_foot_of_a_page_has_the_title_and_nothing_in_it_ends_the_style()
    {
        var style = Regex.Match(Report(Evidence([]), "A \"B\" </style><b>\\} 🏛" + new string('x', 200)), "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("content: \"A \\22 B\\22  \\3c \\2f style\\3e \\3c b\\3e \\5c \\7d  \\1f3db xxx", style, StringComparison.Ordinal);
        Assert.Contains("xxx\\2026 \"", style, StringComparison.Ordinal);
        Assert.Contains("counter(page)", style, StringComparison.Ordinal);
    }

    private static string Report(DecisionEvidence evidence, string title = "Fewer halls") =>
        DecisionReport.Write(Draft(title), evidence, []);

    private static KeptDecision Draft(string title) => new(1, title, 1, false, DecisionRulesTests.Whole, null, null, null, 1, "{}", 1, []);

    private static DecisionEvidence Evidence(IReadOnlyList<ClosureImpact> impacts) => new("Fewer", "ab12", new EvidenceStudy("Halls", 1, "Everybody", 1000, "straight line"), [], [], Measures, Measures, [], [], impacts,
        new ShownChain([], 0, null, [], [], [], []), null, null, [], [], [], [], []);

    private static ClosureImpact Closure(string name, double people, double losing) => new(new PlanPlace(1, name), people, 60, losing, people > 0 ? [new GroupMeasures("W1", "North", people, Travel, Travel, people, 60)] : [], [], [], [], [], [], []);

    private static string Part(string report, string id) => Regex.Match(report, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline).Value;

    private static IEnumerable<string> RowHeads(string part) => Regex.Matches(part, "<th scope=\"row\">([^<]+)</th>").Select(match => match.Groups[1].Value);
}
