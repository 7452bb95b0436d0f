using BenchmarkDotNet.Attributes;
using EstateMap.Planning;
using EstateMap.Testing.Sample;
using EstateMap.Testing.Town;

namespace EstateMap.Benchmarks;

/// <summary>The planner's inner loop on the fictional town: people at junctions, walks along streets, p sites of the 36 junctions.</summary>
[MemoryDiagnoser]
public class PlanningLoops
{
    private LocationProblem _problem = null!;

    [Params(2, 6)]
    public int P { get; set; }

    [GlobalSetup]
    public void LayOut()
    {
        var numbers = new SeededNumbers(1);
        var places = FictionalTown.Junctions;
        _problem = new LocationProblem(
            [.. places.Select(_ => (double)numbers.NextBelow(500))],
            [.. places.SelectMany(from => places.Select(to => FictionalTown.Walk_m(from, to)))],
            places.Count);
    }

    [Benchmark]
    public double Solve() => PMedian.Solve(_problem, P, SolveOptions.Default).Objective;
}
