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
