using Xunit;

namespace EstateMap.Server.Tests.Services.OpenReferral;

/// <summary>Filters, pages and news of the Open Referral UK feed.</summary>
public sealed class FeedFilterTests(FeedVillage village) : IClassFixture<FeedVillage>
{
    private const string All = "Village Library Service|Hill Food Bank|Depot tours";

    [Theory]
    [InlineData("", All)]
    [InlineData("search=food", "Hill Food Bank")]
    [InlineData("search=cook lesson", "Hill Food Bank")]
    [InlineData("search=hill trust", "Hill Food Bank")]
    [InlineData("search=village council", "Village Library Service|Depot tours")]
    [InlineData("search=castle", "")]
    [InlineData("search=%27%3B DROP TABLE service --", "")]
    [InlineData("search=%22cooking lessons%22", "Hill Food Bank")]
    [InlineData("minimum_age=18", "Hill Food Bank")]
    [InlineData("minimum_age=18.5", "")]
    [InlineData("maximum_age=99", "Hill Food Bank")]
    [InlineData("maximum_age=98", "")]
    [InlineData("day=MO", "Village Library Service|Hill Food Bank")]
    [InlineData("day=tuesday", "Village Library Service")]
    [InlineData("day=Fri", "Hill Food Bank")]
    [InlineData("day=SU", "")]
    [InlineData("start_time=09:00", "Village Library Service|Hill Food Bank")]
    [InlineData("start_time=09:30", "Hill Food Bank")]
    [InlineData("start_time=09:30:00Z", "Hill Food Bank")]
    [InlineData("end_time=12:00%2B01:00", "Hill Food Bank")]
    [InlineData("end_time=11:59", "")]
    [InlineData("day=MO&start_time=09:00&end_time=17:30", "Village Library Service|Hill Food Bank")]
    [InlineData("day=TU&start_time=10:00", "")]
    [InlineData("day=WE&start_time=19:00", "Hill Food Bank")]
    [InlineData("day=WE&end_time=23:59", "")]
    [InlineData("modified_after=2026-03-01T10:20:30.456Z", All)]
    [InlineData("modified_after=2026-03-01T10:20:30.457Z", "Depot tours")]
    [InlineData("modified_after=2026-03-01T11:20:30.457%2B01:00", "Depot tours")]
    [InlineData("modified_after=2026-03-01T11:20:30.457+01:00", "Depot tours")]
    [InlineData("modified_after=2026-05-02", "")]
    [InlineData("search=village&day=TU", "Village Library Service")]
    [InlineData("search=food&day=TU", "")]
    public async Task Filters_narrow_and_are_cumulative(string query, string names)
    {
        Assert.Equal(names, string.Join('|', await village.ListAsync($"/services?{query}")));
        Assert.Equal(names, string.Join('|', (await village.ListAsync($"/service_at_locations?{query}")).Distinct()));
    }

    [Theory]
    [InlineData("taxonomy_term_id", "term/service-kinds/food_bank", "Hill Food Bank")]
    [InlineData("taxonomy_term_id", "term/themes/libraries", "Village Library Service")]
    [InlineData("taxonomy_term_id", "term/site-uses/library", "")]
    [InlineData("taxonomy_id", "taxonomy/service-kinds", "Village Library Service|Hill Food Bank")]
    [InlineData("taxonomy_id", "taxonomy/themes", "Village Library Service|Hill Food Bank")]
    [InlineData("taxonomy_id", "term/themes/libraries", "")]
    public async Task Terms_and_taxonomies_narrow_by_their_ids(string parameter, string name, string names) =>
        Assert.Equal(names, string.Join('|', await village.ListAsync($"/services?{parameter}={FeedTests.NamedUuid(name)}")));

