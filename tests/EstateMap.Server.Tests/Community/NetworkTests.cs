using EstateMap.Server.Community.Networks;
using EstateMap.Server.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>The network as a whole, and who sees which part of it.</summary>
public class NetworkTests(NetworkVillage village) : IClassFixture<NetworkVillage>
{
    [Fact]
    public async Task All_who_are_linked_stand_in_it_with_their_place_in_the_whole()
    {
        var network = await village.AskAsync("communityNetwork { nodes { name type degree neighbours partsWithout component community } links { words isImplied } stats { nodes links isolates components largest bridges } words }");

        Assert.Equal(["Knit and Natter", "Village Choir", "Food Bank", "Advice Morning", "Reading Circle", "Walkers", "Village Council", "Hill Trust", "Village Library Service", "Village Library", "West School"], NetworkVillage.Names(network.GetProperty("nodes")));
        Assert.Equal(
        [
            "Knit and Natter meets at Village Library. said", "Advice Morning meets at Village Library. implied", "Reading Circle meets at Village Library. implied", "Village Library Service is offered at Village Library. implied",
            "Village Library Service is offered at West School. implied", "Village Council uses space in Village Library. implied", "Advice Morning sends people to Food Bank. said", "Village Council runs Village Library Service. said", "Hill Trust runs Village Choir. implied",
        ], network.GetProperty("links").EnumerateArray().Select(link => $"{link.GetProperty("words").GetString()} {(link.GetProperty("isImplied").GetBoolean() ? "implied" : "said")}").OrderBy(Order));
        Assert.Equal("""{"nodes":11,"links":9,"isolates":1,"components":2,"largest":8,"bridges":6}""", network.GetProperty("stats").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["11 stand in it, with 9 links.", "They fall into 2 parts that no link joins; the largest holds 8.", "1 is linked to nobody."], NetworkVillage.Texts(network.GetProperty("words")).Take(3));

        static int Order(string words) => Array.FindIndex(["Knit", "Advice Morning meets", "Reading", "Village Library Service is offered at Village", "Village Library Service is offered at West", "Village Council uses", "Advice Morning sends", "Village Council runs", "Hill"], words.StartsWith);
    }

    [Fact]
    public async Task Links_hold_on_a_day()
    {
        // Hill Trust used space in the library until the end of 2023; the walkers will work with the food bank.
        Assert.Contains("Hill Trust uses space in Village Library.", await WordsAsync("asAt: \"2023-12-31\""));
        Assert.DoesNotContain("Hill Trust uses space in Village Library.", await WordsAsync("asAt: \"2024-01-01\""));
        Assert.Contains("Food Bank works with Walkers.", await WordsAsync("asAt: \"2099-01-01\""));
    }

    [Fact]
    public async Task Owners_are_left_out_unless_asked_for()
    {
        Assert.DoesNotContain(await WordsAsync(""), words => words.Contains("owns", StringComparison.Ordinal));
        Assert.Contains("Village Council owns Village Library.", await WordsAsync("kinds: [\"owns\", \"meets_at\"]"));
    }

    [Fact]
    public async Task What_lies_in_an_area_comes_with_what_it_is_linked_to()
    {
        var west = await village.AskAsync("communityNetwork(filter: { area: { code: \"W1\", kind: \"ward\" } }) { nodes { name isInArea } }");
        var inside = west.GetProperty("nodes").EnumerateArray().ToDictionary(node => node.GetProperty("name").GetString()!, node => node.GetProperty("isInArea").GetBoolean());

        // The choir serves the ward; whoever runs it is only linked to it. The food bank has no place.
        Assert.True(inside["Village Choir"] && inside["Advice Morning"] && inside["Village Library Service"]);
        Assert.False(inside["Hill Trust"] || inside["Food Bank"]);
        Assert.DoesNotContain("Walkers", inside.Keys);
        Assert.Empty((await village.AskAsync("communityNetwork(filter: { area: { code: \"W2\" } }) { nodes { name } }")).GetProperty("nodes").EnumerateArray());
    }

    [Fact]
    public async Task Classes_and_what_is_made_up_can_be_left_out()
    {
        Assert.DoesNotContain("Knit and Natter meets at Village Library.", await WordsAsync("illustrative: false"));
        Assert.Equal(["Advice Morning meets at Village Library."], (await WordsAsync("classes: [INSTITUTIONS]")).Where(words => words.Contains("meets at", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_changes_in_the_register_is_in_the_next_answer()
    {
        Assert.DoesNotContain("Walkers meets at West School.", await WordsAsync(""));
        await village.RunAsync("INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_site_id, evidence) OVERRIDING SYSTEM VALUE VALUES (20, 'village-register', 'K20', 'meets_at', 14, 2, 'Seen there')");
        try
        {
            for (var tries = 0; !(await WordsAsync("")).Contains("Walkers meets at West School."); tries++)
            {
                Assert.True(tries < 500, "The link never came.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            await village.RunAsync("DELETE FROM link WHERE id = 20");
        }
    }

    [Fact]
    public async Task Each_caller_has_the_network_of_their_own_rights()
    {
        var networks = village.Services.GetRequiredService<CommunityNetworks>();
        async Task<FilteredNetwork> OfAsync(Caller caller) => await networks.GetAsync(caller, NetworkFilter.Read(null, new DateOnly(2026, 11, 30)), TestContext.Current.CancellationToken);

        // The choir works with a refuge, which only some may know.
        Assert.Contains("Refuge", (await OfAsync(new Caller("restricted"))).Nodes.Select(node => node.Name));
        Assert.DoesNotContain("Refuge", (await OfAsync(Caller.Public)).Nodes.Select(node => node.Name));
        Assert.Same(await OfAsync(Caller.Public), await OfAsync(Caller.Public));
    }

    [Fact]
    public async Task Mistakes_are_told_in_sentences()
    {
        Assert.StartsWith("HC0016 There is no kind of link `loves`; the kinds are runs, ", await village.FirstErrorAsync("{ isolates(filter: { kinds: [\"loves\"] }) { count } }"), StringComparison.Ordinal);
        Assert.StartsWith("HC0016 There is no area with the code 'X9'", await village.FirstErrorAsync("{ isolates(filter: { area: { code: \"X9\" } }) { count } }"), StringComparison.Ordinal);
        Assert.StartsWith("HC0016 Nothing of the id `U2l0ZTo4` stands in this part of the network.", await village.FirstErrorAsync($"{{ howLinked(from: \"U2l0ZTo4\", to: \"{NetworkVillage.Library}\") {{ steps }} }}"), StringComparison.Ordinal);
        Assert.StartsWith("HC0016 `", await village.FirstErrorAsync($"{{ dependsOn(site: \"{NetworkVillage.Asset(1)}\") {{ words }} }}"), StringComparison.Ordinal);
        Assert.StartsWith("HC0016 `most` is a whole number from 1 to 20, not 0.", await village.FirstErrorAsync($"{{ howLinked(from: \"{NetworkVillage.Library}\", to: \"{NetworkVillage.Library}\", most: 0) {{ steps }} }}"), StringComparison.Ordinal);
        Assert.StartsWith("HC0016 `sites` takes 1 to 50 ids, not 0.", await village.FirstErrorAsync("{ ifCloses(sites: []) { words } }"), StringComparison.Ordinal);
    }

    private async Task<List<string>> WordsAsync(string filter) => (await village.AskAsync($"communityNetwork{(filter.Length > 0 ? $"(filter: {{ {filter} }})" : "")} {{ links {{ words }} }}"))
        .GetProperty("links").EnumerateArray().Select(link => link.GetProperty("words").GetString()!).ToList();
}
