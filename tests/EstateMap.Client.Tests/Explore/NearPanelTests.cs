using Bunit;
using EstateMap.Client.Explore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class NearPanelTests : BunitContext
{
    private const string Nearest = """
        {"data":{"n0":{"nodes":[{"id":"S1","name":"Far Library","locationPrecision":"GIVEN","distance":2400}]},"n1":{"nodes":[]},"n2":{"nodes":[{"id":"S0","name":"The point","locationPrecision":"GIVEN","distance":0.2},{"id":"S2","name":"Near Clinic","locationPrecision":"POSTCODE","distance":123}]}}}
        """;

    private readonly CannedServer server = new();
    private readonly List<string> chosen = [];
    private readonly List<double[]?> moved = [];

    private IRenderedComponent<NearPanel> Panel(double[]? near)
    {
        Services.AddSingleton(server.On("Nearest", Nearest).Api);
        return Render<NearPanel>(panel => panel.Add(p => p.Near, near).Add(p => p.AllThemes, ["libraries", "schools", "health"]).Add(p => p.SiteChosen, chosen.Add).Add(p => p.NearChanged, moved.Add));
    }

    [Fact]
    public void The_nearest_of_each_theme_come_in_one_request_the_nearest_first_with_how_far_they_are()
    {
        var panel = Panel([-2.3, 53.4]);
        Assert.Equal(["Near Clinic", "Far Library"], panel.FindAll("tbody button").Select(button => button.TextContent));
        Assert.Equal(["about 120 m", "2 min", "2.4 km", "39 min"], panel.FindAll("tbody td").Select(cell => cell.TextContent));
        Assert.Contains("not a route", panel.Markup, StringComparison.Ordinal);
        var (_, variables) = Assert.Single(server.Asked);
        Assert.Equal("""{"geometry":{"type":"Point","coordinates":[-2.3,53.4]}}""", variables.GetProperty("near").GetRawText());
        Assert.Equal("health", variables.GetProperty("k2").GetString());
        panel.Find("tbody button").Click();
        Assert.Equal(["S2"], chosen);
    }

    [Fact]
    public void Without_a_point_nothing_is_asked()
    {
        Panel(null);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task The_point_can_be_cleared()
    {
        Assert.DoesNotContain("Clear", Panel(null).Markup, StringComparison.Ordinal);
        var panel = Render<NearPanel>(p => p.Add(n => n.Near, [-2.3, 53.4]).Add(n => n.AllThemes, ["libraries", "schools", "health"]).Add(n => n.NearChanged, moved.Add));
        await panel.FindAll("button").Single(button => button.TextContent == "Clear the point").ClickAsync();
        Assert.Null(Assert.Single(moved));
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public async Task Services_that_could_not_be_found_can_be_asked_for_again_where_they_stand()
    {
        server.On("KindsOfService", """{"errors":[{"message":"Not now."}]}""");
        var panel = Panel([-2.3, 53.4]);
        await panel.Find("details").TriggerEventAsync("ontoggle", new EventArgs());
        Assert.Contains("Not now.", panel.Find("details [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(panel.FindAll("tbody button"));
        server.On("KindsOfService", """{"data":{"vocabulary":[]}}""").On("NearestServices", """{"data":{}}""");
        await panel.Find("details [role=alert] button").ClickAsync();
        Assert.Contains("No service is loaded.", panel.Find("details").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postcode_becomes_a_point_and_one_that_is_not_loaded_is_told()
    {
        server.On("Search", """{"data":{"search":[{"kind":"Site","title":"ZZ1 1AA House","matched":"name"},{"kind":"Postcode","title":"ZZ1 1AA","matched":"postcode","point":{"coordinates":[-2.1,53.1]}}]}}""");
        var panel = Panel(null);
        panel.Find("#near-postcode").Change("zz11aa");
        await panel.Find("form").SubmitAsync();
        Assert.Equal([-2.1, 53.1], Assert.Single(moved)!);
        panel.Find("#near-postcode").Change("ZZ9 9ZZ");
        await panel.Find("form").SubmitAsync();
        Assert.Contains("ZZ9 9ZZ is not among the postcodes", panel.Find("[role=status]").TextContent, StringComparison.Ordinal);
        panel.Find("#near-postcode").Change("ZZ");
        await panel.Find("form").SubmitAsync();
        Assert.Contains("whole postcode", panel.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("denied", "was not allowed")]
    [InlineData("insecure", "HTTPS")]
    [InlineData("timeout", "too long")]
    [InlineData("none", "does not know")]
    public async Task Why_a_position_is_not_known_is_said_in_words(string problem, string said)
    {
        JSInterop.SetupModule("./Explore/NearPanel.razor.js").Setup<BrowserLocation>("locate").SetResult(new(null, null, problem));
        var panel = Panel(null);
        await panel.FindAll("form button")[1].ClickAsync();
        Assert.Contains(said, panel.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(moved);
    }

    [Fact]
    public async Task The_readers_own_position_becomes_the_point()
    {
        JSInterop.SetupModule("./Explore/NearPanel.razor.js").Setup<BrowserLocation>("locate").SetResult(new(-2.3215, 53.4241, null));
        var panel = Panel(null);
        await panel.FindAll("form button")[1].ClickAsync();
        Assert.Equal([-2.3215, 53.4241], Assert.Single(moved)!);
    }
}
