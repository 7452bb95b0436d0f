using EstateMap.Client.Plan.Scenarios;
using Xunit;

namespace EstateMap.Client.Tests.Plan.Scenarios;

public class PlanLinksTests
{
    [Fact]
    public void An_address_holds_only_what_is_not_usual()
    {
        Assert.Equal("plan/scenario/U2NlbmFyaW86Nw%3D%3D", PlanLinks.ScenarioHref("U2NlbmFyaW86Nw==", ScenarioView.Changes));
        Assert.Equal("plan/scenario/A?view=effects&by=NO_CAR", PlanLinks.ScenarioHref("A", ScenarioView.Effects, "NO_CAR"));
        Assert.Equal("plan/compare?a=A&b=B", PlanLinks.CompareHref("A", "B", "WARD"));
        Assert.Equal("plan/decision/A?step=powers", PlanLinks.DecisionHref("A", "powers"));
    }

    [Theory]
    [InlineData("U2NlbmFyaW86Nw==", "plans/scenarios/7.json")]
    [InlineData("no id at all", "plans/scenarios/0.json")]
    [InlineData("U2NlbmFyaW86eA==", "plans/scenarios/0.json")]
    public void A_file_is_found_by_the_number_in_the_id(string id, string href) => Assert.Equal(href, PlanLinks.FileHref(id));

    [Fact]
    public void A_report_is_looked_at_or_kept()
    {
        Assert.Equal("plans/decisions/12/report.html", PlanLinks.ReportHref("RGVjaXNpb246MTI="));
        Assert.Equal("plans/decisions/12/report.html?download=1", PlanLinks.ReportHref("RGVjaXNpb246MTI=", isDownload: true));
    }

    [Theory]
    [InlineData(null, "changes")]
    [InlineData("chain", "chain")]
    [InlineData("nonsense", "changes")]
    public void A_part_that_is_not_known_is_the_first(string? key, string shown) => Assert.Equal(shown, ScenarioView.Of(key));
}
