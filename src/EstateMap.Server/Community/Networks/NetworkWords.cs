using System.Globalization;

namespace EstateMap.Server.Community.Networks;

/// <summary>Puts the network into plain sentences.</summary>
internal static class NetworkWords
{
    private static readonly Dictionary<string, string> Verbs = new()
    {
        ["runs"] = "runs",
        ["occupies"] = "uses space in",
        ["funds"] = "funds",
        ["refers_to"] = "sends people to",
        ["meets_at"] = "meets at",
        ["partners_with"] = "works with",
        ["lends_to"] = "lends to",
        [NetworkRegister.OfferedAt] = "is offered at",
        [NetworkRegister.Owns] = "owns",
    };

    /// <summary>A link as a sentence without its full stop.</summary>
    public static string Link(FilteredNetwork network, int link)
    {
        var (from, to, kind) = (network.Nodes[network.From[link]], network.Nodes[network.To[link]], network.Links[link].Kind);
        // A room or an orchard does not meet.
        var verb = kind == "meets_at" && from.AbcdClass == "PLACES" ? "is at" : Verbs.GetValueOrDefault(kind) ?? network.Register.Kinds.GetValueOrDefault(kind) ?? kind.Replace('_', ' ');
        return $"{from.Name} {verb} {to.Name}";
    }

    /// <summary>A link with how far it can be trusted.</summary>
    public static string LinkWithTrust(FilteredNetwork network, int link)
    {
        var one = network.Links[link];
        List<string> trust = [];
        if (one.IsIllustrative) trust.Add("made up for the sample");
        if (!one.IsFact) trust.Add("assumed");
        if (one.Start is { } start) trust.Add(Say($"since {start.Year}"));
        return trust.Count == 0 ? Link(network, link) : $"{Link(network, link)} ({string.Join(", ", trust)})";
    }

    /// <summary>"A, B and C", or "A, B, C and 4 more".</summary>
    public static string Names(IEnumerable<string> names, int most = 4)
    {
        var all = names.ToList();
        if (all.Count == 0) return "nobody";
        if (all.Count == 1) return all[0];
        return all.Count <= most + 1 ? $"{string.Join(", ", all.SkipLast(1))} and {all[^1]}" : Say($"{string.Join(", ", all.Take(most))} and {all.Count - most} more");
    }

    /// <summary>The same of nodes; where two share a name, as a library and the service that it offers often do, each says what it is.</summary>
    public static string Names(FilteredNetwork network, IEnumerable<int> nodes, int most = 4)
    {
        var all = nodes.Select(node => network.Nodes[node]).ToList();
        var shared = all.CountBy(node => node.Name).Where(name => name.Value > 1).Select(name => name.Key).ToHashSet();
        return Names(all.Select(node => shared.Contains(node.Name) ? $"{node.Name} ({What(node)})" : node.Name), most);
    }

    private static string What(NetworkThing thing) => thing.Type switch { "Site" => "building or land", "CommunityAsset" => "community asset", var other => other.ToLowerInvariant() };

    /// <summary>"1 link", "2 links".</summary>
    public static string Count(double count, string one, string? several = null) => Say($"{count:#,0} {(count == 1 ? one : several ?? one + "s")}");

    /// <summary>A share as people say it: never 0 for what is more.</summary>
    public static string Share(double share) => share > 0 && share < 0.01 ? "less than 1 in 100" : Say($"{100 * share:0} in 100");

    public static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
