using Bunit;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

/// <summary>A study before those who may not change it: everything can be read, and the page says beforehand what would be refused.</summary>
public class PlanRightsTests : StudyPageContext
{
    [Fact]
    public void A_steward_reads_what_may_become_of_the_buildings_and_hears_who_may_say_so()
    {
        this.As("steward");
        var page = Open("?step=buildings");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-table=candidates] tbody tr")));

        Assert.Contains(page.FindAll("[data-permission=planner]"), notice => notice.TextContent.Contains("Saying what may become of a building takes the role planner", StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-table=candidates] select, [data-table=candidates] input"));
        Assert.NotEmpty(page.FindAll("[data-table=candidates] .em-role strong"));
        Assert.Equal(page.FindAll("[data-table=candidates] thead th").Count, page.Find("[data-table=candidates] tbody tr").Children.Length);
    }

    [Fact]
    public void A_planner_may_set_and_tick_every_building()
    {
        this.As("planner");
        var page = Open("?step=buildings");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-table=candidates] tbody select")));

        Assert.Empty(page.FindAll("[data-permission]"));
        Assert.Equal(page.FindAll("[data-table=candidates] tbody tr").Count, page.FindAll("[data-table=candidates] tbody input[type=checkbox]").Count);
    }

    [Theory]
    [InlineData("?step=question", "Running the planner takes the role planner")]
    [InlineData("?step=curve", "Running the planner takes the role planner")]
    [InlineData("?step=people", "Changing a study takes the role planner")]
    public void A_steward_hears_what_takes_a_planner(string step, string sentence)
    {
        this.As("steward");
        var page = Open(step);

        page.WaitForAssertion(() => Assert.Contains(page.FindAll("[data-permission=planner]"), notice => notice.TextContent.Contains(sentence, StringComparison.Ordinal)));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Find the answers" or "Run it again" or "Delete this study");
    }
}
