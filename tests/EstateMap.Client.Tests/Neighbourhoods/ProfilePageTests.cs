using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Neighbourhoods;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Neighbourhoods;

public class ProfilePageTests : BunitContext
{
    private readonly CannedServer server = new CannedServer()
        .On("Kinds", """{"data":{"areaKinds":[{"kind":"ward","label":"Ward","pluralLabel":"Wards","vintage":"2023","count":2,"isSchematic":false}]}}""")
        .On("Areas", """{"data":{"areas":{"nodes":[{"code":"W1","name":"West","bbox":[0,0,1,1]},{"code":"W2","name":"East","bbox":[0,0,1,1]}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""");

    public ProfilePageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => server.Api);
    }

    private static string Figure(string part, string code, string label, string unit, double value, double whole, string? facet = null) =>
        $$"""{"part":"{{part}}","code":"{{code}}","measure":"{{code.Split('.')[0]}}","key":"{{code.Split('.').ElementAtOrDefault(1)}}","group":"{{code.Split('.').ElementAtOrDefault(2)}}","label":"{{label}}","unit":"{{unit}}","value":{{value}},"whole":{{whole}},"assumedShare":null,"note":null,"facet":{{(facet is null ? "null" : $"\"{facet}\"")}},"isCount":true}""";

    private static string Part(string part, string title, string? note, params string[] figures) => $$"""{"part":"{{part}}","title":"{{title}}","note":{{(note is null ? "null" : $"\"{note}\"")}},"figures":[{{string.Join(',', figures)}}]}""";

    private static string Profile(string code, string name, params string[] parts) =>
        $$"""{"area":{"code":"{{code}}","kind":"ward","vintage":"2023"},"name":"{{name}}","people":1200,"decile":3.5,"whole":{"code":"A1","kind":"authority","vintage":"2023"},"wholeName":"Milltown","travel":"straight line","parts":[{{string.Join(',', parts)}}]}""";

    private void Answer(params string[] profiles) => server.On("Profile", $$"""{"data":{"areaProfiles":[{{string.Join(',', profiles)}}] } }""");

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    [Fact]
    public void Every_number_of_a_profile_and_of_the_whole_leads_to_its_rows()
    {
        Answer(Profile("W1", "West", Part("STRENGTHS", "What is strong here", null, Figure("STRENGTHS", "assets.places", "Places", "assets", 3, 40)), Part("SERVICES", "Services", null, Figure("SERVICES", "services.library", "Library", "places", 2, 12, "service"), Figure("SERVICES", "hours.library", "Library: hours", "hours", 60, 500))));
        var page = Render<ProfilePage>(parameters => parameters.Add(p => p.Of, "ward:2023:W1"));

        page.WaitForAssertion(() => Assert.Equal("West", page.Find("h1").TextContent));
        Assert.Contains("Ward 2023, 1,200 people, mean decile of deprivation 3.5", page.Markup, StringComparison.Ordinal);
        Assert.Equal(["neighbourhoods/ward:2023:W1/rows?of=assets.places", "neighbourhoods/authority:2023:A1/rows?of=assets.places"], page.FindAll("[data-figure='assets.places'] a").Select(link => link.GetAttribute("href")));
        Assert.Equal(["2", "12", "60 h", "–", "–"], page.FindAll("[data-kind=library] td").Select(cell => cell.TextContent.Trim()));
        Assert.Equal("explore?mode=both&area=ward:2023:W1&layers=all&service=library", page.Find("[data-kind=library] td a").GetAttribute("href"));
    }

    [Fact]
    public void The_wheel_stands_before_all_else_and_its_words_hold_every_number()
    {
        Answer(Profile("W1", "West", Part("STRENGTHS", "What is strong here", null, Figure("STRENGTHS", "assets.places", "Places", "assets", 3, 40), Figure("STRENGTHS", "assets.culture", "Culture", "assets", 0, 4))));
        var page = Render<ProfilePage>(parameters => parameters.Add(p => p.Of, "ward:2023:W1"));

        page.WaitForAssertion(() => Assert.EndsWith(": Places 3, Culture 0", page.Find("[data-chart=abcd] [role=img]").GetAttribute("aria-label"), StringComparison.Ordinal));
    }

    [Fact]
    public void One_asset_in_one_class_alone_is_drawn_among_all_classes_each_with_its_rows()
    {
        Answer(Profile("W1", "West", Part("STRENGTHS", "What is strong here", null, Figure("STRENGTHS", "assets.associations", "Associations", "assets", 0, 9), Figure("STRENGTHS", "assets.places", "Places", "assets", 1, 40), Figure("STRENGTHS", "assets.culture", "Culture", "assets", 0, 4))));
        var page = Render<ProfilePage>(parameters => parameters.Add(p => p.Of, "ward:2023:W1"));

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindComponents<EstateMap.Client.Charts.ChartView>()));
        var wheel = page.FindComponent<EstateMap.Client.Charts.ChartView>().Instance;
        Assert.True(wheel.IsWheel);
        Assert.Equal([("Associations", 0), ("Places", 1), ("Culture", 0)], wheel.Items.Select(item => (item.Label, item.Value)));
        Assert.Equal("neighbourhoods/ward:2023:W1/rows?of=assets.places", wheel.Items[1].Href);
        Assert.Equal(wheel.Items.Select(item => item.Href), page.FindAll("[data-figure^='assets.'] td:nth-child(2) a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void Where_nothing_is_mapped_there_is_no_wheel_but_a_word_on_what_to_do()
    {
        Answer(Profile("W1", "West", Part("STRENGTHS", "What is strong here", "Import a list of groups.", Figure("STRENGTHS", "assets.places", "Places", "assets", 0, 0))));
        var page = Render<ProfilePage>(parameters => parameters.Add(p => p.Of, "ward:2023:W1"));

        page.WaitForAssertion(() => Assert.Equal("Import a list of groups.", page.Find("[data-part=STRENGTHS] .em-empty").TextContent));
        Assert.Empty(page.FindAll("[data-chart]"));
    }

    [Fact]
    public void Another_area_stands_beside_it_and_in_the_address()
    {
        Answer(Profile("W1", "West", Part("ESTATE", "Estate", null, Figure("ESTATE", "sites", "Sites", "sites", 5, 90))), Profile("W2", "East", Part("ESTATE", "Estate", null, Figure("ESTATE", "sites", "Sites", "sites", 7, 90))));
        var page = Render<ProfilePage>(parameters => parameters.Add(p => p.Of, "ward:2023:W1"));
        page.WaitForElement("#beside-name option[value=W2]");
        page.Find("#beside-name").Change("W2");

        Assert.EndsWith("?other=ward:2023:W2", Uri.UnescapeDataString(Address.Uri), StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["5", "7", "90"], page.FindAll("[data-figure=sites] td").Select(cell => cell.TextContent.Trim())));
        Assert.Contains("other=ward%3A2023%3AW2", page.FindAll("a").First(link => link.TextContent == "Save as one file").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("drawn")]
    public void An_address_that_names_no_area_says_where_to_go(string of)
    {
        var page = Render<ProfilePage>(parameters => parameters.Add(p => p.Of, of));

        Assert.Equal("There is no such area", page.Find("h1").TextContent);
        Assert.Empty(server.Asked);
    }
}
