using Bunit;
using EstateMap.Client.Community;
using Xunit;

namespace EstateMap.Client.Tests.Community;

/// <summary>Parts of the network's page: who is asked about, the answer in words, the lists.</summary>
public class NetworkPartsTests : BunitContext
{
    private static readonly NetworkNode Bank = new("F", "COMMUNITY_ASSET", "Food Bank", "ECONOMY", false, null, null, null, true, 1, 0, 2, 1, 1);
    private static readonly NetworkNode Advice = new("A", "COMMUNITY_ASSET", "Advice Morning", "INSTITUTIONS", true, -2.05, 53.45, "L", true, 2, 0.333, 1, 1, 2);
    private static readonly NetworkNode Library = new("L", "SITE", "Library", null, false, -2.05, 53.45, "L", false, 0, 0, 2, null, 0);
    private static readonly NetworkNode Lending = new("V", "SERVICE", "Library", null, false, null, null, "L", true, 1, 0, 2, 1, 1);
    private static readonly CommunityNetwork Network = new([Library, Bank, Advice], [new("refers_to", "A", "F", "Advice Morning sends people to Food Bank.", "Leaflet", "FACT", false), new("meets_at", "A", "L", "Advice Morning meets at Library.", "Poster", "ASSUMPTION", false)], new(1, 1, 1), []);

    private readonly List<string?> chosen = [];

    private IRenderedComponent<NodeField> Field(string? id = null) =>
        Render<NodeField>(field => field.Add(f => f.Id, "who").Add(f => f.Label, "Who").Add(f => f.Nodes, [Bank, Advice, Library, Lending]).Add(f => f.Chosen, id).Add(f => f.ChosenChanged, chosen.Add));

    [Fact]
    public void A_part_of_a_name_finds_and_the_whole_of_it_chooses()
    {
        var field = Field();
        field.Find("input").Input("ad");
        Assert.Equal(["Advice Morning (Institution)"], field.FindAll("option").Select(option => option.GetAttribute("value")));
        Assert.Equal("1 found: choose one.", field.Find("[role=status]").TextContent);
        Assert.Empty(chosen);
        field.Find("input").Input("advice morning (institution)");
        Assert.Equal(["A"], chosen);
    }

    [Fact]
    public void A_building_is_told_from_its_service_of_the_same_name()
    {
        var field = Field();
        field.Find("input").Input("Library (Service)");
        Assert.Equal(["V"], chosen);
    }

    [Fact]
    public void What_nobody_is_called_is_said_and_a_choice_is_given_up()
    {
        var field = Field("F");
        Assert.Equal("Food Bank (Exchange)", field.Find("input").GetAttribute("value"));
        field.Find("input").Input("nobody");
        Assert.Equal([null], chosen);
        field.Render(again => again.Add(f => f.Chosen, null));
        Assert.Equal("Nobody in this part of the network is called like “nobody”.", field.Find("[role=status]").TextContent);
    }

    [Fact]
    public void An_answer_is_told_in_sentences_and_everybody_in_it_can_be_chosen()
    {
        var told = Told.Of(new BrokersAnswer([new(new("A", "Advice Morning"), 1, 0.333, "It stands between most.")], ["One stands between the others."]));
        var view = Render<ToldView>(part => part.Add(p => p.Told, told).Add(p => p.Chosen, "A").Add(p => p.ChosenChanged, chosen.Add));
        Assert.Equal("One stands between the others.", view.Find(".em-told__sentence").TextContent);
        Assert.Equal(("Brokers", "1. Advice Morning", "It stands between most."), (view.Find("h2").TextContent, view.Find("li button").TextContent, view.Find(".em-told__detail").TextContent));
        Assert.Equal("true", view.Find("li button").GetAttribute("aria-pressed"));
        view.Find("li button").Click();
        Assert.Equal(["A"], chosen);
    }

    [Fact]
    public void The_lists_say_everything_that_the_picture_shows_what_is_in_the_answer_first()
    {
        var told = new Told([], [], new HashSet<string> { "F" }, [("L", "A")]);
        var lists = Render<NetworkLists>(part => part.Add(p => p.Network, Network).Add(p => p.Told, told).Add(p => p.ChosenChanged, chosen.Add));
        var rows = lists.FindAll("[data-table=nodes] tbody tr");
        Assert.Equal(["Food Bank", "Advice Morning", "Library"], rows.Select(row => row.QuerySelector("button")!.TextContent));
        Assert.Equal(["Institution", "2", "33.3", "1", "falls into 2 parts"], rows[1].QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.Equal(["Building or land, outside the area", "0", "0.0", "none", "linked to nobody"], rows[2].QuerySelectorAll("td").Select(cell => cell.TextContent));
        // A link counts either way round.
        Assert.Equal(["Poster", "assumption", "Leaflet", "fact"], lists.FindAll("[data-table=links] tbody td:not(:first-child)").Select(cell => cell.TextContent));
        rows[2].QuerySelector("button")!.Click();
        Assert.Equal(["L"], chosen);
    }

    [Fact]
    public void What_is_typed_filters_both_lists()
    {
        var lists = Render<NetworkLists>(part => part.Add(p => p.Network, Network));
        lists.Find("#find").Input("food");
        Assert.Equal("Food Bank", Assert.Single(lists.FindAll("[data-table=nodes] tbody tr button")).TextContent);
        Assert.Contains("Links: 1", lists.Find("[data-table=links] caption").TextContent, StringComparison.Ordinal);
    }
}
