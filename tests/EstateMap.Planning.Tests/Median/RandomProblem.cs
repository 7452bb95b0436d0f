namespace EstateMap.Planning.Tests.Median;

/// <summary>Small problems of every kind, from a seed: ties, zero weights, sites out of reach, roles and side constraints in any combination.</summary>
internal static class RandomProblem
{
    public static LocationProblem Make(int demand, int sites, int seed, bool hasConstraints = true)
    {
        var random = new Random(seed);
        var spread = random.Next(3) switch { 0 => 4, 1 => 50, _ => 100_000 };
        var isWhole = random.Next(2) == 0;
        var far = random.Next(3) == 0 ? 0.3 : 0;
        double[] weights = [.. Enumerable.Range(0, demand).Select(_ => isWhole ? random.Next(0, 20) : random.NextDouble() * 20 * random.Next(0, 2))];
        double[] costs = [.. Enumerable.Range(0, demand * sites).Select(_ => random.NextDouble() < far ? double.PositiveInfinity : isWhole ? random.Next(0, spread) : random.NextDouble() * spread)];
        var problem = new LocationProblem(weights, costs, sites);
        if (!hasConstraints) return problem;

        if (random.Next(2) == 0) problem = problem with { Roles = [.. Enumerable.Range(0, sites).Select(_ => random.Next(6) switch { 0 => SiteRole.Keep, 1 => SiteRole.Close, _ => SiteRole.Candidate })] };
        if (random.Next(4) == 0) problem = problem with { Limits = [.. Enumerable.Range(0, demand).Select(_ => random.Next(2) == 0 ? double.PositiveInfinity : random.NextDouble() * spread * 1.2)] };
        if (random.Next(3) == 0)
        {
            var groups = random.Next(1, 4);
            problem = problem with
            {
                Groups = [.. Enumerable.Range(0, sites).Select(_ => random.Next(-1, groups))],
                GroupMinimum = [.. Enumerable.Range(0, groups).Select(_ => random.Next(0, 3))],
            };
        }

        if (random.Next(3) == 0)
        {
            double[] use = [.. Enumerable.Range(0, sites).Select(_ => (double)random.Next(0, 100))];
            problem = problem with { Ceilings = [new Ceiling("running cost", use, random.Next(50, 50 * sites))] };
        }

        if (random.Next(3) == 0 && sites > 1)
            problem = problem with { Exclusions = [.. Enumerable.Range(0, random.Next(1, sites)).Select(_ => (random.Next(sites), random.Next(sites))).Where(pair => pair.Item1 != pair.Item2)] };
        return problem;
    }
}
