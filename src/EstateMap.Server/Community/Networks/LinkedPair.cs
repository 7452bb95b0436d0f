using EstateMap.Planning.Networks;
using Route = EstateMap.Planning.Networks.Route;

namespace EstateMap.Server.Community.Networks;

/// <summary>Somebody to ask, and why they would know.</summary>
internal sealed record AskNext(int Node, string Why);

/// <summary>How two are linked: the answer of <c>howLinked</c>.</summary>
internal sealed record LinkedPair(FilteredNetwork Network, int From, int To, Routes Routes, IReadOnlyList<AskNext> AskNext, IReadOnlyList<string> Words)
{
    private const int MostAsked = 5;

    public static LinkedPair Of(FilteredNetwork network, NetworkAnalysis analysis, int from, int to, int most)
    {
        var routes = Routes.Between(network.Graph, from, to, network.Doubt, most);
        var ask = Ask(network, analysis, from, to, routes);
        return new LinkedPair(network, from, to, routes, ask, [.. Told(network, from, to, routes), .. Asked(network, ask)]);
    }

    /// <summary>Those on the ways told, in their order; where there is no way, those who know most people around either end.</summary>
    private static List<AskNext> Ask(FilteredNetwork network, NetworkAnalysis analysis, int from, int to, Routes routes)
    {
        var asked = new Dictionary<int, string>();
        foreach (var route in routes.Told)
            for (var at = 1; at < route.Nodes.Length - 1; at++)
                Add(route.Nodes[at], node => $"is linked to both {Name(route.Nodes[at - 1])} and {Name(route.Nodes[at + 1])}");
        if (routes.Steps == 1)
            foreach (var end in new[] { from, to }) Add(end, _ => "is an end of the link itself");
        if (routes.Steps is < 0 or > 1)
            foreach (var end in new[] { to, from })
            {
                foreach (var node in Nearest(end)) Add(node, near => $"is linked to {Name(end)}");
                if (asked.Count >= MostAsked) break;
            }

        // A public role is there to be asked; then organisations; then groups.
        return [.. asked.Select(one => new AskNext(one.Key, one.Value)).OrderBy(one => Readiness(network.Nodes[one.Node])).Take(MostAsked)];

        string Name(int node) => network.Nodes[node].Name;

        void Add(int node, Func<int, string> why)
        {
            if (Readiness(network.Nodes[node]) < 9) asked.TryAdd(node, $"{Name(node)} {why(node)}.");
            // A building or a service answers by whoever runs it.
            else foreach (var keeper in network.Graph.NeighboursOf(node))
                if (keeper != from && keeper != to && network.Nodes[keeper].Type == "Organisation") asked.TryAdd(keeper, $"{Name(keeper)} answers for {Name(node)}.");
        }

        IEnumerable<int> Nearest(int end) => network.Graph.NeighboursOf(end).ToArray().Where(node => node != from && node != to).OrderByDescending(node => analysis.Shares[node]).ThenBy(node => node).Take(MostAsked);
    }

    private static int Readiness(NetworkThing thing) => thing switch
    {
        { AbcdClass: "INDIVIDUALS" } => 0,
        { AbcdClass: "INSTITUTIONS" } => 1,
        { Type: "Organisation" } => 2,
        { AbcdClass: "PLACES" } => 9,
        { Type: "CommunityAsset" } => 3,
        _ => 9,
    };

    private static IEnumerable<string> Told(FilteredNetwork network, int from, int to, Routes routes)
    {
        var (here, there) = (network.Nodes[from].Name, network.Nodes[to].Name);
        if (routes.Steps == 0) yield return $"{here} is one and the same.";
        else if (routes.Steps < 0) yield return $"Nothing in this part of the network links {here} to {there}.";
        else
        {
            yield return routes.Steps == 1 ? $"{here} and {there} are linked directly."
                : $"{here} and {there} are {NetworkWords.Count(routes.Steps, "link")} apart; {(routes.Count == 1 ? "one way is" : NetworkWords.Count(routes.Count, "way") + " are")} as short as that.";
            yield return $"{(routes.Count > 1 ? "Best known: " : "")}{Way(network, routes.Told[0])}.";
            if (routes.Told[0].Edges.All(link => network.Links[link].IsIllustrative)) yield return "All of that was made up for the sample.";
        }
    }

    private static IEnumerable<string> Asked(FilteredNetwork network, List<AskNext> ask)
    {
        if (ask.Count > 0) yield return $"Ask next: {NetworkWords.Names(network, ask.Select(one => one.Node))}.";
    }

    /// <summary>The links of a way, one after another.</summary>
    public static string Way(FilteredNetwork network, Route route) => string.Join("; ", route.Edges.Select(link => NetworkWords.LinkWithTrust(network, link)));
}
