namespace EstateMap.Planning.Cover;

/// <summary>
/// Which sites of a <see cref="CoverProgram"/> are settled so far, and what follows from that: each rule that leaves one choice makes it.
/// Everything can be undone to a mark, so that a search holds one state only.
/// </summary>
internal sealed class CoverState
{
    private readonly CoverProgram program;
    private readonly int p;
    private readonly List<int> trail = [];
    private readonly Stack<(int Site, sbyte Value)> pending = new();
    private readonly int[][] byUse;
    private readonly sbyte[] value;

    public CoverState(CoverProgram program, int p)
    {
        this.program = program;
        this.p = p;
        value = new sbyte[program.Sites];
        Have = new int[program.Rows];
        Can = Array.ConvertAll(program.RowSites, sites => sites.Length);
        Free = program.Sites;
        byUse = [.. program.Ceilings.Select(ceiling => Enumerable.Range(0, program.Sites).OrderBy(j => ceiling.Use[j]).ToArray())];
    }

    /// <summary>[row]: open sites that it holds.</summary>
    public int[] Have { get; }

    /// <summary>[row]: sites that it holds and that are not closed.</summary>
    public int[] Can { get; }

    public int Open { get; private set; }

    public int Free { get; private set; }

    /// <summary>How many more sites must open.</summary>
    public int Left => p - Open;

    public int Mark => trail.Count;

    public bool IsFree(int site) => value[site] == 0;

    public bool IsOpen(int site) => value[site] > 0;

    /// <summary>Settles the roles and what follows; false when that is impossible.</summary>
    public bool Start()
    {
        for (var j = 0; j < value.Length; j++)
            if (program.Roles[j] != SiteRole.Candidate) pending.Push((j, (sbyte)(program.Roles[j] == SiteRole.Keep ? 1 : -1)));
        for (var r = 0; r < Can.Length; r++)
        {
            if (Can[r] < program.Need[r]) return false;
            if (Can[r] == program.Need[r]) OpenAllFree(r);
        }

        return Propagate();
    }

    /// <summary>Opens or closes a site and settles what follows; false when a rule breaks (undo to a mark before going on).</summary>
    public bool Fix(int site, bool open)
    {
        pending.Push((site, (sbyte)(open ? 1 : -1)));
        return Propagate();
    }

    public void Undo(int mark)
    {
        for (var k = trail.Count - 1; k >= mark; k--)
        {
            var j = trail[k];
            if (value[j] > 0)
            {
                Open--;
                foreach (var r in program.SiteRows[j]) Have[r]--;
            }
            else
            {
                foreach (var r in program.SiteRows[j]) Can[r]++;
            }

            value[j] = 0;
            Free++;
        }

        trail.RemoveRange(mark, trail.Count - mark);
    }

    private bool Propagate()
    {
        while (true)
        {
            while (pending.TryPop(out var next))
            {
                if (value[next.Site] == 0 ? Settle(next.Site, next.Value) : value[next.Site] == next.Value) continue;
                pending.Clear();
                return false;
            }

            if (!KeepsCount() || !KeepsCeilings())
            {
                pending.Clear();
                return false;
            }

            if (pending.Count == 0) return true;
        }
    }

    private bool Settle(int site, sbyte to)
    {
        value[site] = to;
        trail.Add(site);
        Free--;
        var kept = true;
        if (to > 0)
        {
            Open++;
            foreach (var r in program.SiteRows[site]) Have[r]++;
            foreach (var rival in program.Rivals[site]) pending.Push((rival, -1));
        }
        else
        {
            foreach (var r in program.SiteRows[site])
            {
                Can[r]--;
                if (Can[r] < program.Need[r]) kept = false;
                else if (Can[r] == program.Need[r]) OpenAllFree(r);
            }
        }

        return kept;
    }

    private void OpenAllFree(int r)
    {
        foreach (var j in program.RowSites[r])
            if (value[j] == 0) pending.Push((j, 1));
    }

    /// <summary>(2)</summary>
    private bool KeepsCount()
    {
        if (Left < 0 || Left > Free) return false;
        if (Free > 0 && (Left == 0 || Left == Free))
            for (var j = 0; j < value.Length; j++)
                if (value[j] == 0) pending.Push((j, (sbyte)(Left == 0 ? -1 : 1)));
        return true;
    }

    /// <summary>(3): even the sites of least use must fit; a site that does not fit beside them closes.</summary>
    private bool KeepsCeilings()
    {
        for (var c = 0; c < byUse.Length; c++)
        {
            var ceiling = program.Ceilings[c];
            var most = ceiling.Most + CoverProgram.Tolerance(ceiling);
            var use = 0.0;
            var dearest = 0.0;
            var taken = 0;
            foreach (var j in byUse[c])
            {
                if (value[j] < 0 || (value[j] == 0 && taken == Left)) continue;
                use += ceiling.Use[j];
                if (value[j] > 0) continue;
                dearest = ceiling.Use[j];
                taken++;
            }

            if (use > most) return false;
            if (Left == 0) continue;
            for (var k = byUse[c].Length - 1; k >= 0; k--)
            {
                var j = byUse[c][k];
                if (value[j] != 0) continue;
                if (use - dearest + ceiling.Use[j] <= most) break;
                pending.Push((j, -1));
            }
        }

        return true;
    }
}
