using Bunit;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

public class StudyQuestionTests : StudyPageContext
{
    private const string Started = """{"data":{"startSolve":{"solve":{"id":"R1"},"errors":null}}}""";

    [Fact]
    public void Questions_come_in_plain_words_and_the_models_name_second()
    {
        var page = Open("?step=question");
        Assert.Equal(["Which goes next?", "Which so many have the most people near enough?"], page.FindAll(".em-questions label").Select(label => label.TextContent));
        Assert.Equal("Maximal covering location problem. Church and ReVelle 1974", page.Find("#ask-maximal_covering-name").TextContent);
        Assert.True(page.Find("#ask-portfolio_curve").HasAttribute("checked"));
        Assert.Empty(page.FindAll("#ask-sites"));
    }

    [Fact]
    public async Task A_question_with_its_numbers_stands_in_the_address_and_starts_a_run()
    {
        Server.On("StartSolve", Started);
        var page = Open("?step=question");
        await page.InvokeAsync(() => page.Find("#ask-maximal_covering").Change(true));
        await page.Find("form").SubmitAsync();
        Assert.Contains("Say how many buildings first", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#ask-sites").Change("2"));
        await page.InvokeAsync(() => page.Find("#ask-reach").Change("10"));
        Assert.EndsWith("?step=question&ask=MAXIMAL_COVERING&sites=2&reach=10", Address.Uri, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        Assert.Equal("""{"study":"S1","model":"MAXIMAL_COVERING","sites":2,"reachMinutes":10}""", Sent("StartSolve", "start").GetRawText());
        page.WaitForAssertion(() => Assert.Contains("step=curve&ask=MAXIMAL_COVERING&sites=2&reach=10&solve=R1", Address.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_run_is_told_in_the_servers_words()
    {
        Server.On("StartSolve", PlanAnswers.Refused("startSolve", "Too many runs wait already.", "TooManySolvesError"));
        var page = Open("?step=question");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Too many runs wait already.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Contains("step=question", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_must_hold_is_saved_in_one_go()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        var page = Open("?step=question");
        page.Find("#must-least").Change("1");
        page.Find("#must-group").Change("imd_1_2");
        page.Find("#must-extra").Change("5");
        page.Find("#must-cost").Change("£120,000");
        page.Find("#pair-first").Change("A");
        page.Find("#pair-second").Change("B");
        await page.InvokeAsync(() => page.Find("fieldset .govuk-button--secondary").Click());
        Assert.Contains("Ash Library and Birch Office", page.Find("[data-list=pairs]").TextContent, StringComparison.Ordinal);
        await page.Find("form[aria-labelledby=must-heading]").SubmitAsync();
        Assert.Equal("""{"areaKind":"ward","minimumPerArea":1,"protectedGroup":"imd_1_2","mostExtraMinutes":5,"runningCostCeiling_gbp":120000,"exclusions":[{"first":"A","second":"B"}]}""", Sent("ChangeStudy", "settings").GetProperty("constraints").GetRawText());
    }

    [Fact]
    public async Task Half_a_protection_is_not_sent()
    {
        var page = Open("?step=question");
        page.Find("#must-group").Change("imd_1_2");
        await page.Find("form[aria-labelledby=must-heading]").SubmitAsync();
        Assert.Contains("choose both whom and how many minutes", page.Find("form[aria-labelledby=must-heading] [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Asked, asked => asked.Operation == "ChangeStudy");
    }

    [Fact]
    public async Task A_building_is_not_paired_with_itself()
    {
        var page = Open("?step=question");
        page.Find("#pair-first").Change("A");
        page.Find("#pair-second").Change("A");
        await page.InvokeAsync(() => page.Find("fieldset .govuk-button--secondary").Click());
        Assert.Equal("Choose two different buildings.", page.Find(".govuk-error-message").TextContent);
        Assert.Empty(page.FindAll("[data-list=pairs] li"));
    }
}
