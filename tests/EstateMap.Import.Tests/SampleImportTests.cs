using EstateMap.Testing;
using EstateMap.Testing.Sample;
using Npgsql;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>A database into which the sample was imported by the same pipeline as any other place's files.</summary>
public sealed class SampleDatabase : PostgisFixture
{
    public IReadOnlyList<ImportSummary> Summaries { get; private set; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Summaries = await ImportAsync();
    }

    public async Task<IReadOnlyList<ImportSummary>> ImportAsync()
    {
        var importer = new Importer(Writer);
        var summaries = new List<ImportSummary>();
        foreach (var manifest in ManifestCatalogue.Load(SampleFolder.Manifests).Manifests)
            summaries.Add(await importer.ImportAsync(manifest, [.. manifest.Files.Select(f => Path.Combine(SampleFolder.Path, f.MirrorPath))]));
        return summaries;
    }
}

/// <summary>What the sample is once it stands in the register.</summary>
public sealed class SampleImportTests(SampleDatabase db) : IClassFixture<SampleDatabase>
{
    [Fact]
    public void No_row_is_rejected()
    {
        Assert.Equal(17, db.Summaries.Count);
        Assert.All(db.Summaries, s => Assert.Equal((s.DatasetId, "activated", 0), (s.DatasetId, s.Status, s.RowsRejected)));
    }

    [Fact]
    public void Nothing_personal_is_in_it()
    {
        Assert.All(db.Summaries, s => Assert.Equal((s.DatasetId, 0), (s.DatasetId, s.PersonalValuesDropped)));
    }

    [Fact]
    public void What_imports_notice_is_what_was_put_there_to_be_noticed()
    {
        // Holes on purpose: two places by their postcode, one nowhere, three with half a postcode. The rest is how the real register and its postcodes are.
        var noticed = db.Summaries.SelectMany(s => s.Issues).GroupBy(i => i.Key, i => i.Value).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Sum()}");
        Assert.Equal(["far-from-postcode 1", "located-by-postcode 2", "matched-by-rule 12", "not-located 1", "outward-postcode-only 3", "possible-match 3"], noticed);
    }

    [Theory]
    [InlineData("authority", 1)]
    [InlineData("neighbourhood", 4)]
    [InlineData("ward", 21)]
    [InlineData("oa", 140)]
    public async Task Every_level_of_area_is_there_and_holds_241025_people(string kind, int areas)
    {
        Assert.Equal(areas, await CountAsync("SELECT count(*) FROM area WHERE is_schematic AND kind = $1", kind));
        Assert.Equal(241_025, await CountAsync("SELECT sum(area_population(id))::bigint FROM area WHERE kind = $1", kind));
    }

    [Fact]
    public async Task Each_small_area_belongs_wholly_to_one_ward_and_each_ward_to_its_neighbourhood()
    {
        Assert.Equal(140, await CountAsync("""
            SELECT count(*)
            FROM area_membership m
            JOIN area member ON member.id = m.member_area_id AND member.kind = 'oa'
            JOIN area ward ON ward.id = m.area_id AND ward.kind = 'ward'
            WHERE m.share = 1
            """));
        foreach (var ward in SampleInputs.Read(SampleFolder.Inputs).Wards)
        {
            Assert.Equal(1, await CountAsync("""
                SELECT count(*)
                FROM area_membership m
                JOIN area ward ON ward.id = m.member_area_id AND ward.kind = 'ward' AND ward.code = $1
                JOIN area n ON n.id = m.area_id AND n.kind = 'neighbourhood' AND n.name = $2
                WHERE m.share = 1
                """, ward.Code, ward.Neighbourhood));
        }
    }

    [Fact]
    public async Task Every_place_is_a_record_and_places_that_two_files_name_are_one_site()
    {
        Assert.Equal(165, await CountAsync("SELECT count(*) FROM source_record WHERE site_id IS NOT NULL"));
        Assert.Equal(153, await CountAsync("SELECT count(*) FROM site WHERE is_current"));
        Assert.Equal(48, await CountAsync("SELECT count(*) FROM property"));
        Assert.Equal(98, await CountAsync("SELECT count(*) FROM service"));
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM site s JOIN source_record r ON r.site_id = s.id WHERE s.name = 'Sale Leisure Centre'"));
        Assert.Equal(3, await CountAsync("SELECT count(*) FROM site s JOIN source_record r ON r.site_id = s.id WHERE s.name = 'Sale Waterside'"));
    }

    [Fact]
    public async Task All_but_one_site_are_located_and_none_lies_outside()
    {
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM site WHERE location_precision = 'unlocated'"));
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM site WHERE location_precision = 'postcode'"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM site WHERE is_outside_place"));
        Assert.Equal(0, await CountAsync("""
            SELECT count(*)
            FROM site s
            WHERE s.geom IS NOT NULL
              AND (SELECT count(*) FROM site_area x JOIN area a ON a.id = x.area_id WHERE x.site_id = s.id AND a.kind = 'ward') <> 1
            """));
    }

    [Fact]
    public async Task Groups_and_links_are_marked_illustrative_over_all_six_classes()
    {
        Assert.Equal(15, await CountAsync("SELECT count(*) FROM community_asset WHERE is_illustrative AND site_id IS NOT NULL"));
        Assert.Equal(6, await CountAsync("SELECT count(DISTINCT abcd_class) FROM community_asset"));
        Assert.Equal(24, await CountAsync("SELECT count(*) FROM link WHERE is_illustrative"));
    }

    [Fact]
    public async Task Every_dataset_says_that_it_is_the_sample()
    {
        Assert.Equal(17, await CountAsync("SELECT count(*) FROM dataset WHERE is_sample"));
        Assert.Equal(5, await CountAsync("SELECT count(*) FROM dataset WHERE is_schematic"));
    }

    [Fact]
    public async Task Made_up_people_are_assumptions_and_published_people_facts()
    {
        Assert.Equal(560, await CountAsync("SELECT count(*) FROM demand_weight WHERE basis = 'assumption'"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM demand_weight WHERE basis = 'fact'"));
        Assert.Equal(88, await CountAsync("SELECT count(*) FROM indicator_value WHERE basis = 'fact'"));
        Assert.Equal(560, await CountAsync("SELECT count(*) FROM indicator_value WHERE basis = 'assumption'"));
    }

    [Fact]
    public async Task Importing_it_again_changes_nothing()
    {
        Assert.All(await db.ImportAsync(), s => Assert.Equal((s.DatasetId, "unchanged"), (s.DatasetId, s.Status)));
    }

    private async Task<long> CountAsync(string sql, params string[] arguments)
    {
        await using var command = db.Reader.CreateCommand(sql);
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
