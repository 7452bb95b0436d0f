using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>
/// One spelling for one content, so that a hash means the content and nothing else: the JSON Canonicalization Scheme (RFC 8785), and members that are null are left out, because a value that was
/// never given and one given as null say the same. Unicode's normal form C is PostgreSQL's to make (ScenarioSql) and to check: this program runs without ICU, where .NET has none.
/// </summary>
internal static class CanonicalJson
{
    // A scenario is a handful of levels; deeper is nobody's content.
    private const int MostDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>The canonical spelling of a JSON text.</summary>
    /// <exception cref="ScenarioFormatException">The text is no JSON, names a member twice, holds half a character, or a number beyond what a double holds.</exception>
    public static string Write(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Write(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new ScenarioFormatException($"The text is no JSON that can be read: {Place(error)}.");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // System.Text.Json keeps half a surrogate pair until somebody asks for the string.
            throw new ScenarioFormatException("A text holds half a character (a lone surrogate).");
        }
    }

    public static string Write(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>SHA-256 of the canonical text's UTF-8, in lower-case hexadecimal: what <c>sha256sum</c> says of the exported file.</summary>
    public static string Hash(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var isNext = false;
                foreach (var item in value.EnumerateArray())
                {
                    if (isNext) text.Append(',');
                    Append(text, item);
                    isNext = true;
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            default:
                text.Append(value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value)
    {
        var members = value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => (member.Name, member.Value))
            // RFC 8785 3.2.3: by UTF-16 code units.
            .OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) text.Append(',');
            AppendText(text, members[i].Name);
            text.Append(':');
            Append(text, members[i].Value);
        }

        text.Append('}');
    }

    /// <summary>RFC 8785 3.2.2.2: as few escapes as JSON allows.</summary>
    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            var escape = c switch { '"' => "\\\"", '\\' => @"\\", '\b' => "\\b", '\t' => "\\t", '\n' => "\\n", '\f' => "\\f", '\r' => "\\r", < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"), _ => null };
            if (escape is null) text.Append(c);
            else text.Append(escape);
        }

        text.Append('"');
    }

    /// <summary>RFC 8785 3.2.2.3: the shortest digits that read back as the same double, laid out as ECMAScript does (ECMA-262, Number::toString).</summary>
    private static string Number(JsonElement value)
    {
        if (!value.TryGetDouble(out var number) || !double.IsFinite(number)) throw new ScenarioFormatException($"The number {value.GetRawText()[..Math.Min(40, value.GetRawText().Length)]} is beyond what can be kept.");
        if (number == 0) return "0";
        var shortest = Math.Abs(number).ToString("E16", CultureInfo.InvariantCulture);
        for (var decimals = 0; decimals < 17; decimals++)
        {
            shortest = Math.Abs(number).ToString("E" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture) == Math.Abs(number)) break;
        }

        var exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = shortest[..shortest.IndexOf('E', StringComparison.Ordinal)].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        return (number < 0 ? "-" : "") + Layout(digits, exponent + 1);
    }

    /// <param name="digits">Without closing noughts.</param>
    /// <param name="point">How many digits stand before the decimal point.</param>
    private static string Layout(string digits, int point) => point switch
    {
        > 21 or <= -6 => $"{digits[..1]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(point > 0 ? "+" : "-")}{Math.Abs(point - 1).ToString(CultureInfo.InvariantCulture)}",
        <= 0 => "0." + new string('0', -point) + digits,
        _ when point >= digits.Length => digits + new string('0', point - digits.Length),
        _ => $"{digits[..point]}.{digits[point..]}",
    };

    private static string Place(JsonException error) => error.LineNumber is { } line ? $"line {line + 1}, byte {error.BytePositionInLine}" : "it ends too early";
}

/// <summary>A text is no scenario; the message says why in a sentence.</summary>
/// <param name="path">Where, as System.Text.Json writes it ($.changes[0].kind); null where it is the text as a whole.</param>
internal sealed class ScenarioFormatException(string message, string? path = null) : Exception(message)
{
    public string? Path { get; } = path;
}
