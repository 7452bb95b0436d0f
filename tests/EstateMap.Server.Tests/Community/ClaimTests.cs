using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.People;
using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>An organisation says that an asset is its own: asked for by whoever acts for it, decided by a steward of the place, and its own from then on.</summary>
public class ClaimTests(AccountVillage village) : IClassFixture<AccountVillage>
{
    private static string Asset => GlobalId.Write("CommunityAsset", 1L);

    private static string Trust => GlobalId.Write("Organisation", 2L);

    [Fact]
    public async Task A_claim_waits_for_the_steward_of_the_place_and_then_the_asset_is_the_claimants()
    {
        using var trust = await village.SignedInAsync("steward:2:", organisation: 2);
        using var council = await village.SignedInAsync("steward:1:", organisation: 1);
        using var west = await village.SignedInAsync("steward::1");

        var claim = Contribution(await ClaimAsync(trust));
        Assert.Equal(("IN_REVIEW", "CLAIM"), (claim.GetProperty("status").GetString(), claim.GetProperty("kind").GetString()));
        Assert.False(claim.GetProperty("mayDecide").GetBoolean());
        Assert.Equal((0, 1), (await WaitingAsync(council), await WaitingAsync(west)));
        // Nobody decides it who does not answer for the place, the claimant least of all.
        foreach (var other in new[] { trust, council }) Assert.False(await DecidesAsync(other, claim));

        Assert.True(await DecidesAsync(west, claim));
        var asset = (await trust.QueryAsync($"{{ communityAsset(id: \"{Asset}\") {{ version mayChange organisation {{ name }} versions {{ action actor acceptedBy changes {{ field after }} }} }} }}")).GetProperty("data").GetProperty("communityAsset");
        Assert.Equal(("Hill Trust", true, 2), (asset.GetProperty("organisation").GetProperty("name").GetString(), asset.GetProperty("mayChange").GetBoolean(), asset.GetProperty("version").GetInt32()));
        var newest = asset.GetProperty("versions")[0];
        Assert.Equal(("CLAIM", "organisation", "Hill Trust"), (newest.GetProperty("action").GetString(), newest.GetProperty("changes")[0].GetProperty("field").GetString(), newest.GetProperty("changes")[0].GetProperty("after").GetString()));

        // It changes its own at once; the council's steward does not at all.
        Assert.Equal("ACCEPTED", Contribution(await ChangeAsync(trust, 2)).GetProperty("status").GetString());
        Assert.Contains("another organisation", (await ChangeAsync(council, 3)).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steward:2:", null)]
    [InlineData("contributor:1:", 1L)]
    [InlineData("contributor::1", 1L)]
    [InlineData("planner::", 2L)]
    [InlineData("reader::", 2L)]
    public async Task Nobody_claims_for_an_organisation_that_they_do_not_act_for(string rights, long? organisation)
    {
        using var somebody = await village.SignedInAsync(rights, organisation);
        var answer = await ClaimAsync(somebody);
        Assert.False(answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.GetProperty("it").GetProperty("contribution").ValueKind == JsonValueKind.Object, answer.GetRawText());
    }

    private static Task<JsonElement> ClaimAsync(HttpClient browser) => SendAsync(browser, "claimAsset", $"key: \"{Guid.NewGuid()}\", id: \"{Asset}\", organisation: \"{Trust}\"");

    private static Task<JsonElement> ChangeAsync(HttpClient browser, int version) => SendAsync(browser, "changeAsset", $"key: \"{Guid.NewGuid()}\", id: \"{Asset}\", version: {version}, asset: {{ description: \"Every Monday\" }}");

    /// <summary>Whether the claim is accepted by it.</summary>
    private static async Task<bool> DecidesAsync(HttpClient browser, JsonElement claim)
    {
        var answer = await SendAsync(browser, "decideContribution", $"id: \"{claim.GetProperty("id").GetString()}\", accept: true");
        return answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.GetProperty("it").GetProperty("contribution") is { ValueKind: JsonValueKind.Object } decided && decided.GetProperty("status").GetString() == "ACCEPTED";
    }

    private static async Task<int> WaitingAsync(HttpClient browser) => (await browser.QueryAsync("{ reviewQueue { contributions } }")).GetProperty("data").GetProperty("reviewQueue").GetProperty("contributions").GetInt32();

    private static Task<JsonElement> SendAsync(HttpClient browser, string mutation, string input) =>
        browser.QueryAsync($"mutation {{ it: {mutation}(input: {{ {input} }}) {{ contribution {{ id kind status mayDecide }} errors {{ __typename ... on Error {{ message }} }} }} }}");

    private static JsonElement Contribution(JsonElement answer) => answer.GetProperty("data").GetProperty("it").GetProperty("contribution");
}
