using EstateMap.Testing;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Community assets, links, joined files, and the sample that has them all.</summary>
public sealed class CommunityTests
{
    [Fact]
    public async Task Assets_stand_on_the_sites_they_refer_to()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        await town.ImportAsync("groups.csv", "community_asset");
        Assert.Equal(["Lost Choir culture false", "Mill Menders associations Old Mill Menders Ltd true"], await town.ColumnAsync(
            "SELECT concat_ws(' ', c.name, c.abcd_class, s.name, o.name, c.is_illustrative::text) FROM community_asset c LEFT JOIN site s ON s.id = c.site_id LEFT JOIN organisation o ON o.id = c.organisation_id ORDER BY 1"));
        Assert.Equal(["required-value-missing", "unknown-reference", "unknown-term"], await town.IssuesAsync("groups"));
    }

    [Fact]
    public async Task Links_join_things_that_are_loaded_and_others_are_rejected_with_the_reason()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        await town.ImportAsync("groups.csv", "community_asset");
        var run = await town.ImportAsync("links.csv", "link");
        Assert.Equal(["L1 meets_at Mill Menders Old Mill [2024-01-01,)", "L2 funds Mill Menders New Fund Ltd"], await town.ColumnAsync(
            """
            SELECT concat_ws(' ', l.record_key, l.kind, coalesce(f.name, t.name), s.name, o.name, l.period::text)
            FROM link l
            LEFT JOIN community_asset f ON f.id = l.from_community_asset_id
            LEFT JOIN community_asset t ON t.id = l.to_community_asset_id
            LEFT JOIN site s ON s.id = l.to_site_id
            LEFT JOIN organisation o ON o.id = l.from_organisation_id
            ORDER BY 1
            """));
        Assert.Equal(["invalid-value", "required-value-missing", "unknown-reference", "unknown-reference", "unknown-term"], await town.IssuesAsync("links"));
        Assert.Equal(4, run.RowsRejected);
    }

    [Fact]
    public async Task What_people_changed_of_an_asset_stays_when_its_file_comes_again_and_a_conflict_is_told()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("clubs", "id,name,abcd_class,description\nC1,Mill Menders,associations,Mends\nC2,Lost Choir,culture,Sings\n", "community_asset");
        // As a contribution writes it: the field, and what the file said of it then.
        await town.ScalarAsync("""
            UPDATE community_asset SET name = 'Mill Menders and Makers', kept_fields = '{"name": "Mill Menders"}' WHERE record_key = 'C1';
            UPDATE community_asset SET is_removed = true, is_current = false WHERE record_key = 'C2'
            """);
        await town.ImportTextAsync("clubs", "id,name,abcd_class,description\nC1,Mill Menders,associations,Mends and makes\nC2,Lost Choir,culture,Sings loudly\n", "community_asset");
        Assert.Equal(["Lost Choir: Sings loudly false 2", "Mill Menders and Makers: Mends and makes true 2"], await town.ColumnAsync("SELECT name || ': ' || description || ' ' || is_current || ' ' || version FROM community_asset ORDER BY 1"));
        Assert.DoesNotContain("edit-conflict", await town.IssuesAsync("clubs"));
        await town.ImportTextAsync("clubs", "id,name,abcd_class,description\nC1,Menders of the Mill,associations,Mends and makes\nC2,Lost Choir,culture,Sings loudly\n", "community_asset");
        Assert.Equal("Mill Menders and Makers, the file says Menders of the Mill", await town.ScalarAsync("SELECT name || ', the file says ' || (kept_fields ->> 'name') FROM community_asset WHERE record_key = 'C1'"));
        Assert.Contains("edit-conflict", await town.IssuesAsync("clubs"));
    }

    [Fact]
    public async Task A_link_to_what_is_not_loaded_yet_comes_in_once_that_is_loaded()
    {
        await using var town = await Milltown.NewAsync();
        const string links = "id,kind,from,to,evidence\nL1,occupies,organisation:Mill Trust,site:later/A1,seen\n";
        var first = await town.ImportTextAsync("links", links, "link");
        Assert.Equal((0, 1), (first.RowsNew, first.RowsRejected));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM source_record WHERE dataset_id = 'links'"));
        await town.ImportTextAsync("later", "AssetCode,PropertyName,HoldingType\nA1,Old Mill,Buildings\n", "register");
        var second = await town.ImportTextAsync("links", links, "link");
        Assert.Equal(("activated", 1, 0), (second.Status, second.RowsNew, second.RowsRejected));
        Assert.Equal("Mill Trust Old Mill", await town.ScalarAsync("SELECT concat_ws(' ', o.name, s.name) FROM link l JOIN organisation o ON o.id = l.from_organisation_id JOIN site s ON s.id = l.to_site_id"));
    }

    [Fact]
    public async Task Trap_58_A_joined_file_adds_its_fields_whatever_the_case_of_the_name()
    {
        await using var town = await Milltown.NewAsync();
        var join = new ManifestJoin
        {
            MirrorPath = "practice-registrations.csv",
            On = ["name"],
            Columns = new Dictionary<string, string[]> { ["id"] = ["practice_code"], ["name"] = ["practice_name"], ["capacity"] = ["registered_patients"] },
        };
        await town.ImportAsync("practices.csv", "general_practice", m => m with { Join = join, AsAt = new DateOnly(2026, 1, 23), Key = ["name", "postcode"] }, "practice-registrations.csv");
        Assert.Equal(["Mill Surgery 7855 Mill Surgery nhs"], await town.ColumnAsync("SELECT concat_ws(' ', v.name, v.capacity, o.name, o.kind) FROM service v JOIN organisation o ON o.id = v.organisation_id"));
        // The joined file's "locality" is a neighbourhood; nobody named it, so it is not taken for a suburb.
        Assert.Equal(["2 Mill Lane Milltown"], await town.ColumnAsync("SELECT concat_ws(' ', street_number, street_name, locality, post_town) FROM site"));
        Assert.Equal(["join-unmatched"], await town.IssuesAsync("practices"));
        Assert.Equal(["2026-01-23"], await town.ColumnAsync("SELECT as_at::text FROM source_record WHERE dataset_id = 'practices'"));
    }

    [Fact]
    public async Task Rows_of_a_joined_file_that_are_not_used_are_all_told()
    {
        await using var town = await Milltown.NewAsync();
        using var files = new MadeFiles();
        var main = files.Write("clubs.csv", "name,postcode\nMill Club,ZZ1 1AA\n");
        var join = files.Write("places.csv", "name,capacity\nMill Club,20\nMill Club,30\nBrook Club,5\nToo,many,values\n");
        var manifest = Milltown.Manifest("clubs.csv", "service", m => m with
        {
            ServiceKind = "leisure_centre",
            Join = new ManifestJoin { MirrorPath = "places.csv", On = ["name"], Columns = new Dictionary<string, string[]> { ["capacity"] = ["capacity"] } },
        });
        await new Importer(town.Writer).ImportAsync(manifest, [main, join], null, TestContext.Current.CancellationToken);
        Assert.Equal(20, await town.ScalarAsync("SELECT capacity FROM service"));
        Assert.Equal(3, (await town.IssuesAsync("clubs")).Count(type => type == "join-unmatched"));
    }

    [Fact]
    public async Task The_sample_comes_in_whole_and_gives_way_to_real_files_without_a_trace()
    {
        await using var database = new Empty();
        await database.InitializeAsync();
        var sample = Path.Combine(Repository.Root, "geodata", "sample");
        var cancellation = TestContext.Current.CancellationToken;
        var summary = await PlaceImport.RunAsync(database.Writer, ManifestCatalogue.Load(Path.Combine(sample, "datasets")), new MirrorFolder(sample), null, cancellation);
        Assert.All(summary.Datasets, d => Assert.Equal(("activated", 0), (d.Status, d.RowsRejected)));
        Assert.Equal([241_025, 241_025, 241_025, 241_025], summary.Figures.Areas.Select(a => Math.Round(a.People!.Value)).ToArray());
        Assert.Equal((15, 24), (summary.Figures.CommunityAssets, summary.Figures.Links));

        // Taken back and loaded again, so that older versions of its records are kept too.
        await new Importer(database.Writer).UndoAsync("sample-libraries", cancellation);
        await PlaceImport.RunAsync(database.Writer, ManifestCatalogue.Load(Path.Combine(sample, "datasets")), new MirrorFolder(sample), null, cancellation);
        Assert.NotEqual(0L, await database.Writer.ScalarAsync("SELECT count(*) FROM record_version"));
        await SampleRemoval.RunAsync(database.Writer, cancellation);
        Assert.Equal(0L, await database.Writer.ScalarAsync(
            """
            SELECT (SELECT count(*) FROM site) + (SELECT count(*) FROM area) + (SELECT count(*) FROM service) + (SELECT count(*) FROM community_asset) + (SELECT count(*) FROM link)
                 + (SELECT count(*) FROM organisation) + (SELECT count(*) FROM dataset) + (SELECT count(*) FROM import_issue) + (SELECT count(*) FROM postcode) + (SELECT count(*) FROM demand_point)
            """));
    }

    private sealed class Empty : PostgisFixture, IAsyncDisposable;
}
