namespace EstateMap.Planning.Tests.Median;

/// <summary>People and sites scattered over a square of 10 km, of a seed; costs are metres.</summary>
internal static class Scattered
{
    public static LocationProblem Make(int demand, int sites, int seed)
    {
        var random = new Random(seed);
        var people = Places(demand);
        var places = Places(sites);
        double[] weights = [.. Enumerable.Range(0, demand).Select(_ => (double)random.Next(1, 400))];
        return new LocationProblem(weights, [.. from i in people from j in places select Math.Round(Math.Sqrt(((i.X - j.X) * (i.X - j.X)) + ((i.Y - j.Y) * (i.Y - j.Y))))], sites);

        (double X, double Y)[] Places(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 10_000, random.NextDouble() * 10_000))];
    }
}
