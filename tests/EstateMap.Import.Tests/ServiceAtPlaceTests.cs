using EstateMap.Database;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Services of any kind at a place, and what a manifest may say of a whole file.</summary>
public sealed class ServiceAtPlaceTests
{
    [Fact]
    public async Task Trap_52_Rows_that_share_the_files_own_number_for_a_place_are_one_site()
    {
        await using var town = await Milltown.NewAsync();
        var summary = await town.ImportAsync("facilities-of-numbered-sites.csv", "service", m => Service(m) with { Key = ["place_id", "name", "access_type"] });
        Assert.Equal((3, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["2", "1"], await town.ColumnAsync("SELECT count(*)::text FROM source_record WHERE dataset_id = 'facilities-of-numbered-sites' GROUP BY site_id ORDER BY count(*) DESC"));
        Assert.Equal(["Field House", "Mill Lane Sports Hall"], await town.ColumnAsync("SELECT name FROM organisation WHERE kind = 'voluntary' ORDER BY name"));
    }

    [Fact]
    public async Task A_row_that_comes_later_joins_the_place_of_its_number()
    {
        await using var town = await Milltown.NewAsync();
        await using var folder = await Scratch.NewAsync("facilities-of-numbered-sites.csv", lines => lines[..3]);
        Func<Manifest, Manifest> numbered = m => Service(m) with { Key = ["place_id", "name", "access_type"] };
        await town.ImportFileAsync(folder.File, "csv", "service", numbered);
        await File.AppendAllTextAsync(folder.File, "501,Mill Lane Sports Hall,Squash courts,Members,2,ZZ1 0AB,-2.3201,53.4401\n", TestContext.Current.CancellationToken);
        await town.ImportFileAsync(folder.File, "csv", "service", numbered);
        Assert.Equal(1L, await town.ScalarAsync("SELECT count(DISTINCT site_id) FROM source_record WHERE dataset_id = 'facilities-of-numbered-sites'"));
    }

    [Fact]
    public async Task Trap_59_Hours_in_a_column_a_day_become_a_schedule_and_closed_days_have_none()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("hours-in-a-column-a-day.csv", "service", Service);
        Assert.Equal(["MO 09:00:00 12:30:00", "MO 13:00:00 17:00:00", "TU 09:00:00 17:00:00"],
            await town.ColumnAsync("SELECT concat_ws(' ', byday, opens_at, closes_at) FROM schedule ORDER BY 1"));
        Assert.Equal("1 Mill Lane, Millgate", await town.ScalarAsync("SELECT content->>'address' FROM source_record WHERE dataset_id = 'hours-in-a-column-a-day'"));
    }

    [Fact]
    public async Task Coordinates_in_the_key_tell_things_of_one_name_apart_to_a_metre()
    {
        await using var town = await Milltown.NewAsync();
        var summary = await town.ImportAsync("two-things-of-one-name.csv", "service", m => Service(m) with { Key = ["name", "longitude", "latitude"] });
        Assert.Equal((2, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["Old Mill | -2.34 | 53.43", "Old Mill | -2.3409 | 53.43"], await town.ColumnAsync("SELECT record_key FROM source_record WHERE dataset_id = 'two-things-of-one-name' ORDER BY 1"));
        Assert.Equal(["duplicate-row"], await town.IssuesAsync("two-things-of-one-name"));
    }

    [Fact]
    public async Task What_is_separate_never_becomes_another_sources_place()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        await town.ImportAsync("two-things-of-one-name.csv", "service", m => Service(m) with { Key = ["name", "longitude", "latitude"], IsSeparate = true });
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM (SELECT FROM source_record WHERE site_id IS NOT NULL GROUP BY site_id HAVING count(DISTINCT dataset_id) > 1) shared"));
        // The same rows without the word do, which shows that it was the word.
        await using var other = await Milltown.NewAsync();
        await other.ImportAsync("plain-register.csv");
        await other.ImportAsync("two-things-of-one-name.csv", "service", m => Service(m) with { Key = ["name", "longitude", "latitude"] });
        Assert.Equal(1L, await other.ScalarAsync("SELECT count(*) FROM (SELECT FROM source_record WHERE site_id IS NOT NULL GROUP BY site_id HAVING count(DISTINCT dataset_id) > 1) shared"));
    }

    [Fact]
    public async Task A_value_said_of_the_whole_file_fills_what_rows_leave_out_and_needs_no_column()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("two-things-of-one-name.csv", "service", m => Service(m) with
        {
            Key = ["name", "longitude", "latitude"],
            Values = new Dictionary<string, string> { ["description"] = "Open to all", ["postcode"] = "ZZ1 0AB" },
        });
        Assert.Equal(["Open to all ZZ1 1AA", "Open to all ZZ1 1AA"], await town.ColumnAsync("SELECT concat_ws(' ', content->>'description', content->>'postcode') FROM source_record WHERE dataset_id = 'two-things-of-one-name'"));
        var fault = Assert.Throws<UsageException>(() => Manifest.Parse(ManifestText("\"values\": { \"colour\": \"red\" }"), "odd.json"));
        Assert.Contains("has no field 'colour'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_optional_file_that_cannot_be_had_is_left_out_with_a_word()
    {
        await using var town = await Milltown.NewAsync();
        var folder = Directory.CreateTempSubdirectory("estatemap-test-");
        try
        {
            var cancel = TestContext.Current.CancellationToken;
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "absent.json"), ManifestText("\"isOptional\": true"), cancel);
            var summary = await PlaceImport.RunAsync(town.Writer, ManifestCatalogue.Load(folder.FullName), new MirrorFolder(folder.FullName), null, cancel);
            Assert.Empty(summary.Datasets);
            Assert.StartsWith("absent: ", Assert.Single(summary.LeftOut), StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "absent.json"), ManifestText("\"isOptional\": false"), cancel);
            await Assert.ThrowsAsync<UsageException>(() => PlaceImport.RunAsync(town.Writer, ManifestCatalogue.Load(folder.FullName), new MirrorFolder(folder.FullName), null, cancel));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Manifest Service(Manifest manifest) => manifest with { ServiceKind = "pharmacy", SiteUse = "pharmacy", RunsItself = "voluntary", Organisation = null };

    private static string ManifestText(string more) =>
        $$"""
        { "id": "absent", "title": "Absent", "publisher": "Milltown Council", "mirrorPath": "absent.csv", "licence": "OGL-UK-3.0", "attribution": "Milltown Council", "theme": "health",
          "format": "csv", "layout": "service", "serviceKind": "pharmacy", "siteUse": "pharmacy", {{more}} }
        """;

    /// <summary>A changed copy of a fixture that a test may go on changing.</summary>
    private sealed class Scratch(DirectoryInfo folder, string file) : IAsyncDisposable
    {
        public string File { get; } = file;

        public static async Task<Scratch> NewAsync(string fixture, Func<string[], string[]> change)
        {
            var folder = Directory.CreateTempSubdirectory("estatemap-test-");
            var file = Path.Combine(folder.FullName, fixture);
            await System.IO.File.WriteAllLinesAsync(file, change(await System.IO.File.ReadAllLinesAsync(Milltown.PathOf(fixture))));
            return new Scratch(folder, file);
        }

        public ValueTask DisposeAsync()
        {
            folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
