using System.Text;
using EstateMap.Import;
using EstateMap.Import.Suggest;
using EstateMap.Server.Maps.Registers;
using EstateMap.Server.Tests.Imports;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Xunit;

namespace EstateMap.Server.Tests.Maps;

/// <summary>The register as a publication: what it says, who may see it, what changed since the last, and that reading it again changes nothing. Each test has a register of its own.</summary>
public sealed class RegisterExportTests : IAsyncLifetime
{
    private readonly ImportDesk desk = new();
    private readonly string folder = Directory.CreateTempSubdirectory("em-register-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => desk.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await desk.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // Each faulty in its own way, and right about what it does not get wrong.
    private const string Odd = """"
        OrganisationLabel,EffectiveDate,UPRN,AssetCode,PropertyName,StreetNumber,StreetName,PostTown,PostCode,CoordinateReferenceSystem,GeoX,GeoY,TenureType,TenureDetail,OtherDetail,HoldingType,BuildingSize,LandArea,EnergyRating
        Village Council,2025-03-31,1234,A1,"=HYPERLINK(""http://evil"",""Hall"")",-1,"+44 Road; ""North""",Village,ZZ1 1AA,WGS84,53.43,-2.34,Freehold,Owner Occupied,@once,Buildings,"1,234.50",,B (45)
        village council,31/03/2025,,A2,'Old Depot',,"Weir
        Road",Village,ZZ1 1OB,OSGB36,376123,392456,Licence,Other,,Land/Buildings,,0.25,
        ,,,A3,Green,,,Village,ZZ1,,,,,,Allotments,,,1e-1,A+
        ,,,A4,Café – Łódź,,,,,,,,,,,,17,,none
        """";

    public static TheoryData<string> Registers => ["Odd", "Messy", "Moorside", "Fenwick", "Harrowby", "Ashdale", "Sandford", "Real"];

    [Theory]
    [MemberData(nameof(Registers))]
    public async Task Our_own_publication_read_again_changes_nothing(string register)
    {
        var (manifest, file) = await RegisterAsync(register);
        var first = await new Importer(desk.Writer).ImportAsync(manifest, file, null, Cancel);
        Assert.True(first.RowsNew > 3);
        var published = await PublishAsync(manifest.Id);

        var second = await new Importer(desk.Writer).ImportAsync(manifest, published, null, Cancel);
        Assert.Equal("", await desk.ScalarAsync($"SELECT string_agg(record_key || ' ' || (f->>'field') || ' ' || coalesce(f->>'after', ''), '; ') FROM import_change, jsonb_array_elements(fields) f WHERE f->>'field' <> 'crs' AND run_id = {second.RunId}"));
        Assert.Equal((first.RowsNew, first.RowsNew, 0, 0, 0, 0), (second.RowsRead, second.RowsUnchanged, second.RowsNew, second.RowsChanged, second.RowsMissing, second.RowsRejected));
        Assert.Equal(await File.ReadAllTextAsync(published, Cancel), await File.ReadAllTextAsync(await PublishAsync(manifest.Id), Cancel));
        // Read by itself it is whole too: nothing that it says is held up by what was stored before.
        var dataset = await RegisterExport.DescribeAsync(desk.Reader, manifest.Id, Cancel);
        Assert.Equal((0, 0, 0, first.RowsNew), Counts(await RegisterChanges.WriteAsync(desk.Reader, dataset, published, Stream.Null, Cancel)));
        Assert.Equal((0, 0, 0, first.RowsNew), Counts(await RegisterChanges.WriteAsync(desk.Reader, dataset, file, Stream.Null, Cancel)));
    }

    [Theory]
    [MemberData(nameof(Registers))]
    public async Task The_metadata_is_valid_and_the_table_keeps_to_it(string register)
    {
        var (manifest, file) = await RegisterAsync(register);
        await new Importer(desk.Writer).ImportAsync(manifest, file, null, Cancel);
        var dataset = await RegisterExport.DescribeAsync(desk.Reader, manifest.Id, Cancel);
        Assert.Empty(CsvwRules.Faults(RegisterMetadata.Write(dataset, RegisterExport.FileName), await File.ReadAllTextAsync(await PublishAsync(manifest.Id), Cancel)));
    }

    [Fact]
    public async Task The_columns_are_those_of_the_code_in_its_order_and_a_spreadsheet_calculates_nothing()
    {
        var (manifest, file) = await RegisterAsync("Odd");
        await new Importer(desk.Writer).ImportAsync(manifest, file, null, Cancel);
        var lines = (await File.ReadAllTextAsync(await PublishAsync(manifest.Id), Cancel)).Split("\r\n");
        Assert.Equal(MessyRegister.Header, lines[0]);
        const string who = "Village Council,https://example.org/id/village";
        Assert.Equal($"{who},2025-03-31,000000001234,A1,\"'=HYPERLINK(\"\"http://evil\"\",\"\"Hall\"\")\",'-1,\"'+44 Road; \"\"North\"\"\",Village,ZZ1 1AA,WGS84,-2.34,53.43,Freehold,Owner Occupied,'@once,Buildings,1234.5,,B", lines[1]);
        Assert.Matches("^village council,https://example.org/id/village,2025-03-31,,A2,'Old Depot',,Weir Road,Village,ZZ1 1[0O]B,WGS84,-2\\.36\\d+,53\\.42\\d+,Licence,Other,,Land/Buildings,,0.25,$", lines[2]);
        // What an import assumes is not published as if the council had said it.
        Assert.Equal($"{who},,,A3,Green,,,Village,ZZ1,,,,,,Allotments,,,0.1,A+", lines[3]);
        Assert.Equal($"{who},,,A4,Café – Łódź,,,,,,,,,,,,17,,", lines[4]);
    }

    [Fact]
    public async Task It_is_served_with_a_link_to_its_metadata()
    {
        await desk.ImportAsync(ImportDesk.First);
        using var answer = await desk.Http.GetAsync("/exports/register.csv?dataset=village-register", Cancel);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(4, (await answer.Content.ReadAsStringAsync(Cancel)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var link = Assert.Single(answer.Headers.GetValues("Link"));
        Assert.EndsWith(">; rel=\"describedby\"; type=\"application/csvm+json\"", link, StringComparison.Ordinal);
        using var metadata = await desk.Http.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)], Cancel);
        Assert.Equal("application/csvm+json", metadata.Content.Headers.ContentType!.MediaType);
        Assert.Empty(CsvwRules.Faults(await metadata.Content.ReadAsByteArrayAsync(Cancel), await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Theory]
    [InlineData("/exports/register.csv", "Say which register: 'dataset' is the id of a dataset.")]
    [InlineData("/exports/register.csv?dataset=castles", "There is no dataset 'castles'.")]
    [InlineData("/exports/register.csv-metadata.json?dataset=castles", "There is no dataset 'castles'.")]
    [InlineData("/exports/register.csv?dataset=parks", "The dataset 'parks' is no register of land and buildings.")]
    public async Task Who_asks_for_what_is_no_register_is_told(string address, string sentence)
    {
        var path = Path.Combine(folder, "parks.csv");
        await File.WriteAllTextAsync(path, "name,postcode,lon,lat\nMill Park,ZZ1 1AA,-2.34001,53.43001\n", Cancel);
        await new Importer(desk.Writer).ImportAsync(Manifest.Parse(ImportDesk.Manifest, "parks") with { Id = "parks", Layout = "site", Theme = "green" }, path, null, Cancel);
        using var answer = await desk.Http.GetAsync(address, Cancel);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_reader_may_not_see_is_in_neither_table_nor_changes()
    {
        await desk.ImportAsync(ImportDesk.First);
        await desk.ImportAsync(ImportDesk.Second);
        await desk.ScalarAsync("UPDATE property SET visibility = 'restricted' WHERE asset_code IN ('A1', 'A2') RETURNING asset_code");
        Assert.Equal(["A3", "A4"], (await File.ReadAllLinesAsync(await PublishAsync("village-register"), Cancel))[1..].Select(line => line.Split(',')[4]));
        using var changes = new MemoryStream();
        var dataset = await RegisterExport.DescribeAsync(desk.Reader, "village-register", Cancel);
        await RegisterChanges.WriteAsync(desk.Reader, dataset, RegisterChanges.Last, changes, Cancel);
        Assert.DoesNotContain("Town Hall", Encoding.UTF8.GetString(changes.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain("Old Depot", Encoding.UTF8.GetString(changes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_since_the_last_publication_is_told_row_by_row_and_in_words()
    {
        var old = Path.Combine(folder, "old.csv");
        await File.WriteAllTextAsync(old, ImportDesk.First, Cancel);
        await desk.ImportAsync(ImportDesk.First);
        await desk.ImportAsync(ImportDesk.Second);
        const string expected = """
            Change,AssetCode,PropertyName,Column,Before,After
            changed,A1,Town Hall,TenureType,Freehold,Leasehold
            added,A4,New Library,,,
            removed,A2,Old Depot,,,

            """;
        foreach (var since in (string[])[old, "last", await desk.ScalarAsync("SELECT base_run_id FROM import_run r JOIN dataset d ON d.active_run_id = r.id")])
        {
            var output = Path.Combine(folder, "out");
            using var program = EstateMapProgram.Start(["export", "register", "--dataset", "village-register", "--out", output, "--since", since, "--database", desk.ConnectionString]);
            Assert.Equal((0, ""), (await program.EndAsync(Cancel), program.Error));
            Assert.Equal(expected, (await File.ReadAllTextAsync(Path.Combine(output, "changes.csv"), Cancel)).ReplaceLineEndings("\n"));
            Assert.Contains($"Since {since}: 1 added, 1 removed, 1 changed, 1 as they were.\n  TenureType changed on 1\n", program.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Equal(["changes.csv", "register.csv", "register.csv-metadata.json"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("nowhere.csv", "There is no file nowhere.csv, nor is it 'last' or the number of a run.")]
    [InlineData("last", "The dataset 'village-register' was imported only once; there is nothing before it.")]
    [InlineData("4711", "Run 4711 is none of the dataset 'village-register' that was ever served.")]
    public async Task A_publication_that_there_is_not_is_named_and_nothing_is_written(string since, string sentence)
    {
        await desk.ImportAsync(ImportDesk.First);
        var output = Path.Combine(folder, "out");
        using var program = EstateMapProgram.Start(["export", "register", "--dataset", "village-register", "--out", output, "--since", since, "--database", desk.ConnectionString]);
        Assert.Equal(2, await program.EndAsync(Cancel));
        Assert.StartsWith($"estatemap: {sentence}", program.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(output));
    }

    [Fact]
    public async Task What_was_put_right_by_hand_is_published_and_reading_it_again_settles_the_edit()
    {
        await desk.ImportAsync(ImportDesk.First);
        await HandEdits.SaveAsync(desk.Writer, "village-register", "A2", "name", "Depot of old", "misspelt", "editor", Cancel);
        var published = await PublishAsync("village-register");
        Assert.Contains(",A2,Depot of old,", await File.ReadAllTextAsync(published, Cancel), StringComparison.Ordinal);
        var run = await new Importer(desk.Writer).ImportAsync(Manifest.Parse(ImportDesk.Manifest, "village"), published, null, Cancel);
        Assert.Equal((2, 1, 0, 0), (run.RowsUnchanged, run.RowsChanged, run.RowsNew, run.RowsMissing));
        Assert.Equal("crs", await desk.ScalarAsync($"SELECT string_agg(f->>'field', ' ') FROM import_change, jsonb_array_elements(fields) f WHERE run_id = {run.RunId}"));
        Assert.Equal("0", await desk.ScalarAsync("SELECT count(*) FROM hand_edit"));
        Assert.Equal("Depot of old", await desk.ScalarAsync("SELECT name FROM property WHERE asset_code = 'A2'"));
    }

    private static (int, int, int, int) Counts(RegisterChangeCounts counts) => (counts.Added, counts.Removed, counts.Changed, counts.Unchanged);

    private static string Messy()
    {
        using var text = new StringWriter();
        new MessyRegister(2_000, seed: 5).Write(text);
        return text.ToString();
    }

    private async Task<string> PublishAsync(string id)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.csv");
        await using var output = File.Create(path);
        await RegisterExport.WriteAsync(desk.Reader, await RegisterExport.DescribeAsync(desk.Reader, id, Cancel), output, withBom: false, Cancel);
        return path;
    }

    private async Task<(Manifest Manifest, string Path)> RegisterAsync(string register)
    {
        var plain = Manifest.Parse(ImportDesk.Manifest, "village") with { Organisation = new ManifestOrganisation { Name = "Village Council", Kind = "council", Uri = "https://example.org/id/village" } };
        if (register == "Real")
            return (plain with { AsAt = null }, RealFiles.Get("trafford/council_estate/trafford_land_and_building_assets.csv"));
        var path = Path.Combine(folder, $"{register} assets.csv");
        if (register is "Odd" or "Messy")
        {
            await File.WriteAllTextAsync(path, register == "Odd" ? Odd : Messy(), Cancel);
            return (plain, path);
        }

        await File.WriteAllBytesAsync(path, (register switch { "Moorside" => OtherCouncil.Moorside(), "Fenwick" => OtherCouncil.Fenwick(), "Harrowby" => OtherCouncil.Harrowby(), "Ashdale" => OtherCouncil.Ashdale(), _ => OtherCouncil.Sandford() }).File, Cancel);
        var suggestion = await Suggester.SuggestAsync(path, new SuggestOptions { Title = "Assets", Publisher = $"{register} Council", Licence = "OGL-UK-3.0" }, Cancel);
        return (Manifest.Parse(suggestion.ManifestJson(), register), path);
    }
}
