using System.Text.Json;
using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>The communities of every area of a kind in one list.</summary>
public class AreaCommunityTests(NetworkVillage village) : IClassFixture<NetworkVillage>
{
    private const string Asked = "area { code name } nodes links communities modularity largest { name size words } brokers { rank node { name } } isolates { count nodes { name } words } words";

    [Fact]
    public async Task Each_ward_is_answered_for_as_if_it_had_been_asked_for_alone()
    {
        var all = await village.AskAsync($"areaCommunities(kind: \"ward\") {{ {Asked} }}");

        Assert.Equal(["East Ward", "West Ward"], all.EnumerateArray().Select(one => one.GetProperty("area").GetProperty("name").GetString()));
        foreach (var one in all.EnumerateArray())
        {
            var filter = $"filter: {{ area: {{ kind: \"ward\", vintage: \"2023\", code: \"{one.GetProperty("area").GetProperty("code").GetString()}\" }} }}";
            var alone = await village.DataAsync($$"""
                { network: communityNetwork({{filter}}) { stats { nodes links communities modularity } } communities({{filter}}) { items { name size words } words }
                  brokers(first: 3, {{filter}}) { items { rank node { name } } } isolates({{filter}}) { count nodes { name } words } }
                """);
            foreach (var figure in new[] { "nodes", "links", "communities", "modularity" })
                Assert.Equal(alone.GetProperty("network").GetProperty("stats").GetProperty(figure).GetRawText(), one.GetProperty(figure).GetRawText());
            Assert.Equal(Text(alone.GetProperty("communities").GetProperty("items").EnumerateArray().FirstOrDefault()), Text(one.GetProperty("largest")));
            Assert.Equal(Text(alone.GetProperty("brokers").GetProperty("items")), Text(one.GetProperty("brokers")));
            Assert.Equal(Text(alone.GetProperty("isolates")), Text(one.GetProperty("isolates")));
            Assert.Equal(Text(alone.GetProperty("communities").GetProperty("words")), Text(one.GetProperty("words")));
        }
    }

    [Fact]
    public async Task What_is_found_in_a_ward_is_named_and_one_without_links_says_so()
    {
        var all = await village.AskAsync($"areaCommunities(kind: \"ward\") {{ {Asked} }}");
        var (east, west) = (all[0], all[1]);

        Assert.Equal((0, 0, JsonValueKind.Null), (east.GetProperty("nodes").GetInt32(), east.GetProperty("communities").GetInt32(), east.GetProperty("largest").ValueKind));
        Assert.Equal("No community appears: nothing is linked here.", east.GetProperty("words")[0].GetString());
        Assert.True(west.GetProperty("communities").GetInt32() >= 2);
        Assert.Equal("Village Library", west.GetProperty("brokers")[0].GetProperty("node").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Areas_are_those_of_the_vintage_asked_for_and_come_in_pages()
    {
        Assert.Equal(["V1"], await CodesAsync("kind: \"ward\", vintage: \"2017\""));
        Assert.Equal(["W2"], await CodesAsync("kind: \"ward\", first: 1"));
        Assert.Equal(["W1"], await CodesAsync("kind: \"ward\", first: 1, skip: 1"));
        Assert.Empty(await CodesAsync("kind: \"ward\", skip: 2"));
    }

    [Fact]
    public async Task Kinds_of_link_and_classes_count_in_every_area()
    {
        var west = (await village.AskAsync("areaCommunities(kind: \"ward\", skip: 1, filter: { kinds: [\"refers_to\"] }) { links largest { members { name } } }"))[0];

        Assert.Equal(1, west.GetProperty("links").GetInt32());
        Assert.Equal(["Advice Morning", "Food Bank"], NetworkVillage.Names(west.GetProperty("largest").GetProperty("members")).Order());
    }

    [Theory]
    [InlineData("kind: \"parish\"", "There are no areas of the kind `parish`; `areaKinds` lists what there is.")]
    [InlineData("kind: \"ward\", vintage: \"1801\"", "There are no areas of the kind `ward` and the vintage `1801`; `areaKinds` lists what there is.")]
    [InlineData("kind: \"ward\", first: 51", "`first` is a whole number from 1 to 50, not 51.")]
    [InlineData("kind: \"ward\", filter: { area: { code: \"W1\" } }", "`filter.area` is given, but each area of the kind stands for itself here; `communities` answers for one area.")]
    [InlineData("kind: \"ward\", filter: { kinds: [\"envies\"] }", "There is no kind of link `envies`; the kinds are ")]
    public async Task What_is_asked_wrongly_is_told_in_a_sentence(string arguments, string sentence) =>
        Assert.StartsWith("HC0016 " + sentence, await village.FirstErrorAsync($"{{ areaCommunities({arguments}) {{ nodes }} }}"), StringComparison.Ordinal);

    private async Task<IEnumerable<string>> CodesAsync(string arguments) =>
        (await village.AskAsync($"areaCommunities({arguments}) {{ area {{ code }} }}")).EnumerateArray().Select(one => one.GetProperty("area").GetProperty("code").GetString()!);

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.Undefined ? "null" : value.GetRawText();
}
