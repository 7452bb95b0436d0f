using System.Text.Json;
using Xunit;

namespace EstateMap.Server.Tests.Services.OpenReferral;

/// <summary>What the Open Referral UK feed says, field by field.</summary>
public sealed class FeedTests(FeedVillage village) : IClassFixture<FeedVillage>
{
    [Fact]
    public async Task The_root_says_version_profile_and_where_the_description_is()
    {
        foreach (var path in (string[])["", "/"])
        {
            var root = await village.GetAsync(path);
            Assert.Equal(["version", "profile", "openapi_url"], root.EnumerateObject().Select(member => member.Name));
            Assert.Equal("HSDS-UK-3.0", root.GetProperty("version").GetString());
            Assert.Equal("3.1.0", JsonDocument.Parse(await village.Http.GetStringAsync(root.GetProperty("openapi_url").GetString())).RootElement.GetProperty("openapi").GetString());
        }
    }

    [Fact]
    public async Task A_listed_service_has_its_organisation_and_none_of_the_lists()
    {
        var page = await village.GetAsync("/services");
        Assert.Equal(["Village Library Service", "Hill Food Bank", "Depot tours"], page.GetProperty("contents").EnumerateArray().Select(service => service.GetProperty("name").GetString()!));
        var bank = page.GetProperty("contents")[1];
        Assert.Equal(["id", "organization_id", "name", "description", "url", "status", "minimum_age", "maximum_age", "alert", "last_modified", "x_source", "organization"], Members(bank));
        Assert.Equal(await village.IdOfAsync(2), Text(bank, "id"));
        Assert.Equal(Text(bank.GetProperty("organization"), "id"), Text(bank, "organization_id"));
        Assert.Equal(("Food and cooking lessons", "https://hill.example/food", "temporarily closed", "Shut this week"), (Text(bank, "description"), Text(bank, "url"), Text(bank, "status"), Text(bank, "alert")));
        Assert.Equal((18, 99), (bank.GetProperty("minimum_age").GetInt32(), bank.GetProperty("maximum_age").GetInt32()));
        Assert.Equal("2026-03-01T10:20:30.456Z", Text(bank, "last_modified"));
        Assert.Equal(("Hill Trust", "Hill Trust"), (Text(bank.GetProperty("organization"), "name"), Text(bank.GetProperty("organization"), "description")));
        Assert.Equal(("Village Council", "Council"), (Text(page.GetProperty("contents")[0].GetProperty("organization"), "name"), Text(page.GetProperty("contents")[0].GetProperty("organization"), "description")));
        Assert.Equal("""{"dataset":"village-register","publisher":"Village Council","licence":"OGL-UK-3.0","attribution":"Contains Village Council data","is_sample":true}""", bank.GetProperty("x_source").GetRawText());
    }

    [Fact]
    public async Task A_whole_service_carries_hours_places_terms_money_and_phone()
    {
        var bank = await village.GetAsync($"/services/{await village.IdOfAsync(2)}");
        Assert.Equal(["id", "organization_id", "name", "description", "url", "status", "minimum_age", "maximum_age", "alert", "last_modified", "x_source", "organization", "schedules", "funding", "phones", "attributes", "service_at_locations"], Members(bank));
        Assert.Equal("""{"identifier_scheme":"GB-CHC","identifier_type":"GB-CHC","identifier":"1234567"}""", WithoutId(bank.GetProperty("organization").GetProperty("organization_identifiers")[0]));
        Assert.Equal("""{"source":"Village Council: Pantry grant"}""", WithoutId(bank.GetProperty("funding")[0]));
        Assert.Equal("""{"number":"0161 496 0000"}""", WithoutId(bank.GetProperty("phones")[0]));
        Assert.Equal(["Food bank", "Community assets"], bank.GetProperty("attributes").EnumerateArray().Select(attribute => Text(attribute.GetProperty("taxonomy_term"), "name")));
        Assert.All(bank.GetProperty("attributes").EnumerateArray(), attribute => Assert.Equal((Text(bank, "id"), "service"), (Text(attribute, "link_id"), Text(attribute, "link_entity"))));
    }

