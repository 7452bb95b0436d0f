using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>A hash means a content and nothing of how it was written down.</summary>
public class CanonicalJsonTests
{
    private static readonly Gen<string> Word = Gen.Char["abcé\u0301e\"\\\n\t€"].Array[0, 6].Select(c => new string(c));

    private static readonly Gen<object> Leaf = Gen.OneOf(Word.Select(text => (object)text), Gen.Double[-1e9, 1e9].Select(n => (object)n), Gen.Int[-1000, 1000].Select(n => (object)(double)n), Gen.Bool.Select(b => (object)b));

    private static readonly Gen<object> Tree = Gen.Recursive<object>((depth, tree) => depth > 2 ? Leaf : Gen.OneOf(Leaf,
        tree.Array[0, 4].Select(items => (object)items.ToList()),
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 5], tree).Array[0, 4].Select(members => (object)members.DistinctBy(member => member.Item1).ToDictionary(member => member.Item1, member => member.Item2))));

    [Theory]
    // The examples of RFC 8785, 3.2.2 and appendix B.
    [InlineData("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]", "[333333333.3333333,1e+30,4.5,0.002,1e-27]")]
    [InlineData("[-0, 1e21, 1e20, 123456789012345680000, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308]", "[0,1e+21,100000000000000000000,123456789012345680000,0.000001,1e-7,5e-324,1.7976931348623157e+308]")]
    [InlineData("""{"b": 1, "a": [ 1.0, 10e-1, 100E-2 ], "B": null}""", """{"a":[1,1,1],"b":1}""")]
    [InlineData("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"", "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"")]
    [InlineData("""{"\u20ac":1,"\r":2,"1":3,"\u0080":4,"\u00f6":5}""", "{\"\\r\":2,\"1\":3,\"\u0080\":4,\"\u00f6\":5,\"\u20ac\":1}")]
    public void Content_has_one_spelling(string json, string canonical) => Assert.Equal(canonical, CanonicalJson.Write(json));

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("[1e999]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[1] [2]")]
    public void What_could_be_read_in_two_ways_is_refused(string json) => Assert.Throws<ScenarioFormatException>(() => CanonicalJson.Write(json));

    [Fact]
    public void Nesting_without_end_is_refused() => Assert.Throws<ScenarioFormatException>(() => CanonicalJson.Write(new string('[', 5_000) + new string(']', 5_000)));

    [Fact]
    public void Order_of_members_blanks_and_spellings_of_numbers_do_not_count() => Gen.Select(Tree, Gen.Int[0, 1_000_000]).Sample((tree, seed) =>
    {
        var plain = new StringBuilder();
        Spell(plain, tree, null);
        var odd = new StringBuilder();
        Spell(odd, tree, new Random(seed));
        Assert.Equal(CanonicalJson.Write(plain.ToString()), CanonicalJson.Write(odd.ToString()));
    }, iter: Soak.Times(2_000));

    [Fact]
    public void What_is_canonical_stays_as_it_is() => Tree.Sample(tree =>
    {
        var text = new StringBuilder();
        Spell(text, tree, null);
        var canonical = CanonicalJson.Write(text.ToString());
        Assert.Equal(canonical, CanonicalJson.Write(canonical));
    }, iter: Soak.Times(1_000));

    [Fact]
    public void Every_number_reads_back_as_it_was() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        var canonical = CanonicalJson.Write(number.ToString("R", CultureInfo.InvariantCulture));
        Assert.Equal(number, double.Parse(canonical, CultureInfo.InvariantCulture));
        Assert.DoesNotContain("E", canonical);
    }, iter: Soak.Times(5_000));

    [Fact]
    public void Another_number_or_text_has_another_hash() => Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[-1e6, 1e6], Word, Word).Where((a, b, s, t) => a != b && s != t).Sample((a, b, s, t) =>
    {
        Assert.NotEqual(HashOf(a, s), HashOf(b, s));
        Assert.NotEqual(HashOf(a, s), HashOf(a, t));
    }, iter: Soak.Times(1_000));

    private static string HashOf(double number, string text) => CanonicalJson.Hash(CanonicalJson.Write(JsonSerializer.Serialize(new { number, text })));

    /// <summary>Writes the tree as JSON; with chance, its members in any order, blanks anywhere, numbers and text in any spelling.</summary>
    private static void Spell(StringBuilder text, object value, Random? chance)
    {
        switch (value)
        {
            case Dictionary<string, object> members:
                var ordered = members.ToArray();
                chance?.Shuffle(ordered);
                text.Append('{').Append(Blank(chance));
                for (var i = 0; i < ordered.Length; i++)
                {
                    text.Append(i > 0 ? "," : "").Append(JsonSerializer.Serialize(ordered[i].Key)).Append(Blank(chance)).Append(':');
                    Spell(text, ordered[i].Value, chance);
                }

                text.Append(chance is not null && chance.Next(2) == 0 ? $"{(members.Count > 0 ? "," : "")}\"Nothing\":null" : "").Append('}');
                break;
            case List<object> items:
                text.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    text.Append(i > 0 ? "," : "").Append(Blank(chance));
                    Spell(text, items[i], chance);
                }

                text.Append(']');
                break;
            case double number:
                text.Append(number.ToString(chance is null ? "R" : chance.Next(2) == 0 ? "E16" : "G17", CultureInfo.InvariantCulture));
                break;
            case string words:
                text.Append(chance is not null && chance.Next(2) == 0 ? Escaped(words) : JsonSerializer.Serialize(words));
                break;
            default:
                text.Append((bool)value ? "true" : "false");
                break;
        }
    }

    private static string Escaped(string words) => "\"" + string.Concat(words.Select(c => $"\\u{(int)c:X4}")) + "\"";

    private static string Blank(Random? chance) => chance?.Next(4) switch { 1 => " ", 2 => "\n\t", 3 => "\r\n", _ => "" };
}
