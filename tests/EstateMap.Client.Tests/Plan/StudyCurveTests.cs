using Bunit;
using EstateMap.Client.Plan;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

public class StudyCurveTests : StudyPageContext
{
    private IRenderedComponent<StudyPage> Curve(string query = "")
    {
        Server.On("Study", PlanAnswers.Study(runs: $"[{PlanAnswers.RunRow("DONE")}]"));
        var page = Open("?step=curve" + query);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#curve-p")));
        return page;
    }

    [Fact]
    public void A_study_that_was_never_run_says_what_to_do()
    {
        var page = Open("?step=curve");
        Assert.Contains("Nothing was asked yet.", page.Find(".em-empty").TextContent, StringComparison.Ordinal);
        Assert.Equal("Find the answers", page.Find(".em-ask .govuk-button").TextContent);
    }

    [Fact]
    public void The_handle_says_in_words_what_it_stands_on()
    {
        var page = Curve("&p=2");
        var handle = page.Find("#curve-p");
        Assert.Equal("2 buildings: average travel 9.0 minutes, 80 % within 15 minutes, running cost £120,000 a year", handle.GetAttribute("aria-valuetext"));
        Assert.Equal("How many buildings stay open?", page.Find($"label[for={handle.Id}]").TextContent);
        Assert.Equal(("0", "2", "1"), (handle.GetAttribute("min"), handle.GetAttribute("max"), handle.GetAttribute("value")));
    }

