namespace EstateMap.Client.Community;

/// <summary>An answer as the panel tells it, and what of the network it lights.</summary>
/// <param name="Words">Plain sentences.</param>
/// <param name="Nodes">Those who stand out in picture, map and lists.</param>
/// <param name="Pairs">Links that stand out, by their ends.</param>
public sealed record Told(IReadOnlyList<string> Words, IReadOnlyList<ToldPart> Parts, IReadOnlySet<string> Nodes, IReadOnlyList<(string From, string To)> Pairs)
{
    private const int MostMembers = 12;

    public static Told Of(LinkedAnswer answer)
    {
        var ways = answer.Routes.Where(route => route.Nodes.Count > 1).ToList();
        return new(answer.Words,
            Gathered(
                ("The ways", [.. ways.Select((route, at) => new ToldItem(null, $"{at + 1}. {string.Join(" – ", route.Nodes.Select(node => node.Name))}", string.Join(" ", route.Steps.Select(step => $"{step.Link.Words} Known from: {step.Link.Evidence}."))))]),
                ("Whom to ask next", [.. answer.AskNext.Select(one => new ToldItem(one.Node.Id, one.Node.Name, one.Why))])),
            Ids(ways.SelectMany(route => route.Nodes)), [.. ways.SelectMany(route => route.Nodes.Zip(route.Nodes.Skip(1), (from, to) => (from.Id, to.Id))).Distinct()]);
    }

    public static Told Of(BrokersAnswer answer) => new(answer.Words, Gathered(("Brokers", [.. answer.Items.Select(one => new ToldItem(one.Node.Id, $"{one.Rank}. {one.Node.Name}", one.Why))])), Ids(answer.Items.Select(one => one.Node)), []);

    public static Told Of(GroupAnswer answer) => new(answer.Words, Gathered(("On their own", Items(answer.Nodes))), Ids(answer.Nodes), []);

    public static Told Of(DependsAnswer answer) => new(answer.Words,
        Gathered(("Who uses it", Items(answer.Dependants)), ("Who would feel it too", Items(answer.AlsoTouched))),
        Ids([answer.Site, .. answer.Dependants.Select(one => one.Node), .. answer.AlsoTouched]), [.. answer.Dependants.Select(one => (one.Node.Id, answer.Site.Id))]);

    public static Told Of(ClosesAnswer answer) => new(answer.Words,
        Gathered(
            ("Without another place", Items(answer.WithoutPlace)), ("Linked to nobody any more", Items(answer.OnTheirOwn)),
            ("Would lose touch with the rest", [.. answer.CutOff.SelectMany((part, at) => part.Nodes.Select(node => new ToldItem(node.Id, node.Name, answer.CutOff.Count > 1 ? $"Group {at + 1}" : null)))]),
            ("Links that are lost", [.. answer.LostLinks.Select(link => new ToldItem(null, link.Words, $"Known from: {link.Evidence}."))])),
        Ids([.. answer.Sites, .. answer.OnTheirOwn, .. answer.CutOff.SelectMany(part => part.Nodes)]), [.. answer.LostLinks.Select(link => (link.From, link.To)).Distinct()]);

    public static Told Of(CommunitiesAnswer answer) => new(answer.Words,
        [.. answer.Items.Select(one => new ToldPart($"{one.Number}. {one.Name}", one.Words,
            [.. one.Members.Take(MostMembers).Select(node => new ToldItem(node.Id, node.Name, null)), .. one.Members.Count > MostMembers ? [new ToldItem(null, $"and {one.Members.Count - MostMembers} more, in the list", null)] : Array.Empty<ToldItem>()]))],
        new HashSet<string>(), []);

    private static IReadOnlyList<ToldPart> Gathered(params (string Heading, IReadOnlyList<ToldItem> Items)[] parts) => [.. parts.Where(part => part.Items.Count > 0).Select(part => new ToldPart(part.Heading, null, part.Items))];

    private static IReadOnlyList<ToldItem> Items(IEnumerable<NodeName> nodes) => [.. nodes.Select(node => new ToldItem(node.Id, node.Name, null))];

    private static IReadOnlyList<ToldItem> Items(IEnumerable<DependantItem> dependants) => [.. dependants.Select(one => new ToldItem(one.Node.Id, one.Node.Name, one.Words))];

    private static HashSet<string> Ids(IEnumerable<NodeName> nodes) => nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
}

/// <param name="Words">What is said of all of it; null for nothing.</param>
public sealed record ToldPart(string Heading, string? Words, IReadOnlyList<ToldItem> Items);

/// <param name="Node">Who it is about, to be chosen; null for nobody.</param>
public sealed record ToldItem(string? Node, string Text, string? Detail);
