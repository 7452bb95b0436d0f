using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Phases;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Personal addresses and numbers are counted, and stored nowhere.</summary>
public sealed class PersonalDataTests
{
    private static readonly string[] Personal =
    [
        "bob.smith", "gmail", "jane_doe", "example.org", "kim@", "lee%40", "sam@", "pat@", "max@", "eve@", "ann@", "ivy@", "joe@", "zoe@", "boss@", "jane@gmail", "Bob Smith", "Jane Doe", "Kim Lee",
        "7700900", "7700 900", "07700",
    ];

    [Theory]
    [InlineData("<!--")]
    [InlineData("a@a@")]
    [InlineData("<a ")]
    [InlineData("07 ")]
    [InlineData("+44 -.")]
    [InlineData("7(")]
    public void A_cell_made_to_be_sought_through_for_ever_is_read_in_one_pass(string unit)
    {
        foreach (var text in new[] { string.Concat(Enumerable.Repeat(unit, 500_000 / unit.Length)), "@7000000000" + new string('a', 500_000), "+44" + new string(' ', 500_000) + "700000000" })
        {
            var read = TextCleaning.SingleSpaced(TextCleaning.HasMarkup(text) ? TextCleaning.WithoutMarkup(text) : text);
            Assert.InRange(PersonalData.Clear(read, out var dropped).Length, 0, text.Length + dropped * "[removed]".Length);
        }
    }

