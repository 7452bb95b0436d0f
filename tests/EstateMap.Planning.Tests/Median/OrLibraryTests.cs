using System.Globalization;

using EstateMap.Testing;

using Xunit;

namespace EstateMap.Planning.Tests.Median;

/// <summary>Beasley's p-median instances (OR-Library) with their published optima: the outside check of the solver.</summary>
public class OrLibraryTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "..", "shared", "benchmarks", "or-library");

    public static TheoryData<string> Instances => [.. Enumerable.Range(1, 20).Select(n => $"pmed{n}")];

    [Theory]
    [MemberData(nameof(Instances))]
    public void A_published_optimum_is_found_and_proven(string instance)
    {
        var file = Path.Combine(Folder, instance + ".txt");
        Assert.SkipUnless(File.Exists(file), $"The OR-Library instance {instance} is not on this machine.");
        var optimum = File.ReadLines(Path.Combine(Folder, "pmedopt.txt")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(words => words.Length == 2 && words[0] == instance)[1];
        var (problem, p) = Read(file);

        var answer = PMedian.Solve(problem, p, SolveOptions.Default);

        Assert.Equal(double.Parse(optimum, CultureInfo.InvariantCulture), answer.Objective);
        Assert.Equal(0, answer.Gap);
    }

    /// <summary>"n edges p", then one undirected edge a line; costs are shortest paths (Floyd).</summary>
    private static (LocationProblem Problem, int P) Read(string file)
    {
        int[] numbers = [.. File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        var n = numbers[0];
        var costs = new double[n * n];
        Array.Fill(costs, double.PositiveInfinity);
        for (var i = 0; i < n; i++) costs[(i * n) + i] = 0;
        for (var at = 3; at + 2 < numbers.Length; at += 3)
        {
            // A later line replaces an earlier one for the same pair, as the library's notes say.
            int a = numbers[at] - 1, b = numbers[at + 1] - 1;
            costs[(a * n) + b] = costs[(b * n) + a] = numbers[at + 2];
        }

        for (var k = 0; k < n; k++)
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    costs[(i * n) + j] = Math.Min(costs[(i * n) + j], costs[(i * n) + k] + costs[(k * n) + j]);
        return (new LocationProblem([.. Enumerable.Repeat(1.0, n)], costs, n), numbers[2]);
    }
}
