using System.Globalization;

using Xunit;

namespace EstateMap.Planning.Tests;

/// <summary>Beasley's p-median instances (OR-Library) with their published optima: the outside check of the solver.</summary>
public class OrLibraryTests
{
    [Theory]
    [InlineData("pmed1", 5819)]
    [InlineData("pmed2", 4093)]
    [InlineData("pmed3", 4250)]
    [InlineData("pmed4", 3034)]
    [InlineData("pmed5", 1355)]
    [InlineData("pmed6", 7824)]
    [InlineData("pmed10", 1255)]
    public void A_published_optimum_is_found(string instance, double optimum)
    {
        var file = Path.Combine(Benchmarks(), instance + ".txt");
        Assert.SkipUnless(File.Exists(file), $"The OR-Library instance {instance} is not on this machine.");
        var (problem, p) = Read(file);

        var answer = PMedianSolver.Solve(problem, p);

        Assert.Equal(optimum, answer.Objective);
        Assert.InRange(answer.LowerBound, optimum * 0.99, optimum + 1e-6);
    }

    /// <summary>The instances lie beside the repository, not in it.</summary>
    private static string Benchmarks()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EstateMap.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", "benchmarks", "or-library");
    }

    /// <summary>"n edges p", then one undirected edge a line; costs are shortest paths (Floyd).</summary>
    private static (PMedianProblem Problem, int P) Read(string file)
    {
        var numbers = File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var n = numbers[0];
        var costs = new double[n * n];
        Array.Fill(costs, double.PositiveInfinity);
        for (var i = 0; i < n; i++) costs[i * n + i] = 0;
        for (var at = 3; at + 2 < numbers.Length; at += 3)
        {
            // A later line replaces an earlier one for the same pair, as the library's notes say.
            int a = numbers[at] - 1, b = numbers[at + 1] - 1;
            costs[a * n + b] = costs[b * n + a] = numbers[at + 2];
        }

        for (var k = 0; k < n; k++)
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    costs[i * n + j] = Math.Min(costs[i * n + j], costs[i * n + k] + costs[k * n + j]);
        return (new PMedianProblem([.. Enumerable.Repeat(1.0, n)], costs, n), numbers[2]);
    }
}