    [Fact]
    public async Task Schedules_follow_the_profile_and_words_claim_no_rhythm()
    {
        var offset = await village.AskAsync("SELECT CASE WHEN now() AT TIME ZONE 'Europe/London' = now() AT TIME ZONE 'UTC' THEN 'Z' ELSE '+01:00' END");
        var schedules = (await village.GetAsync($"/services/{await village.IdOfAsync(2)}")).GetProperty("schedules");
        Assert.Equal(
        [
            $$"""{"valid_from":"2026-01-01","valid_to":"2026-12-31","freq":"MONTHLY","interval":1,"byday":"2MO,-1FR","opens_at":"10:00{{offset}}","closes_at":"12:00{{offset}}","notes":"Bring a bag"}""",
            $$"""{"valid_from":"2026-01-07","dtstart":"2026-01-07","freq":"WEEKLY","interval":2,"byday":"WE","opens_at":"20:00{{offset}}","closes_at":"02:00{{offset}}"}""",
            """{"description":"By appointment"}""",
        ], schedules.EnumerateArray().Select(WithoutId));
        Assert.Equal(3, schedules.EnumerateArray().Select(schedule => Text(schedule, "id")).Distinct().Count());
    }

    [Fact]
    public async Task A_location_has_its_point_uprn_uses_and_whole_address()
    {
        var library = (await village.GetAsync($"/services/{await village.IdOfAsync(1)}")).GetProperty("service_at_locations");
        Assert.Equal(["Village Library", "West School"], library.EnumerateArray().Select(place => Text(place.GetProperty("location"), "name")));
        var location = library[0].GetProperty("location");
        Assert.Equal(["id", "location_type", "name", "latitude", "longitude", "external_identifier", "external_identifier_type", "addresses", "x_attributions", "attributes"], Members(location));
        Assert.Equal(("physical", "53.01", "-2.01", "000000000101", "UPRN"), (Text(location, "location_type"), location.GetProperty("latitude").GetRawText(), location.GetProperty("longitude").GetRawText(),
            Text(location, "external_identifier"), Text(location, "external_identifier_type")));
        Assert.Equal($$"""{"location_id":"{{Text(location, "id")}}","address_1":"2 High Street","city":"Village","state_province":"Hillshire","postal_code":"ZZ1 1AA","country":"GB","address_type":"physical"}""",
            WithoutId(Assert.Single(location.GetProperty("addresses").EnumerateArray())));
        Assert.Equal((Text(location, "id"), "location", "Library"), (Text(location.GetProperty("attributes")[0], "link_id"), Text(location.GetProperty("attributes")[0], "link_entity"), Text(location.GetProperty("attributes")[0].GetProperty("taxonomy_term"), "name")));
        Assert.Equal("""["Contains Village Council data"]""", location.GetProperty("x_attributions").GetRawText());
    }

    [Fact]
    public async Task A_town_comes_from_neighbours_and_a_province_from_the_areas_around()
    {
        var address = (await village.GetAsync($"/services/{await village.IdOfAsync(2)}")).GetProperty("service_at_locations")[0].GetProperty("location").GetProperty("addresses")[0];
        Assert.Equal(("East Road", "Village", "Village District", "ZZ1 1AC"), (Text(address, "address_1"), Text(address, "city"), Text(address, "state_province"), Text(address, "postal_code")));
    }

    [Fact]
    public async Task Half_an_address_is_left_out_and_so_are_unknown_points_and_empty_texts()
    {
        var tours = await village.GetAsync($"/services/{await village.IdOfAsync(7)}");
        Assert.Equal(["id", "organization_id", "name", "status", "last_modified", "x_source", "organization", "service_at_locations"], Members(tours));
        Assert.Equal(["id,location_type,name,latitude,longitude,x_attributions", "id,location_type,name,x_attributions,attributes"],
            tours.GetProperty("service_at_locations").EnumerateArray().Select(place => string.Join(',', Members(place.GetProperty("location")))));
    }

