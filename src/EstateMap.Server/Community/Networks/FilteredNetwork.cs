using EstateMap.Planning.Networks;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Community.Networks;

/// <summary>What is reckoned of a whole network.</summary>
/// <param name="Shares">[node]: betweenness as a share of all pairs of others, 0 to 1.</param>
/// <param name="Ranks">[node]: 1 for the greatest; equals share one.</param>
/// <param name="Parts">[node]: number of its component, 1 for the largest.</param>
internal sealed record NetworkAnalysis(double[] Shares, int[] Ranks, CutPoints Cuts, int[] Parts, Division Division);

/// <summary>The part of the register's network that a filter leaves: nodes and links with numbers of their own, and the graph of them. Read only; what is reckoned of it stands beside it once somebody asked.</summary>
internal sealed class FilteredNetwork
{
    /// <summary>Exact answers are given up to here.</summary>
    public const int MostNodes = 10_000;

    // What trust a link deserves, as <see cref="Routes"/> adds it up: made up weighs more than assumed, that more than any age.
    private const int MadeUp = 1_000_000, Assumed = 1_000, UnknownYears = 40, MostYears = 60;

    private readonly Dictionary<string, int> _numbers;

    private FilteredNetwork(NetworkRegister register, NetworkThing[] nodes, bool[] isInArea, ThingLink[] links, int[] from, int[] to, DateOnly day)
    {
        (Register, Nodes, IsInArea, Links, From, To) = (register, nodes, isInArea, links, from, to);
        Graph = new LinkGraph(nodes.Length, from, to);
        Doubt = [.. links.Select(link => (link.IsIllustrative ? MadeUp : 0) + (link.IsFact ? 0 : Assumed) + (link.Start is { } start ? Math.Clamp(day.Year - start.Year, 0, MostYears) : UnknownYears))];
        _numbers = nodes.Index().ToDictionary(node => node.Item.GlobalId, node => node.Index, StringComparer.Ordinal);
    }

    public NetworkRegister Register { get; }

    public NetworkThing[] Nodes { get; }

    /// <summary>[node]: false for who is only linked to what lies in the area.</summary>
    public bool[] IsInArea { get; }

    public ThingLink[] Links { get; }

    /// <summary>[link]: node.</summary>
    public int[] From { get; }

    /// <summary>[link]: node.</summary>
    public int[] To { get; }

    public LinkGraph Graph { get; }

    /// <summary>[link].</summary>
    public int[] Doubt { get; }

    /// <summary>Null until somebody asked; see <see cref="CommunityNetworks.AnalyseAsync"/>.</summary>
    public NetworkAnalysis? Analysis { get; set; }

    public long Bytes => (300L * Nodes.Length) + (60L * Links.Length);

    /// <exception cref="GraphRequestError">Nothing of that id is part of it.</exception>
    public int GetNumber(string id) => _numbers.TryGetValue(id, out var node) ? node : throw NetworkErrors.NoNode(id);

    /// <exception cref="GraphRequestError">No site of that id is part of it.</exception>
    public int GetSite(string id) => _numbers.TryGetValue(id, out var node) && Nodes[node].IsSite ? node : throw NetworkErrors.NotASite(id);

    /// <param name="sites">Those of the area; null for everywhere.</param>
    /// <param name="areaId">The area itself.</param>
    /// <exception cref="GraphRequestError">It names a kind that there is not, or leaves more than <see cref="MostNodes"/>.</exception>
    public static FilteredNetwork Of(NetworkRegister register, NetworkFilter filter, IReadOnlySet<long>? sites, long? areaId)
    {
        if (filter.Kinds?.FirstOrDefault(kind => !register.Kinds.ContainsKey(kind)) is { } unknown) throw NetworkErrors.UnknownKind(unknown, register.Kinds.Keys);
        var things = register.Things;
        bool Counts(NetworkThing thing) => (filter.Illustrative || !thing.IsIllustrative) && (thing.AbcdClass is null || filter.Classes is null || filter.Classes.Contains(thing.AbcdClass));
        var links = register.Links.Where(link => (filter.Kinds?.Contains(link.Kind) ?? link.Kind != NetworkRegister.Owns) && (filter.Illustrative || !link.IsIllustrative)
            && link.HoldsOn(filter.AsAt) && Counts(things[link.From]) && Counts(things[link.To])).ToList();
        // What a link says the register need not say again, or the one would seem to make up for the other.
        var said = links.Where(link => link.LinkId is not null).Select(link => (link.Kind, link.From, link.To)).ToHashSet();
        links.RemoveAll(link => link.LinkId is null && said.Contains((link.Kind, link.From, link.To)));

        var isIn = new bool[things.Length];
        for (var i = 0; i < things.Length; i++) isIn[i] = Counts(things[i]) && (sites is null || (things[i].SiteId is { } site && sites.Contains(site)) || (things[i].AreaId is { } area && area == areaId));
        if (sites is not null)
            // A service is in an area with any of the places where it is offered.
            foreach (var link in links.Where(link => link.Kind == NetworkRegister.OfferedAt && isIn[link.To])) isIn[link.From] = true;
        links.RemoveAll(link => !isIn[link.From] && !isIn[link.To]);
        var isKept = new bool[things.Length];
        // Sites are countless, and one that nothing links is no part of a network.
        for (var i = 0; i < things.Length; i++) isKept[i] = isIn[i] && !things[i].IsSite && (things[i].Type != "Organisation" || register.IsAlone(i));
        foreach (var link in links) isKept[link.From] = isKept[link.To] = true;

        var number = new int[things.Length];
        var kept = new List<int>();
        for (var i = 0; i < things.Length; i++)
        {
            if (!isKept[i]) continue;
            number[i] = kept.Count;
            kept.Add(i);
        }

        if (kept.Count > MostNodes) throw NetworkErrors.TooManyNodes(kept.Count, MostNodes);
        return new FilteredNetwork(register, [.. kept.Select(i => things[i])], [.. kept.Select(i => isIn[i])], [.. links], [.. links.Select(link => number[link.From])], [.. links.Select(link => number[link.To])], filter.AsAt);
    }

    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public NetworkAnalysis Analyse(int threads, CancellationToken cancellation)
    {
        var most = Betweenness.Most(Nodes.Length);
        var shares = Array.ConvertAll(Betweenness.Solve(Graph, threads, cancellation), value => most > 0 ? value / most : 0);
        var ranks = new int[shares.Length];
        foreach (var (place, node) in Enumerable.Range(0, shares.Length).OrderByDescending(node => shares[node]).Index()) ranks[node] = place + 1;
        // Sums in another order may differ in their last bits: such are equals.
        var sorted = Enumerable.Range(0, shares.Length).OrderBy(node => ranks[node]).ToArray();
        for (var at = 1; at < sorted.Length; at++)
            if (shares[sorted[at - 1]] - shares[sorted[at]] < 1e-12) ranks[sorted[at]] = ranks[sorted[at - 1]];
        var cuts = CutPoints.Of(Graph);
        var order = Enumerable.Range(0, cuts.ComponentSize.Count).OrderByDescending(part => cuts.ComponentSize[part]).Index().ToDictionary(part => part.Item, part => part.Index + 1);
        return new NetworkAnalysis(shares, ranks, cuts, [.. cuts.Component.Select(part => order[part])], Communities.Solve(Graph, cancellation: cancellation));
    }
}
