using EstateMap.Server.Tests.Database;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Services.OpenReferral;

/// <summary>The feed is read by the program that serves it, as another place would read it.</summary>
public sealed class FeedRoundTripTests(FeedVillage village) : IClassFixture<FeedVillage>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_place_gets_the_services_with_their_places_hours_kinds_and_ages_and_the_second_time_nothing()
    {
        await using var other = new PostgisFixture();
        await other.InitializeAsync();
        using var folder = new TemporaryFolder();
        using (var program = Start(other, folder, "--allow-private"))
        {
            Assert.Equal((0, ""), (await program.EndAsync(Cancel), program.Error.Contains("went wrong", StringComparison.Ordinal) ? program.Error : ""));
            Assert.Contains("neighbours", program.Output, StringComparison.Ordinal);
        }

        Assert.Equal(
        [
            "Depot tours|community|active||||Far Depot|||-1.9 53.02", "Depot tours|community|active||||Village Park|||",
            "Hill Food Bank|food_bank|temporarily closed|Shut this week|18|99|East School|ZZ1 1AC||-1.99 53.02",
            "Village Library Service|library|active||||Village Library|ZZ1 1AA|000000000101|-2.01 53.01", "Village Library Service|library|active||||West School|ZZ1 1AB|000000000102|-2.01 53.02",
        ], await ColumnAsync(other.Owner, """
            SELECT concat_ws('|', v.name, v.kind, v.status, coalesce(v.alert, ''), coalesce(v.minimum_age::text, ''), coalesce(v.maximum_age::text, ''), s.name, coalesce(s.postcode, ''), coalesce(u.uprn, ''), coalesce(ST_X(s.geom) || ' ' || ST_Y(s.geom), ''))
            FROM service v JOIN service_at_location l ON l.service_id = v.id JOIN site s ON s.id = l.site_id LEFT JOIN site_uprn u ON u.site_id = s.id ORDER BY 1
            """));
        const string hours = "SELECT DISTINCT concat_ws('|', v.name, h.freq, h.interval, h.byday, h.opens_at, h.closes_at, h.valid_from, h.valid_to, h.description, h.notes) FROM schedule h JOIN service v ON v.id = h.service_id WHERE v.is_current ORDER BY 1";
        Assert.Equal(await ColumnAsync(village.Owner, hours), await ColumnAsync(other.Owner, hours));

        using (var again = Start(other, folder, "--allow-private"))
            Assert.Equal(0, await again.EndAsync(Cancel));
        Assert.Equal(["activated", "unchanged"], await ColumnAsync(other.Owner, "SELECT status FROM import_run WHERE dataset_id = 'neighbours' ORDER BY id"));
    }

    [Fact]
    public async Task A_feed_on_this_machine_is_read_only_when_that_is_said()
    {
        using var folder = new TemporaryFolder();
        using var program = Start(village, folder);
        Assert.Equal(2, await program.EndAsync(Cancel));
        Assert.Contains("is no public web address", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_without_licence_and_acknowledgement_is_not_read()
    {
        using var program = EstateMapProgram.Start(["import-oruk", "https://feed.example/oruk/v3", "--id", "neighbours", "--publisher", "Neighbours", "--database", village.ConnectionString]);
        Assert.Equal(2, await program.EndAsync(Cancel));
        Assert.Contains("needs --licence, --attribution", program.Error, StringComparison.Ordinal);
    }

    private EstateMapProgram Start(PostgisFixture into, TemporaryFolder folder, params string[] options) => EstateMapProgram.Start(
        ["import-oruk", new Uri(village.Http.BaseAddress!, "/oruk/v3").ToString(), "--id", "neighbours", "--publisher", "Neighbour Council", "--licence", "OGL-UK-3.0", "--attribution", "Contains data of Neighbour Council",
            "--keep", folder.Path, "--database", into.ConnectionString, .. options]);

    private static async Task<List<string>> ColumnAsync(NpgsqlDataSource database, string sql)
    {
        var values = new List<string>();
        await using var command = database.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        while (await rows.ReadAsync(Cancel))
            values.Add(rows.GetString(0));
        return values;
    }
}
