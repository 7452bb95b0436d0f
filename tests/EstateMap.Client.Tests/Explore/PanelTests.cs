using Bunit;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class PanelTests : BunitContext
{
    private static readonly FacetsAnswer Numbers = new(30, 28, 40, new(1, 0, 0, 1),
    [
        new("theme", [new("green", "Green space", 12, 5), new("libraries", "Libraries", 3, 0)]),
        new("use", [new("park", "Park", 10, 4), new("allotment", "Allotments", 2, 1), new("library", "Library", 3, 0)]),
        new("owner", [.. Enumerable.Range(1, 60).Select(number => new FacetValue($"{number}", $"Owner {number}", 100 - number, null)), new("none", "Not stated", 2, null)]),
        new("precision", [new("UNLOCATED", "Not located", 2, null)]),
    ]);

    private ExploreState? next;

    private void Remember(ExploreState state) => next = state;

    private IRenderedComponent<FacetsPanel> Facets(ExploreState state) => Render<FacetsPanel>(panel => panel.Add(p => p.State, state).Add(p => p.Numbers, Numbers).Add(p => p.Changed, Remember));

    private IRenderedComponent<LayersPanel> Layers(ExploreState state, FacetsAnswer? numbers = null) => Render<LayersPanel>(panel => panel.Add(p => p.State, state).Add(p => p.Numbers, numbers ?? Numbers).Add(p => p.Changed, Remember)
        .Add(p => p.AllThemes, ["green", "libraries"]).Add(p => p.Uses, [new("park", "Park", "green"), new("allotment", "Allotments", "green"), new("depot", "Depot", "green"), new("library", "Library", "libraries")]));

    private IRenderedComponent<FilterChips> Chips(ExploreState state) => Render<FilterChips>(chips => chips.Add(c => c.State, state).Add(c => c.Numbers, Numbers).Add(c => c.Changed, Remember));

    [Fact]
    public void Ticking_a_value_adds_its_code_and_unticking_takes_it_out()
    {
        Facets(new()).Find("#facet-owner-2").Change(true);
        Assert.Equal(["2"], next!.Facets["owner"]);
        Facets(next).Find("#facet-owner-7").Change(true);
        Assert.Equal("owner=2,7", next.ToQuery());
        Facets(next).Find("#facet-owner-2").Change(false);
        Assert.Equal("owner=7", next.ToQuery());
    }

    [Fact]
    public void A_long_list_shows_eight_then_more_and_can_be_searched()
    {
        var panel = Facets(new());
        Assert.Equal(8, panel.FindAll("[id^=facet-owner-]").Count);
        panel.Find("#facet-find-owner").Input("r 60");
        Assert.Equal(["facet-owner-60"], panel.FindAll("[id^=facet-owner-]").Select(box => box.Id));
        panel.Find("#facet-find-owner").Input("palace");
        Assert.Contains("Nothing here is like “palace”.", panel.Markup, StringComparison.Ordinal);
        panel.Find("#facet-find-owner").Input("");
        panel.Find(".em-facet__more").Click();
        Assert.Equal(48, panel.FindAll("[id^=facet-owner-]").Count);
    }

    [Fact]
    public void Owners_of_most_sites_come_first_and_not_stated_last()
    {
        var panel = Render<FacetsPanel>(p => p.Add(f => f.State, new()).Add(f => f.Numbers, Numbers with { Facets = [new("owner", [new("3", "Abbey Trust", 2, null), new("1", "The Council", 48, null), new("none", "Not stated", 99, null)])] }));
        Assert.Equal(["The Council", "Abbey Trust", "Not stated"], panel.FindAll(".em-tick .em-layers__name").Select(name => name.TextContent));
    }

    [Fact]
    public void What_is_chosen_is_never_behind_show_more_and_its_group_is_open()
    {
        var panel = Facets(new ExploreState().WithCode("owner", "55", true).WithCode("energy", "C", true));
        Assert.NotNull(panel.Find("#facet-owner-55").GetAttribute("checked"));
        Assert.NotNull(panel.Find("#facet-energy-C").GetAttribute("checked"));
        Assert.Equal(2, panel.FindAll("details[open]").Count);
    }

    [Fact]
    public void A_layer_says_how_many_sites_it_has_in_view_and_in_all_and_opens_to_its_uses()
    {
        var panel = Layers(new());
        Assert.Equal("5 in view of 12 sites", string.Join(' ', panel.FindAll("label[for=layer-green] .em-count").Select(count => count.TextContent.Trim())));
        Assert.Empty(panel.FindAll("#use-park"));
        panel.Find("[aria-label='Uses of Green space and allotments']").Click();
        Assert.Equal(["use-park", "use-allotment"], panel.FindAll(".em-layers__uses input").Select(box => box.Id));
        panel.Find("#use-park").Change(true);
        Assert.Equal("use=park", next!.ToQuery());
    }

    [Fact]
    public void What_could_not_be_located_can_be_listed_and_left_again()
    {
        Layers(new() { FirstLayers = ["green"] }).Find(".em-unlocated button").Click();
        Assert.Equal("mode=table&precision=UNLOCATED", next!.ToQuery());
        Assert.Equal("theme=green&precision=UNLOCATED", SiteFilter.ToQuery(next));
        Layers(next).Find(".em-unlocated button").Click();
        Assert.True(next.Facets.IsEmpty);
    }

    [Fact]
    public void Sites_without_a_use_are_a_layer_where_there_are_any_and_hiding_another_leaves_them()
    {
        Assert.Empty(Layers(new()).FindAll("#layer-none"));
        Layers(new()).Find("#layer-green").Change(false);
        Assert.Equal("layers=libraries,none", next!.ToQuery());
        var panel = Layers(new(), Numbers with { Facets = [new("theme", [new("green", "Green space", 12, 5), new("none", "Not stated", 4, 1)])] });
        Assert.Contains("Use not stated", panel.Find("label[for=layer-none]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(panel.Find("#layer-none").GetAttribute("checked"));
        Assert.Empty(panel.FindAll("[aria-controls=uses-none]"));
        panel.Find("#layer-none").Change(false);
        Assert.Equal("layers=green,libraries", next.ToQuery());
    }

    [Fact]
    public void An_owner_is_never_called_by_a_number()
    {
        var state = new ExploreState().WithCode("owner", "77", true);
        Assert.Equal("Owner: not known", Chips(state).Find(".em-chip__words").TextContent);
        Assert.Equal("Owner: name on its way", Render<FilterChips>(chips => chips.Add(c => c.State, state)).Find(".em-chip__words").TextContent);
        Assert.Equal("Owner 2", Numbers.WithoutSites(state.WithCode("owner", "2", true).Facets).Find("owner", "2")!.Label);
    }

    [Fact]
    public void Chips_say_what_is_filtered_and_each_takes_itself_away()
    {
        var state = new ExploreState { Area = new("ward", "2023", "E05") }.WithCode("owner", "2", true).WithCode("use", "park", true);
        var chips = Chips(state);
        Assert.Equal(["Area: E05", "Use: Park", "Owner: Owner 2"], chips.FindAll(".em-chip__words").Select(chip => chip.TextContent));
        Assert.Equal("30 sites match", chips.Find("[role=status]").TextContent.Trim());
        chips.Find("[aria-label='Remove owner Owner 2']").Click();
        Assert.Equal("area=ward:2023:E05&use=park", next!.ToQuery());
        chips.Find(".em-chips__clear").Click();
        Assert.Equal(new(), next);
        Assert.Empty(Chips(new()).FindAll(".em-chip"));
    }

    [Fact]
    public async Task Arrows_move_between_tabs_and_round()
    {
        string? chosen = null;
        var tabs = Render<PanelTabs>(t => t.Add(p => p.Names, ["Layers", "Filters", "Share"]).Add(p => p.Chosen, "Layers").Add(p => p.ChosenChanged, name => chosen = name)
            .Add(p => p.ChildContent, name => builder => builder.AddContent(0, $"What {name} holds")));
        Assert.Equal("What Layers holds", tabs.Find("[role=tabpanel]").TextContent.Trim());
        await tabs.Find("[aria-selected=true]").KeyDownAsync("ArrowLeft");
        Assert.Equal("Share", chosen);
    }
}
