using EstateMap.Planning.Networks;

namespace EstateMap.Server.Community.Networks;

/// <summary>One who uses a building.</summary>
/// <param name="Links">To the buildings asked about.</param>
/// <param name="OtherPlaces">Sites beside those that they meet at, are offered at or occupy.</param>
internal sealed record Dependant(int Node, IReadOnlyList<int> Links, IReadOnlyList<int> OtherPlaces, string Words);

/// <summary>Who depends on buildings, and what falls apart when they close: the answers of <c>dependsOn</c> and <c>ifCloses</c>.</summary>
/// <param name="Dependants">Those without another place first.</param>
/// <param name="AlsoTouched">Linked to those without another place, not to the buildings.</param>
/// <param name="OnTheirOwn">Linked to nobody any more.</param>
/// <param name="CutOff">Parts of two and more, apart from the largest of what hangs together today.</param>
internal sealed record Closure(FilteredNetwork Network, IReadOnlyList<int> Sites, IReadOnlyList<int> LostLinks, IReadOnlyList<Dependant> Dependants, IReadOnlyList<int> AlsoTouched,
    IReadOnlyList<int> OnTheirOwn, IReadOnlyList<int[]> CutOff)
{
    /// <summary>How one is housed in a building.</summary>
    private static readonly HashSet<string> Uses = ["meets_at", NetworkRegister.OfferedAt, "occupies"];

    public IEnumerable<Dependant> WithoutPlace => Dependants.Where(one => one.OtherPlaces.Count == 0);

    public static Closure Of(FilteredNetwork network, IReadOnlyList<int> sites)
    {
        var severed = Severance.Of(network.Graph, sites);
        var closing = sites.ToHashSet();
        var dependants = severed.LostEdges.Where(link => Uses.Contains(network.Links[link].Kind) && closing.Contains(network.To[link])).GroupBy(link => network.From[link])
            .Select(links => Depends(network, links.Key, [.. links], closing)).OrderBy(one => one.OtherPlaces.Count > 0).ThenBy(one => network.Nodes[one.Node].Name, StringComparer.Ordinal).ToList();
        var touched = dependants.Where(one => one.OtherPlaces.Count == 0).SelectMany(one => network.Graph.NeighboursOf(one.Node).ToArray()).Distinct()
            .Where(node => !closing.Contains(node) && !network.Nodes[node].IsSite && !dependants.Exists(one => one.Node == node)).Order().ToList();
        // The greatest part may itself be one node: a group whose only link leads to the building.
        var alone = severed.Parts.SelectMany(parts => parts).Where(part => part.Length == 1).Select(part => part[0]).Order().ToList();
        return new Closure(network, sites, severed.LostEdges, dependants, touched, alone, [.. severed.CutOff.Where(part => part.Length > 1)]);
    }

    private static Dependant Depends(FilteredNetwork network, int node, int[] links, HashSet<int> closing)
    {
        var others = new List<int>();
        foreach (var link in network.Graph.EdgesOf(node))
            if (network.From[link] == node && Uses.Contains(network.Links[link].Kind) && network.Nodes[network.To[link]].IsSite && !closing.Contains(network.To[link])) others.Add(network.To[link]);
        others = [.. others.Distinct()];
        var words = $"{NetworkWords.LinkWithTrust(network, links[0])}; {(others.Count == 0 ? "no other place of theirs is known" : $"also at {NetworkWords.Names(network, others)}")}.";
        return new Dependant(node, links, others, words);
    }

    /// <summary>The answer of <c>dependsOn</c>, of one site.</summary>
    public IReadOnlyList<string> DependenceWords()
    {
        var name = Network.Nodes[Sites[0]].Name;
        if (Dependants.Count == 0) return [$"Nobody is known to meet at, to be offered at or to use space in {name}."];
        var without = WithoutPlace.ToList();
        List<string> words = [$"{NetworkWords.Names(Network, Dependants.Select(one => one.Node))} {(Dependants.Count == 1 ? "uses" : "use")} {name}."];
        words.Add(without.Count == 0 ? "Each of them has another place as well."
            : $"{(without.Count == Dependants.Count && without.Count > 1 ? "None of them has" : NetworkWords.Names(Network, without.Select(one => one.Node)) + (without.Count == 1 ? " has no" : " have no"))} {(without.Count == Dependants.Count && without.Count > 1 ? "another place that is known" : "other place that is known")}.");
        if (AlsoTouched.Count > 0) words.Add($"{NetworkWords.Names(Network, AlsoTouched)} {(AlsoTouched.Count == 1 ? "is" : "are")} linked to those and would feel it too.");
        return words;
    }

    /// <summary>The answer of <c>ifCloses</c>.</summary>
    public IReadOnlyList<string> ClosureWords()
    {
        var names = NetworkWords.Names(Network, Sites);
        List<string> words = [LostLinks.Count == 0 ? $"If {names} closes, no link is lost." : $"If {names} {(Sites.Count == 1 ? "closes" : "close")}, {NetworkWords.Count(LostLinks.Count, "link")} {(LostLinks.Count == 1 ? "is" : "are")} lost."];
        var without = WithoutPlace.Select(one => one.Node).ToList();
        if (without.Count > 0) words.Add($"{NetworkWords.Names(Network, without)} {(without.Count == 1 ? "has" : "have")} no other place that is known.");
        if (OnTheirOwn.Count > 0) words.Add($"{NetworkWords.Names(Network, OnTheirOwn)} would be linked to nobody any more.");
        foreach (var part in CutOff.Take(3)) words.Add($"{NetworkWords.Names(Network, part)} would lose touch with the rest.");
        if (CutOff.Count > 3) words.Add($"So would {NetworkWords.Count(CutOff.Count - 3, "more group")}.");
        if (OnTheirOwn.Count == 0 && CutOff.Count == 0) words.Add("All others stay linked with one another in some other way.");
        return words;
    }
}