    // The library is 111 m from the middle of ZZ1 1AA, the west school 1,002 m, the east school 1,675 m; the depot 7,442 m, and the park stands nowhere.
    [Theory]
    [InlineData("postcode=zz11aa", "Village Library|West School|East School|Far Depot|Village Park")]
    [InlineData("postcode=ZZ1 1AC", "East School|West School|Village Library|Far Depot|Village Park")]
    [InlineData("postcode=ZZ1 1AA&proximity=110", "")]
    [InlineData("postcode=ZZ1 1AA&proximity=112", "Village Library")]
    [InlineData("postcode=ZZ1 1AA&proximity=1100", "Village Library|West School")]
    [InlineData("postcode=ZZ1 1AA&proximity=1100&search=food", "")]
    [InlineData("postcode=ZZ1 1AA&proximity=2000.5&search=food", "East School")]
    public async Task Proximity_is_metres_from_the_middle_of_a_postcode_and_the_nearest_come_first(string query, string sites)
    {
        var page = await village.GetAsync($"/service_at_locations?{query}");
        Assert.Equal(sites, string.Join('|', page.GetProperty("contents").EnumerateArray().Select(item => item.GetProperty("location").GetProperty("name").GetString())));
    }

    [Theory]
    [InlineData("per_page=2", 3, 2, 1, 2, true, false, false)]
    [InlineData("per_page=2&page=2", 3, 2, 2, 1, false, true, false)]
    [InlineData("per_page=2&page=3", 3, 2, 3, 0, false, true, true)]
    [InlineData("per_page=3", 3, 1, 1, 3, true, true, false)]
    [InlineData("per_page=500&page=2147483647", 3, 1, int.MaxValue, 0, false, true, true)]
    [InlineData("search=castle", 0, 0, 1, 0, true, true, true)]
    public async Task A_page_says_where_it_stands(string query, int totalItems, int totalPages, int number, int size, bool isFirst, bool isLast, bool isEmpty)
    {
        var page = await village.GetAsync($"/services?{query}");
        Assert.Equal(["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"], page.EnumerateObject().Select(member => member.Name));
        Assert.Equal((totalItems, totalPages, number, size, size), (Number("total_items"), Number("total_pages"), Number("page_number"), Number("size"), page.GetProperty("contents").GetArrayLength()));
        Assert.Equal((isFirst, isLast, isEmpty), (page.GetProperty("first_page").GetBoolean(), page.GetProperty("last_page").GetBoolean(), page.GetProperty("empty").GetBoolean()));

        int Number(string name) => page.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Pages_together_hold_everything_once()
    {
        foreach (var list in (string[])["services", "service_at_locations", "taxonomies", "taxonomy_terms"])
        {
            var ids = new List<string>();
            var total = 0;
            for (var page = 1; ids.Count == page - 1; page++)
            {
                ids.AddRange(await village.ListAsync($"/{list}?per_page=1&page={page}", "id"));
                total = (await village.GetAsync($"/{list}")).GetProperty("total_items").GetInt32();
            }

            Assert.Equal((total, total), (ids.Count, ids.Distinct().Count()));
        }
    }

    [Theory]
    [InlineData("UPDATE schedule SET closes_at = '18:00' WHERE service_id = 1", 1)]
    [InlineData("DELETE FROM schedule WHERE service_id = 2 AND description IS NOT NULL", 2)]
    [InlineData("INSERT INTO service_at_location (service_id, site_id) VALUES (2, 6)", 2)]
    [InlineData("UPDATE service SET alert = 'Open again' WHERE id = 7", 7)]
    [InlineData("UPDATE organisation SET url = 'https://hill.example' WHERE id = 2", 2)]
    public async Task A_change_of_a_service_its_hours_places_or_organisation_is_news_and_writing_the_same_again_is_none(string change, int service)
    {
        await using var news = await MadeVillage();
        var before = await news.AskAsync("SELECT now()::text");
        await news.RunAsync("UPDATE service SET name = name, alert = alert");
        var modifiedAfter = Uri.EscapeDataString(DateTimeOffset.Parse(before, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(await news.ListAsync($"/services?modified_after={modifiedAfter}"));
        await news.RunAsync(change);
        Assert.Equal([await news.IdOfAsync(service)], await news.ListAsync($"/services?modified_after={modifiedAfter}", "id"));
    }

    private static async Task<FeedVillage> MadeVillage()
    {
        var made = new FeedVillage();
        await made.InitializeAsync();
        return made;
    }
}
