using EstateMap.Server.Graph;

namespace EstateMap.Server.Community.Networks;

/// <summary>A <c>NetworkNode</c> of the schema.</summary>
internal sealed class ShownNode(FilteredNetwork network, NetworkAnalysis analysis, int node)
{
    public NetworkThing Thing => network.Nodes[node];

    public string Id => Thing.GlobalId;

    public string Type => Thing.Type switch { "Organisation" => "ORGANISATION", "Site" => "SITE", "Service" => "SERVICE", _ => "COMMUNITY_ASSET" };

    public string Name => Thing.Name;

    public string? Kind => Thing.Kind;

    public string? AbcdClass => Thing.AbcdClass;

    public bool IsIllustrative => Thing.IsIllustrative;

    public double? Longitude => Thing.Longitude;

    public double? Latitude => Thing.Latitude;

    public string? Site => Thing.SiteId is { } site ? GlobalId.Write("Site", site) : null;

    public bool IsInArea => network.IsInArea[node];

    public int Degree => network.Graph.Degree(node);

    public int Neighbours => network.Graph.NeighboursOf(node).Length;

    public double Betweenness => analysis.Shares[node];

    public int Rank => analysis.Ranks[node];

    public int? Community => Degree == 0 ? null : analysis.Division.Of[node] + 1;

    public int Component => analysis.Parts[node];

    public int PartsWithout => analysis.Cuts.PartsLeft[node];
}

/// <summary>A <c>NetworkLink</c> of the schema.</summary>
internal sealed class ShownLink(FilteredNetwork network, int link)
{
    private ThingLink One => network.Links[link];

    public string? Id => One.LinkId is { } id ? GlobalId.Write("Link", id) : null;

    public string Kind => One.Kind;

    public string From => network.Nodes[network.From[link]].GlobalId;

    public string To => network.Nodes[network.To[link]].GlobalId;

    public string Words => NetworkWords.Link(network, link) + ".";

    public string Evidence => One.Evidence;

    public string Basis => One.IsFact ? "FACT" : "ASSUMPTION";

    public bool IsIllustrative => One.IsIllustrative;

    public bool IsImplied => One.LinkId is null;

    public DateOnly? PeriodStart => One.Start;

    public DateOnly? PeriodEnd => One.End;
}

/// <summary>The <c>NetworkStats</c> of the schema.</summary>
internal sealed class ShownStats(FilteredNetwork network, NetworkAnalysis analysis)
{
    public int Nodes => network.Nodes.Length;

    public int Links => network.Links.Length;

    public int Facts => network.Links.Count(link => link.IsFact && !link.IsIllustrative);

    public int Assumptions => network.Links.Count(link => !link.IsFact);

    public int Illustrative => network.Links.Count(link => link.IsIllustrative);

    public int Isolates => network.Graph.Isolates().Count;

    public int Components => analysis.Cuts.ComponentSize.Count(size => size > 1);

    public int Largest => analysis.Cuts.ComponentSize.DefaultIfEmpty().Max();

    public int CutPoints => Enumerable.Range(0, network.Nodes.Length).Count(analysis.Cuts.IsCut);

    public int Bridges => analysis.Cuts.IsBridge.Count(isBridge => isBridge);

    public int Communities => analysis.Division.Sizes.Count(size => size > 1);

    public double Modularity => analysis.Division.Modularity;

    public IReadOnlyList<KindCount> Kinds => [.. network.Links.GroupBy(link => link.Kind).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => new KindCount(kind.Key, network.Register.Kinds.GetValueOrDefault(kind.Key) ?? kind.Key.Replace('_', ' '), kind.Count()))];
}

/// <summary>How many links are of a kind.</summary>
internal sealed record KindCount(string Kind, string Label, int Count);
