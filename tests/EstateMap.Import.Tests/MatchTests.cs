using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Which records are one site.</summary>
public sealed class MatchTests
{
    [Fact]
    public async Task Trap_07_Blocks_at_one_point_with_like_names_are_one_site_named_by_what_they_share()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("two-blocks-at-one-point.csv");
        Assert.Equal(["12 High Street: M4", "14 High Street: M5", "Long Park: M1 M2", "Short Wood: M3"], await SitesAsync(town));
    }

    [Fact]
    public async Task Trap_09_Equal_uprns_a_step_apart_are_one_site_and_far_apart_are_two()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("equal-uprn-a-step-apart.csv");
        Assert.Equal(["Distant Wing: M8", "Town House: M6 M7"], await SitesAsync(town));
    }

    [Fact]
    public async Task Rows_without_a_place_are_a_site_each()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("two-unlocated-of-one-name.csv");
        Assert.Equal(["Lodge: M10", "Lodge: M9"], await SitesAsync(town));
    }

    [Fact]
    public async Task Services_whose_address_begins_with_a_building_s_name_stand_in_it()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-hall.csv");
        await town.ImportAsync("library-inside-a-town-hall.csv", "library");
        Assert.Equal(
            ["Mill Branch Library: TH2", "Waterside Cafe Library: Waterside Cafe Library | ZZ1 2AA", "Waterside Hall (Town Hall, Annexe): Local Studies | ZZ1 1AA TH1 Town Library | ZZ1 1AA"],
            await SitesAsync(town));
        Assert.Equal(["Local Studies", "Town Library"], await town.ColumnAsync(
            "SELECT v.name FROM service v JOIN service_at_location l ON l.service_id = v.id JOIN site s ON s.id = l.site_id WHERE s.name LIKE 'Waterside Hall%' ORDER BY 1"));
    }

    [Fact]
    public async Task A_like_name_at_the_same_place_is_the_same_site_and_the_rule_is_kept()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-hall.csv");
        await town.ImportAsync("library-of-the-same-name.csv", "library");
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM site"));
        Assert.Equal(["rule like name at the same place"], await town.ColumnAsync("SELECT decided_by || ' ' || why FROM match_decision"));
        Assert.Equal(["matched-by-rule"], await town.IssuesAsync("library-of-the-same-name"));
    }

    [Fact]
    public async Task A_name_that_is_only_nearly_the_same_is_reported_and_not_merged()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-hall.csv");
        await town.ImportAsync("library-of-nearly-the-same-name.csv", "library");
        Assert.Equal(3L, await town.ScalarAsync("SELECT count(*) FROM site"));
        Assert.Equal(["possible-match"], await town.IssuesAsync("library-of-nearly-the-same-name"));
        await town.ImportAsync("library-of-nearly-the-same-name.csv", "library", m => Milltown.ReadAfresh(m, "again"));
        Assert.Equal(["possible-match"], await town.IssuesAsync("library-of-nearly-the-same-name"));
        await MatchReview.DecideAsync(town.Writer, "library-of-nearly-the-same-name", "Mill Brooks Library | ZZ1 1AB", (long)(await town.ScalarAsync("SELECT site_id FROM source_record WHERE record_key = 'TH2'"))!, false, "another building", "steward",
            TestContext.Current.CancellationToken);
        await town.ImportAsync("library-of-nearly-the-same-name.csv", "library", m => Milltown.ReadAfresh(m, "decided"));
        Assert.Empty(await town.IssuesAsync("library-of-nearly-the-same-name"));
    }

    [Fact]
    public async Task What_protects_a_place_goes_with_its_record_when_people_join_and_part_places()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("register", "AssetCode,PropertyName,CoordinateReferenceSystem,GeoX,GeoY,HoldingType\nA1,Council Offices,WGS84,-2.34,53.43,Buildings\n", "register");
        await town.ImportTextAsync("listed", "id,name,longitude,latitude,grade\n1234567,The Old Corn Exchange,-2.3405,53.4302,II\n", "designation", m => m with { SiteUse = "listed_building", Values = new Dictionary<string, string> { ["designation"] = "listed_building" } });
        var offices = (long)(await town.ScalarAsync("SELECT id FROM site WHERE name = 'Council Offices'"))!;
        Task DecideAsync(bool isSame) => MatchReview.DecideAsync(town.Writer, "listed", "1234567", offices, isSame, "the list's own map", "steward", TestContext.Current.CancellationToken);
        const string protectedPlaces = "SELECT s.name || ' ' || s.is_current FROM site_designation d JOIN site s ON s.id = d.site_id";
        Assert.Equal("The Old Corn Exchange true", await town.ScalarAsync(protectedPlaces));
        await DecideAsync(true);
        Assert.Equal("Council Offices true", await town.ScalarAsync(protectedPlaces));
        await DecideAsync(false);
        Assert.Equal("The Old Corn Exchange true", await town.ScalarAsync(protectedPlaces));
    }

    [Fact]
    public async Task A_person_s_decision_overrules_the_rule_at_the_next_import()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-hall.csv");
        await town.ImportAsync("library-of-the-same-name.csv", "library");
        await town.ScalarAsync("UPDATE match_decision SET is_same = false, decided_by = 'steward', why = 'moved out in May'");
        // The same rows under a changed manifest: an import that does something.
        await town.ImportAsync("library-of-the-same-name.csv", "library", m => Milltown.ReadAfresh(m, "again"));
        Assert.Equal(["Mill Branch Library: Mill Branch Library | ZZ1 1AB", "Mill Branch Library: TH2", "Waterside Hall (Town Hall, Annexe): TH1"], await SitesAsync(town));

        await town.ScalarAsync("UPDATE match_decision SET is_same = true, why = 'moved back'");
        await town.ImportAsync("library-of-the-same-name.csv", "library", m => Milltown.ReadAfresh(m, "once more"));
        Assert.Equal(["Mill Branch Library: Mill Branch Library | ZZ1 1AB TH2", "Waterside Hall (Town Hall, Annexe): TH1"], await SitesAsync(town));
    }

    private static Task<List<string>> SitesAsync(Milltown town) => town.ColumnAsync(
        """
        SELECT (s.name || ': ' || string_agg(r.record_key, ' ' ORDER BY r.record_key COLLATE "C")) COLLATE "C" AS told
        FROM site s
        JOIN source_record r ON r.site_id = s.id
        WHERE s.is_current
        GROUP BY s.id, s.name
        ORDER BY told
        """);
}
