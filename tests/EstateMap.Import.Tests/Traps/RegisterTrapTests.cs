using Xunit;

namespace EstateMap.Import.Tests.Traps;

/// <summary>Faults of land and building registers as met in real files; one each. Others stand beside the phase that handles them, under the same naming.</summary>
public sealed class RegisterTrapTests
{
    private const string Header = "AssetCode,PropertyName,UPRN,StreetNumber,StreetName,PostTown,PostCode,CoordinateReferenceSystem,GeoX,GeoY,TenureType,TenureDetail,HoldingType,BuildingSize,EnergyRating,EffectiveDate\n";

    [Fact]
    public async Task Trap_01_A_row_without_coordinates_is_kept_and_is_on_no_map()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,,,,,Freehold,Vacant,Land,,,");
        Assert.Equal(["unlocated f"], await town.ColumnAsync("SELECT concat_ws(' ', location_precision, geom IS NOT NULL) FROM site"));
        Assert.Equal(["not-located"], await town.IssuesAsync("register"));
    }

    [Fact]
    public async Task Trap_05_A_full_postcode_that_nobody_knows_is_kept_and_the_likely_one_proposed()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,ZZ7 1AA,WGS84,-2.34,53.43,Freehold,Vacant,Land,,,");
        Assert.Equal("ZZ7 1AA", await town.ScalarAsync("SELECT postcode FROM site"));
        Assert.Equal(["postcode-unknown ZZ1 1AA"], await town.ColumnAsync("SELECT concat_ws(' ', issue_type, proposed_value) FROM import_issue WHERE issue_type = 'postcode-unknown'"));
    }

    [Fact]
    public async Task Trap_06_Coordinates_far_from_the_postcode_are_kept_and_measured_in_the_message()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,ZZ1 2AA,WGS84,-2.36,53.42,Freehold,Vacant,Land,,,");
        Assert.Equal("POINT(-2.36 53.42)", await town.ScalarAsync("SELECT ST_AsText(geom) FROM site"));
        Assert.Matches(@"^Old Mill lies 4\d{3} m from the centre of its own postcode ZZ1 2AA\.$", (string)(await town.ScalarAsync("SELECT message FROM import_issue WHERE issue_type = 'far-from-postcode'"))!);
    }

    [Fact]
    public async Task Trap_08_Rows_without_a_UPRN_are_no_match_for_each_other()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,,WGS84,-2.34,53.43,Freehold,Vacant,Land,,,", "A2,New Pond,,,,,,WGS84,-2.345,53.43,Freehold,Vacant,Land,,,");
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM site"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM site_uprn"));
    }

    [Fact]
    public async Task Trap_11_A_compound_asset_code_is_the_key_as_a_whole()
    {
        await using var town = await RegisterAsync("T1/B7,Old Mill,,,,,,WGS84,-2.34,53.43,Freehold,Vacant,Land,,,", "T2/B7,New Pond,,,,,,WGS84,-2.31,53.44,Freehold,Vacant,Land,,,");
        Assert.Equal(["T1/B7", "T2/B7"], await town.ColumnAsync("SELECT asset_code FROM property ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_13_A_building_without_a_size_has_no_floor_area()
    {
        await using var town = await SizedAndRatedAsync();
        Assert.Equal(["A2 12.50"], await town.ColumnAsync("SELECT concat_ws(' ', p.asset_code, f.area_m2) FROM floor_area f JOIN property p ON p.id = f.property_id"));
    }

    [Fact]
    public async Task Trap_15_A_building_without_a_rating_has_no_certificate()
    {
        await using var town = await SizedAndRatedAsync();
        Assert.Equal(["A2 D"], await town.ColumnAsync("SELECT concat_ws(' ', p.asset_code, e.rating) FROM energy_certificate e JOIN property p ON p.id = e.property_id"));
    }

    [Fact]
    public async Task Trap_17_A_blank_tenure_is_unknown_and_a_contradictory_one_is_kept_and_said()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,,WGS84,-2.34,53.43,,Vacant,Land,,,", "A2,New Mill,,,,,,WGS84,-2.31,53.44,Freehold,Leasehold In,Land,,,", "A3,Third Mill,,,,,,WGS84,-2.32,53.44,Freehold,Leasehold Out,Land,,,");
        Assert.Equal(["A1 - vacant", "A2 freehold leasehold_in", "A3 freehold leasehold_out"], await town.ColumnAsync("SELECT concat_ws(' ', p.asset_code, coalesce(t.tenure_type, '-'), t.tenure_detail) FROM tenure t JOIN property p ON p.id = t.property_id ORDER BY 1"));
        Assert.Equal(["tenure-contradictory"], await town.IssuesAsync("register"));
    }

    [Fact]
    public async Task Trap_18_A_town_a_slip_away_from_one_that_the_file_names_often_is_asked_about()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-misspelt-once.csv");
        Assert.Equal(["Miltown -> Milltown"], await town.ColumnAsync("SELECT value || ' -> ' || proposed_value FROM import_issue WHERE issue_type = 'town-spelling'"));
    }

    [Theory]
    [InlineData("54-56")]
    [InlineData("10 to 12")]
    [InlineData("2-4a")]
    public async Task Trap_19_A_house_number_is_text(string number)
    {
        await using var town = await RegisterAsync($"A1,Old Mill,,{number},Mill Lane,,,WGS84,-2.34,53.43,Freehold,Vacant,Land,,,");
        Assert.Equal(number, await town.ScalarAsync("SELECT street_number FROM site"));
    }

    [Fact]
    public async Task Trap_20_The_rest_of_a_row_inside_a_name_is_noticed_and_a_name_proposed()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("row-inside-a-name.csv");
        Assert.Equal("Old Depot", await town.ScalarAsync("SELECT proposed_value FROM import_issue WHERE issue_type = 'row-in-name'"));
    }

    [Fact]
    public async Task Trap_21_Another_postcode_in_the_name_is_said_and_the_column_counts()
    {
        await using var town = await RegisterAsync("A1,\"Town Gate Farm, part (ZZ1 1AB)\",,,,,ZZ1 1AA,,,,Freehold,Vacant,Land,,,", "A2,New Mill (ZZ1 2AA),,,,,ZZ1 2AA,,,,Freehold,Vacant,Land,,,");
        Assert.Equal(["A1 ZZ1 1AB"], await town.ColumnAsync("SELECT concat_ws(' ', record_key, proposed_value) FROM import_issue WHERE issue_type = 'postcode-in-name'"));
        Assert.Equal("ZZ1 1AA", await town.ScalarAsync("SELECT s.postcode FROM site s JOIN property p ON p.site_id = s.id WHERE p.asset_code = 'A1'"));
    }

    [Fact]
    public async Task Trap_22_Text_that_was_decoded_wrongly_once_is_kept_and_said()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("garbled-text.csv");
        Assert.Equal(["mojibake Rent of Â£62"], await town.ColumnAsync("SELECT concat_ws(' ', i.issue_type, p.name) FROM import_issue i JOIN property p ON p.asset_code = i.record_key WHERE i.issue_type = 'mojibake'"));
    }

    [Fact]
    public async Task Trap_23_Rows_of_one_name_are_as_many_properties()
    {
        await using var town = await RegisterAsync("A1,The Centre,,,,,,WGS84,-2.34,53.43,Freehold,Vacant,Buildings,,,", "A2,The Centre,,,,,,WGS84,-2.31,53.44,Freehold,Vacant,Buildings,,,");
        Assert.Equal((2L, 2L), (await town.ScalarAsync("SELECT count(*) FROM property"), await town.ScalarAsync("SELECT count(*) FROM site")));
    }

    [Theory]
    [InlineData("Land at the junction. Now part of the site of Mill Courts")]
    [InlineData("Land at Mill Lane Transferred to highways")]
    [InlineData("Sale of a Rent Charge of 62 a year")]
    [InlineData("Town Gate Farm, Part sold")]
    public async Task Trap_24_What_its_name_says_is_no_asset_any_more_is_kept_and_asked_about(string name)
    {
        await using var town = await RegisterAsync($"A1,\"{name}\",,,,,,WGS84,-2.34,53.43,Freehold,Vacant,Land,,,", "A2,Soldiers' Rest,,,,,,WGS84,-2.31,53.44,Freehold,Vacant,Land,,,");
        Assert.Equal(["A1"], await town.ColumnAsync("SELECT record_key FROM import_issue WHERE issue_type = 'asset-doubtful'"));
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM property WHERE is_current"));
    }

    [Fact]
    public async Task Trap_25_Rows_of_one_file_keep_their_own_dates()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,,WGS84,-2.34,53.43,Freehold,Vacant,Land,,,2022-10-18", "A2,New Mill,,,,,,WGS84,-2.31,53.44,Freehold,Vacant,Land,,,2025-09-12");
        Assert.Equal(["2022-10-18", "2025-09-12"], await town.ColumnAsync("SELECT as_at::text FROM source_record WHERE dataset_id = 'register' ORDER BY record_key"));
    }

    [Fact]
    public async Task Trap_26_A_file_whose_axes_are_all_the_other_way_round_is_read_by_its_values()
    {
        await using var town = await RegisterAsync("A1,Old Mill,,,,,,WGS84,53.43,-2.34,Freehold,Vacant,Land,,,", "A2,New Mill,,,,,,WGS84,53.44,-2.31,Freehold,Vacant,Land,,,");
        Assert.Equal(["POINT(-2.34 53.43)", "POINT(-2.31 53.44)"], await town.ColumnAsync("SELECT ST_AsText(s.geom) FROM site s JOIN property p ON p.site_id = s.id ORDER BY p.asset_code"));
    }

    private static Task<Milltown> SizedAndRatedAsync() =>
        RegisterAsync("A1,Old Mill,,,,,,WGS84,-2.34,53.43,Freehold,Vacant,Buildings,,,", "A2,New Mill,,,,,,WGS84,-2.31,53.44,Freehold,Vacant,Buildings,12.5,D,");

    private static async Task<Milltown> RegisterAsync(params string[] rows)
    {
        var town = await Milltown.NewAsync();
        await town.ImportTextAsync("register", Header + string.Join('\n', rows) + "\n", "register");
        return town;
    }
}
