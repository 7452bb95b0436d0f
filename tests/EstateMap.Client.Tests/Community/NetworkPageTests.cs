using System.Text.Json;
using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Community;
using EstateMap.Client.Map;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Community;

/// <summary>The network's page over canned answers, with a picture and a map that only note what they are told.</summary>
public class NetworkPageTests : BunitContext
{
    private readonly CannedServer _server = new CannedServer().On("Place", NetworkAnswers.Place).On("LinkKinds", NetworkAnswers.Kinds).On("Areas", NetworkAnswers.Areas).On("Network", NetworkAnswers.Network)
        .On("Linked", NetworkAnswers.Linked).On("Closes", NetworkAnswers.Closes);

    private readonly BunitJSModuleInterop _picture;

    public NetworkPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("./Map/MapView.razor.js").SetupModule("createMap", _ => true).Mode = JSRuntimeMode.Loose;
        _picture = JSInterop.SetupModule("./Community/NetworkPicture.razor.js").SetupModule("createPicture", _ => true);
        _picture.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_server.Api);
        Services.AddScoped(_ => new WalkNotes(new Device(), _server.Api));
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private IRenderedComponent<NetworkPage> Open(string query = "")
    {
        Address.NavigateTo("community/network" + query);
        var page = Render<NetworkPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#ask")));
        return page;
    }

    [Fact]
    public void Picture_map_and_words_show_the_same_network()
    {
        var page = Open();

        Assert.Contains("4 stand in it, with 2 links.", page.Markup, StringComparison.Ordinal);
        var drawn = JsonDocument.Parse((string)_picture.Invocations["load"].Single().Arguments[0]!).RootElement;
        Assert.Equal([[1, 0], [1, 2]], drawn.GetProperty("links").EnumerateArray().Select(link => link.EnumerateArray().Select(end => end.GetInt32()).ToArray()));
        // Two of the four are nowhere, and so in the picture alone.
        Assert.Equal(["A", "L"], Features(page).Where(feature => feature.GetProperty("kind").GetString() == "site").Select(feature => feature.GetProperty("id").GetString()!).Order());
    }

    [Fact]
    public void A_question_is_answered_in_words_and_its_way_is_lit_in_picture_and_map()
    {
        var page = Open("?ask=linked&from=F&to=L");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-told]")));

        Assert.Equal("Food Bank and Library are 2 links apart.", page.Find(".em-told__sentence").TextContent);
        Assert.Contains("1. Food Bank – Advice Morning – Library", page.Find(".em-told").TextContent, StringComparison.Ordinal);
        Assert.Contains("Known from: Leaflet.", page.Find(".em-told").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["F", "A", "L"], (string[])_picture.Invocations["show"][^1].Arguments[1]!));
        Assert.Contains(Features(page), feature => feature.GetProperty("kind").GetString() == "line");
    }

    [Fact]
    public void Whoever_is_typed_in_full_is_chosen_and_stands_in_the_address()
    {
        var page = Open("?ask=linked");
        page.Find("#ask-from").Input("Food Bank (Exchange)");
        page.Find("#ask-to").Input("library");

        Assert.EndsWith("community/network?ask=linked&from=F&to=L", Address.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-told]")));
        Assert.Equal("F", _server.Asked.Last(asked => asked.Operation == "Linked").Variables.GetProperty("from").GetString());
    }

    [Fact]
    public void Who_is_chosen_in_a_list_is_chosen_everywhere_and_can_be_asked_about()
    {
        var page = Open("?mode=list");
        page.FindAll("[data-table=nodes] button").Single(button => button.TextContent == "Library").Click();

        Assert.EndsWith("community/network?mode=list&node=L", Address.Uri, StringComparison.Ordinal);
        Assert.Equal("true", page.FindAll("[data-table=nodes] tr").Single(row => row.TextContent.Contains("Library", StringComparison.Ordinal) && row.HasAttribute("aria-selected")).GetAttribute("aria-selected"));
        page.FindAll(".em-node button").Single(button => button.TextContent == "What if it closes?").Click();
        page.WaitForAssertion(() => Assert.Contains("If Library closes, 1 link is lost.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Advice Morning meets at Library. in the answer", string.Join(' ', page.Find("[data-table=links] tbody td").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void What_counts_is_asked_of_the_server()
    {
        var page = Open();
        page.Find("#kind-owns").Change(true);

        page.WaitForAssertion(() => Assert.Equal(2, _server.Asked.Count(asked => asked.Operation == "Network")));
        var filter = _server.Asked.Last(asked => asked.Operation == "Network").Variables.GetProperty("filter");
        Assert.Equal(["meets_at", "offered_at", "owns", "refers_to"], filter.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!));
        Assert.EndsWith("community/network?kinds=meets_at,offered_at,owns,refers_to", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_is_too_large_says_how_to_filter_it()
    {
        _server.On("Network", """{"errors":[{"message":"This part of the network holds 12,000. Filter it: by area."}]}""");
        Address.NavigateTo("community/network");
        var page = Render<NetworkPage>();

        page.WaitForAssertion(() => Assert.Contains("Filter it: by area.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll("#network-area-name"));
    }

    [Fact]
    public async Task News_close_together_cause_one_reading_and_those_who_stood_there_stay()
    {
        var lull = new TaskCompletionSource();
        Address.NavigateTo("community/network?node=L");
        var page = Render<NetworkPage>(parameters => parameters.Add(p => p.Lull, () => lull.Task));
        page.WaitForAssertion(() => Assert.Single(_picture.Invocations["load"]));
        var news = page.FindComponent<LiveNews>();
        Assert.Equal("subscription { communityChanged { asset { id } link { id } } }", news.Instance.Subscription);

        _server.On("Network", NetworkAnswers.Network.Replace("4 stand in it", "5 stand in it", StringComparison.Ordinal).Replace("\"name\":\"Walkers\"", "\"name\":\"Ramblers\"", StringComparison.Ordinal));
        var heard = new[] { news.Instance.Heard(), news.Instance.Heard(), news.Instance.Heard() };
        Assert.Single(_server.Asked, asked => asked.Operation == "Network");
        lull.SetResult();
        await Task.WhenAll(heard);

        page.WaitForAssertion(() => Assert.Contains("5 stand in it", page.Markup, StringComparison.Ordinal));
        Assert.Equal(2, _server.Asked.Count(asked => asked.Operation == "Network"));
        page.WaitForAssertion(() => Assert.Equal([false, true], _picture.Invocations["load"].Select(load => (bool)load.Arguments[1]!)));
        Assert.EndsWith("community/network?node=L", Address.Uri, StringComparison.Ordinal);
        Assert.Equal("Library", page.Find(".em-node h2, .em-node h3").TextContent.Trim());
    }

    [Fact]
    public async Task News_ask_the_question_anew_and_what_cannot_be_read_leaves_what_stood()
    {
        Address.NavigateTo("community/network?ask=linked&from=F&to=L");
        var page = Render<NetworkPage>(parameters => parameters.Add(p => p.Lull, () => Task.CompletedTask));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-told]")));

        await page.FindComponent<LiveNews>().Instance.Heard();
        Assert.Equal(2, _server.Asked.Count(asked => asked.Operation == "Linked"));

        _server.On("Network", """{"errors":[{"message":"Too many operations are waiting."}]}""");
        await page.FindComponent<LiveNews>().Instance.Heard();
        page.WaitForAssertion(() => Assert.Contains("Something has changed, and what you see is from before: Too many operations are waiting.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Food Bank and Library are 2 links apart.", page.Find(".em-told__sentence").TextContent);
    }

    [Fact]
    public void Communities_of_every_area_stand_in_one_list_that_leads_to_each_area()
    {
        _server.On("AreaCommunities", NetworkAnswers.AreaCommunities);
        var page = Open("?ask=areas&area=ward:2023:W9&classes=ECONOMY");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-table=area-communities] tbody tr").Count));

        var asked = _server.Asked.Single(one => one.Operation == "AreaCommunities").Variables;
        Assert.Equal(("ward", "2023", 50, 0), (asked.GetProperty("kind").GetString(), asked.GetProperty("vintage").GetString(), asked.GetProperty("first").GetInt32(), asked.GetProperty("skip").GetInt32()));
        Assert.Equal("""{"classes":["ECONOMY"]}""", asked.GetProperty("filter").GetRawText());
        Assert.Equal(["2", "Advice Morning, 3 members", "Advice Morning, Library", "4: Walkers, Choir, Band and others"], page.FindAll("[data-code=W1] td").Select(cell => cell.TextContent));
        Assert.Equal(["0", "nothing is mapped here", "nobody", "nobody"], page.FindAll("[data-code=W2] td").Select(cell => cell.TextContent));
        Assert.Equal("community/network?ask=communities&area=ward:2023:W1&classes=ECONOMY", page.Find("[data-code=W1] a").GetAttribute("href"));
        Assert.Empty(page.FindComponents<NetworkPicture>());
    }

    [Fact]
    public void Another_kind_of_area_stands_in_the_address_and_lists_or_picture_come_back()
    {
        _server.On("AreaCommunities", NetworkAnswers.AreaCommunities);
        var page = Open("?ask=areas");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-table=area-communities]")));
        page.Find("#ask-each").Change("ward:2023");
        Assert.EndsWith("?ask=areas&each=ward:2023", Address.Uri, StringComparison.Ordinal);

        page.FindAll(".em-modes button").Single(button => button.TextContent == "Lists").Click();
        Assert.EndsWith("?mode=list&each=ward:2023", Address.Uri, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-table=nodes]"));
    }

    [Fact]
    public async Task A_line_drawn_in_the_picture_becomes_a_link_once_it_is_said_how_and_whence()
    {
        _server.On("contributeLink", CommunityContext.Accepted("contributeLink"));
        var page = Open("?node=F");
        var picture = page.FindComponent<NetworkPicture>();
        Assert.Equal(true, _picture.Invocations["allowLines"].Single().Arguments[0]);
        await picture.InvokeAsync(() => picture.Instance.OnLinked("W", "L"));

        Assert.EndsWith("community/network?node=W", Address.Uri, StringComparison.Ordinal);
        Assert.Equal("To Library", page.Find("[data-drop]").TextContent);
        await page.Find(".em-link-form").SubmitAsync();
        Assert.Contains("Say where you know it from", page.Find(".em-link-form [role=alert]").TextContent, StringComparison.Ordinal);
        await page.Find("#link-kind").ChangeAsync("meets_at");
        await page.Find("#link-evidence").ChangeAsync("Poster");
        await page.Find(".em-link-form").SubmitAsync();
        Assert.Equal("Linked to Library.", page.Find("[data-linked]").TextContent);
        Assert.Empty(page.FindAll(".em-link-form"));
        var link = _server.Asked.Single(asked => asked.Operation == "contributeLink").Variables.GetProperty("input").GetProperty("link");
        Assert.Equal(("W", "L", "meets_at", "Poster"), (link.GetProperty("from").GetString(), link.GetProperty("to").GetString(), link.GetProperty("kind").GetString(), link.GetProperty("evidence").GetString()));
    }

    [Fact]
    public async Task Whoever_is_chosen_can_be_linked_without_dragging_and_leads_to_its_page()
    {
        var page = Open("?node=F");
        Assert.Equal("community/assets/F", page.FindAll(".em-node a").Single(link => link.TextContent == "Its page").GetAttribute("href"));
        Task PressAsync(string button) => page.FindAll(".em-node button").Single(found => found.TextContent.StartsWith(button, StringComparison.Ordinal)).ClickAsync();
        await PressAsync("Link it to another");
        Assert.Equal("Link Food Bank to…", page.Find(".em-link-form h3").TextContent);
        JSInterop.VerifyFocusAsyncInvoke();
        await PressAsync("Link it to nobody");
        Assert.Empty(page.FindAll(".em-link-form"));
    }

    [Fact]
    public void Lines_are_drawn_by_those_who_may_contribute()
    {
        this.As("reader");
        var page = Open("?node=F");
        Assert.Empty(_picture.Invocations["allowLines"]);
        Assert.DoesNotContain(page.FindAll(".em-node button"), button => button.TextContent == "Link it to another");
    }

    private static List<JsonElement> Features(IRenderedComponent<NetworkPage> page) =>
        [.. JsonDocument.Parse(page.FindComponent<MapView>().Instance.Plan!).RootElement.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties"))];
}
