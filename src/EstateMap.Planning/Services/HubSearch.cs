namespace EstateMap.Planning.Services;

/// <summary>
/// Improves a <see cref="HubPlan"/> move by move until none helps: put a service into a hub, take one out, move it, exchange two between hubs, replace one by another in its hub,
/// open a hub with the best services that fit, close one and rehouse what it hosts, and do both at once.
/// </summary>
internal sealed class HubSearch(HubData data, HubPlan plan, CancellationToken cancellation)
{
    private readonly MultiServiceProblem problem = data.Problem;

    public void Improve()
    {
        while (Place() || Exchange() || OpenHub(-1) || Rehouse() || TurnEmpty())
            cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Closes a few hubs at random and puts what they hosted anywhere it fits.</summary>
    public void Shake(Random random)
    {
        var loose = Enumerable.Range(0, data.Sites).Where(plan.IsOpen).Where(IsCandidate).ToArray();
        random.Shuffle(loose);
        foreach (var leaving in loose.Take(1 + loose.Length / 5))
        {
            var homeless = Empty(leaving);
            var closed = Enumerable.Range(0, data.Sites).Where(j => j != leaving && !plan.IsOpen(j) && IsCandidate(j)).ToArray();
            var entering = closed.Length > 0 ? closed[random.Next(closed.Length)] : leaving;
            foreach (var k in homeless)
                if (plan.HasRoom(entering, k)) plan.Turn(entering, k, true);
        }
    }

    private double Least => 1e-9 * Math.Max(1e-9, plan.Total);

    /// <summary>Puts in, takes out, moves and replaces single services, the best change of each service first.</summary>
    private bool Place()
    {
        var helped = false;
        for (var k = 0; k < data.Services; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            var best = -Least;
            (int From, int To, int Instead) move = (-1, -1, -1);
            foreach (var from in Enumerable.Range(0, data.Sites).Where(j => plan.Hosts(j, k)).Prepend(-1).ToArray())
            {
                for (var to = -1; to < data.Sites; to++)
                {
                    if (to == from || (to >= 0 && (plan.Hosts(to, k) || !data.MayHost[to * data.Services + k]))) continue;
                    if (to >= 0 && !plan.HasRoom(to, k))
                    {
                        // Only in the place of another service; the other one leaves for good.
                        for (var other = 0; other < data.Services && from < 0; other++)
                        {
                            if (!plan.Hosts(to, other) || !plan.HasRoom(to, k, other)) continue;
                            var swap = Change(k, -1, to) + plan.Travel(other, to, -1) - Cost(to, other);
                            if (swap < best) (best, move) = (swap, (-1, to, other));
                        }

                        continue;
                    }

                    var change = Change(k, from, to);
                    if (change < best) (best, move) = (change, (from, to, -1));
                }
            }

            if (move.From < 0 && move.To < 0) continue;
            Apply(k, move.From, move.To);
            if (move.Instead >= 0) plan.Turn(move.To, move.Instead, false);
            helped = true;
        }

        return helped;
    }

    /// <summary>Two services change hubs, where space forbids to move either alone.</summary>
    private bool Exchange()
    {
        var places = (from j in Enumerable.Range(0, data.Sites) from k in Enumerable.Range(0, data.Services) where plan.Hosts(j, k) select (j, k)).ToArray();
        foreach (var (j, k) in places)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (other, l) in places)
            {
                if (other <= j || l == k || plan.Hosts(other, k) || plan.Hosts(j, l) || !plan.HasRoom(other, k, l) || !plan.HasRoom(j, l, k)) continue;
                var change = plan.Travel(k, j, other) + plan.Travel(l, other, j) + Cost(other, k) + Cost(j, l) - Cost(j, k) - Cost(other, l);
                if (change >= -Least) continue;
                plan.Turn(j, k, false);
                plan.Turn(other, l, false);
                plan.Turn(j, l, true);
                plan.Turn(other, k, true);
                return true;
            }
        }

