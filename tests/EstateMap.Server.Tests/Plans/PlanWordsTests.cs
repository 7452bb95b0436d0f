using EstateMap.Server.Plans.Solves;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

public class PlanWordsTests
{
    [Theory]
    [InlineData(0, "0 sites")]
    [InlineData(1, "1 site")]
    [InlineData(2, "2 sites")]
    [InlineData(0.5, "0.5 sites")]
    [InlineData(12345, "12,345 sites")]
    public void A_number_agrees_with_what_it_counts(double number, string words) => Assert.Equal(words, PlanWords.Count(number, "site"));

    [Theory]
    [InlineData("four", 4, "four")]
    [InlineData("fifty", 4, "fif…")]
    // The library's picture is two characters of UTF-16; half of it is none.
    [InlineData("ab🏛cd", 4, "ab…")]
    [InlineData("ab🏛cd", 5, "ab🏛…")]
    public void A_long_text_ends_where_a_character_does(string text, int most, string kept) => Assert.Equal(kept, PlanWords.Short(text, most));
}
