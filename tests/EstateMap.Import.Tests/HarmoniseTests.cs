using EstateMap.Import.Phases;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Every value in one spelling; what cannot be read is left empty and reported.</summary>
public sealed class HarmoniseTests
{
    [Theory]
    [InlineData("m32 0xz", "Full", "M32 0XZ")]
    [InlineData(" WA15OHF ", "Repaired", "WA15 0HF")]
    [InlineData("M32 OXZ", "Repaired", "M32 0XZ")]
    [InlineData("M41", "OutwardOnly", "M41")]
    [InlineData("WA14 1", "OutwardOnly", "WA14")]
    [InlineData("EC1A 1BB", "Full", "EC1A 1BB")]
    [InlineData("WA154 1HF", "Invalid", null)]
    [InlineData("Manchester", "Invalid", null)]
    [InlineData("", "Invalid", null)]
    public void Trap_75_Postcodes_are_read_in_any_spacing(string text, string outcome, string? value)
    {
        var read = Postcodes.Parse(text);
        Assert.Equal(outcome, read.Outcome.ToString());
        Assert.Equal(value, read.Value);
    }

    [Fact]
    public async Task Trap_10_A_uprn_is_text_of_twelve_digits()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        await town.ImportAsync("uprn-too-long.csv");
        Assert.Equal(["000123456789"], await town.ColumnAsync("SELECT uprn FROM site_uprn"));
        Assert.Equal(["invalid-uprn"], await town.IssuesAsync("uprn-too-long"));
    }

    [Theory]
    [InlineData("d", "D")]
    [InlineData("Band A", "A")]
    [InlineData("EPC rating: C", "C")]
    [InlineData("D (87)", "D")]
    [InlineData("B-45", "B")]
    [InlineData("Exempt", "-")]
    [InlineData("Band", "-")]
    public async Task An_energy_rating_is_its_letter(string text, string rating)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("register", $"AssetCode,PropertyName,HoldingType,EnergyRating\nA1,Old Mill,Buildings,{text}\n", "register");
        Assert.Equal(rating == "-" ? [] : [rating], await town.ColumnAsync("SELECT rating FROM energy_certificate"));
        Assert.Equal(rating == "-", (await town.IssuesAsync("register")).Contains("invalid-value"));
    }

    [Fact]
    public async Task Trap_31_All_spellings_of_nothing_are_nothing()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("null-spellings.csv");
        Assert.Empty(await town.IssuesAsync("null-spellings"));
        Assert.Equal(["asset_code", "crs", "holding_type", "latitude", "location_method", "location_precision", "longitude", "name", "organisation_key", "organisation_name", "use"],
            await town.ColumnAsync("SELECT jsonb_object_keys(content) COLLATE \"C\" AS key FROM source_record WHERE dataset_id = 'null-spellings' ORDER BY key"));
    }

    [Fact]
    public async Task Trap_14_An_empty_land_area_is_unknown_and_never_nought()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("no-land-area.csv");
        Assert.Equal(["-", "-"], await town.ColumnAsync("SELECT land_area_ha FROM property"));
        Assert.Equal(["invalid-value"], await town.IssuesAsync("no-land-area"));
    }

    [Fact]
    public async Task Numbers_and_dates_are_read_or_reported()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("odd-numbers-and-dates.csv");
        Assert.Equal(["1234.50"], await town.ColumnAsync("SELECT area_m2 FROM floor_area"));
        Assert.Equal(["2025-01-31", "2025-01-31"], await town.ColumnAsync("SELECT as_at::text FROM source_record WHERE dataset_id = 'odd-numbers-and-dates' AND as_at IS NOT NULL"));
        Assert.Equal(["invalid-date", "invalid-number", "invalid-value"], await town.IssuesAsync("odd-numbers-and-dates"));
    }

    [Fact]
    public async Task What_no_column_can_hold_is_reported_and_the_import_goes_on()
    {
        await using var town = await Milltown.NewAsync();
        var run = await town.ImportAsync("ages-upside-down-and-a-name-without-end.csv", "library");
        Assert.Equal(["299 - -", "12 5 11"], await town.ColumnAsync("SELECT concat_ws(' ', length(name), coalesce(minimum_age::text, '-'), coalesce(maximum_age::text, '-')) FROM service ORDER BY length(name) DESC"));
        Assert.Equal(["invalid-value", "invalid-value"], await town.IssuesAsync("ages-upside-down-and-a-name-without-end"));
        Assert.Equal(2, run.RowsNew);
    }

    [Fact]
    public async Task Trap_16_Words_are_read_as_the_vocabulary_spells_them()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("tenure-in-odd-case.csv");
        Assert.Equal(["leasehold_out", "-"], await town.ColumnAsync("SELECT t.tenure_detail FROM tenure t JOIN property p ON p.id = t.property_id ORDER BY p.asset_code"));
        Assert.Equal(["term-spelling", "unknown-term"], await town.IssuesAsync("tenure-in-odd-case"));
        await town.ImportAsync("freehold-leasehold-in.csv");
        Assert.Equal(["tenure-contradictory"], await town.IssuesAsync("freehold-leasehold-in"));
    }

    [Theory]
    [InlineData("garbled-text.csv", "Rent of Â£62", "mojibake")]
    [InlineData("html-in-text.csv", "Click House", "markup-removed")]
    [InlineData("control-characters.csv", "Bell House", "control-character")]
    public async Task Odd_text_is_reported_and_harmless(string fixture, string name, string issue)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync(fixture);
        Assert.Equal([name], await town.ColumnAsync("SELECT name FROM property"));
        Assert.Contains(issue, await town.IssuesAsync(Path.GetFileNameWithoutExtension(fixture)));
    }

    [Theory]
    [InlineData("Mon-Fri: 6:30am-10:00pm, Sat-Sun: 8:00am-6:00pm", "MO,TU,WE,TH,FR 06:30-22:00; SA,SU 08:00-18:00")]
    [InlineData("Mon-Fri: 6.30am-10:00pm, Sat-Sun 9:00am-5:00pm", "MO,TU,WE,TH,FR 06:30-22:00; SA,SU 09:00-17:00")]
    [InlineData("Tuesdays, Wednesdays and Fridays, 10am-2pm", "TU,WE,FR 10:00-14:00")]
    [InlineData("Monday to Friday, 9.30am-4pm", "MO,TU,WE,TH,FR 09:30-16:00")]
    [InlineData("Mon 09:00-12:30", "MO 09:00-12:30")]
    [InlineData("Mon 12am-1am", "MO 00:00-01:00")]
    public void Trap_42_Opening_hours_that_can_be_read_one_way_only_become_times(string text, string expected) =>
        Assert.Equal(expected, string.Join("; ", OpeningHours.Parse(text).Select(o => $"{o.ByDay} {o.OpensAt:HH:mm}-{o.ClosesAt:HH:mm}")));

    [Theory]
    [InlineData("Monday to Thursdays, 9-5pm for calls; 10am-2pm for food collections")]
    [InlineData("Evenings, Weekends and School Holidays")]
    [InlineData("Pitch bookings only: Mon-Fri: 5:00pm-10:00pm")]
    [InlineData("Mon-Fri 10pm-2am")]
    [InlineData("Fri-Mon 9am-5pm")]
    [InlineData("Mon 25:00-26:00")]
    [InlineData("Mon 9-5")]
    public void Trap_79_Opening_hours_that_are_not_certain_stay_in_the_source_s_words(string text) =>
        Assert.Equal([new Opening(null, null, null, text)], OpeningHours.Parse(text));

    [Theory]
    [InlineData("Trafford Leisure CIC.", "trafford leisure")]
    [InlineData("Marks & Sons Ltd", "marks and sons")]
    [InlineData("St. John’s", "st johns")]
    [InlineData("Ltd", "ltd")]
    public void Organisations_are_told_apart_by_the_words_of_their_names(string name, string key) => Assert.Equal(key, Names.Key(name));
}
