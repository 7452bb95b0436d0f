using Xunit;

namespace EstateMap.Import.Tests.Proposals;

public class ProposedFixesTests
{
    [Theory]
    [InlineData("garbled-text.csv", "mojibake E9 name Rent of Â£62 -> Rent of £62")]
    [InlineData("wrong-outward-code.csv", "postcode-unknown P1 postcode ZZ7 1AA -> ZZ1 1AA")]
    [InlineData("row-inside-a-name.csv", "row-in-name P1 name Old Depot,MILLTOWN,ZZ1 1AA,Freehold,LAND -> Old Depot")]
    [InlineData("house-number-in-the-street.csv", "number-in-street P1 street_name 12 Mill Lane -> Mill Lane", "number-in-street P1 street_number - -> 12")]
    [InlineData("town-misspelt-once.csv", "town-spelling P21 post_town Miltown -> Milltown")]
    [InlineData("uprn-with-its-name.csv", "invalid-uprn P1 uprn UPRN 100 012 345 678 -> 100012345678")]
    public async Task What_would_mend_a_fault_stands_beside_it(string fixture, params string[] expected)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync(fixture);
        Assert.Equal(expected, await town.ColumnAsync(
            "SELECT format('%s %s %s %s -> %s', issue_type, record_key, field, coalesce(value, '-'), proposed_value) FROM import_issue WHERE proposed_value IS NOT NULL AND dataset_id = '" + Path.GetFileNameWithoutExtension(fixture) + "' ORDER BY field"));
    }

    [Fact]
    public async Task An_accepted_proposal_stands_when_the_same_fault_comes_again()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-misspelt-once.csv");
        await HandEdits.SaveAsync(town.Writer, "town-misspelt-once", "P21", "post_town", "Milltown", "The town is Milltown.", "test", TestContext.Current.CancellationToken);
        await town.ImportAsync("town-misspelt-once.csv", change: m => Milltown.ReadAfresh(m, "again"));
        Assert.Equal("Milltown", await town.ScalarAsync("SELECT content->>'post_town' FROM source_record WHERE record_key = 'P21'"));
        Assert.Equal(1L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
    }
}
