namespace EstateMap.Planning;

/// <summary>
/// Remembers for every site with which open one it is best swapped: the slot r of most extra_jr - loss_r. A change leaves most of that as it was.
/// </summary>
internal sealed class SwapPrices(int sites, int capacity, double[] extra, double[] loss)
{
    private readonly double[] net = new double[sites];
    private readonly int[] slotOf = new int[sites];
    private readonly bool[] isForgotten = new bool[sites];
    private readonly bool[] hasChanged = new bool[capacity];
    private readonly List<int> changed = [];
    private bool isAllForgotten = true;

    /// <summary>Most extra less loss over the slots, as of the last <see cref="Refresh"/>.</summary>
    public double Net(int site) => net[site];

    public int Slot(int site) => slotOf[site];

    public void ForgetAll() => isAllForgotten = true;

    public void Forget(int site) => isForgotten[site] = true;

    public void LossChanged(int slot)
    {
        if (hasChanged[slot]) return;
        hasChanged[slot] = true;
        changed.Add(slot);
    }

    /// <summary>Makes all figures true again for the slots from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public void Refresh(int from, int to)
    {
        var isAll = isAllForgotten || changed.Count * 4 > to - from;
        for (var j = 0; j < net.Length; j++)
        {
            var row = extra.AsSpan(j * capacity, to);
            if (isAll || isForgotten[j] || hasChanged[slotOf[j]])
            {
                Search(j, row, from);
                continue;
            }

            foreach (var slot in changed)
            {
                if (slot < from || slot >= to || row[slot] - loss[slot] <= net[j]) continue;
                net[j] = row[slot] - loss[slot];
                slotOf[j] = slot;
            }
        }

        Array.Clear(isForgotten);
        foreach (var slot in changed) hasChanged[slot] = false;
        changed.Clear();
        isAllForgotten = false;
    }

    private void Search(int j, ReadOnlySpan<double> row, int from)
    {
        var best = double.NegativeInfinity;
        var at = from;
        for (var slot = from; slot < row.Length; slot++)
        {
            var value = row[slot] - loss[slot];
            if (value <= best) continue;
            best = value;
            at = slot;
        }

        net[j] = best;
        slotOf[j] = Math.Min(at, capacity - 1);
    }
}
