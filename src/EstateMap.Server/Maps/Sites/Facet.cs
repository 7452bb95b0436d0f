namespace EstateMap.Server.Maps.Sites;

/// <summary>One thing that sites can be filtered by: which codes each site has, packed.</summary>
/// <param name="Codes">By number; number 0 is <see cref="None"/>.</param>
/// <param name="Starts">Of each site where its numbers start in <paramref name="Numbers"/>; one more than there are sites.</param>
internal sealed record Facet(string Name, IReadOnlyList<string> Codes, IReadOnlyList<string> Labels, int[] Starts, int[] Numbers)
{
    /// <summary>The code of sites that have none.</summary>
    public const string None = "none";

    private readonly Dictionary<string, int> _numbers = Enumerable.Range(0, Codes.Count).ToDictionary(number => Codes[number], StringComparer.Ordinal);

    public ReadOnlySpan<int> Of(int site) => Numbers.AsSpan(Starts[site], Starts[site + 1] - Starts[site]);

    public int? FindNumber(string code) => _numbers.TryGetValue(code, out var number) ? number : null;

    /// <summary>Gathers pairs of site and code; every site gets each of its codes once, and <see cref="None"/> where it has none.</summary>
    public sealed class Builder(string name, int sites)
    {
        private readonly List<string> _codes = [None], _labels = ["Not stated"];
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [None] = 0 };
        private readonly List<(int Site, int Number)> _pairs = [];

        public void Word(string code, string label)
        {
            if (!_numbers.TryAdd(code, _codes.Count)) return;
            _codes.Add(code);
            _labels.Add(label);
        }

        public void Add(int site, string code)
        {
            Word(code, code);
            _pairs.Add((site, _numbers[code]));
        }

        public Facet Build()
        {
            var (starts, numbers) = Pack(_pairs, sites, fallback: 0);
            return new(name, _codes, _labels, starts, numbers);
        }
    }

    /// <summary>Pairs by site, each once; a site without any gets the fallback unless that is null.</summary>
    public static (int[] Starts, int[] Numbers) Pack(List<(int Site, int Number)> pairs, int sites, int? fallback)
    {
        pairs.Sort();
        var starts = new int[sites + 1];
        var numbers = new List<int>(pairs.Count + (fallback is null ? 0 : sites));
        var next = 0;
        for (var site = 0; site < sites; site++)
        {
            starts[site] = numbers.Count;
            for (; next < pairs.Count && pairs[next].Site == site; next++)
                if (numbers.Count == starts[site] || numbers[^1] != pairs[next].Number) numbers.Add(pairs[next].Number);
            if (numbers.Count == starts[site] && fallback is { } none) numbers.Add(none);
        }
        starts[sites] = numbers.Count;
        return (starts, [.. numbers]);
    }
}
