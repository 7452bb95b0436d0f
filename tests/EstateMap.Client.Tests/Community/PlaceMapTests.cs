using System.Text.Json;
using Bunit;
using EstateMap.Client.Community;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class PlaceMapTests : CommunityContext
{
    private const string Town = """
        {"data":{"place":{"name":"Town","bbox":[-2.1,53.4,-2.0,53.5],"isSample":false,"hasSchematicBoundaries":false,"attributions":["Its owners"]},
         "areaKinds":[{"kind":"ward","label":"Ward","pluralLabel":"Wards","vintage":"2023","count":2,"isSchematic":false}],"vocabulary":[{"code":"library","label":"Library","broader":"libraries"}],"themes":[]}}
        """;

    [Fact]
    public async Task The_map_stands_before_the_place_is_known_and_is_surrounded_once()
    {
        var answer = new TaskCompletionSource<string>();
        Server.On("Place", answer.Task);
        var module = JSInterop.SetupModule("./Community/place-map.js");
        var made = module.SetupModule("createPlaceMap", _ => true);
        made.Mode = JSRuntimeMode.Loose;

        var map = Render<PlaceMap>(parameters => parameters.Add(p => p.Label, "Map"));
        Assert.Single(module.Invocations["createPlaceMap"]);
        Assert.Empty(made.Invocations["surround"]);
        answer.SetResult(Town);
        // After the last render, so bUnit's own waiting, which looks at renders, may miss it.
        await Patience.UntilAsync(() => made.Invocations["surround"].Count > 0);
        map.Render(parameters => parameters.Add(p => p.Point, (-2.05, 53.45)));

        Assert.Single(module.Invocations["createPlaceMap"]);
        var around = JsonSerializer.SerializeToElement(made.Invocations["surround"].Single().Arguments[0], JsonSerializerOptions.Web);
        Assert.Equal([-2.1, 53.4, -2.0, 53.5], around.GetProperty("bbox").EnumerateArray().Select(degrees => degrees.GetDouble()));
        Assert.Equal(("tiles/sites/{z}/{x}/{y}.mvt", "tiles/ward-2023/{z}/{x}/{y}.mvt"), (around.GetProperty("sitesTiles").GetString(), around.GetProperty("areasTiles").GetString()));
        Assert.Equal("libraries", around.GetProperty("symbols")[0].GetProperty("theme").GetString());
        Assert.Contains("Its owners", map.Find("details").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_is_pointed_at_is_told_with_its_place()
    {
        (Named Site, (double, double) At)? told = null;
        var map = Render<PlaceMap>(parameters => parameters.Add(p => p.Label, "Map").Add(p => p.SiteChosen, chosen => told = chosen));
        await map.InvokeAsync(() => map.Instance.ChosenSite("S1", "Old Hall", -2.3, 53.4));
        Assert.Equal((new Named("S1", "Old Hall"), (-2.3, 53.4)), told);
    }
}
