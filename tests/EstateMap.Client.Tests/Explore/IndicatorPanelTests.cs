using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using EstateMap.Client.Explore;
using EstateMap.Client.Map;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class IndicatorPanelTests : BunitContext
{
    private readonly CannedServer server = new CannedServer()
        .On("Indicators", """{"data":{"indicators":{"nodes":[{"code":"aged","name":"Aged","unit":"persons","description":"People of 65 and over","isAdditive":true},{"code":"decile","name":"Decile","unit":"decile","isAdditive":false},{"code":"elsewhere","name":"Elsewhere","unit":"score","isAdditive":false},{"code":"population_all","name":"People","unit":"persons","isAdditive":true}],"pageInfo":{"hasNextPage":false}}}}""")
        .On("Coverage", """{"data":{"areas":{"totalCount":5,"nodes":[{"indicators":[{"code":"aged"},{"code":"decile"}]},{"indicators":[{"code":"aged"},{"code":"population_all"}]}]}}}""")
        .On("IndicatorFigures", Figures(("A", 10, 1, 1_000, "FACT", 2023), ("B", 90, 3, 1_000, "FACT", 2023), ("B", 1, 3, 1_000, "FACT", 2020), ("C", 60, 4, 2_000, "ASSUMPTION", 2023), ("D", 7, 2, null, "FACT", 2023)));
    private readonly List<IndicatorChoice?> changes = [];
    private readonly List<AreaColours?> colours = [];

    public IndicatorPanelTests() => Services.AddSingleton(_ => server.Api);

    private static string Figures(params (string Code, double Value, double Area_km2, double? People, string Basis, int Year)[] figures) => JsonSerializer.Serialize(new
    {
        data = new
        {
            indicatorValues = new
            {
                nodes = figures.Select(figure => new
                {
                    value = figure.Value,
                    periodStart = $"{figure.Year}-01-01",
                    periodEnd = $"{figure.Year}-12-31",
                    basis = figure.Basis,
                    area = new { code = figure.Code, name = $"Area {figure.Code}", area_m2 = figure.Area_km2 * 1e6, population = figure.People },
                    dataset = new { title = "Census", publisher = "Office", licence = "OGL-UK-3.0" },
                }),
                pageInfo = new { hasNextPage = false },
            },
        },
    });

    private IRenderedComponent<IndicatorPanel> Panel(IndicatorChoice? choice) => Render<IndicatorPanel>(panel => panel
        .Add(p => p.Kind, "ward").Add(p => p.Vintage, "2023").Add(p => p.Choice, choice).Add(p => p.Changed, changes.Add).Add(p => p.Coloured, colours.Add));

    private static IEnumerable<string> Texts(IEnumerable<IElement> elements) => elements.Select(element => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public async Task Nothing_is_asked_until_the_panel_is_opened_and_then_only_what_is_measured_here_is_offered()
    {
        var panel = Panel(null);
        Assert.Empty(server.Asked);
        Assert.Empty(panel.FindAll("[role=status]"));
        Assert.True(panel.Find("#shading").HasAttribute("hidden"));

        await panel.Find("[aria-controls=shading]").ClickAsync();
        Assert.Equal("true", panel.Find("[aria-controls=shading]").GetAttribute("aria-expanded"));
        Assert.Equal(["", "aged", "decile", "population_all"], panel.FindAll("#shading-indicator option").Select(option => option.GetAttribute("value")));

        await panel.Find("#shading-indicator").ChangeAsync("aged");
        Assert.Equal([new IndicatorChoice("aged", Classes.Quantile, 5)], changes);
        Assert.Empty(colours);
    }

    [Fact]
    public void Counts_start_per_thousand_people_with_a_badge_that_says_so()
    {
        var panel = Panel(new("aged", Classes.Quantile, 3));
        Assert.Contains("Per 1,000 people, not counts", panel.Find(".em-shading__title").TextContent, StringComparison.Ordinal);
        // A 10 of 1,000, B 90 of 1,000 (the newer figure), C 60 of 2,000, D without people.
        Assert.Equal(["10.0 1 area", "30.0 1 area", "90.0 1 area", "No figure 2 areas"], Texts(panel.FindAll(".em-shading__class")));
        var given = Assert.Single(colours)!;
        Assert.Equal([new("A", "#7ad151"), new("B", "#414487"), new("C", "#21918c")], given.ColourByCode.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(IndicatorPalette.NoFigure, given.NoFigureColour);
    }

    [Fact]
    public void The_source_the_period_and_what_is_assumed_are_said()
    {
        var source = Texts(Panel(new("aged", Classes.Quantile, 3)).FindAll(".em-shading__source")).Single();
        Assert.Equal("Census, Office, OGL-UK-3.0. 1 January 2023 to 31 December 2023. People: latest estimate. 1 of 4 assumed", source);
    }

    [Fact]
    public void The_table_holds_every_figure_greatest_first()
    {
        var rows = Texts(Panel(new("aged", Classes.Quantile, 3)).FindAll("[data-table=figures] tbody tr"));
        Assert.Equal(["Area B 90.0 90.0", "Area C (assumed) 30.0 30.0", "Area A 10.0 10.0", "Area D No figure –"], rows);
    }

    [Fact]
    public async Task Counts_themselves_can_be_asked_for_with_a_warning()
    {
        var panel = Panel(new("aged", Classes.Jenks, 3));
        await panel.Find("#shading-per").ChangeAsync("Nothing");
        Assert.Equal([new IndicatorChoice("aged.count", Classes.Jenks, 3)], changes);

        panel.Render(again => again.Add(p => p.Choice, changes[0]));
        Assert.Contains("Counts: large areas look like much", panel.Find(".em-shading__title").TextContent, StringComparison.Ordinal);
        Assert.Equal(4, colours[^1]!.ColourByCode.Count);
        Assert.Single(server.Asked, asked => asked.Operation == "IndicatorFigures");
    }

    [Fact]
    public void People_start_by_area_since_a_thousand_of_a_thousand_says_nothing()
    {
        var panel = Panel(new("population_all", Classes.Equal, 3));
        Assert.Equal(["Per km²", "Counts"], Texts(panel.FindAll("#shading-per option")));
        Assert.Contains("persons per km²", panel.Find(".em-shading__title").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_is_drawn_as_it_is()
    {
        var panel = Panel(new("decile", Classes.Equal, 3));
        Assert.Empty(panel.FindAll("#shading-per"));
        Assert.Empty(panel.FindAll(".em-shading__title .em-badge"));
        // Equal intervals of 7 to 90.
        Assert.Equal(["7.0 to under 34.7 2 areas", "34.7 to under 62.3 1 area", "62.3 to 90.0 1 area", "No figure 1 area"], Texts(panel.FindAll(".em-shading__class")));
    }

    [Fact]
    public void Method_and_number_of_classes_keep_the_rest_of_the_choice()
    {
        var panel = Panel(new("aged.per_km2", Classes.Quantile, 4));
        panel.Find("#shading-method").Change(Classes.Jenks);
        panel.Find("#shading-bins").Change("6");
        Assert.Equal([new("aged.per_km2", Classes.Jenks, 4), new IndicatorChoice("aged.per_km2", Classes.Quantile, 6)], changes);
        Assert.Equal("SquareKilometre", panel.Find("#shading-per").GetAttribute("value"));
    }

    [Fact]
    public void Boundaries_without_the_figure_chosen_are_plain_and_say_why()
    {
        var panel = Panel(new("elsewhere", Classes.Quantile, 5));
        Assert.Contains("not known of these boundaries", panel.Find("#shading [role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(colours);
    }

    [Fact]
    public void Choosing_none_makes_the_boundaries_plain_again()
    {
        var panel = Panel(new("aged", Classes.Quantile, 3));
        panel.Find("#shading-indicator").Change("");
        Assert.Equal([null], changes);
        panel.Render(again => again.Add(p => p.Choice, null));
        Assert.Null(colours[^1]);
        Assert.Empty(panel.FindAll(".em-shading__legend"));
    }

    [Fact]
    public void Every_choice_has_its_label_and_the_picture_its_words()
    {
        var panel = Panel(new("aged", Classes.Quantile, 3));
        Assert.All(panel.FindAll("select"), select => Assert.NotNull(panel.Find($"label[for={select.Id}]")));
        Assert.Equal(2, panel.FindAll(".em-shading__limit").Count);
        Assert.StartsWith("How many areas have which figure, from 10.0 to 90.0", panel.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
    }
}
