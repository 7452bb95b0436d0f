using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>The questions that people ask of the network, answered in sentences.</summary>
public class NetworkQuestionTests(NetworkVillage village) : IClassFixture<NetworkVillage>
{
    private static readonly string FoodBank = NetworkVillage.Asset(11);

    [Fact]
    public async Task How_the_food_bank_is_linked_to_the_library_is_told_link_by_link()
    {
        var linked = await village.AskAsync($"howLinked(from: \"{FoodBank}\", to: \"{NetworkVillage.Library}\") {{ isLinked steps count routes {{ words nodes {{ name }} steps {{ isForward link {{ evidence periodStart basis }} }} }} askNext {{ why }} words }}");

        Assert.Equal((true, 2, 1), (linked.GetProperty("isLinked").GetBoolean(), linked.GetProperty("steps").GetInt32(), linked.GetProperty("count").GetInt32()));
        var route = linked.GetProperty("routes")[0];
        Assert.Equal(["Food Bank", "Advice Morning", "Village Library"], NetworkVillage.Names(route.GetProperty("nodes")));
        Assert.Equal("Advice Morning sends people to Food Bank (since 2021); Advice Morning meets at Village Library.", route.GetProperty("words").GetString());
        Assert.Equal([false, true], route.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("isForward").GetBoolean()));
        Assert.Equal(["Leaflet of the food bank", "Its own entry in Village register"], route.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("link").GetProperty("evidence").GetString()!));
        Assert.Equal("Advice Morning is linked to both Food Bank and Village Library.", linked.GetProperty("askNext")[0].GetProperty("why").GetString());
        Assert.Equal("Food Bank and Village Library are 2 links apart; one way is as short as that.", linked.GetProperty("words")[0].GetString());
    }

    [Fact]
    public async Task Where_nothing_links_two_it_says_whom_to_ask()
    {
        var linked = await village.AskAsync($"howLinked(from: \"{FoodBank}\", to: \"{NetworkVillage.Asset(2)}\") {{ isLinked steps routes {{ words }} askNext {{ node {{ name }} }} words }}");

        Assert.False(linked.GetProperty("isLinked").GetBoolean());
        Assert.Equal("Nothing in this part of the network links Food Bank to Village Choir.", linked.GetProperty("words")[0].GetString());
        Assert.Equal(["Advice Morning", "Hill Trust"], linked.GetProperty("askNext").EnumerateArray().Select(one => one.GetProperty("node").GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task What_the_closing_of_the_library_severs_is_told()
    {
        var severed = await village.AskAsync($"ifCloses(sites: [\"{NetworkVillage.Library}\"]) {{ lostLinks {{ kind }} withoutPlace {{ node {{ name }} }} onTheirOwn {{ name }} cutOff {{ nodes {{ name }} words }} words }}");

        Assert.Equal(5, severed.GetProperty("lostLinks").GetArrayLength());
        Assert.Equal(["Advice Morning", "Knit and Natter", "Reading Circle", "Village Council"], severed.GetProperty("withoutPlace").EnumerateArray().Select(one => one.GetProperty("node").GetProperty("name").GetString()!));
        Assert.Equal(["Knit and Natter", "Reading Circle"], NetworkVillage.Names(severed.GetProperty("onTheirOwn")));
        Assert.Equal(["Food Bank", "Advice Morning"], NetworkVillage.Names(severed.GetProperty("cutOff")[0].GetProperty("nodes")));
        Assert.Equal(
        [
            "If Village Library closes, 5 links are lost.", "Advice Morning, Knit and Natter, Reading Circle and Village Council have no other place that is known.",
            "Knit and Natter and Reading Circle would be linked to nobody any more.", "Food Bank and Advice Morning would lose touch with the rest.",
        ], NetworkVillage.Texts(severed.GetProperty("words")));
    }

    [Fact]
    public async Task Who_depends_on_the_library_is_told_with_what_else_they_have()
    {
        var dependence = await village.AskAsync($"dependsOn(site: \"{NetworkVillage.Library}\") {{ dependants {{ node {{ name }} otherPlaces {{ name }} words }} alsoTouched {{ name }} words }}");

        var service = dependence.GetProperty("dependants").EnumerateArray().Single(one => one.GetProperty("node").GetProperty("name").GetString() == "Village Library Service");
        Assert.Equal(["West School"], NetworkVillage.Names(service.GetProperty("otherPlaces")));
        Assert.Equal("Village Library Service is offered at Village Library; also at West School.", service.GetProperty("words").GetString());
        Assert.Equal(["Food Bank"], NetworkVillage.Names(dependence.GetProperty("alsoTouched")));
        Assert.Equal("Food Bank is linked to those and would feel it too.", dependence.GetProperty("words")[2].GetString());
    }

    [Fact]
    public async Task The_first_broker_is_the_library_with_the_reason_why()
    {
        var brokers = await village.AskAsync("brokers(first: 2) { items { rank share why node { name thing { ... on Site { postcode } } } } words }");

        // Of the 45 pairs of the ten others, those of its eight: 7 neighbours' parts {K}, {R}, {A, F}, {S, W, C}: 21 pairs less 1 within the two and 3 within the three.
        var first = brokers.GetProperty("items")[0];
        Assert.Equal("Village Library", first.GetProperty("node").GetProperty("name").GetString());
        Assert.Equal("ZZ1 1AA", first.GetProperty("node").GetProperty("thing").GetProperty("postcode").GetString());
        Assert.Equal(17 / 45.0, first.GetProperty("share").GetDouble(), 12);
        Assert.EndsWith("and without it those it joins would fall into 4 parts.", first.GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_on_their_own_is_named()
    {
        var isolates = await village.AskAsync("isolates { count nodes { name } words }");

        Assert.Equal(["Walkers"], NetworkVillage.Names(isolates.GetProperty("nodes")));
        Assert.StartsWith("Walkers is linked to nobody here that is known.", isolates.GetProperty("words")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Communities_are_told_with_who_holds_them_together()
    {
        var communities = await village.AskAsync("communities { modularity items { number size members { name } holds { name } inside outside bridges { words } words } words }");

        var all = communities.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(10, all.Sum(community => community.GetProperty("size").GetInt32()));
        Assert.Contains(all, community => NetworkVillage.Names(community.GetProperty("members")).Order().SequenceEqual(["Hill Trust", "Village Choir"]));
        Assert.All(all, community => Assert.InRange(community.GetProperty("holds").GetArrayLength(), 1, 3));
    }
}
