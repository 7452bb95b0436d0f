using CsCheck;
using EstateMap.Planning.Networks;
using Xunit;

namespace EstateMap.Planning.Tests.Networks;

public class SeveranceTests
{
    [Fact]
    public void When_the_middle_of_a_path_goes_its_ends_lose_touch()
    {
        var severed = Severance.Of(Drawn.Path, [2]);

        Assert.Equal([[0, 1], [3, 4]], severed.Parts.Single());
        Assert.Equal([[3, 4]], severed.CutOff);
        Assert.Equal([1, 2], severed.LostEdges);
    }

    [Fact]
    public void Several_that_part_nothing_alone_may_do_so_together()
    {
        // A ring of six: one gap leaves a chain, two leave two.
        var ring = Drawn.Of(6, (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0));

        Assert.Empty(Severance.Of(ring, [0]).CutOff);
        Assert.Equal([[1, 2]], Severance.Of(ring, [0, 3]).Parts.Single().Where(part => part[0] == 1));
        Assert.Equal(2, Severance.Of(ring, [0, 3, 0]).Parts.Single().Count);
    }

    [Fact]
    public void What_was_apart_before_is_not_said_to_fall_apart()
    {
        var severed = Severance.Of(Drawn.Of(5, (0, 1), (2, 3)), [0]);

        Assert.Equal([[1]], severed.Parts.Single());
        Assert.Empty(severed.CutOff);
        Assert.Empty(Severance.Of(Drawn.Of(5, (0, 1), (2, 3)), [4]).Parts);
    }

    [Fact]
    public void A_node_that_there_is_not_is_named()
    {
        Assert.Contains("no node 9", Assert.Throws<ArgumentException>(() => Severance.Of(Drawn.Path, [9])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_two_that_are_left_stand_in_one_part_only_while_a_way_remains()
    {
        Gen.Select(Drawn.Any, Gen.Int[0, 8].Array[0, 4]).Sample((graph, chosen) =>
        {
            var gone = chosen.Select(v => v % graph.Nodes).ToHashSet();
            var (severed, before, after) = (Severance.Of(graph, gone), Drawn.Steps(graph), Drawn.Steps(graph, v => !gone.Contains(v)));
            var hurt = Enumerable.Range(0, graph.Nodes).Where(v => !gone.Contains(v) && gone.Any(g => before[g][v] >= 0)).ToList();
            var parts = severed.Parts.SelectMany(parts => parts).ToList();
            return parts.SelectMany(part => part).Order().SequenceEqual(hurt)
                && hurt.TrueForAll(v => hurt.TrueForAll(w => (after[v][w] >= 0) == parts.Exists(part => part.Contains(v) && part.Contains(w))));
        });
    }
}