    [Fact]
    public async Task A_service_at_a_location_has_both_in_the_list_and_by_its_id()
    {
        var listed = (await village.GetAsync("/service_at_locations")).GetProperty("contents")[0];
        Assert.Equal(["id", "service_id", "location_id", "location", "service"], Members(listed));
        var whole = await village.GetAsync($"/service_at_locations/{Text(listed, "id")}");
        Assert.Equal(["id", "service_id", "location_id", "location", "service"], Members(whole));
        Assert.Equal((Text(listed, "service_id"), Text(listed, "location_id")), (Text(whole.GetProperty("service"), "id"), Text(whole.GetProperty("location"), "id")));
        Assert.True(whole.GetProperty("service").TryGetProperty("schedules", out _));
        Assert.False(whole.TryGetProperty("schedules", out _));
        Assert.False(listed.GetProperty("service").TryGetProperty("schedules", out _));
    }

    [Fact]
    public async Task Taxonomies_and_terms_have_ids_that_never_change()
    {
        Assert.Equal(["Kinds of service", "Themes", "Uses of places"], await village.ListAsync("/taxonomies"));
        var kinds = (await village.GetAsync("/taxonomies")).GetProperty("contents")[0];
        // Worked out by hand: the first 16 bytes of SHA-256 of the words, with version 8 and the variant of RFC 9562.
        Assert.Equal(NamedUuid("taxonomy/service-kinds"), Text(kinds, "id"));
        Assert.Equal(kinds.GetRawText(), (await village.GetAsync($"/taxonomies/{Text(kinds, "id")}")).GetRawText());
        Assert.Equal(["Library", "Food bank", "Libraries", "Schools", "Green space", "Community assets", "Library", "School", "Park"], await village.ListAsync("/taxonomy_terms"));
        var term = await village.GetAsync($"/taxonomy_terms/{NamedUuid("term/service-kinds/food_bank")}");
        Assert.Equal(("food_bank", "Food bank", "Food for people in need", "Kinds of service", Text(kinds, "id")), (Text(term, "code"), Text(term, "name"), Text(term, "description"), Text(term, "taxonomy"), Text(term, "taxonomy_id")));
    }

    [Fact]
    public async Task What_is_hidden_stands_nowhere_and_is_answered_like_what_never_was()
    {
        var text = "";
        foreach (var path in (string[])["/services", "/service_at_locations", "/services/" + await village.IdOfAsync(1), "/services/" + await village.IdOfAsync(2), "/services/" + await village.IdOfAsync(7)])
            text += (await village.GetAsync(path)).GetRawText();
        foreach (var hidden in (string[])["Refuge", "Partner", "Old lending", "Secret", "jo.bloggs", "07700", "ZZ1 1AA\",\"country\":\"GB\",\"x", await village.AskAsync("SELECT uuid FROM site WHERE id = 8"), await village.AskAsync("SELECT uuid FROM site WHERE id = 7")])
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
        Assert.Contains("library@village.example", text, StringComparison.Ordinal);
        foreach (var service in (int[])[3, 4, 5, 6])
        {
            using var answer = await village.Http.GetAsync($"/oruk/v3/services/{await village.IdOfAsync(service)}", TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }
        foreach (var place in (string[])["service_id = 3 AND site_id = 1", "service_id = 1 AND site_id = 7"])
        {
            using var answer = await village.Http.GetAsync($"/oruk/v3/service_at_locations/{await village.AskAsync($"SELECT uuid FROM service_at_location WHERE {place}")}", TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    internal static string NamedUuid(string name)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("estatemap:" + name))[..16];
        (bytes[6], bytes[8]) = ((byte)(bytes[6] & 0x0F | 0x80), (byte)(bytes[8] & 0x3F | 0x80));
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static string Text(JsonElement item, string member) => item.GetProperty(member).GetString()!;

    private static string[] Members(JsonElement item) => [.. item.EnumerateObject().Select(member => member.Name)];

    private static string WithoutId(JsonElement item) => "{" + string.Join(',', item.EnumerateObject().Where(member => member.Name != "id").Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}";
}
