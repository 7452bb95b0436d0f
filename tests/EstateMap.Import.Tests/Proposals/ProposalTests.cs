using EstateMap.Import.Issues.Proposals;
using Xunit;

namespace EstateMap.Import.Tests.Proposals;

public class ProposalTests
{
    [Theory]
    [InlineData("Â£62", "£62")]
    [InlineData("CrÃ¨che and cafÃ©", "Crèche and café")]
    [InlineData("peopleâ€™s hall", "people’s hall")]
    [InlineData("peopleÔÇÖs hall", "people’s hall")]
    [InlineData("cr├¿che", "crèche")]
    [InlineData("CafÃ©", "Café")]
    public void Text_decoded_wrongly_goes_back_when_the_way_is_certain(string garbled, string expected) => Assert.Equal(expected, GarbledText.Repair(garbled));

    [Theory]
    [InlineData("Plain hall")]
    [InlineData("Café")]
    [InlineData("£62 and Â£62")]
    [InlineData("Â 62")]
    [InlineData("Łódź")]
    [InlineData("-ú20")]
    public void Text_that_is_right_or_lost_is_left_alone(string text) => Assert.Null(GarbledText.Repair(text));

    [Theory]
    [InlineData("Depot,STRETFORD,M32 8HF,Freehold,LAND", "Depot")]
    [InlineData("Land, north side,SALE,M33 7ZF,Leasehold,Building", "Land, north side")]
    [InlineData("Hall, Church Street, Sale, M33 7ZF", null)]
    [InlineData("SALE,M33 7ZF,Freehold", null)]
    [InlineData("Hall, annexe and car park, Freehold", null)]
    public void A_row_that_ran_into_a_name_is_cut_off(string text, string? expected) => Assert.Equal(expected, MisplacedText.NameBeforeRow(text));

    [Theory]
    [InlineData("12 High Street", "12", "High Street")]
    [InlineData("54-56 Cross Street", "54-56", "Cross Street")]
    [InlineData("2a, Mill Lane", "2a", "Mill Lane")]
    [InlineData("10 to 12 Oak Road", "10 to 12", "Oak Road")]
    public void A_house_number_is_taken_out_of_its_street(string street, string number, string name) => Assert.Equal((number, name), MisplacedText.NumberBeforeStreet(street));

    [Theory]
    [InlineData("1st Avenue")]
    [InlineData("High Street")]
    [InlineData("12")]
    public void A_street_without_a_house_number_is_left_alone(string street) => Assert.Null(MisplacedText.NumberBeforeStreet(street));

    [Theory]
    [InlineData("'100012345678", "100012345678")]
    [InlineData("UPRN: 10090012345", "010090012345")]
    [InlineData("100 012 345 678", "100012345678")]
    [InlineData("1.00012E+11", null)]
    [InlineData("1000123456789", null)]
    [InlineData("100012345678", null)]
    public void A_UPRN_is_found_among_what_stands_around_it(string text, string? expected) => Assert.Equal(expected, MisplacedText.Uprn(text));

    [Theory]
    [InlineData("M33-7ZF", "M33 7ZF")]
    [InlineData("(M33 7ZF)", "M33 7ZF")]
    [InlineData("-M33", null)]
    [InlineData("WA154 1HF", null)]
    [InlineData("M33 7ZF / M33 7ZG", null)]
    public void A_postcode_is_freed_of_punctuation(string text, string? expected) => Assert.Equal(expected, OtherPostcode.WithoutPunctuation(text));

    [Fact]
    public void The_only_near_postcode_with_another_outward_code_is_meant()
    {
        Assert.Equal("ZZ15 9NT", OtherPostcode.WithOtherOutward("ZZ14 9NT", [("ZZ15 9NT", 300), ("ZZ33 9NT", 4_100)]));
        Assert.Null(OtherPostcode.WithOtherOutward("ZZ14 9NT", [("ZZ15 9NT", 300), ("ZZ16 9NT", 1_900)]));
        Assert.Null(OtherPostcode.WithOtherOutward("ZZ14 9NT", [("ZZ15 9NT", 2_001)]));
    }

    [Theory]
    [InlineData("altrinchm", "Altrincham")]
    [InlineData("Partngton", "Partington")]
    [InlineData("Slae", null)]
    [InlineData("Stretfrod", "Stretford")]
    [InlineData("Altrincham", null)]
    [InlineData("Oldfield", null)]
    public void A_slip_of_the_pen_is_near_one_word_only(string word, string? expected) =>
        Assert.Equal(expected, Spelling.Nearest(word, ["Altrincham", "Partington", "Sale", "Stretford", "Oldfields", "Oldfiel"]));

    [Fact]
    public void Letters_are_counted_as_inserted_dropped_replaced_or_swapped()
    {
        Assert.Equal(0, Spelling.Distance("sale", "sale", 2));
        Assert.Equal(1, Spelling.Distance("slae", "sale", 2));
        Assert.Equal(2, Spelling.Distance("street", "sreets", 2));
        Assert.Equal(3, Spelling.Distance("street", "road", 2));
    }

    [Fact]
    public void A_rare_spelling_is_held_against_those_the_file_uses_often()
    {
        var towns = new SpellingByUse();
        for (var line = 2; line < 30; line++)
            towns.Add("Milltown", line, $"A{line}");
        towns.Add("Miltown", 40, "A40");
        towns.Add("MILLTOWN", 41, "A41");
        towns.Add("Hillend", 42, "A42");
        towns.Add("Miltown", 39, "A39");
        Assert.Equal([(39, "A39", "Miltown", "Milltown"), (40, "A40", "Miltown", "Milltown")], towns.Suspects());
    }

    [Fact]
    public void Nineteen_uses_do_not_make_a_spelling_right()
    {
        var towns = new SpellingByUse();
        for (var line = 2; line < 2 + SpellingByUse.Established - 1; line++)
            towns.Add("Milltown", line, $"A{line}");
        towns.Add("Miltown", 40, "A40");
        Assert.Empty(towns.Suspects());
    }
}
