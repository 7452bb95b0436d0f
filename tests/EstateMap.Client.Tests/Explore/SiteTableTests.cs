using Bunit;
using EstateMap.Client.Explore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class SiteTableTests : BunitContext
{
    private const string OneRow = """
        {"data":{"sites":{"totalCount":1,"nodes":[{"id":"1","name":"Town Hall","streetNumber":"1","streetName":"Market Street","postcode":"WA14 1PF","uses":["town_hall"],"themes":["estate"],
        "tenures":["freehold"],"locationPrecision":"GIVEN","floorArea_m2":415.05,"floorAreaAssumedShare":0.61,"owner":{"name":"The Council"}}],"pageInfo":{"hasNextPage":false,"endCursor":"x"}}}}
        """;

    private const string Totals = """
        {"data":{"siteAggregates":[{"count":1,"locatedCount":1,"propertyCount":2,"floorArea_m2":{"sum":1415.05,"repeatedSum":0,"assumedShare":0.61,"knownShare":0.5}}]}}
        """;

    private readonly CannedServer server = new CannedServer().On("Rows", OneRow).On("Totals", Totals);

    private IRenderedComponent<SiteTable> Table(ExploreState state, Action<TableSort>? sorted = null, Action<string>? chosen = null)
    {
        Services.AddSingleton(server.Api);
        return Render<SiteTable>(table => table.Add(t => t.State, state).Add(t => t.UseLabels, new Dictionary<string, string> { ["town_hall"] = "Town hall" })
            .Add(t => t.Sorted, sorted ?? (_ => { })).Add(t => t.SiteChosen, chosen ?? (_ => { })));
    }

    [Fact]
    public void Totals_are_of_all_rows_and_say_how_much_is_assumed()
    {
        var text = Table(new()).Find(".em-table__totals").TextContent;
        Assert.Contains("1,415 m²", System.Text.RegularExpressions.Regex.Replace(text, @"\s+", " "), StringComparison.Ordinal);
        Assert.Contains("61 % assumed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorting_by_the_column_in_force_turns_it_round()
    {
        TableSort? asked = null;
        var table = Table(new() { Sort = new("postcode", false) }, sorted: sort => asked = sort);
        Assert.Equal("ascending", table.FindAll("th").Single(header => header.TextContent.StartsWith("Postcode", StringComparison.Ordinal)).GetAttribute("aria-sort"));
        table.FindAll("th button").Single(button => button.TextContent.StartsWith("Postcode", StringComparison.Ordinal)).Click();
        Assert.Equal(new TableSort("postcode", true), asked);
        table.FindAll("th button").Single(button => button.TextContent.StartsWith("Floor", StringComparison.Ordinal)).Click();
        Assert.Equal(new TableSort("floor_area", false), asked);
    }

    [Fact]
    public void Area_layers_and_order_are_asked_of_the_server()
    {
        Table(new() { Area = new("ward", "2023", "E05"), Layers = ["estate", "green"], Sort = new("owner", true) });
        var variables = server.Asked.Single(asked => asked.Operation == "Rows").Variables;
        Assert.Equal("""{"and":[{"area":{"kind":{"eq":"ward"},"vintage":{"eq":"2023"},"code":{"eq":"E05"}}},{"theme":{"in":["estate","green"]}}]}""", variables.GetProperty("where").GetRawText());
        Assert.Equal("""[{"owner":{"name":"DESC"}},{"name":"ASC"}]""", variables.GetProperty("order").GetRawText());
    }

    [Fact]
    public void A_site_chosen_on_the_map_stands_first()
    {
        server.On("Row", OneRow.Replace("\"1\",\"name\":\"Town Hall\"", "\"2\",\"name\":\"Far Library\"", StringComparison.Ordinal));
        var rows = Table(new() { Site = "2" }).FindAll("tbody tr");
        Assert.Equal(["Far Library", "Town Hall"], rows.Select(row => row.QuerySelector("th button")!.TextContent));
        Assert.Equal("true", rows[0].GetAttribute("aria-current"));
    }

    [Fact]
    public void An_empty_table_says_what_to_do()
    {
        server.On("Rows", """{"data":{"sites":{"totalCount":0,"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""");
        Assert.Contains("All layers are hidden", Table(new() { Layers = [] }).Find(".em-empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_server_is_shown_with_a_way_to_try_again()
    {
        server.On("Rows", """{"errors":[{"message":"The page is too long."}]}""");
        var table = Table(new());
        Assert.Contains("The page is too long.", table.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        server.On("Rows", OneRow);
        table.Find("[role=alert] button").Click();
        Assert.Single(table.FindAll("tbody tr"));
    }
}
