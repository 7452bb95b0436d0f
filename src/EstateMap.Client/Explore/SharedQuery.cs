using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EstateMap.Client.Explore;

/// <summary>What is filtered on screen as a GraphQL query that stands by itself, with every value in its text.</summary>
public static class SharedQuery
{
    // Fields whose operations take words of enums, which GraphQL writes without quotes.
    private static readonly string[] OfEnums = ["locationPrecision", "abcdClass"];

    /// <param name="today">What ages are reckoned from.</param>
    public static string Of(ExploreState state, DateOnly today)
    {
        var text = new StringBuilder("{\n  sites(\n    first: 50\n");
        if (SiteFilter.ToWhere(state, today) is { } where)
            text.Append("    where: ").Append(Value(where, isEnum: false)).Append('\n');
        text.Append("    order: ").Append(Value(SiteOrder.ToOrder(state.Sort), isEnum: true)).Append('\n');
        text.Append("""
              ) {
                totalCount
                nodes { id name streetNumber streetName postcode uses tenures floorArea_m2 floorAreaAssumedShare locationPrecision owner { name } }
                pageInfo { hasNextPage endCursor }
              }
            }
            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }

    // Codes come from addresses; one that is no name stays a text, and the server says what is wrong with it.
    private static bool IsName(string word) => word.Length > 0 && !char.IsAsciiDigit(word[0]) && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static string Value(object? value, bool isEnum) => value switch
    {
        null => "null",
        string word => isEnum && IsName(word) ? word : JsonSerializer.Serialize(word),
        bool flag => flag ? "true" : "false",
        int or double => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        IReadOnlyDictionary<string, object?> fields => "{ " + string.Join(", ", fields.Select(field => $"{field.Key}: {Value(field.Value, isEnum || OfEnums.Contains(field.Key))}")) + " }",
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(item => Value(item, isEnum))) + "]",
        _ => throw new ArgumentException($"A filter holds a {value.GetType().Name}, which no query can say."),
    };
}
