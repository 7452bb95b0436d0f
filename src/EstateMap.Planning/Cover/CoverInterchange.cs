namespace EstateMap.Planning.Cover;

/// <summary>
/// A choice of p sites for a <see cref="CoverProgram"/> that improves itself: greedy addition, then swaps of one open for one closed site until none helps
/// (Church &amp; ReVelle 1974 call it greedy adding with substitution). What breaks a rule is charged more than all rewards together,
/// so that the search walks back to what is allowed.
/// </summary>
internal sealed class CoverInterchange
{
    private readonly CoverProgram program;
    private readonly int p;
    private readonly double charge;
    private readonly bool[] isOpen;
    private readonly int[] count;
    private readonly double[] gain;
    private readonly double[] use;
    private readonly double[] scale;
    private readonly List<int> open = [];

    public CoverInterchange(CoverProgram program, int p)
    {
        this.program = program;
        this.p = p;
        charge = 1 + program.TotalWeight;
        isOpen = new bool[program.Sites];
        count = new int[program.Rows];
        gain = new double[program.Sites];
        use = new double[program.Ceilings.Count];
        scale = [.. program.Ceilings.Select(ceiling => Math.Max(1e-12, ceiling.Use.Max(Math.Abs)))];
    }

    /// <summary>The choice itself; to be copied by who keeps it.</summary>
    public bool[] Open => isOpen;

    /// <summary>Work done, in (row, site) pairs read.</summary>
    public long Work { get; private set; }

    /// <summary>Starts from the given sites; those closed by role are left out, those kept are put in, and greedy addition or removal makes it p.</summary>
    public void Start(bool[] from, CancellationToken cancellation)
    {
        open.Clear();
        Array.Clear(isOpen);
        Array.Clear(count);
        Array.Clear(use);
        Reprice();
        for (var j = 0; j < isOpen.Length; j++)
            if (program.Roles[j] == SiteRole.Keep || (from[j] && program.Roles[j] != SiteRole.Close)) Turn(j, true);
        while (open.Count > p)
        {
            cancellation.ThrowIfCancellationRequested();
            Turn(open.Where(j => program.Roles[j] != SiteRole.Keep).MinBy(Loss), false);
        }

        while (open.Count < p)
        {
            cancellation.ThrowIfCancellationRequested();
            Turn(BestToAdd(), true);
        }
    }

    /// <summary>Swaps while that helps.</summary>
    public void Improve(CancellationToken cancellation)
    {
        var least = 1e-9 * charge;
        for (var helped = true; helped;)
        {
            helped = false;
            Reprice();
            foreach (var leaving in open.Where(j => program.Roles[j] == SiteRole.Candidate).ToArray())
            {
                cancellation.ThrowIfCancellationRequested();
                var loss = Loss(leaving);
                Turn(leaving, false);
                var entering = BestToAdd();
                if (entering >= 0 && Gain(entering) > loss + least)
                {
                    Turn(entering, true);
                    helped = true;
                }
                else
                {
                    Turn(leaving, true);
                }
            }
        }
    }

    /// <summary>Replaces about a quarter of the sites at random.</summary>
    public void Shake(Random random)
    {
        var closed = Enumerable.Range(0, isOpen.Length).Where(j => !isOpen[j] && program.Roles[j] == SiteRole.Candidate).ToArray();
        var loose = open.Where(j => program.Roles[j] == SiteRole.Candidate).ToArray();
        random.Shuffle(closed);
        random.Shuffle(loose);
        for (var k = 0; k < Math.Min(Math.Min(closed.Length, loose.Length), 1 + p / 4); k++)
        {
            Turn(loose[k], false);
            Turn(closed[k], true);
        }
    }

    private int BestToAdd()
    {
        var best = -1;
        var most = double.NegativeInfinity;
        for (var j = 0; j < isOpen.Length; j++)
        {
            if (isOpen[j] || program.Roles[j] != SiteRole.Candidate) continue;
            var worth = Gain(j);
            if (worth > most) (best, most) = (j, worth);
        }

        return best;
    }

    /// <summary>What opening a closed site adds to the score.</summary>
    private double Gain(int site) => gain[site] - charge * Burden(site);

    /// <summary>What closing an open site takes from the score.</summary>
    private double Loss(int site)
    {
        var loss = 0.0;
        foreach (var r in program.SiteRows[site]) loss += Step(r, count[r] - 1);
        return loss - charge * Burden(site);
    }

    /// <summary>How much more the rules are broken with the site than without it, the others as they are.</summary>
    private double Burden(int site)
    {
        var burden = 0.0;
        foreach (var rival in program.Rivals[site])
            if (isOpen[rival]) burden++;
        for (var c = 0; c < use.Length; c++)
        {
            var ceiling = program.Ceilings[c];
            var without = use[c] - (isOpen[site] ? ceiling.Use[site] : 0) - ceiling.Most - CoverProgram.Tolerance(ceiling);
            burden += (Math.Max(0, without + ceiling.Use[site]) - Math.Max(0, without)) / scale[c];
        }

        return burden;
    }

    private void Turn(int site, bool to)
    {
        isOpen[site] = to;
        if (to) open.Add(site);
        else open.Remove(site);
        for (var c = 0; c < use.Length; c++) use[c] += (to ? 1 : -1) * program.Ceilings[c].Use[site];
        foreach (var r in program.SiteRows[site])
        {
            var before = Step(r, count[r]);
            count[r] += to ? 1 : -1;
            var change = Step(r, count[r]) - before;
            if (change == 0) continue;
            Work += program.RowSites[r].Length;
            foreach (var j in program.RowSites[r]) gain[j] += change;
        }
    }

    /// <summary>What the next site of a row adds to the score when it has n.</summary>
    private double Step(int r, int n) => n < program.Need[r] ? charge : n == program.Need[r] ? program.Weight[r] : 0;

    /// <summary>Counts the gains afresh, so that rounding does not add up.</summary>
    private void Reprice()
    {
        Array.Clear(gain);
        for (var r = 0; r < count.Length; r++)
        {
            var step = Step(r, count[r]);
            if (step == 0) continue;
            foreach (var j in program.RowSites[r]) gain[j] += step;
        }

        Work += program.Entries;
    }
}
