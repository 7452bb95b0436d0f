using System.Net;
using System.Text.Json;
using Xunit;

namespace EstateMap.Server.Tests.Maps;

public class MapLayerTests(ServedRegister register) : IClassFixture<ServedRegister>
{
    [Fact]
    public async Task The_sites_layer_holds_located_public_current_sites_alone()
    {
        Assert.Equal(["Green Park", "Łódź Street Library"], await ListNamesAsync("/maps/sites.geojson"));
    }

    [Fact]
    public async Task A_site_carries_what_the_map_draws_with_six_decimals()
    {
        using var layer = JsonDocument.Parse(await register.Client.GetStringAsync("/maps/sites.geojson?theme=libraries"));
        var feature = Assert.Single(layer.RootElement.GetProperty("features").EnumerateArray());
        Assert.Equal("[-2.321457,53.424123]", feature.GetProperty("geometry").GetProperty("coordinates").GetRawText());
        var properties = feature.GetProperty("properties");
        Assert.StartsWith("Site:", System.Text.Encoding.UTF8.GetString(properties.GetProperty("id").GetBytesFromBase64()), StringComparison.Ordinal);
        Assert.Equal("""["libraries"]""", properties.GetProperty("themes").GetRawText());
        Assert.Equal("""["library"]""", properties.GetProperty("uses").GetRawText());
        Assert.Equal("given", properties.GetProperty("precision").GetString());
        Assert.Equal("The council", properties.GetProperty("owner").GetString());
        Assert.Equal(3, properties.GetProperty("propertyCount").GetInt32());
    }

    [Theory]
    [InlineData("theme=green", "Green Park")]
    [InlineData("use=library", "Łódź Street Library")]
    [InlineData("area=E05000001", "Green Park|Łódź Street Library")]
    [InlineData("area=E05000001&areaKind=ward&vintage=2017", "Łódź Street Library")]
    [InlineData("theme=green&use=library", "")]
    public async Task Filters_narrow_and_an_area_is_the_newest_of_its_code(string query, string names)
    {
        Assert.Equal(names, string.Join('|', await ListNamesAsync($"/maps/sites.geojson?{query}")));
    }

    [Theory]
    [InlineData("/maps/sites.geojson?theme=castles", "There is no theme 'castles'")]
    [InlineData("/maps/sites.geojson?use=castle", "There is no use 'castle'")]
    [InlineData("/maps/sites.geojson?area=E05999999", "There is no area with the code 'E05999999'")]
    [InlineData("/maps/sites.geojson?area=E05000001&vintage=1066", "of vintage '1066'")]
    [InlineData("/maps/sites.geojson?areaKind=ward", "give its code as 'area'")]
    [InlineData("/maps/sites.geojson?them=green", "There is no parameter 'them'")]
    [InlineData("/maps/sites.geojson?theme=green&theme=libraries", "once")]
    [InlineData("/maps/sites.geojson?area=%00", "control characters")]
    [InlineData("/maps/sites.geojson?area=%ED%A0%80", "There is no area")]
    [InlineData("/maps/sites.geojson?area=';DROP TABLE site--", "There is no area")]
    [InlineData("/maps/areas/ward/2023.geojson?simplify=far", "'simplify' must be a number of metres")]
    [InlineData("/maps/areas/ward/2023.geojson?simplify=-1", "'simplify' must be a number of metres")]
    [InlineData("/maps/areas/ward/2023.geojson?simplify=NaN", "'simplify' must be a number of metres")]
    [InlineData("/exports/sites.csv?bom=maybe", "'bom' must be true or false")]
    [InlineData("/exports/sites.geojson?theme=castles", "There is no theme 'castles'")]
    [InlineData("/exports/issues.csv?dataset=secret", "There is no dataset 'secret'")]
    [InlineData("/exports/issues.csv?rejected=2", "'rejected' must be true or false")]
    public async Task A_bad_parameter_gets_a_sentence_that_names_it(string address, string sentence)
    {
        using var answer = await register.Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains(sentence, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Areas_that_are_not_loaded_are_not_found_and_those_that_are_get_named()
    {
        using var answer = await register.Client.GetAsync("/maps/areas/ward/1066.geojson");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("ward/2017, ward/2023", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?simplify=50")]
    public async Task An_area_carries_its_name_people_and_label(string query)
    {
        using var layer = JsonDocument.Parse(await register.Client.GetStringAsync($"/maps/areas/ward/2023.geojson{query}"));
        var feature = Assert.Single(layer.RootElement.GetProperty("features").EnumerateArray());
        var properties = feature.GetProperty("properties");
        Assert.Equal("E05000001", properties.GetProperty("code").GetString());
        Assert.Equal("Ward of 2023", properties.GetProperty("name").GetString());
        Assert.Equal(12345, properties.GetProperty("population").GetDouble());
        Assert.False(properties.GetProperty("isSchematic").GetBoolean());
        Assert.Equal(2, properties.GetProperty("labelPoint").GetArrayLength());
        Assert.Equal("MultiPolygon", feature.GetProperty("geometry").GetProperty("type").GetString());
        Assert.Equal(5, feature.GetProperty("geometry").GetProperty("coordinates")[0][0].GetArrayLength());
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        using var first = await register.Client.GetAsync("/maps/sites.geojson");
        var tag = Assert.IsType<System.Net.Http.Headers.EntityTagHeaderValue>(first.Headers.ETag);
        Assert.False(tag.IsWeak);
        using var second = await AskAgainAsync(tag);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());

        await register.RunAsync("INSERT INTO import_run (dataset_id, status, file_name) VALUES ('wards', 'unchanged', 'again.geojson')");
        using var third = await AskAgainAsync(tag);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.NotEqual(tag, third.Headers.ETag);
    }

    [Fact]
    public async Task Each_compression_has_a_tag_of_its_own()
    {
        using var plain = await register.Client.GetAsync("/maps/sites.geojson");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/maps/sites.geojson") { Headers = { AcceptEncoding = { new("br") } } };
        using var compressed = await register.Client.SendAsync(request);
        Assert.Equal("br", Assert.Single(compressed.Content.Headers.ContentEncoding));
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
    }

    private async Task<HttpResponseMessage> AskAgainAsync(System.Net.Http.Headers.EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/maps/sites.geojson") { Headers = { IfNoneMatch = { tag } } };
        return await register.Client.SendAsync(request);
    }

    private async Task<string[]> ListNamesAsync(string address)
    {
        using var layer = JsonDocument.Parse(await register.Client.GetStringAsync(address));
        Assert.Equal("FeatureCollection", layer.RootElement.GetProperty("type").GetString());
        return [.. layer.RootElement.GetProperty("features").EnumerateArray()
            .Select(feature => feature.GetProperty("properties").GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
    }
}
