using Bunit;
using EstateMap.Client.Community;
using EstateMap.Client.People;
using Xunit;

namespace EstateMap.Client.Tests.Community;

/// <summary>Around the facts of an asset: its versions, a claim, what people say.</summary>
public class AssetPageTests : CommunityContext
{
    private static readonly VersionRow[] Versions =
    [
        new("V3", 3, "CHANGE", "Steward", null, null, new(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc), []), new("V2", 2, "CHANGE", "Contributor", "Steward", null, new(2026, 11, 29, 10, 0, 0, DateTimeKind.Utc), []), new("V1", 1, "ADD", "Contributor", "Steward", null, new(2026, 11, 28, 10, 0, 0, DateTimeKind.Utc), []),
    ];

    private const string Comments = """{"data":{"node":{"comments":{"totalCount":1,"nodes":[{"id":"K1","words":"The door sticks.","actor":"Reader","madeAt":"2026-11-30T10:00:00Z"}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}""";

    private static Me Visitor(bool isSignedIn) => new(isSignedIn, isSignedIn ? "Reader" : null, null, null, true, [], [], false, isSignedIn ? null : "Sign in to change anything.", "accounts", null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_contributors_are_offered_to_change_it(bool isContributor)
    {
        Server.On("CommunityAsset", """{"data":{"communityAsset":""" + Asset + "}}").On("LinkKinds", """{"data":{"vocabulary":[]}}""").On("Comments", Comments);
        var page = Render<AssetPage>(part => part.Add(p => p.Id, "A1").AddCascadingValue(Visitor(isSignedIn: isContributor) with { Holds = isContributor ? ["contributor"] : [] }));
        page.WaitForAssertion(() => Assert.Equal("Old Hall Club", page.Find("h1").TextContent));
        Assert.Equal(isContributor, page.FindAll("form[aria-label='Offer or ask'], form[aria-label='Link to']").Count == 2);
        Assert.Equal(isContributor, page.FindAll("button").Any(button => button.TextContent is "Edit"));
        Assert.Equal(isContributor ? 0 : 1, page.FindAll("[data-permission=contributor]").Count);
    }

    [Fact]
    public async Task Any_two_versions_are_compared_in_a_table()
    {
        Server.On("VersionDifferences", """{"data":{"versionDifferences":[{"field":"contactTitle","before":null,"after":"Secretary"}]}}""");
        var history = Render<AssetHistory>(part => part.Add(p => p.Versions, Versions));
        await history.Find("#compare-from").ChangeAsync("V2");
        await history.Find("form").SubmitAsync();

        var asked = Server.Asked.Single(asked => asked.Operation == "VersionDifferences").Variables;
        Assert.Equal(("V2", "V3"), (asked.GetProperty("from").GetString(), asked.GetProperty("to").GetString()));
        Assert.Equal(["Whom to ask for", "nothing", "Secretary"], history.FindAll("[data-table=differences] tbody tr > *").Select(cell => cell.TextContent));
        Assert.Equal(["Field", "2. Change, 29 November 2026, 10:00 UTC", "3. Change, 30 November 2026, 10:00 UTC"], history.FindAll("[data-table=differences] thead th").Select(cell => cell.TextContent));
    }

    [Fact]
    public async Task A_version_is_not_compared_with_itself()
    {
        var history = Render<AssetHistory>(part => part.Add(p => p.Versions, Versions));
        await history.Find("#compare-from").ChangeAsync("V3");
        await history.Find("form").SubmitAsync();
        Assert.Contains("Choose two different versions.", history.Markup, StringComparison.Ordinal);
        Assert.Empty(Server.Asked);
    }

    [Fact]
    public async Task Whoever_acts_for_one_organisation_claims_for_that_one()
    {
        Server.On("Claimant", """{"data":{"me":{"organisation":{"id":"O1","name":"Hall Trust"},"rights":[{"organisation":null},{"organisation":{"id":"O1","name":"Hall Trust"}}]}}}""").On("claimAsset", InReview("claimAsset"));
        var said = new List<string>();
        var form = Render<ClaimForm>(part => part.Add(p => p.Asset, Facts).Add(p => p.Sent, said.Add));
        Assert.Contains("For Hall Trust", form.Find("[data-claimant=O1]").TextContent, StringComparison.Ordinal);
        await form.Find("#claim-why").InputAsync("We hold the lease");
        await form.Find("form").SubmitAsync();

        var sent = Sent("claimAsset");
        Assert.Equal(("A1", "O1", "We hold the lease"), (sent.GetProperty("id").GetString(), sent.GetProperty("organisation").GetString(), sent.GetProperty("why").GetString()));
        Assert.Equal(["The claim is sent, and a steward looks at it."], said);
    }

    [Fact]
    public async Task Whoever_acts_for_none_finds_the_organisation_by_its_name()
    {
        Server.On("Claimant", """{"data":{"me":null}}""").On("Organisations", """{"data":{"organisations":{"nodes":[{"id":"O2","name":"Old Town Trust"}]}}}""").On("claimAsset", Accepted("claimAsset"));
        var form = Render<ClaimForm>(part => part.Add(p => p.Asset, Facts));
        await form.Find("form").SubmitAsync();
        Assert.Contains("Choose the organisation", form.Markup, StringComparison.Ordinal);
        await form.Find("#claim-organisation").InputAsync("old town");
        await form.FindAll("button").First(button => button.TextContent.StartsWith("Find", StringComparison.Ordinal)).ClickAsync();
        await form.Find("form").SubmitAsync();
        Assert.Equal("O2", Sent("claimAsset").GetProperty("organisation").GetString());
    }

    [Fact]
    public async Task A_comment_is_sent_about_what_it_stands_beside()
    {
        Server.On("Comments", Comments).On("comment", InReview("comment"));
        var comments = Render<Comments>(part => part.Add(p => p.On, "S1").AddCascadingValue(Visitor(isSignedIn: true)));
        Assert.Contains("The door sticks. Reader", comments.Find("[data-list=comments] li").TextContent, StringComparison.Ordinal);
        await comments.Find("form").SubmitAsync();
        Assert.Equal("Error: Write what you want to say", comments.Find("#comment-words-fault").TextContent);
        await comments.Find("#comment-words").InputAsync(" It was mended. ");
        await comments.Find("form").SubmitAsync();

        var sent = Sent("comment");
        Assert.Equal(("S1", "It was mended."), (sent.GetProperty("on").GetString(), sent.GetProperty("words").GetString()));
        Assert.Equal("Your comment is sent. It is looked at first.", comments.Find("[data-outcome=commented]").TextContent);
    }

    [Fact]
    public void Whoever_has_not_signed_in_reads_and_hears_where_to_sign_in()
    {
        Server.On("Comments", Comments);
        var comments = Render<Comments>(part => part.Add(p => p.On, "S1").AddCascadingValue(Visitor(isSignedIn: false)));
        Assert.Single(comments.FindAll("[data-list=comments] li"));
        Assert.Empty(comments.FindAll("form"));
        Assert.StartsWith("sign-in", comments.Find("[data-permission=comment] a").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folded_comments_are_read_only_when_somebody_opens_them()
    {
        Server.On("Comments", Comments);
        var fold = Render<CommentsFold>(part => part.Add(p => p.On, "S1"));
        Assert.Equal(0, Count("Comments"));
        await fold.Find("details").TriggerEventAsync("ontoggle", EventArgs.Empty);
        Assert.Equal("S1", Server.Asked.Single(asked => asked.Operation == "Comments").Variables.GetProperty("on").GetString());
    }
}
