using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>A dataset that the public may not see, beside one that it may: nothing of the closed one shows through the places they share.</summary>
public sealed class ClosedDatasetTests
{
    private const string Everything =
        """
        SELECT string_agg(line, E'\n') FROM (
            SELECT concat_ws(' ', name, postcode, ST_AsText(geom), location_precision) AS line FROM site
            UNION ALL SELECT uprn FROM site_uprn
            UNION ALL SELECT concat_ws(' ', name, kind) FROM organisation
            UNION ALL SELECT concat_ws(' ', dataset_id, record_key, use_code) FROM site_use
            UNION ALL SELECT concat_ws(' ', dataset_id, record_key, why) FROM match_decision
            UNION ALL SELECT concat_ws(' ', dataset_id, record_key, content) FROM source_record
            UNION ALL SELECT concat_ws(' ', name, email) FROM service) everything
        """;

    [Fact]
    public async Task A_closed_record_of_an_open_place_adds_nothing_that_the_public_sees()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("register", "AssetCode,PropertyName,StreetNumber,StreetName,PostCode,HoldingType\nA1,Mill House,2,Mill Lane,ZZ1 1AA,Buildings\n", "register");
        var before = await town.Reader.ScalarAsync(Everything);
        await town.ImportTextAsync("refuges", "id,name,address,postcode,lon,lat,uprn\nR1,Mill House,\"2 Mill Lane\",ZZ1 1AA,-2.34012,53.43012,100010009999\n", "service",
            m => m with { ServiceKind = "refuge", SiteUse = "refuge", RunsItself = "voluntary", Organisation = null, Visibility = "restricted" });
        Assert.Equal(1L, await town.ScalarAsync("SELECT count(DISTINCT site_id) FROM source_record WHERE site_id IS NOT NULL"));
        Assert.Equal(before, await town.Reader.ScalarAsync(Everything));

        await using var cleared = await town.Reader.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SET estatemap.clearance = 'restricted'; " + Everything, cleared);
        Assert.Contains("refuges R1", (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_is_as_open_as_the_most_open_dataset_that_names_it()
    {
        await using var town = await Milltown.NewAsync();
        Manifest Closed(Manifest m) => m with { ServiceKind = "refuge", SiteUse = "refuge", RunsItself = "voluntary", Organisation = null, Visibility = "restricted" };
        await town.ImportTextAsync("refuges", "id,name,postcode\nR1,Safe Harbour Trust,ZZ1 1AA\n", "service", Closed);
        Assert.Equal("restricted", await town.ScalarAsync("SELECT visibility::text FROM organisation WHERE name = 'Safe Harbour Trust'"));
        await town.ImportTextAsync("charities", "id,name,postcode\nC1,Safe Harbour Trust,ZZ1 2AA\n", "service", m => Closed(m) with { Visibility = "public" });
        Assert.Equal("public", await town.ScalarAsync("SELECT visibility::text FROM organisation WHERE name = 'Safe Harbour Trust'"));
    }
}
