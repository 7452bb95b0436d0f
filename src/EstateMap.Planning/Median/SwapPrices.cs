namespace EstateMap.Planning;

/// <summary>
/// The extra_jr of <see cref="OpenSet"/>, and for every site j the slot r of most extra_jr - loss_r. Most extras are 0, because most sites share no demand: only the pairs
/// that ever had one are looked at, and a change of loss is felt only by the sites that have one with that slot. For all others the slot of least loss is best.
/// </summary>
internal sealed class SwapPrices
{
    private readonly int capacity;
    private readonly double[] extra;
    private readonly bool[] isListed;
    private readonly List<int>[] slotsOfSite;
    private readonly List<int>[] sitesOfSlot;
    private readonly double[] loss;
    private readonly double[] net;
    private readonly int[] netSlot;
    private readonly Pending sites;
    private readonly Pending slots;
    private int cheapest;

    public SwapPrices(int sites, int capacity, double[] loss)
    {
        this.capacity = capacity;
        this.loss = loss;
        extra = new double[(long)sites * capacity];
        isListed = new bool[extra.Length];
        slotsOfSite = Lists(sites);
        sitesOfSlot = Lists(capacity);
        net = new double[sites];
        // A site that shares no demand with any slot: the cheapest slot is its own.
        Array.Fill(net, double.NegativeInfinity);
        netSlot = new int[sites];
        this.sites = new Pending(sites);
        slots = new Pending(capacity);
        static List<int>[] Lists(int count)
        {
            var lists = new List<int>[count];
            for (var k = 0; k < count; k++) lists[k] = [];
            return lists;
        }
    }

    /// <summary>Most extra less loss over the slots, as of the last <see cref="Refresh"/>.</summary>
    public double Net(int site) => Math.Max(net[site], -loss[cheapest]);

    /// <summary>The slot of <see cref="Net"/>.</summary>
    public int Slot(int site) => net[site] >= -loss[cheapest] ? netSlot[site] : cheapest;

    public double Extra(int site, int slot) => extra[((long)site * capacity) + slot];

    public void Add(int site, int slot, double amount)
    {
        var at = ((long)site * capacity) + slot;
        if (!isListed[at])
        {
            isListed[at] = true;
            slotsOfSite[site].Add(slot);
            sitesOfSlot[slot].Add(site);
        }

        extra[at] += amount;
        sites.Add(site);
    }

    public void LossChanged(int slot) => slots.Add(slot);

    /// <summary>Another site takes the slot, or none: its extras begin again from 0.</summary>
    public void Clear(int slot)
    {
        foreach (var j in sitesOfSlot[slot])
        {
            var at = ((long)j * capacity) + slot;
            extra[at] = 0;
            isListed[at] = false;
            slotsOfSite[j].Remove(slot);
            sites.Add(j);
        }

        sitesOfSlot[slot].Clear();
        slots.Add(slot);
    }

    /// <summary>The site of one slot moves into another, which is clear.</summary>
    public void Move(int from, int to)
    {
        foreach (var j in sitesOfSlot[from]) Add(j, to, Extra(j, from));
        Clear(from);
        slots.Add(to);
    }

    /// <summary>Makes all figures true again for the slots from <paramref name="from"/> up to, not including, <paramref name="to"/>; there is at least one.</summary>
    public void Refresh(int from, int to)
    {
        cheapest = from;
        for (var slot = from; slot < to; slot++)
            if (loss[slot] < loss[cheapest]) cheapest = slot;
        foreach (var slot in slots.Items)
            foreach (var j in sitesOfSlot[slot]) sites.Add(j);
        foreach (var j in sites.Items)
        {
            net[j] = double.NegativeInfinity;
            foreach (var slot in slotsOfSite[j])
            {
                var value = extra[((long)j * capacity) + slot] - loss[slot];
                if (slot < from || value <= net[j]) continue;
                net[j] = value;
                netSlot[j] = slot;
            }
        }

        slots.Clear();
        sites.Clear();
    }

    /// <summary>Numbers to look at again, each once.</summary>
    private sealed class Pending(int count)
    {
        private readonly bool[] isIn = new bool[count];

        public List<int> Items { get; } = [];

        public void Add(int number)
        {
            if (isIn[number]) return;
            isIn[number] = true;
            Items.Add(number);
        }

        public void Clear()
        {
            foreach (var number in Items) isIn[number] = false;
            Items.Clear();
        }
    }
}
