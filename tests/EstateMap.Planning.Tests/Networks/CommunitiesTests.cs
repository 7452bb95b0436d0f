using CsCheck;
using EstateMap.Planning.Networks;
using Xunit;

namespace EstateMap.Planning.Tests.Networks;

public class CommunitiesTests
{
    [Fact]
    public void The_halves_of_a_barbell_are_its_communities()
    {
        var division = Communities.Solve(Drawn.Barbell);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], division.Of);
        // 13 edges: 12/13 of them inside, each half with half of the strength: 12/13 - 2 (1/2)^2.
        Assert.Equal((12 / 13.0) - 0.5, division.Modularity, 12);
    }

    [Fact]
    public void The_karate_club_reaches_the_greatest_modularity_that_is_known()
    {
        // Brandes et al., "On modularity clustering" (2008): the optimum is 0.4198, with four communities.
        var division = Communities.Solve(Drawn.KarateClub);

        Assert.Equal(0.41978961, division.Modularity, 7);
        Assert.Equal(4, division.Sizes.Length);
        Assert.NotEqual(division.Of[0], division.Of[33]);
    }

    [Fact]
    public void The_two_factions_that_the_club_split_into_have_their_published_modularity()
    {
        int[] president = [9, 14, 15, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33];

        Assert.Equal(0.3582, Communities.Modularity(Drawn.KarateClub, [.. Enumerable.Range(0, 34).Select(v => president.Contains(v) ? 1 : 0)]), 4);
    }

    [Fact]
    public void Two_links_hold_more_than_one()
    {
        // A chain of four whose middle pair is linked three times stays together there.
        var division = Communities.Solve(Drawn.Of(4, (0, 1), (1, 2), (2, 1), (1, 2), (2, 3)));

        Assert.Equal(division.Of[1], division.Of[2]);
    }

    [Fact]
    public void Without_links_everybody_is_alone()
    {
        var division = Communities.Solve(Drawn.Of(3));

        Assert.Equal([0, 1, 2], division.Of);
        Assert.Equal(0, division.Modularity);
    }

    [Fact]
    public void A_seed_gives_one_division()
    {
        var random = new Random(3);
        var graph = Drawn.Of(400, [.. Enumerable.Range(0, 1_200).Select(_ => (random.Next(400), random.Next(400)))]);

        Assert.Equal(Communities.Solve(graph, seed: 5).Of, Communities.Solve(graph, seed: 5).Of);
    }

    [Fact]
    public void Each_community_is_connected_and_none_is_better_off_joined()
    {
        Drawn.Any.Sample(graph =>
        {
            var division = Communities.Solve(graph);
            var isConnected = Enumerable.Range(0, division.Sizes.Length).All(c =>
            {
                var members = Enumerable.Range(0, graph.Nodes).Where(v => division.Of[v] == c).ToList();
                var steps = Drawn.Steps(graph, members.Contains);
                return members.Count == division.Sizes[c] && members.TrueForAll(v => members.TrueForAll(w => steps[v][w] >= 0));
            });
            // By the definition of Q, whatever the engine says.
            var joined = from a in Enumerable.Range(0, division.Sizes.Length)
                         from b in Enumerable.Range(0, a)
                         select Q(graph, [.. division.Of.Select(c => c == a ? b : c)]);
            return isConnected && Math.Abs(Q(graph, division.Of) - division.Modularity) < 1e-9 && joined.All(q => q <= division.Modularity + 1e-9);
        });
    }

    private static double Q(LinkGraph graph, int[] of)
    {
        var real = Enumerable.Range(0, graph.Edges).Where(e => graph.From[e] != graph.To[e]).ToList();
        var q = 0.0;
        if (real.Count == 0) return 0;
        for (var v = 0; v < graph.Nodes; v++)
            for (var w = 0; w < graph.Nodes; w++)
            {
                if (of[v] != of[w]) continue;
                var links = v == w ? 0 : real.Count(e => (graph.From[e], graph.To[e]) == (v, w) || (graph.From[e], graph.To[e]) == (w, v));
                q += (links - (graph.Degree(v) * (double)graph.Degree(w) / (2.0 * real.Count))) / (2.0 * real.Count);
            }

        return q;
    }
}