    [Fact]
    public async Task Moving_the_handle_redraws_the_map_at_once_and_the_address_follows_when_it_rests()
    {
        var page = Curve("&p=3");
        page.WaitForAssertion(() => Assert.Contains(Features(page), feature => feature.GetProperty("kind").GetString() == "line"));
        var moving = page.InvokeAsync(() => page.Find("#curve-p").InputAsync("1"));
        page.WaitForAssertion(() => Assert.Equal([("A", "open"), ("B", "open"), ("C", "shut")], Features(page).Where(feature => feature.GetProperty("kind").GetString() == "site").Select(site => (site.GetProperty("id").GetString(), site.GetProperty("symbol").GetString()))));
        await moving;
        Assert.Contains("&p=2", Address.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["catchment", "line", "line", "loser", "site", "site", "site"], Features(page).Select(feature => feature.GetProperty("kind").GetString())));
        Assert.Equal(1, page.FindComponent<EstateMap.Client.Map.MapView>().Instance.Plan!.Split("\"Polygon\"").Length - 1);
    }

    [Fact]
    public async Task Going_back_along_the_curve_asks_nothing_anew()
    {
        var page = Curve("&p=3");
        foreach (var rank in new[] { "1", "2", "1" })
            await page.InvokeAsync(() => page.Find("#curve-p").InputAsync(rank));
        page.WaitForAssertion(() => Assert.Contains("&p=2", Address.Uri, StringComparison.Ordinal));
        Assert.Equal([3, 2], Server.Asked.Where(asked => asked.Operation == "Point").Select(asked => asked.Variables.GetProperty("p").GetInt32()));
        Assert.Equal([3, 2], Server.Asked.Where(asked => asked.Operation == "Breakdown").Select(asked => asked.Variables.GetProperty("p").GetInt32()));
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_points_that_the_handle_only_passes()
    {
        var page = Curve("&p=1");
        // Both in one turn, however slow the machine.
        await page.InvokeAsync(() => Task.WhenAll(page.Find("#curve-p").InputAsync("1"), page.Find("#curve-p").InputAsync("2")));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-table=losers]")));
        Assert.Equal([3], Server.Asked.Where(asked => asked.Operation == "Point").Select(asked => asked.Variables.GetProperty("p").GetInt32()));
        Assert.Equal([3], Server.Asked.Where(asked => asked.Operation == "Breakdown").Select(asked => asked.Variables.GetProperty("p").GetInt32()));
        Assert.Contains("&p=3", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_says_how_sure_it_is_what_goes_who_loses_and_what_else_would_do()
    {
        var page = Curve("&p=2");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-table=ties]")));
        Assert.Contains("Proven: no choice of 2 buildings can be more than 0.01 % better.", page.Find(".em-point").TextContent, StringComparison.Ordinal);
        Assert.Contains("Closing Cedar Office costs 400 people 6 minutes.", page.Find("[aria-labelledby=changes-heading]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Ash Library", "Birch Office"], page.FindAll("[data-list=open] .em-places__name").Select(name => name.TextContent));
        Assert.Equal(["Cedar Office"], page.FindAll("[data-list=shut] .em-places__name").Select(name => name.TextContent));
        Assert.Equal("400 of 1,000 travel further than today.", page.Find("[aria-labelledby=losers-heading] [role=status]").TextContent);
        Assert.Equal("South 400 ▼ 400 +6.0 9.0 15.0 100 % 50 %", Words(page.FindAll("[data-table=losers] tbody tr")[1].TextContent.Replace("%", "% ", StringComparison.Ordinal)));
        Assert.Equal(["Ash Library always in", "Birch Office sometimes in: 67 % of them", "Cedar Office sometimes in: 33 % of them"], page.FindAll("[data-table=ties] tbody tr").Select(row => Words(row.Children[0].TextContent + " " + row.Children[1].TextContent)));
        Assert.Equal("1 of 2", Words(page.Find("[data-table=sensitivity] tbody td").TextContent));
        Assert.Equal("9.0 minutes", Words(page.Find("[data-measure=mean]").Children[2].TextContent));
        Assert.Equal("+1.0 minutes, worse", page.Find("[data-measure=mean]").Children[3].TextContent);
        Assert.Equal(["Ash Library", "600", "5.0", "0"], page.FindAll("[data-table=catchments] tbody tr")[0].Children.Select(cell => cell.TextContent));
    }

    [Fact]
    public void Buildings_that_are_seldom_in_a_good_choice_share_one_line()
    {
        Server.On("Point", PlanAnswers.Detail.Replace("0.33", "0.05", StringComparison.Ordinal));
        var page = Curve("&p=2");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-table=ties]")));
        Assert.Equal(["Ash Library", "Birch Office"], page.FindAll("[data-table=ties] tbody th").Select(name => name.TextContent));
        Assert.Equal("1 other is in fewer than one in ten of these choices Cedar Office", Words(page.Find("[data-list=seldom]").TextContent));
    }

    [Fact]
    public async Task What_cannot_be_is_an_answer_with_its_reason_and_a_way_out()
    {
        var page = Curve("&p=1");
        var told = page.Find("[data-outcome=infeasible]");
        Assert.Contains("Each of 2 wards needs a building, and only 1 may be open.", told.TextContent, StringComparison.Ordinal);
        Assert.Contains("Birch Office", told.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Asked, asked => asked.Operation is "Point" or "Breakdown");
        await page.InvokeAsync(() => page.Find("[data-outcome=infeasible] button").Click());
        Assert.Contains("step=question", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_curve_can_be_drawn_of_each_measure_and_its_table_holds_them_all()
    {
        var page = Curve("&p=3");
        Assert.StartsWith("Average travel, minutes one way, from 9.0 minutes with 2 buildings to 8.0 minutes with 3 buildings", page.Find(".em-curve svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#curve-measure").Change("cost"));
        Assert.Contains("&y=cost", Address.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.StartsWith("Running cost a year, from £120,000 with 2 buildings", page.Find(".em-curve svg").GetAttribute("aria-label"), StringComparison.Ordinal));
        Assert.Equal(["3, do nothing", "3 buildings: show", "2 buildings: show", "1 buildings: show"], page.FindAll("[data-table=curve] tbody th").Select(cell => Words(cell.TextContent)));
        Assert.Equal("0.01 %", page.FindAll("[data-table=curve] tbody tr")[2].Children[6].TextContent);
        Assert.Equal("Cedar Office", page.FindAll("[data-table=curve] tbody tr")[2].Children[7].TextContent);
    }

    [Fact]
    public async Task A_run_that_moves_is_followed_to_its_end_and_can_be_cancelled()
    {
        Server.On("Run", PlanAnswers.Run("RUNNING", points: 1, progress: 0.33)).On("CancelSolve", """{"data":{"cancelSolve":{"solve":{"id":"R1"},"errors":null}}}""").On("Study", PlanAnswers.Study(runs: $"[{PlanAnswers.RunRow("RUNNING")}]"));
        var page = Open("?step=curve");
        page.WaitForAssertion(() => Assert.Equal("33", page.Find("progress").GetAttribute("value")));
        Assert.Contains("the run goes on", page.Find(".em-progress").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll(".em-progress + button").Single().ClickAsync());
        Assert.Equal("R1", Sent("CancelSolve", "cancel").GetProperty("solve").GetString());
        Server.On("Run", PlanAnswers.Run("CANCELLED", points: 2, message: "Stopped by somebody."));
        page.WaitForAssertion(() => Assert.Contains("Stopped by somebody. What was found before (2 answers) is kept.", Words(page.Find("[data-outcome=cancelled]").TextContent), StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Equal("1", page.Find("#curve-p").GetAttribute("max"));
        // The list of runs is read anew once the run is over.
        page.WaitForAssertion(() => Assert.Equal(2, Server.Asked.Count(asked => asked.Operation == "Study")));
    }

    [Fact]
    public void A_connection_that_breaks_is_told_and_the_page_finds_back_by_itself()
    {
        Server.On("Run", """{"errors":[{"message":"The server is busy."}]}""").On("Study", PlanAnswers.Study(runs: $"[{PlanAnswers.RunRow("RUNNING")}]"));
        var page = Open("?step=curve");
        page.WaitForAssertion(() => Assert.Contains("The server is busy.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Server.On("Run", PlanAnswers.Run("DONE"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#curve-p")), TimeSpan.FromSeconds(20));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void An_answer_to_an_older_question_says_so()
    {
        Server.On("Run", PlanAnswers.Run("DONE", isStale: true));
        Assert.Contains("The study or the register has changed", Curve().Find("[data-outcome=stale]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_not_there_says_so()
    {
        Server.On("Run", """{"data":{"solve":null}}""");
        var page = Open("?step=curve&solve=gone");
        page.WaitForAssertion(() => Assert.Contains("There is no such run.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_point_becomes_a_scenario()
    {
        Server.On("CreateScenario", """{"data":{"createScenario":{"scenario":{"id":"SC1"},"errors":null}}}""");
        var page = Curve("&p=2");
        page.Find("#scenario-title").Change("Two halls");
        await page.Find("[aria-labelledby=make-heading] form").SubmitAsync();
        Assert.Equal("""{"study":"S1","title":"Two halls","solve":"R1","p":2}""", Sent("CreateScenario", "scenario").GetRawText());
        Assert.EndsWith("/plan/scenario/SC1", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_without_the_curve_has_no_lines()
    {
        var page = Curve("&p=2");
        page.WaitForAssertion(() => Assert.Contains(Features(page), feature => feature.GetProperty("kind").GetString() == "line"));
        Address.NavigateTo("plan/study/S1?step=buildings");
        page.WaitForAssertion(() => Assert.All(Features(page), feature => Assert.Equal("site", feature.GetProperty("kind").GetString())));
    }
}