    [Theory]
    [InlineData("Keyholder", true)]
    [InlineData("Tenant name", true)]
    [InlineData("Area Manager", true)]
    [InlineData("SiteContactName", true)]
    [InlineData("Holding type", false)]
    [InlineData("Property name", false)]
    public async Task Columns_that_announce_people_are_blank_in_rejected_rows(string header, bool isPersonal)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("register", $"AssetCode,Asset name,{header}\nA1,Mill,Zoe Example\n,Nameless,Ann Example\n", "register");
        Assert.Equal(1L, await town.ScalarAsync("SELECT count(*) FROM rejected_row"));
        Assert.Equal(isPersonal, !((string)(await town.ScalarAsync("SELECT cells::text FROM rejected_row"))!).Contains("Ann Example", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("personal-data.csv", "register")]
    [InlineData("services-with-contacts.csv", "library")]
    public async Task Trap_81_No_table_holds_any_personal_data_after_importing_a_file_full_of_it(string fixture, string layout)
    {
        await using var town = await Milltown.NewAsync();
        var run = await town.ImportAsync(fixture, layout);
        var everything = await town.EverythingAsync();
        Assert.Contains(layout == "library" ? "mill.library@town.example" : "Odd uprn", everything, StringComparison.Ordinal);
        Assert.All(Personal, p => Assert.DoesNotContain(p, everything, StringComparison.OrdinalIgnoreCase));
        Assert.True(run.PersonalValuesDropped > 2, $"{run.PersonalValuesDropped} counted");

        using var rejects = new MemoryStream();
        await new RejectFile(town.Writer).WriteAsync(run.RunId, rejects, TestContext.Current.CancellationToken);
        var text = System.Text.Encoding.UTF8.GetString(rejects.ToArray());
        Assert.All(Personal, p => Assert.DoesNotContain(p, text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(LayoutNames))]
    public async Task No_layout_lets_any_of_it_in_looked_at_imported_or_rejected(string name)
    {
        var layout = Layouts.Get(name);
        await using var town = await Milltown.NewAsync();
        using var files = new MadeFiles();
        // One row with something personal in every field, one with it in every text and the rest as it should be, one without what it cannot do without.
        var rows = new[] { layout.Fields.Select(Personally), layout.Fields.Select(f => f.Kind == FieldKind.Text ? Personally(f) : Properly(f)), layout.Fields.Select(f => f.IsRequired ? "" : Personally(f)) };
        var path = files.Write("left by bob.smith@gmail.com.csv", $"{string.Join(',', layout.Fields.Select(f => f.Name))},contact\n{string.Join('\n', rows.Select(r => string.Join(',', r.Append("Bob Smith, 07700 900123")).Replace(", 0", " 0", StringComparison.Ordinal)))}\n");
        var manifest = Milltown.Manifest("full-of-it.csv", name, m => m with { AsAt = new DateOnly(2025, 1, 1), ServiceKind = "library", SiteUse = "library", Within = [new ManifestArea { Kind = "authority", Vintage = "2023" }], Area = new ManifestArea { Kind = "ward", Vintage = "2023" }, Indicator = new ManifestIndicator { Code = "any", Name = "Any" } });
        foreach (var isLook in new[] { true, false })
        {
            var said = "";
            try
            {
                var run = await new Importer(town.Writer).ImportAsync(manifest, [path], new ImportOptions { DryRun = isLook }, null, TestContext.Current.CancellationToken);
                using var rejects = new MemoryStream();
                await new RejectFile(town.Writer).WriteAsync(run.RunId, rejects, TestContext.Current.CancellationToken);
                said = System.Text.Encoding.UTF8.GetString(rejects.ToArray());
            }
            catch (UsageException refused)
            {
                said = refused.Message.Replace(path, "", StringComparison.Ordinal);
            }

            var everything = said + await town.EverythingAsync();
            Assert.Contains("full-of-it", everything, StringComparison.Ordinal);
            Assert.All(Personal, p => Assert.DoesNotContain(p, everything, StringComparison.OrdinalIgnoreCase));
        }
    }

    public static TheoryData<string> LayoutNames => [.. Layouts.All.Select(l => l.Name)];

    private static string Personally(Field field) => field.Kind switch
    {
        FieldKind.Email => "jane_doe@example.org",
        FieldKind.Telephone => "+44 (0)7700 900456",
        FieldKind.Url => "https://town.example/?ask=jane@gmail.com",
        _ => $"{field.Name[0]} ask bob.smith@gmail.com or kim＠x.uk on 07700 900123 or 0044 7700-900321",
    };

    private static string Properly(Field field) => field.Kind switch
    {
        FieldKind.Postcode => "ZZ1 1AA",
        FieldKind.Uprn => "100010000001",
        FieldKind.Coordinate => field.Name == "latitude" ? "53.43" : "-2.34",
        FieldKind.Number or FieldKind.Whole => "5",
        FieldKind.Date => "2024-01-31",
        _ => Personally(field),
    };

    [Fact]
    public async Task Role_addresses_and_public_numbers_stay()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("services-with-contacts.csv", "library");
        Assert.Equal(
            ["Mill Library, mill.library@town.example, 0161 496 0001, http://www.town.example/mill", "Moor Library, library@town.example, 01614960002", "Yard Library, https://town.example/yard?ask=[removed]"],
            await town.ColumnAsync("SELECT concat_ws(', ', name, email, telephone, url) FROM service ORDER BY name"));
        Assert.Equal(["Mill Library MO,TU,WE,TH,FR 06:30:00", "Mill Library SA,SU 08:00:00", "Moor Library MO,WE,FR 10:00:00", "Yard Library Evenings, mostly"],
            await town.ColumnAsync("SELECT concat_ws(' ', v.name, c.byday, c.opens_at, c.description) FROM schedule c JOIN service v ON v.id = c.service_id ORDER BY 1"));
    }

    [Theory]
    [InlineData("info@x.uk", true)]
    [InlineData("sale.library@x.uk", true)]
    [InlineData("Enquiries@x.uk", true)]
    [InlineData("achilds@x.uk", false)]
    [InlineData("trafflocals@x.uk", false)]
    [InlineData("information@x.uk", false)]
    public void A_role_address_is_known_by_its_words(string address, bool isRole) => Assert.Equal(isRole, PersonalData.IsRoleAddress(address));

    [Theory]
    [InlineData("07700 900123", true)]
    [InlineData("+44 (0)7700 900123", true)]
    [InlineData("7700900123", true)]
    [InlineData("7700900123.0", true)]
    [InlineData("0161 496 0000", false)]
    [InlineData("0345 222 2323", false)]
    public void A_mobile_number_is_known_however_it_is_written(string number, bool isMobile) => Assert.Equal(isMobile, PersonalData.IsMobile(number));
}
