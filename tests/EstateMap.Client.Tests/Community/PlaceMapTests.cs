using Bunit;
using EstateMap.Client.Community;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class PlaceMapTests : BunitContext
{
    [Fact]
    public void The_map_stands_before_the_bounds_of_the_place_are_known_and_turns_to_them_once()
    {
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var module = JSInterop.SetupModule("./Community/place-map.js");
        var made = module.SetupModule("createPlaceMap", _ => true);
        made.Mode = JSRuntimeMode.Loose;
        double[] bbox = [-2.1, 53.4, -2.0, 53.5];

        var map = Render<PlaceMap>(parameters => parameters.Add(p => p.Label, "Map"));
        Assert.Single(module.Invocations["createPlaceMap"]);
        Assert.Empty(made.Invocations["frame"]);
        map.Render(parameters => parameters.Add(p => p.Bbox, bbox));
        map.Render(parameters => parameters.Add(p => p.Bbox, bbox).Add(p => p.Point, (-2.05, 53.45)));

        Assert.Single(module.Invocations["createPlaceMap"]);
        Assert.Equal(bbox, made.Invocations["frame"].Single().Arguments[0]);
    }
}
