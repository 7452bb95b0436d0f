using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class HighlightTests
{
    [Theory]
    [InlineData("Sale Library", "sal lib", "[Sal]e [Lib]rary")]
    [InlineData("Wholesale", "sale", "Wholesale")]
    [InlineData("Waterside, M33 7ZF", "m337z", "Waterside, [M33 7Z]F")]
    [InlineData("Waterside, M33 7ZF", "M33 7ZF", "Waterside, [M33 7ZF]")]
    [InlineData("St Mary's", "", "St Mary's")]
    [InlineData("", "sale", "")]
    public void What_was_typed_is_marked_where_words_begin(string text, string typed, string expected) =>
        Assert.Equal(expected, string.Concat(Highlight.Pieces(text, typed).Select(piece => piece.IsTyped ? $"[{piece.Text}]" : piece.Text)));
}
