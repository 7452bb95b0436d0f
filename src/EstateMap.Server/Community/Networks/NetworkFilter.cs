using System.Globalization;
using EstateMap.Server.Graph;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Community.Networks;

/// <summary>Which part of the network counts: a <c>CommunityNetworkFilterInput</c>.</summary>
/// <param name="Kinds">Null for all but owners.</param>
/// <param name="AsAt">The day on which links must hold.</param>
/// <param name="Area">A filter of sites that names one area; null for everywhere.</param>
/// <param name="Classes">Null for all.</param>
internal sealed record NetworkFilter(IReadOnlyList<string>? Kinds, DateOnly AsAt, SiteFilter? Area, bool Illustrative, IReadOnlyList<string>? Classes)
{
    private const int MostKinds = 50;
    private const int LongestCode = 100;

    public bool WithOwners => Kinds?.Contains(NetworkRegister.Owns) ?? false;

    /// <summary>The same text for the same filter.</summary>
    public string Key { get; } = string.Create(CultureInfo.InvariantCulture, $"{Several(Kinds)}|{AsAt:O}|{Area?.Key}|{Illustrative}|{Several(Classes)}");

    /// <param name="given">The argument's value; null asks for all but owners.</param>
    /// <exception cref="GraphRequestError">There are too many kinds, or a code of an area is none.</exception>
    public static NetworkFilter Read(object? given, DateOnly today)
    {
        var input = given as IDictionary<string, object?> ?? new Dictionary<string, object?>();
        object? Value(string name) => input.TryGetValue(name, out var value) ? value : null;
        return new NetworkFilter(List(Value("kinds"), "kinds"), Value("asAt") as DateOnly? ?? today, ReadArea(Value("area")), Value("illustrative") as bool? ?? true, List(Value("classes"), "classes"));
    }

    /// <summary>The same, of one area.</summary>
    public NetworkFilter In(string kind, string vintage, string code) => new(Kinds, AsAt, ReadArea(new Dictionary<string, object?> { ["code"] = code, ["kind"] = kind, ["vintage"] = vintage }), Illustrative, Classes);

    private static List<string>? List(object? given, string name)
    {
        if (given is not IEnumerable<object?> several) return null;
        var all = several.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return all.Count <= MostKinds ? all : throw GraphRequestError.BadArgument($"`{name}` holds {all.Count} codes; at most {MostKinds} are taken.");
    }

    private static SiteFilter? ReadArea(object? given)
    {
        if (given is not IDictionary<string, object?> area) return null;
        string? Text(string name) => area.TryGetValue(name, out var value) && value is string { Length: > 0 } text
            ? text.Length <= LongestCode ? text : throw GraphRequestError.BadArgument($"`area.{name}` is longer than {LongestCode} characters.") : null;
        if (Text("code") is not { } code) throw GraphRequestError.BadArgument("`area.code` is empty.");
        var parts = new[] { ("area", code), ("areaKind", Text("kind")), ("vintage", Text("vintage")) }.Where(part => part.Item2 is not null).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}");
        try
        {
            return SiteFilter.Parse(string.Join('&', parts));
        }
        catch (Maps.MapRequestError error)
        {
            throw GraphRequestError.BadArgument(error.Message);
        }
    }

    // Escaped, so that no code can pass for another.
    private static string Several(IReadOnlyList<string>? codes) => codes is null ? "*" : string.Join(',', codes.Select(Uri.EscapeDataString));
}
