using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Charts;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Charts;

public class ChartViewTests : BunitContext
{
    private readonly BunitJSModuleInterop module;
    private readonly BunitJSModuleInterop chart;

    public ChartViewTests()
    {
        module = JSInterop.SetupModule("./Charts/ChartView.razor.js");
        chart = module.SetupModule("createChart", _ => true);
        chart.Mode = JSRuntimeMode.Loose;
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private IRenderedComponent<ChartView> Show(bool isWheel, params ChartItem[] items) =>
        Render<ChartView>(parameters => parameters.Add(view => view.Id, "abcd").Add(view => view.Title, "Assets").Add(view => view.IsWheel, isWheel).Add(view => view.Items, items));

    [Fact]
    public async Task A_bar_with_an_address_leads_to_its_rows_and_one_without_leads_nowhere()
    {
        var view = Show(false, new ChartItem("Places", 3, "3", Href: "neighbourhoods/ward:2023:W1/rows?of=assets.places"), new ChartItem("Culture", 1, "1"));
        Assert.Equal("Assets. A click on a bar shows its rows, as the table's numbers do", view.Find("figcaption").TextContent);

        await view.InvokeAsync(() => view.Instance.Chosen(1));
        await view.InvokeAsync(() => view.Instance.Chosen(9));
        Assert.Equal("http://localhost/", Address.Uri);
        await view.InvokeAsync(() => view.Instance.Chosen(0));
        Assert.Equal("http://localhost/neighbourhoods/ward:2023:W1/rows?of=assets.places", Address.Uri);
    }

    [Fact]
    public void A_wheel_with_one_asset_in_one_class_is_drawn_with_all_its_classes()
    {
        ChartItem[] items = [new("Associations", 0, "0"), new("Places", 1, "1"), new("Culture", 0, "0")];
        var view = Show(true, items);

        var drawn = module.Invocations["createChart"].Single();
        Assert.Equal((true, items), ((bool)drawn.Arguments[1]!, (IReadOnlyList<ChartItem>)drawn.Arguments[2]!));
        Assert.Equal("Assets: Associations 0, Places 1, Culture 0", view.Find("[role=img]").GetAttribute("aria-label"));
        Assert.Equal("Assets", view.Find("figcaption").TextContent);
    }

    [Fact]
    public void Figures_that_come_later_are_drawn_on_the_same_chart_and_the_same_figures_not_again()
    {
        var view = Show(true, new ChartItem("Places", 1, "1"));
        view.Render(parameters => parameters.Add(one => one.Items, [new ChartItem("Places", 1, "1")]));
        Assert.Empty(chart.Invocations["show"]);
        view.Render(parameters => parameters.Add(one => one.Items, [new ChartItem("Places", 2, "2")]));

        Assert.Equal(2, ((IReadOnlyList<ChartItem>)chart.Invocations["show"].Single().Arguments[0]!).Single().Value);
        Assert.Single(module.Invocations["createChart"]);
    }
}
