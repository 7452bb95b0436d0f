namespace EstateMap.Client.Community;

/// <summary>A part of the network, as the picture, the map and the lists show it.</summary>
public sealed record CommunityNetwork(IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<NetworkLink> Links, NetworkStats Stats, IReadOnlyList<string> Words);

/// <param name="Type">ORGANISATION, SITE, SERVICE or COMMUNITY_ASSET.</param>
/// <param name="Site">Id of the site that it is, meets at or is first offered at.</param>
/// <param name="IsInArea">False for who is only linked to what lies in the area.</param>
/// <param name="Betweenness">Share of all pairs of others, 0 to 1.</param>
/// <param name="PartsWithout">Parts that its own would fall into without it.</param>
public sealed record NetworkNode(
    string Id, string Type, string Name, string? AbcdClass, bool IsIllustrative, double? Longitude, double? Latitude, string? Site, bool IsInArea, int Degree, double Betweenness, int Rank, int? Community, int PartsWithout);

public sealed record NetworkLink(string Kind, string From, string To, string Words, string Evidence, string Basis, bool IsIllustrative);

public sealed record NetworkStats(int Isolates, int CutPoints, int Communities);

/// <summary>One of the network, in an answer.</summary>
public sealed record NodeName(string Id, string Name, string? Type = null, string? AbcdClass = null);

public sealed record LinkedAnswer(IReadOnlyList<LinkedRoute> Routes, IReadOnlyList<AskedNode> AskNext, IReadOnlyList<string> Words);

public sealed record LinkedRoute(IReadOnlyList<NodeName> Nodes, string Words, IReadOnlyList<RouteStep> Steps);

public sealed record RouteStep(RouteLink Link);

public sealed record RouteLink(string Words, string Evidence);

public sealed record AskedNode(NodeName Node, string Why);

public sealed record BrokersAnswer(IReadOnlyList<BrokerItem> Items, IReadOnlyList<string> Words);

public sealed record BrokerItem(NodeName Node, int Rank, double Share, string Why);

public sealed record GroupAnswer(IReadOnlyList<NodeName> Nodes, IReadOnlyList<string> Words);

public sealed record DependsAnswer(NodeName Site, IReadOnlyList<DependantItem> Dependants, IReadOnlyList<NodeName> AlsoTouched, IReadOnlyList<string> Words);

public sealed record DependantItem(NodeName Node, string Words);

public sealed record ClosesAnswer(
    IReadOnlyList<NodeName> Sites, IReadOnlyList<NetworkLink> LostLinks, IReadOnlyList<DependantItem> WithoutPlace, IReadOnlyList<NodeName> OnTheirOwn, IReadOnlyList<GroupAnswer> CutOff, IReadOnlyList<string> Words);

public sealed record CommunitiesAnswer(IReadOnlyList<CommunityItem> Items, IReadOnlyList<string> Words);

public sealed record CommunityItem(int Number, string Name, IReadOnlyList<NodeName> Members, string Words);

/// <summary>What communities appear in one area.</summary>
/// <param name="Nodes">How many stand in its network.</param>
/// <param name="Largest">Null where nothing is linked.</param>
/// <param name="Brokers">Three at most, those between most others first.</param>
public sealed record AreaCommunity(CommunityArea Area, int Nodes, int Communities, LargestCommunity? Largest, IReadOnlyList<AreaBroker> Brokers, AreaIsolates Isolates);

public sealed record CommunityArea(string Code, string Name, string Kind, string Vintage);

public sealed record LargestCommunity(string Name, int Size);

public sealed record AreaBroker(NodeName Node);

public sealed record AreaIsolates(int Count, IReadOnlyList<NodeName> Nodes);
