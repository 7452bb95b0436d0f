namespace EstateMap.Server.Community.Networks;

/// <summary>One who stands between others.</summary>
internal sealed record Broker(int Node, int Rank, double Share, string Why);

/// <summary>One community of two and more.</summary>
/// <param name="Members">Those with most links within first.</param>
/// <param name="Bridges">Links that lead to other communities.</param>
internal sealed record FoundCommunity(int Number, string Name, IReadOnlyList<int> Members, int Inside, IReadOnlyList<int> Bridges, string Words);

/// <summary>What is found in a network as a whole, with the sentences that say so: brokers, who is on their own, communities.</summary>
internal static class NetworkFindings
{
    private const int MostHolding = 3;

    /// <summary>The first by betweenness, without those who stand between nobody.</summary>
    public static IReadOnlyList<Broker> Brokers(FilteredNetwork network, NetworkAnalysis analysis, int first) =>
        [.. Enumerable.Range(0, network.Nodes.Length).Where(node => analysis.Shares[node] > 0).OrderBy(node => analysis.Ranks[node]).ThenBy(node => node).Take(first)
            .Select(node => new Broker(node, analysis.Ranks[node], analysis.Shares[node], Why(network, analysis, node)))];

    public static IReadOnlyList<string> BrokerWords(FilteredNetwork network, IReadOnlyList<Broker> brokers) => brokers.Count == 0
        ? ["Nobody stands between others in this part of the network: nothing is linked, or all that is linked is linked directly."]
        : [$"Most of what passes between others passes {NetworkWords.Names(network, brokers.Take(3).Select(broker => broker.Node))}.", brokers[0].Why];

    public static IReadOnlyList<string> IsolateWords(FilteredNetwork network, IReadOnlyList<int> isolates) => isolates.Count == 0
        ? ["Everybody in this part of the network is linked to somebody."]
        : [$"{NetworkWords.Names(network, isolates)} {(isolates.Count == 1 ? "is" : "are")} linked to nobody here that is known. That may be so, or nobody has written it down yet: ask them."];

    public static IReadOnlyList<FoundCommunity> Communities(FilteredNetwork network, NetworkAnalysis analysis)
    {
        var of = analysis.Division.Of;
        var members = new List<int>[analysis.Division.Sizes.Length];
        var (within, inside, bridges) = (new int[of.Length], new int[members.Length], members.Select(_ => new List<int>()).ToArray());
        for (var c = 0; c < members.Length; c++) members[c] = [];
        for (var node = 0; node < of.Length; node++) members[of[node]].Add(node);
        for (var link = 0; link < network.Links.Length; link++)
        {
            var (from, to) = (network.From[link], network.To[link]);
            if (from == to) continue;
            if (of[from] == of[to])
            {
                inside[of[from]]++;
                within[from]++;
                within[to]++;
            }
            else
            {
                bridges[of[from]].Add(link);
                bridges[of[to]].Add(link);
            }
        }

        return [.. members.Index().Where(community => community.Item.Count > 1).Select(community =>
        {
            int[] ordered = [.. community.Item.OrderByDescending(node => within[node]).ThenBy(node => node)];
            var (name, c) = (NetworkWords.Names(network, ordered.Take(2)), community.Index);
            var words = $"{NetworkWords.Count(ordered.Length, "member")}, held together by {NetworkWords.Names(network, ordered.Take(MostHolding))}; {NetworkWords.Count(inside[c], "link")} within, "
                + (bridges[c].Count == 0 ? "none to others." : $"{bridges[c].Count} to others, such as: {NetworkWords.Link(network, bridges[c][0])}.");
            return new FoundCommunity(c + 1, name, ordered, inside[c], bridges[c], words);
        })];
    }

    public static IReadOnlyList<string> CommunityWords(NetworkAnalysis analysis, IReadOnlyList<FoundCommunity> communities)
    {
        if (communities.Count == 0) return ["No community appears: nothing is linked here."];
        List<string> words = [$"{NetworkWords.Count(communities.Count, "community appears", "communities appear")}; the largest is that of {communities[0].Name}, with {NetworkWords.Count(communities[0].Members.Count, "member")}."];
        var q = analysis.Division.Modularity;
        words.Add(NetworkWords.Say($"The division is {(q >= 0.3 ? "a clear one" : "a weak one: most here are linked across it")} (modularity {q:0.00})."));
        return words;
    }

    /// <summary>What the whole is like.</summary>
    public static IReadOnlyList<string> Overview(FilteredNetwork network, NetworkAnalysis analysis)
    {
        if (network.Nodes.Length == 0) return ["Nothing stands in this part of the network. Choose another area, more kinds of link or more classes."];
        var isolates = network.Graph.Isolates().Count;
        var (largest, parts) = (analysis.Cuts.ComponentSize.Max(), analysis.Cuts.ComponentSize.Count(size => size > 1));
        List<string> words = [NetworkWords.Say($"{network.Nodes.Length:#,0} stand in it, with {NetworkWords.Count(network.Links.Length, "link")}.")];
        if (parts > 0) words.Add(parts == 1 ? NetworkWords.Say($"All who are linked hang together, {largest:#,0} of them.") : NetworkWords.Say($"They fall into {parts:#,0} parts that no link joins; the largest holds {largest:#,0}."));
        if (isolates > 0) words.Add($"{NetworkWords.Count(isolates, "is", "are")} linked to nobody.");
        var made = network.Links.Count(link => link.IsIllustrative);
        if (made > 0) words.Add($"{NetworkWords.Count(made, "link was", "links were")} made up for the sample.");
        return words;
    }

    private static string Why(FilteredNetwork network, NetworkAnalysis analysis, int node)
    {
        var communities = network.Graph.NeighboursOf(node).ToArray().Select(other => analysis.Division.Of[other]).Distinct().Count();
        var parts = analysis.Cuts.PartsLeft[node];
        return $"{network.Nodes[node].Name} is on the shortest way for {NetworkWords.Share(analysis.Shares[node])} pairs of others"
            + (communities > 1 ? $", is linked into {communities} communities" : "")
            + (parts > 1 ? $", and without it those it joins would fall into {parts} parts." : "; without it the others would still be joined by other ways.");
    }
}
