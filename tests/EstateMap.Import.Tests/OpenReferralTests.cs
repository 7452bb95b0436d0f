using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Another Open Referral UK feed comes into the register, over real HTTP on loopback.</summary>
public sealed class OpenReferralTests : IDisposable
{
    private readonly MadeFiles files = new();
    private readonly HttpClient http = PublisherClient.New();

    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
    }

    [Fact]
    public async Task Services_come_page_by_page_with_places_hours_kinds_and_organisations()
    {
        await using var town = await Milltown.NewAsync();
        var pantry = StubFeed.Service(1, "Pantry");
        pantry["status"] = "temporarily closed";
        pantry["alert"] = "Back in May";
        pantry["minimum_age"] = 16;
        pantry["service_at_locations"]![0]!["location"]!["external_identifier_type"] = "UPRN";
        pantry["service_at_locations"]![0]!["location"]!["external_identifier"] = "101";
        pantry["schedules"]!.AsArray().Add(new JsonObject { ["freq"] = "MONTHLY", ["byday"] = "2MO,-1FR", ["opens_at"] = "10:00:00", ["closes_at"] = "12:00", ["valid_from"] = "2026-01-01", ["valid_to"] = "2026-12-31", ["description"] = "In the hall; bring a bag" });
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, [pantry, StubFeed.Service(2, "Knitting", "Handicraft"), StubFeed.Service(3, "Reading", "library")], mostPerPage: 2));

        var summary = await ImportAsync(town, publisher);

        Assert.Equal((3, 3, 0), (summary.RowsRead, summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["/oruk/services?page=1&per_page=100", "/oruk/services?page=2&per_page=100", .. Enumerable.Range(1, 3).Select(n => "/oruk/services/" + StubFeed.Id("a", n))], publisher.Asked);
        Assert.Equal(["Pantry food_bank temporarily closed Back in May 16 info@feed.example", "Knitting community active info@feed.example", "Reading library active info@feed.example"],
            await town.ColumnAsync("SELECT concat_ws(' ', name, kind, status, alert, minimum_age, email) FROM service WHERE is_current ORDER BY record_key"));
        Assert.Equal(["WEEKLY 1 MO,TU 09:00:00 17:30:00", "MONTHLY 1 2MO,-1FR 10:00:00 12:00:00 2026-01-01 2026-12-31 In the hall, bring a bag"],
            await town.ColumnAsync("SELECT concat_ws(' ', freq, interval, byday, opens_at, closes_at, valid_from, valid_to, h.description) FROM schedule h JOIN service v ON v.id = h.service_id WHERE v.name = 'Pantry' ORDER BY h.id"));
        Assert.Equal(["Pantry House|1|Mill Lane|Millgate|ZZ1 0AB|-2.322|53.44"], await town.ColumnAsync(
            "SELECT concat_ws('|', s.name, street_number, street_name, post_town, postcode, ST_X(geom), ST_Y(geom)) FROM site s JOIN service_at_location l ON l.site_id = s.id JOIN service v ON v.id = l.service_id WHERE v.name = 'Pantry'"));
        Assert.Equal(["000000000101"], await town.ColumnAsync("SELECT uprn FROM site_uprn"));
        Assert.Equal(["Milltown Pantry"], await town.ColumnAsync("SELECT DISTINCT o.name FROM organisation o JOIN service v ON v.organisation_id = o.id"));
    }

    [Fact]
    public async Task The_same_feed_again_changes_nothing_and_what_goes_is_marked_missing_and_can_be_undone()
    {
        await using var town = await Milltown.NewAsync();
        List<JsonObject> services = [StubFeed.Service(1, "Pantry"), StubFeed.Service(2, "Knitting"), StubFeed.Service(3, "Reading")];
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, services));
        await ImportAsync(town, publisher);
        Assert.Equal("unchanged", await StatusAsync(await ImportAsync(town, publisher)));
        services.RemoveAt(1);
        services[0]["name"] = "Larder";
        services[1]["attributes"]![0]!["taxonomy_term"]!["name"] = "Library";
        var dry = await ImportAsync(town, publisher, new ImportOptions { DryRun = true });
        Assert.Equal((0, 2, 1), (dry.RowsNew, dry.RowsChanged, dry.RowsMissing));
        Assert.Equal(3L, await town.ScalarAsync("SELECT count(*) FROM service WHERE is_current AND kind = 'food_bank'"));
        await ImportAsync(town, publisher);
        Assert.Equal(["Larder food_bank", "Reading library"], await town.ColumnAsync("SELECT name || ' ' || kind FROM service WHERE is_current ORDER BY name"));
        Assert.Equal([StubFeed.Id("c", 2)], await town.ColumnAsync("SELECT record_key FROM source_record WHERE dataset_id = 'feed' AND missing_since_run_id IS NOT NULL"));
        await new Importer(town.Writer).UndoAsync("feed", TestContext.Current.CancellationToken);
        Assert.Equal(["Knitting food_bank", "Pantry food_bank", "Reading food_bank"], await town.ColumnAsync("SELECT name || ' ' || kind FROM service WHERE is_current ORDER BY name"));
        Assert.Equal(3L, await town.ScalarAsync("SELECT count(*) FROM schedule h JOIN service v ON v.id = h.service_id WHERE v.is_current"));

        async Task<object?> StatusAsync(ImportSummary summary) => await town.ScalarAsync($"SELECT status FROM import_run WHERE id = {summary.RunId}");
    }

    [Fact]
    public async Task A_place_that_is_known_is_joined_and_a_doubtful_one_waits_for_a_person()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("halls", "name,uprn,postcode,longitude,latitude\nMill Lane Hall,101,ZZ1 0AB,-2.3201,53.4401\nWillow Centre,,ZZ1 0AB,-2.33,53.45\n", "service", m => m with { ServiceKind = "community" });
        var same = StubFeed.Service(1, "Pantry");
        same["service_at_locations"] = new JsonArray(StubFeed.At(1, "The Hall", -2.32012, 53.44012));
        same["service_at_locations"]![0]!["location"]!["external_identifier_type"] = "UK UPRN";
        same["service_at_locations"]![0]!["location"]!["external_identifier"] = "101";
        var doubtful = StubFeed.Service(2, "Knitting");
        doubtful["service_at_locations"] = new JsonArray(StubFeed.At(2, "Willow Centre and Cafe", -2.33, 53.4518, "ZZ1 0AA"));
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, [same, doubtful]));
        await ImportAsync(town, publisher);
        Assert.Equal(["feed Pantry, halls Mill Lane Hall"], await town.ColumnAsync("SELECT string_agg(dataset_id || ' ' || (content->>'name'), ', ' ORDER BY dataset_id) FROM source_record WHERE site_id IS NOT NULL GROUP BY site_id HAVING count(*) > 1"));
        Assert.Equal([StubFeed.Id("c", 2)], await town.ColumnAsync("SELECT record_key FROM match_candidate WHERE dataset_id = 'feed'"));
    }

    [Fact]
    public async Task People_are_counted_and_never_stored_not_even_in_the_copy()
    {
        await using var town = await Milltown.NewAsync();
        var pantry = StubFeed.Service(1, "Pantry");
        pantry["email"] = "jo.bloggs@feed.example";
        pantry["description"] = "Ask jo.bloggs@feed.example or 07700 900123";
        pantry["phones"] = new JsonArray(new JsonObject { ["number"] = "07700 900124" });
        pantry["contacts"] = new JsonArray(new JsonObject { ["name"] = "Jo Bloggs", ["title"] = "Manager", ["email"] = "jo@feed.example" }, new JsonObject { ["email"] = "office@feed.example" });
        pantry["service_at_locations"]![0]!["location"]!["addresses"]![0]!["attention"] = "Sam Smith";
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, [pantry]));
        var summary = await ImportAsync(town, publisher);
        // Two people, two addresses of a person's, two mobile numbers.
        Assert.Equal(6, summary.PersonalValuesDropped);
        var everything = await town.EverythingAsync();
        foreach (var person in (string[])["Bloggs", "bloggs", "jo@", "Sam Smith", "07700"])
            Assert.DoesNotContain(person, everything, StringComparison.Ordinal);
        var copy = await File.ReadAllTextAsync(Path.Combine(files.Folder, "feed.geojson"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Jo Bloggs", copy, StringComparison.Ordinal);
        Assert.DoesNotContain("Sam Smith", copy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_a_place_does_not_get_in_and_the_run_says_why()
    {
        await using var town = await Milltown.NewAsync();
        var nowhere = StubFeed.Service(2, "Phone line");
        nowhere.Remove("service_at_locations");
        var online = StubFeed.Service(3, "Video calls");
        online["service_at_locations"]![0]!["location"]!["location_type"] = "virtual";
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, [StubFeed.Service(1, "Pantry"), nowhere, online]));
        var summary = await ImportAsync(town, publisher);
        Assert.Equal((1, 2), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["required-value-missing", "required-value-missing"], await town.IssuesAsync("feed"));
    }

    [Fact]
    public async Task A_service_of_two_places_is_offered_at_both_and_a_status_nobody_knows_is_told()
    {
        await using var town = await Milltown.NewAsync();
        var pantry = StubFeed.Service(1, "Pantry");
        pantry["status"] = "resting";
        pantry["service_at_locations"]!.AsArray().Add(StubFeed.At(7, "Far House", -2.30, 53.42, "ZZ1 0AA"));
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, [pantry]));
        Assert.Equal(2, (await ImportAsync(town, publisher)).RowsNew);
        Assert.Equal(["Far House", "Pantry House"], await town.ColumnAsync("SELECT s.name FROM site s JOIN service_at_location l ON l.site_id = s.id ORDER BY 1"));
        Assert.Equal(["invalid-value", "invalid-value"], (await town.IssuesAsync("feed")).Where(type => type == "invalid-value"));
    }

    [Fact]
    public async Task What_the_first_version_of_the_standard_calls_otherwise_is_understood()
    {
        await using var town = await Milltown.NewAsync();
        var old = StubFeed.Service(1, "Pantry");
        old.Remove("attributes");
        old["service_taxonomys"] = new JsonArray(new JsonObject { ["taxonomy"] = new JsonObject { ["name"] = "Food bank" } });
        old["regular_schedules"] = old["schedules"]!.DeepClone();
        old.Remove("schedules");
        var location = old["service_at_locations"]![0]!["location"]!.AsObject();
        location["physical_addresses"] = location["addresses"]!.DeepClone();
        location.Remove("addresses");
        await using var publisher = await StubPublisher.StartAsync((context, _) => context.Request.Path == "/oruk/services"
            ? context.Response.WriteAsync($$"""{"totalElements":1,"totalPages":1,"number":1,"first":true,"last":true,"content":[{"id":"{{StubFeed.Id("a", 1)}}"}]}""")
            : StubFeed.AnswerAsync(context, [old]));
        await ImportAsync(town, publisher);
        Assert.Equal(["Pantry food_bank ZZ1 0AB MO,TU"], await town.ColumnAsync(
            "SELECT concat_ws(' ', v.name, v.kind, s.postcode, h.byday) FROM service v JOIN service_at_location l ON l.service_id = v.id JOIN site s ON s.id = l.site_id JOIN schedule h ON h.service_id = v.id"));
    }

    private async Task<ImportSummary> ImportAsync(Milltown town, StubPublisher publisher, ImportOptions? options = null)
    {
        var manifest = Milltown.Manifest("feed.geojson", "open_referral", m => m with { Format = "open_referral", ServiceKind = "community", Theme = "community", DownloadUrl = publisher.Address + "/oruk", Organisation = null });
        var source = new PublisherDownload(http, files.Folder) { Pause = TimeSpan.FromMilliseconds(1), AllowsPrivateFeeds = true };
        var file = await source.GetAsync(manifest.Files[0], TestContext.Current.CancellationToken);
        return await new Importer(town.Writer).ImportAsync(manifest, [file], options ?? new ImportOptions(), null, TestContext.Current.CancellationToken);
    }
}
