namespace EstateMap.Server.Travel;

/// <summary>Which ways nobody walks along, by the publisher's words. All others are walked, also those whose word is not known.</summary>
internal static class WalkableKinds
{
    // https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions#United_Kingdom
    private static readonly HashSet<string> NotWalked = new(StringComparer.OrdinalIgnoreCase)
    {
        "motorway", "motorway_link", "construction", "proposed", "planned", "abandoned", "razed", "raceway", "bus_guideway", "busway", "escape", "no",
    };

    /// <summary>Null when one walks along it; else why not, in words.</summary>
    /// <param name="kind">OS Open Roads' and OpenMap Local's classification, or OpenStreetMap's highway.</param>
    /// <param name="tags">OpenStreetMap's other tags as GDAL writes them: <c>"foot"=>"no","access"=>"private"</c>.</param>
    public static string? FindWhyNot(string? kind, string? tags)
    {
        var word = kind?.Split(',')[0].Trim();
        if (word is not null && NotWalked.Contains(word)) return $"Nobody walks along a way of the kind {word}.";
        if (tags is null) return null;
        var foot = Tag(tags, "foot");
        if (foot is "no" or "private") return "Walking is not allowed on it (foot).";
        if (foot is null && Tag(tags, "access") is "no" or "private") return "It is private (access).";
        return foot is null && Tag(tags, "motorroad") == "yes" ? "It is a motorroad." : null;
    }

    private static string? Tag(string tags, string key)
    {
        var start = tags.IndexOf($"\"{key}\"=>\"", StringComparison.Ordinal);
        if (start < 0) return null;
        start += key.Length + 5;
        var end = tags.IndexOf('"', start);
        return end < 0 ? null : tags[start..end];
    }
}
