using System.Globalization;
using System.Text;

namespace EstateMap.Server.Graph;

/// <summary>Relay's global object identification as HotChocolate writes it: base64 of <c>Type:key</c>.</summary>
internal static class GlobalId
{
    public static string Write(string type, object key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type}:{key}")));

    /// <summary>Null when the text is no id of ours. Missing padding and the older <c>Type\nl123</c> form are read too.</summary>
    public static (string Type, string Key)? Find(string text)
    {
        if (text.Length is 0 or > 1024) return null;
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length)) return null;
        var plain = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0) return (plain[..colon], plain[(colon + 1)..]);
        var line = plain.IndexOf('\n', StringComparison.Ordinal);
        return line > 0 && line + 2 <= plain.Length ? (plain[..line], plain[(line + 2)..]) : null;
    }

    /// <summary>The number behind an id of the given type; null when it is no such id.</summary>
    public static long? FindNumber(string type, string text) =>
        Find(text) is { } id && id.Type == type && long.TryParse(id.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
