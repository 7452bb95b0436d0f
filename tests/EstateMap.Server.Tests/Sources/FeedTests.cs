using System.Text.Json;
using EstateMap.Server.Tests.Graph;
using Xunit;

namespace EstateMap.Server.Tests.Sources;

/// <summary>What a dataset says of the feed that it is read from.</summary>
public class FeedTests(Village village) : IClassFixture<Village>
{
    [Fact]
    public async Task A_feed_is_named_with_when_it_was_read_to_its_end_and_a_file_is_none()
    {
        await using (var command = village.Owner.CreateCommand("""
            INSERT INTO dataset (id, title, publisher, licence, attribution, theme, manifest) VALUES
                ('valley-services', 'Services of the valley', 'Valley Directory', 'OGL-UK-3.0', 'Valley', 'community', '{"format": "open_referral", "layout": "open_referral", "downloadUrl": "https://reader:word@feeds.example/valley?key=hidden#all"}'),
                ('valley-list', 'List of the valley', 'Valley Directory', 'OGL-UK-3.0', 'Valley', 'community', '{"format": "csv", "layout": "plain_site", "downloadUrl": "https://feeds.example/list.csv"}');
            INSERT INTO import_run (id, dataset_id, status, file_name, started_at) OVERRIDING SYSTEM VALUE VALUES
                (901, 'valley-services', 'activated', 'valley.geojson', '2026-10-01T08:00:00Z'), (902, 'valley-services', 'unchanged', 'valley.geojson', '2026-11-01T08:00:00Z'), (903, 'valley-services', 'failed', 'valley.geojson', '2026-11-02T08:00:00Z');
            """))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var data = await village.DataAsync("""{ datasets(where: { publisher: { eq: "Valley Directory" } }, order: [{ key: ASC }]) { nodes { key feedUrl feedReadAt } } }""");
        var (list, services) = (data.GetProperty("datasets").GetProperty("nodes")[0], data.GetProperty("datasets").GetProperty("nodes")[1]);

        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (list.GetProperty("feedUrl").ValueKind, list.GetProperty("feedReadAt").ValueKind));
        Assert.Equal("https://feeds.example/valley", services.GetProperty("feedUrl").GetString());
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero), services.GetProperty("feedReadAt").GetDateTimeOffset());
    }
}
