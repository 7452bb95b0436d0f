using Bunit;
using EstateMap.Client.Explore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class AreaPanelTests : BunitContext
{
    private static readonly AreaKind[] Kinds = [new("ward", "Ward", "Wards", "2023", 2, false), new("ward", "Ward", "Wards", "2017", 1, false)];
    private static readonly AreaChoice West = new("ward", "2023", "W1");

    private readonly CannedServer server = new CannedServer()
        .On("Areas", """{"data":{"areas":{"nodes":[{"code":"W1","name":"West","bbox":[0,0,1,1]},{"code":"W2","name":"East","bbox":[0,0,1,1]}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""")
        .On("Found", """{"data":{"localTime":"2026-11-30T10:00","themes":[{"key":[{"code":"schools"}],"count":4},{"key":[{"code":"libraries"}],"count":1}],"all":[{"count":5,"propertyCount":7,"floorArea_m2":{"sum":1200,"assumedShare":0.25}}],"sites":{"nodes":[{"id":"S1","name":"Town Library","themes":["libraries"],"floorArea_m2":900}]}}}""")
        .On("Hours", """{"data":{"services":{"totalCount":2,"nodes":[{"name":"Lending","kind":"library","schedules":[{"freq":"WEEKLY","interval":1,"byday":"MO","opensAt":"09:30","closesAt":"17:00"}],"sites":{"nodes":[{"id":"S1"}]}},{"name":"Advice","kind":"community","schedules":[],"sites":{"nodes":[]}}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""")
        .On("Measured", """{"data":{"area":{"name":"West","isSchematic":false,"area_m2":2500000,"dataset":{"title":"Wards"},"all":2500,"age_0_15":500,"age_16_64":1500,"age_65_over":500,"indicators":[{"code":"imd_score","name":"Deprivation","unit":"score","periodEnd":"2025-12-31","value":-0.5,"basis":"FACT","dataset":{"title":"Index"}},{"code":"population_all","name":"People","unit":"persons","periodEnd":"2024-06-30","value":2500,"basis":"FACT","dataset":{"title":"Census"}}]}}}""")
        .On("People", """{"data":{"demandPoints":{"nodes":[{"area":{"kind":"oa","vintage":"2021"},"all":300,"age_0_15":60,"age_16_64":null,"age_65_over":40,"no_car":null},{"area":{"kind":"oa","vintage":"2021"},"all":200,"age_0_15":40,"age_16_64":null,"age_65_over":60,"no_car":null},{"area":{"kind":"lsoa","vintage":"2021"},"all":500,"age_0_15":100,"age_16_64":null,"age_65_over":100,"no_car":null}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""")
        .On("Overlaps", """{"data":{"area":{"overlaps":[{"area":{"code":"V1","name":"Old West","kind":"ward","vintage":"2017"},"share":0.82,"shareOfOther":0.9},{"area":{"code":"V2","name":"Sliver","kind":"ward","vintage":"2017"},"share":0.002,"shareOfOther":0.004}]}}}""");

    private readonly List<AreaChoice?> compared = [];
    private readonly List<string> opened = [];

    private IRenderedComponent<AreaPanel> Panel(AreaChoice? area, IReadOnlyList<double[]>? ring = null, AreaChoice? other = null)
    {
        Services.AddSingleton(server.Api);
        return Render<AreaPanel>(panel => panel.Add(p => p.Area, area).Add(p => p.Ring, ring).Add(p => p.Other, other).Add(p => p.Kinds, Kinds).Add(p => p.OtherChanged, compared.Add).Add(p => p.SiteChosen, opened.Add));
    }

    private static string[] Row(IRenderedComponent<AreaPanel> panel, string figure) => [.. panel.FindAll($"[data-figure='{figure}'] td").Select(cell => cell.TextContent)];

    [Fact]
    public void An_area_says_what_stands_in_it_who_lives_there_and_what_is_measured()
    {
        var panel = Panel(West);
        Assert.Equal("What is in West", panel.Find("h2").TextContent);
        Assert.Equal(["1"], Row(panel, "theme:libraries"));
        Assert.Equal(["2,500"], Row(panel, "all"));
        Assert.Equal(["2"], Row(panel, "per"));
        Assert.Equal(["2.5"], Row(panel, "area"));
        Assert.Equal(["−0.5"], Row(panel, "imd_score"));
        Assert.Empty(Row(panel, "population_all"));
        Assert.Contains("25 % assumed", panel.Find("[data-figure=floor]").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 of the 1 service whose hours are known (2 are offered) at 10:00 UK time", panel.Markup, StringComparison.Ordinal);
        panel.FindAll("button").First(button => button.TextContent == "Town Library").Click();
        Assert.Equal(["S1"], opened);
    }

    [Fact]
    public void Two_areas_stand_side_by_side_with_their_difference()
    {
        var panel = Panel(West, other: new("ward", "2017", "V1"));
        Assert.Equal(["5", "5", "0"], Row(panel, "sites"));
        Assert.Equal(["Figure", "West", "West 2017", "Difference"], panel.FindAll("thead")[0].QuerySelectorAll("th").Select(cell => cell.TextContent));
    }

    [Fact]
    public void A_shape_counts_the_people_of_the_finest_small_areas_once_and_says_that_it_is_an_estimate()
    {
        var panel = Panel(null, ring: [[-2.4, 53.4], [-2.3, 53.4], [-2.3, 53.5]]);
        Assert.Equal(["500"], Row(panel, "all"));
        Assert.Equal(["–"], Row(panel, "age_16_64"));
        Assert.Contains("an estimate: those of the 2 small areas", panel.Markup, StringComparison.Ordinal);
        var ring = server.Asked.First(question => question.Operation == "People").Variables.GetProperty("where").GetProperty("geometry").GetProperty("within").GetProperty("geometry").GetProperty("coordinates");
        Assert.Equal("[[[-2.4,53.4],[-2.3,53.4],[-2.3,53.5],[-2.4,53.4]]]", ring.GetRawText());
    }

    [Fact]
    public async Task Boundaries_of_another_year_say_which_ground_they_share()
    {
        var panel = Panel(West);
        await panel.FindAll("details.em-fold").Single(fold => fold.TextContent.Contains("boundaries of 2017", StringComparison.Ordinal)).TriggerEventAsync("ontoggle", new EventArgs());
        panel.WaitForAssertion(() => Assert.StartsWith("Old West: 82 % of this area lies in it, and 90 % of it lies in this area.", panel.FindAll(".em-rows li")[^1].TextContent, StringComparison.Ordinal));
        panel.FindAll("button").First(button => button.TextContent.StartsWith("Compare", StringComparison.Ordinal)).Click();
        Assert.Equal([new AreaChoice("ward", "2017", "V1")], compared);
    }

    [Fact]
    public void Without_an_area_it_says_what_to_do_and_asks_for_no_figures()
    {
        var panel = Panel(null);
        Assert.Contains("Choose an area", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, question => question.Operation is "Found" or "Measured");
    }

    [Fact]
    public void What_is_too_much_to_read_is_said_in_words()
    {
        server.On("Hours", """{"data":{"services":{"totalCount":2345,"nodes":[{"name":"Lending","kind":"library","schedules":[{"freq":"WEEKLY","interval":1,"byday":"MO","opensAt":"09:30","closesAt":"17:00"}],"sites":{"nodes":[]}}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""")
            .On("People", """{"data":{"demandPoints":{"totalCount":2100,"nodes":[{"area":{"kind":"oa","vintage":"2021"},"all":300}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""");
        var panel = Panel(null, ring: [[-2.4, 53.4], [-2.3, 53.4], [-2.3, 53.5]]);
        Assert.Equal(["2,345"], Row(panel, "services"));
        Assert.Contains("Only the hours of the first 1 by name", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("2,099 small areas there could not be counted", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_area_chosen_again_is_picked_again_whatever_kind_was_looked_at_meanwhile()
    {
        Services.AddSingleton(server.Api);
        var picker = Render<AreaPicker>(p => p.Add(a => a.Id, "x").Add(a => a.Legend, "Area").Add(a => a.Kinds, Kinds).Add(a => a.Chosen, West));
        picker.Find("#x-kind").Change("ward:2017");
        picker.Render(p => p.Add(a => a.Chosen, null));
        picker.Render(p => p.Add(a => a.Chosen, West));
        Assert.Equal(("ward:2023", "W1"), (picker.Find("#x-kind").GetAttribute("value"), picker.Find("#x-name").GetAttribute("value")));
    }

    [Fact]
    public void A_name_is_picked_with_its_kind_and_year()
    {
        var picked = new List<AreaChoice?>();
        Services.AddSingleton(server.Api);
        var picker = Render<AreaPicker>(p => p.Add(a => a.Id, "x").Add(a => a.Legend, "Area").Add(a => a.Kinds, Kinds).Add(a => a.Chosen, null).Add(a => a.ChosenChanged, picked.Add));
        picker.Find("#x-kind").Change("ward:2017");
        picker.Find("#x-name").Change("W2");
        picker.Find("#x-name").Change("");
        Assert.Equal([new AreaChoice("ward", "2017", "W2"), null], picked);
    }
}
