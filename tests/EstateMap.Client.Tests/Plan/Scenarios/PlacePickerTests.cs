using Bunit;
using EstateMap.Client.Plan.Scenarios;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace EstateMap.Client.Tests.Plan.Scenarios;

public class PlacePickerTests : BunitContext
{
    private static readonly Place[] Places =
    [
        new("S1", "Old Hall", "West", "Council", "CANDIDATE", true), new("S2", "Town Library", "Centre", null, "CANDIDATE", true), new("S3", "The Old School", "West", null, "CANDIDATE", false),
        .. Enumerable.Range(0, 20).Select(number => new Place($"M{number}", $"Many {number}", null, null, "CANDIDATE", true)),
    ];

    private Named? chosen;

    private IRenderedComponent<PlacePicker> Picker(Named? given = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        chosen = given;
        return Render<PlacePicker>(picker => picker.Add(p => p.Id, "p").Add(p => p.Label, "Building").Add(p => p.Places, Places).Add(p => p.Chosen, given).Add(p => p.ChosenChanged, place => chosen = place));
    }

    private static string[] Found(IRenderedComponent<PlacePicker> picker) => [.. picker.FindAll("[role=option] .em-search__title").Select(title => title.TextContent)];

    [Fact]
    public void Names_wards_and_owners_are_found_those_that_begin_with_the_words_first()
    {
        var picker = Picker();
        picker.Find("input").Input("old");
        Assert.Equal(["Old Hall", "The Old School"], Found(picker));
        picker.Find("input").Input("west old school");
        Assert.Equal(["The Old School"], Found(picker));
        Assert.Contains("closed today", picker.Find("[role=option]").TextContent, StringComparison.Ordinal);
        Assert.Equal("1 building", picker.Find("[role=status]").TextContent);
    }

    [Fact]
    public void More_than_fit_the_list_are_told()
    {
        var picker = Picker();
        picker.Find("input").Input("many");
        Assert.Equal(12, Found(picker).Length);
        Assert.Equal("The first 12 of 20; type more to narrow them.", picker.Find("[role=status]").TextContent);
    }

    [Fact]
    public void The_keyboard_alone_chooses_a_building()
    {
        var picker = Picker();
        picker.Find("input").Input("old");
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        Assert.Equal("p-1", picker.Find("input").GetAttribute("aria-activedescendant"));
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "Enter" });
        Assert.Equal(new Named("S3", "The Old School"), chosen);
        Assert.Equal("false", picker.Find("input").GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Typing_on_takes_the_choice_back_and_a_name_typed_in_full_is_one()
    {
        var picker = Picker(new("S1", "Old Hall"));
        Assert.Equal("Old Hall", picker.Find("input").GetAttribute("value"));
        picker.Find("input").Input("town library");
        Assert.Null(chosen);
        picker.Render(again => again.Add(p => p.Chosen, null));
        picker.Find("input").Blur();
        Assert.Equal(new Named("S2", "Town Library"), chosen);
    }

    [Fact]
    public void Nothing_found_is_said()
    {
        var picker = Picker();
        picker.Find("input").Input("zzz");
        Assert.Equal("No building of this study is like “zzz”.", picker.Find("[role=status]").TextContent);
        Assert.Equal("false", picker.Find("input").GetAttribute("aria-expanded"));
    }
}
