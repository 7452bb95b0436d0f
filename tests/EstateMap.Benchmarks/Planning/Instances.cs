using System.Globalization;
using EstateMap.Planning;

namespace EstateMap.Benchmarks.Planning;

/// <summary>Problems to measure with: places clustered as towns are, of a fixed seed, and the instances of the literature.</summary>
internal static class Instances
{
    private const double Detour = 1.3, MetresPerSecond = 4.8 / 3.6;

    /// <summary>An authority or a county: a square of the given side, walking seconds from every demand point to every site.</summary>
    public static LocationProblem Square(int demand, int sites, double side_m, int towns, int seed)
    {
        var places = new Towns(side_m, towns, new Random(seed));
        var people = places.Scatter(demand);
        var buildings = places.Scatter(sites);
        var weights = places.Weights(demand);
        var seconds = new double[demand * sites];
        for (var i = 0; i < demand; i++)
            for (var j = 0; j < sites; j++)
                seconds[(i * sites) + j] = Distance(people[i], buildings[j]) * Detour / MetresPerSecond;
        return new LocationProblem(weights, seconds, sites);
    }

    /// <summary>A country: each demand point knows its nearest sites, found ring by ring on a grid; costs are metres in a straight line.</summary>
    public static SparseProblem Country(int demand, int sites, int neighbours, int seed)
    {
        const double side_m = 600_000;
        const int cells = 150;
        var places = new Towns(side_m, 800, new Random(seed));
        var buildings = places.Scatter(sites);
        var inCell = Enumerable.Range(0, sites).ToLookup(j => (Cell(buildings[j].X), Cell(buildings[j].Y)));
        var people = places.Scatter(demand);
        var siteOf = new int[demand * neighbours];
        var costOf = new double[demand * neighbours];
        var near = new List<(double Cost, int Site)>();
        for (var i = 0; i < demand; i++)
        {
            var (x, y) = (Cell(people[i].X), Cell(people[i].Y));
            for (var rings = 1; ; rings++)
            {
                near.Clear();
                for (var column = Math.Max(0, x - rings); column <= Math.Min(cells - 1, x + rings); column++)
                    for (var row = Math.Max(0, y - rings); row <= Math.Min(cells - 1, y + rings); row++)
                        near.AddRange(inCell[(column, row)].Select(j => (Distance(people[i], buildings[j]), j)));
                near.Sort();
                // Whoever is nearer than the rings are wide cannot lie outside them.
                if (near.Count >= neighbours && near[neighbours - 1].Cost <= rings * side_m / cells) break;
            }

            for (var k = 0; k < neighbours; k++) (costOf[(i * neighbours) + k], siteOf[(i * neighbours) + k]) = near[k];
        }

        return new SparseProblem(places.Weights(demand), sites, [.. Enumerable.Range(0, demand + 1).Select(i => i * neighbours)], siteOf, costOf);

        static int Cell(double metres) => Math.Clamp((int)(metres / side_m * cells), 0, cells - 1);
    }

    /// <summary>The OR-Library instances in a folder ("n edges p", then one undirected edge a line, the last one counting; costs are shortest paths) with their published optima.</summary>
    public static IEnumerable<(string Name, LocationProblem Problem, int P, double Optimum)> OrLibrary(string folder)
    {
        foreach (var words in File.ReadLines(Path.Combine(folder, "pmedopt.txt")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words.Length != 2 || !double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var optimum)) continue;
            int[] numbers = [.. File.ReadAllText(Path.Combine(folder, words[0] + ".txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            var n = numbers[0];
            var costs = new double[n * n];
            Array.Fill(costs, double.PositiveInfinity);
            for (var i = 0; i < n; i++) costs[(i * n) + i] = 0;
            for (var at = 3; at + 2 < numbers.Length; at += 3)
                costs[((numbers[at] - 1) * n) + numbers[at + 1] - 1] = costs[((numbers[at + 1] - 1) * n) + numbers[at] - 1] = numbers[at + 2];
            for (var k = 0; k < n; k++)
                for (var i = 0; i < n; i++)
                    for (var j = 0; j < n; j++)
                        costs[(i * n) + j] = Math.Min(costs[(i * n) + j], costs[(i * n) + k] + costs[(k * n) + j]);
            yield return (words[0], new LocationProblem([.. Enumerable.Repeat(1.0, n)], costs, n), numbers[2], optimum);
        }
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    /// <summary>Four places in five lie about a town's centre, the others anywhere.</summary>
    private sealed class Towns(double side_m, int count, Random random)
    {
        private readonly (double X, double Y)[] centres = [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * side_m, random.NextDouble() * side_m))];

        public (double X, double Y)[] Scatter(int places)
        {
            var radius_m = side_m / Math.Sqrt(count) / 2;
            return [.. Enumerable.Range(0, places).Select(_ =>
            {
                if (random.Next(5) == 0) return (random.NextDouble() * side_m, random.NextDouble() * side_m);
                var (x, y) = centres[random.Next(count)];
                return (x + ((random.NextDouble() + random.NextDouble() - 1) * radius_m), y + ((random.NextDouble() + random.NextDouble() - 1) * radius_m));
            })];
        }

        public double[] Weights(int places) => [.. Enumerable.Range(0, places).Select(_ => (double)random.Next(100, 500))];
    }
}