        return false;
    }

    /// <summary>Opens the closed site that saves most with the best services that fit; <paramref name="not"/> stays closed.</summary>
    private bool OpenHub(int not)
    {
        var best = -Least;
        var bestSite = -1;
        var worth = new double[data.Sites * data.Services];
        var fill = new bool[worth.Length];
        for (var j = 0; j < data.Sites; j++)
        {
            if (plan.IsOpen(j) || j == not || !IsCandidate(j)) continue;
            cancellation.ThrowIfCancellationRequested();
            for (var k = 0; k < data.Services; k++)
                if (data.MayHost[j * data.Services + k]) worth[j * data.Services + k] = plan.Saving(j, k) - Cost(j, k);
            var change = problem.SiteCost[j] + plan.ChargeAfter(j, -1) - plan.Charge * plan.Broken() - Knapsack.Fill(data, j, at => worth[at], fill);
            if (change < best) (best, bestSite) = (change, j);
        }

        if (bestSite < 0) return false;
        plan.SetOpen(bestSite, true);
        for (var k = 0; k < data.Services; k++)
            if (fill[bestSite * data.Services + k]) plan.Turn(bestSite, k, true);
        return true;
    }

    /// <summary>Closes each hub in turn, opens the best other one if that helps, and finds places for what it hosted; keeps the first that is cheaper.</summary>
    private bool Rehouse()
    {
        for (var j = 0; j < data.Sites; j++)
        {
            if (!plan.IsOpen(j) || !IsCandidate(j)) continue;
            cancellation.ThrowIfCancellationRequested();
            var (before, total) = (plan.Save(), plan.Total);
            var homeless = Empty(j);
            OpenHub(j);
            foreach (var k in homeless) PlaceAnywhere(k, j);
            if (plan.Total < total - Least) return true;
            plan.Load(before.Hosts, before.Open);
        }

        return false;
    }

    /// <summary>Opens or closes sites that host nothing: only rules of the sites can ask for it.</summary>
    private bool TurnEmpty()
    {
        for (var j = 0; j < data.Sites; j++)
        {
            if (!IsCandidate(j) || plan.Hosted(j) > 0) continue;
            var total = plan.Total;
            plan.SetOpen(j, !plan.IsOpen(j));
            if (plan.Total < total - Least) return true;
            plan.SetOpen(j, !plan.IsOpen(j));
        }

        return false;
    }

    private void PlaceAnywhere(int service, int not)
    {
        var best = -Least;
        var site = -1;
        for (var j = 0; j < data.Sites; j++)
            if (j != not && plan.IsOpen(j) && !plan.Hosts(j, service) && plan.HasRoom(j, service) && Change(service, -1, j) is var change && change < best) (best, site) = (change, j);
        if (site >= 0) plan.Turn(site, service, true);
    }

    /// <summary>What the total changes by when the service goes from one hub (-1: none) to another (-1: none), which opens with it; the hub it leaves closes if it was alone there.</summary>
    private double Change(int service, int from, int to)
    {
        var opened = to >= 0 && !plan.IsOpen(to) ? to : -1;
        var closed = from >= 0 && plan.Hosted(from) == 1 && IsCandidate(from) ? from : -1;
        var change = from < 0 ? -plan.Saving(to, service) : plan.Travel(service, from, to);
        if (to >= 0) change += Cost(to, service);
        if (from >= 0) change -= Cost(from, service);
        if (opened >= 0) change += problem.SiteCost[opened];
        if (closed >= 0) change -= problem.SiteCost[closed];
        if (opened >= 0 || closed >= 0) change += plan.ChargeAfter(opened, closed) - plan.Charge * plan.Broken();
        return change;
    }

    private void Apply(int service, int from, int to)
    {
        if (from >= 0)
        {
            plan.Turn(from, service, false);
            if (plan.Hosted(from) == 0 && IsCandidate(from)) plan.SetOpen(from, false);
        }

        if (to >= 0) plan.Turn(to, service, true);
    }

    private int[] Empty(int site)
    {
        int[] services = [.. Enumerable.Range(0, data.Services).Where(k => plan.Hosts(site, k))];
        foreach (var k in services) plan.Turn(site, k, false);
        plan.SetOpen(site, false);
        return services;
    }

    private bool IsCandidate(int site) => problem.Location.Roles[site] == SiteRole.Candidate;

    private double Cost(int site, int service) => problem.ServiceCost[site * data.Services + service];
}
