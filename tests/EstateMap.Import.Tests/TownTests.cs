using EstateMap.Testing.Town;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>The fictional town that other tests measure with: its own distances must be right first.</summary>
public sealed class TownTests
{
    [Fact]
    public void Walks_of_the_formula_are_the_shortest_along_the_streets()
    {
        foreach (var from in FictionalTown.Junctions)
        {
            var reached = Walk(from);
            Assert.All(FictionalTown.Junctions, to => Assert.Equal(reached[to], FictionalTown.Walk_m(from, to)));
        }
    }

    [Fact]
    public void The_river_has_one_bridge()
    {
        Assert.Equal(36, FictionalTown.Junctions.Count);
        // 6 rows of 5 streets, 6 avenues of 5, less the 5 avenues that end at the river.
        Assert.Equal(55, FictionalTown.Streets.Count);
        // From the far corner south of the river to the one right across it: over to the bridge and back.
        Assert.Equal(9_000, FictionalTown.Walk_m(new Junction(5, 2), new Junction(5, 3)));
    }

    [Fact]
    public void The_same_seed_makes_the_same_sites_and_another_seed_others()
    {
        Assert.Equal(TownSites.Make(500, 7), TownSites.Make(500, 7));
        Assert.NotEqual(TownSites.Make(500, 7), TownSites.Make(500, 8));
        Assert.Equal(TownSites.Make(500, 7), TownSites.Make(1_000, 7).Take(500));
    }

    [Fact]
    public void Every_level_of_visibility_has_about_its_share()
    {
        var counts = TownSites.Make(10_000, 7).CountBy(s => s.Visibility).ToDictionary();

        Assert.InRange(counts["public"], 8_900, 9_100);
        Assert.InRange(counts["partner"], 520, 680);
        Assert.InRange(counts["owner"], 240, 360);
        Assert.InRange(counts["restricted"], 70, 130);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void A_count_outside_the_range_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TownSites.Make(count, 7));

    // Breadth first, as every street is as long as any other.
    private static Dictionary<Junction, double> Walk(Junction from)
    {
        var neighbours = FictionalTown.Streets.SelectMany(s => new[] { (s.From, s.To), (From: s.To, To: s.From) }).ToLookup(p => p.From, p => p.To);
        var reached = new Dictionary<Junction, double> { [from] = 0 };
        var queue = new Queue<Junction>([from]);
        while (queue.TryDequeue(out var here))
        {
            foreach (var next in neighbours[here].Where(n => reached.TryAdd(n, reached[here] + 1_000)))
                queue.Enqueue(next);
        }
        return reached;
    }
}
