namespace EstateMap.Planning.Cover;

/// <summary>
/// The 0-1 program behind every covering model.
/// <code>
///   max  sum_r w_r Z_r
///   s.t. sum_{j in S_r} Y_j &gt;= b_r + Z_r    for every row r          (1)
///        sum_j Y_j = p                                                 (2)
///        sum_j use_cj Y_j &lt;= most_c         for every ceiling c      (3)
///        Y_a + Y_b &lt;= 1                     for every excluded pair  (4)
///        Y_j = 1 if kept, 0 if closed                                  (5)
/// </code>
/// A row that only demands has w_r = 0 and no Z_r; one that only rewards has b_r = 0.
/// </summary>
internal sealed class CoverProgram(SiteRole[] roles, IReadOnlyList<Ceiling> ceilings, IReadOnlyList<(int First, int Second)> exclusions)
{
    /// <summary>Demanding rows above this number are not compared pair by pair.</summary>
    private const int MostRowsCompared = 4000;

    private readonly Dictionary<Row, double> weights = new(new SameRow());

    public SiteRole[] Roles { get; } = roles;

    public IReadOnlyList<Ceiling> Ceilings { get; } = ceilings;

    public IReadOnlyList<(int First, int Second)> Exclusions { get; } = exclusions;

    public int Sites => Roles.Length;

    public int Rows => RowSites.Length;

    /// <summary>S_r, [row], sites ascending.</summary>
    public int[][] RowSites { get; private set; } = [];

    /// <summary>[site]: rows that hold it.</summary>
    public int[][] SiteRows { get; private set; } = [];

    /// <summary>b_r.</summary>
    public int[] Need { get; private set; } = [];

    /// <summary>w_r.</summary>
    public double[] Weight { get; private set; } = [];

    /// <summary>[site]: sites that may not be open beside it.</summary>
    public int[][] Rivals { get; private set; } = [];

    public double TotalWeight { get; private set; }

    /// <summary>Every weight is a whole number, so that an upper bound may be rounded down.</summary>
    public bool WholeWeights { get; private set; }

    /// <summary>Number of (row, site) pairs: the unit of work of one pass.</summary>
    public long Entries { get; private set; }

    /// <summary>Adds sum of the sites &gt;= need.</summary>
    public void Demand(int[] sites, int need) => weights.TryAdd(new Row(sites, need, false), 0);

    /// <summary>Adds weight Z with sum of the sites &gt;= need + Z; the need itself is demanded.</summary>
    public void Reward(int[] sites, int need, double weight)
    {
        var row = new Row(sites, need, true);
        weights[row] = weights.GetValueOrDefault(row) + weight;
    }

    /// <summary>Builds the arrays once all rows are in. Rows of the same sites were added up; demands that a narrower one implies are dropped.</summary>
    public CoverProgram Ready()
    {
        var demands = weights.Keys.Where(row => !row.Rewards).ToArray();
        if (demands.Length <= MostRowsCompared) demands = Narrowest(demands);
        Row[] rows = [.. demands, .. weights.Keys.Where(row => row.Rewards)];
        RowSites = Array.ConvertAll(rows, row => row.Sites);
        Need = Array.ConvertAll(rows, row => row.Need);
        Weight = Array.ConvertAll(rows, row => weights[row]);
        TotalWeight = Weight.Sum();
        WholeWeights = TotalWeight < 1e15 && Array.TrueForAll(Weight, weight => weight == Math.Floor(weight));
        Entries = RowSites.Sum(sites => (long)sites.Length);

        var rowsOf = new List<int>[Sites];
        var rivalsOf = new List<int>[Sites];
        for (var j = 0; j < Sites; j++) (rowsOf[j], rivalsOf[j]) = ([], []);
        for (var r = 0; r < rows.Length; r++)
            foreach (var j in RowSites[r]) rowsOf[j].Add(r);
        foreach (var (first, second) in Exclusions)
        {
            rivalsOf[first].Add(second);
            rivalsOf[second].Add(first);
        }

        SiteRows = Array.ConvertAll(rowsOf, list => list.ToArray());
        Rivals = Array.ConvertAll(rivalsOf, list => list.ToArray());
        return this;
    }

    /// <summary>Whether the open sites keep (1) to (5) for p = their number.</summary>
    public bool Allows(bool[] open)
    {
        for (var j = 0; j < Sites; j++)
            if (open[j] ? Roles[j] == SiteRole.Close || Rivals[j].Any(rival => open[rival]) : Roles[j] == SiteRole.Keep) return false;
        foreach (var ceiling in Ceilings)
        {
            var use = 0.0;
            for (var j = 0; j < Sites; j++)
                if (open[j]) use += ceiling.Use[j];
            if (use > ceiling.Most + Tolerance(ceiling)) return false;
        }

        for (var r = 0; r < Rows; r++)
            if (Need[r] > 0 && CountOpen(r, open) < Need[r]) return false;
        return true;
    }

    /// <summary>sum_r w_r Z_r of the open sites.</summary>
    public double Rewards(bool[] open)
    {
        var total = 0.0;
        for (var r = 0; r < Rows; r++)
            if (Weight[r] > 0 && CountOpen(r, open) > Need[r]) total += Weight[r];
        return total;
    }

    /// <summary>What rounding may add to the sum of a ceiling.</summary>
    public static double Tolerance(Ceiling ceiling) => 1e-9 * Math.Max(1, Math.Abs(ceiling.Most));

    private int CountOpen(int r, bool[] open)
    {
        var count = 0;
        foreach (var j in RowSites[r])
            if (open[j]) count++;
        return count;
    }

    /// <summary>A demand for b of a set is implied by one for b or more of a part of that set.</summary>
    private Row[] Narrowest(Row[] demands)
    {
        var sorted = demands.OrderBy(row => row.Sites.Length).ThenByDescending(row => row.Need).ToArray();
        var kept = new List<(Row Row, ulong[] Bits)>();
        foreach (var row in sorted)
        {
            var bits = new ulong[(Sites + 63) / 64];
            foreach (var j in row.Sites) bits[j >> 6] |= 1UL << (j & 63);
            if (!kept.Exists(other => other.Row.Need >= row.Need && IsPartOf(other.Bits, bits))) kept.Add((row, bits));
        }

        return [.. kept.Select(each => each.Row)];
    }

    private static bool IsPartOf(ulong[] part, ulong[] whole)
    {
        for (var k = 0; k < part.Length; k++)
            if ((part[k] & ~whole[k]) != 0) return false;
        return true;
    }

    private readonly record struct Row(int[] Sites, int Need, bool Rewards);

    private sealed class SameRow : IEqualityComparer<Row>
    {
        public bool Equals(Row x, Row y) => x.Need == y.Need && x.Rewards == y.Rewards && x.Sites.AsSpan().SequenceEqual(y.Sites);

        public int GetHashCode(Row row)
        {
            var hash = new HashCode();
            hash.Add(row.Need);
            hash.Add(row.Rewards);
            foreach (var j in row.Sites) hash.Add(j);
            return hash.ToHashCode();
        }
    }
}
