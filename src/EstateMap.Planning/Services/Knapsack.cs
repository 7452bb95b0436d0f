namespace EstateMap.Planning.Services;

/// <summary>
/// Which services of positive worth to put into one site: max sum_k v_k V_k subject to sum_k m_k V_k &lt;= A, exactly, depth first by falling worth per m2 with the
/// bound of Dantzig (1957). A site has a handful of services, so this is quick.
/// </summary>
internal static class Knapsack
{
    /// <summary>Returns the greatest worth and marks the services in <paramref name="hosts"/> [site x service]; the site's marks are overwritten.</summary>
    /// <param name="worthAt">Of a place in [site x service].</param>
    public static double Fill(HubData data, int site, Func<int, double> worthAt, bool[] hosts)
    {
        var services = data.Services;
        Array.Clear(hosts, site * services, services);
        var items = new List<(int Service, double Worth, double Space)>();
        for (var k = 0; k < services; k++)
            if (data.MayHost[site * services + k] && worthAt(site * services + k) is var worth && worth > 0) items.Add((k, worth, data.Problem.ServiceSpace[k]));

        var all = items.Sum(item => item.Worth);
        if (data.Fits(items.Sum(item => item.Space), site))
        {
            foreach (var item in items) hosts[site * services + item.Service] = true;
            return all;
        }

        items.Sort((a, b) => (b.Worth * a.Space).CompareTo(a.Worth * b.Space) is var order && order != 0 ? order : a.Service - b.Service);
        var taken = new bool[items.Count];
        var best = new bool[items.Count];
        var most = 0.0;
        Visit(0, 0, 0);
        for (var n = 0; n < best.Length; n++)
            if (best[n]) hosts[site * services + items[n].Service] = true;
        return most;

        void Visit(int n, double worth, double space)
        {
            if (worth > most)
            {
                most = worth;
                taken.CopyTo(best, 0);
            }

            if (n == taken.Length || Dantzig(n, worth, space) <= most) return;
            if (data.Fits(space + items[n].Space, site))
            {
                taken[n] = true;
                Visit(n + 1, worth + items[n].Worth, space + items[n].Space);
                taken[n] = false;
            }

            Visit(n + 1, worth, space);
        }

        double Dantzig(int n, double worth, double space)
        {
            for (; n < taken.Length; n++)
            {
                if (data.Fits(space + items[n].Space, site))
                {
                    worth += items[n].Worth;
                    space += items[n].Space;
                    continue;
                }

                return worth + items[n].Worth * Math.Max(0, data.Problem.SiteSpace[site] * (1 + 1e-9) - space) / items[n].Space;
            }

            return worth;
        }
    }
}
