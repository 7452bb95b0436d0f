namespace EstateMap.Client.Explore;

/// <summary>What sites can be filtered by besides their theme, which is a layer, and where they are.</summary>
/// <param name="Name">As in addresses and in the query of tiles, facets, rows and exports.</param>
/// <param name="IsRanked">Whether values stand by how many sites have them, because they may be many and have no order of their own.</param>
public sealed record Facet(string Name, string Label, string Hint, bool IsRanked = false)
{
    /// <summary>Word for sites without any value of a facet.</summary>
    public const string NoValue = "none";

    /// <summary>In the order people look for them.</summary>
    public static readonly IReadOnlyList<Facet> All =
    [
        new("use", "Use", "What the site is for", IsRanked: true),
        new("owner", "Owner", "Who owns the site, or the best that its sources say", IsRanked: true),
        new("tenure", "Tenure", "How its properties are held"),
        new("condition", "Condition", "Newest survey of any property, A good to D life expired"),
        new("energy", "Energy rating", "Certificate of any property, A+ best to G"),
        new("size", "Size", "Floor area of all its buildings"),
        new("service", "Services", "What is offered there", IsRanked: true),
        new("abcd", "Community assets", "What people make of it, by class of asset"),
        new("dataset", "Sources", "Files that name the site", IsRanked: true),
        new("precision", "Position", "How well the site is located"),
        new("issue", "Issues", "Faults noticed in the rows behind the site", IsRanked: true),
        new("freshness", "Age of the facts", "Newest date that any of its sources speaks for"),
    ];

    /// <summary>What a code is called. The number of an owner says nothing to anybody.</summary>
    /// <param name="numbers">Null before the first counts.</param>
    public string WordsOf(string code, FacetsAnswer? numbers) => numbers?.Find(Name, code)?.Label
        ?? (code == NoValue ? "Not stated" : Name != "owner" ? Shell.Figures.Words(code) : numbers is null ? "name on its way" : "not known");

    public static Facet Of(string name) => All.First(facet => facet.Name == name);
}

/// <summary>The codes chosen in each facet; equal when the same are chosen, in whatever order that was done.</summary>
public sealed class FacetCodes : IEquatable<FacetCodes>
{
    public static readonly FacetCodes None = new([]);

    private readonly Dictionary<string, ValueList<string>> codes;

    private FacetCodes(Dictionary<string, ValueList<string>> codes) => this.codes = codes;

    public bool IsEmpty => codes.Count == 0;

    /// <summary>Codes chosen in a facet, in ordinal order; empty when it filters nothing.</summary>
    public ValueList<string> this[string facet] => codes.GetValueOrDefault(facet) ?? [];

    /// <summary>Facets in which something is chosen, in the order of <see cref="Facet.All"/>.</summary>
    public IEnumerable<(Facet Facet, ValueList<string> Codes)> Chosen => Facet.All.Where(facet => codes.ContainsKey(facet.Name)).Select(facet => (facet, codes[facet.Name]));

    public bool Has(string facet, string code) => this[facet].Contains(code);

    /// <summary>The same with other codes in one facet; none of them takes its filter away.</summary>
    public FacetCodes With(string facet, IEnumerable<string> chosen)
    {
        var next = new Dictionary<string, ValueList<string>>(codes);
        if (ValueList.Sorted(chosen) is { Count: > 0 } list)
            next[facet] = list;
        else
            next.Remove(facet);
        return new(next);
    }

    /// <summary>The same with one code ticked or not.</summary>
    public FacetCodes With(string facet, string code, bool isChosen) => With(facet, isChosen ? this[facet].Append(code) : this[facet].Where(known => known != code));

    public bool Equals(FacetCodes? other) => other is not null && codes.Count == other.codes.Count && codes.All(pair => other[pair.Key].Equals(pair.Value));

    public override bool Equals(object? obj) => obj is FacetCodes facets && Equals(facets);

    public override int GetHashCode() => Chosen.Aggregate(0, (hash, facet) => HashCode.Combine(hash, facet.Facet.Name, facet.Codes));
}
