using EstateMap.Planning.Cover;

namespace EstateMap.Planning.Services;

/// <summary>Why there is no plan of hubs, from one constraint at a time.</summary>
internal static class HubReasons
{
    public static readonly Infeasibility Together =
        new("together", "No choice of hubs and services keeps all constraints together, though each can be kept alone.", [], []);

    public static readonly Infeasibility NotFound =
        new("together", "No choice of hubs and services that keeps all constraints was found with this effort; whether there is any is not proven.", [], []);

    /// <summary>Null when each constraint looks possible alone.</summary>
    public static Infeasibility? FindSingle(HubData data, SolveOptions options, CancellationToken ct)
    {
        var most = data.Problem.MostHubs ?? data.Rules.Allowed.Length;
        if (data.Rules.Kept.Length > most)
            return new("count", $"At most {most} hubs may be open, but {data.Rules.Kept.Length} must be kept.", data.Rules.Kept, []);
        return data.Rules.FindSingleOfAnyCount() ?? FindRules(data, options, ct) ?? FindSpace(data);
    }

    /// <summary>Whether any number of hubs up to the most keeps the rules of the sites.</summary>
    private static Infeasibility? FindRules(HubData data, SolveOptions options, CancellationToken ct)
    {
        if (!data.Problem.Location.HasSideConstraints) return null;
        for (var k = data.Rules.Kept.Length; k <= data.MostHubs; k++)
            if (!CoverSearch.Solve(data.SiteProgram, k, options, ct).IsImpossible) return null;
        return data.Rules.Explain(Math.Max(1, data.MostHubs), options, ct);
    }

    /// <summary>Each service that someone needs must fit somewhere, and all together into the roomiest sites.</summary>
    private static Infeasibility? FindSpace(HubData data)
    {
        var problem = data.Problem;
        for (var k = 0; k < data.Services; k++)
        {
            int[] possible = [.. data.Rules.Allowed.Where(j => !double.IsPositiveInfinity(problem.ServiceCost[j * data.Services + k]))];
            if (possible.Length == 0 || problem.Demand.Where((_, at) => at % data.Services == k).All(people => people == 0)) continue;
            var most = possible.Max(j => problem.SiteSpace[j]);
            if (problem.ServiceSpace[k] > most)
                return new("capacity", $"{problem.Services[k]} needs {problem.ServiceSpace[k]:0.##} m2; the roomiest site that may host it has {most:0.##} m2.", possible, []);
        }

        int[] needed = [.. Enumerable.Range(0, data.Services).Where(k => data.Items[k].Length > 0)];
        var wanted = needed.Sum(k => problem.ServiceSpace[k]);
        int[] roomiest = [.. data.Rules.Kept, .. data.Rules.Allowed.Except(data.Rules.Kept).OrderByDescending(j => problem.SiteSpace[j]).Take(data.MostHubs - data.Rules.Kept.Length)];
        var available = roomiest.Sum(j => problem.SiteSpace[j]);
        if (wanted > available * (1 + 1e-9))
            return new("capacity", $"The services need {wanted:0.##} m2 in all; the {roomiest.Length} roomiest sites that may be open have {available:0.##} m2.", [.. roomiest.Order()], []);
        return null;
    }
}
