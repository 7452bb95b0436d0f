using CsCheck;
using EstateMap.Planning.Networks;
using Xunit;

namespace EstateMap.Planning.Tests.Networks;

public class BetweennessTests
{
    [Fact]
    public void On_a_path_it_is_how_many_stand_on_either_side_multiplied()
    {
        // 0 - 1 - 2 - 3 - 4: between 1 and its sides lie 1 x 3 pairs, of the middle 2 x 2.
        Assert.Equal([0, 3, 4, 3, 0], Betweenness.Solve(Drawn.Path));
    }

    [Fact]
    public void The_middle_of_a_star_stands_between_all_pairs()
    {
        var star = Drawn.Of(6, (0, 1), (0, 2), (0, 3), (0, 4), (0, 5));

        Assert.Equal([10, 0, 0, 0, 0, 0], Betweenness.Solve(star));
        Assert.Equal(10, Betweenness.Most(6));
    }

    [Fact]
    public void The_two_who_join_a_barbell_stand_between_its_halves()
    {
        // 3 stands between each of the three beside it and the four beyond: 3 x 4.
        Assert.Equal([0, 0, 0, 12, 12, 0, 0, 0], Betweenness.Solve(Drawn.Barbell));
    }

    [Fact]
    public void Where_two_ways_are_as_short_each_has_half()
    {
        // A square: each corner stands on one of the two ways between its neighbours.
        Assert.Equal([0.5, 0.5, 0.5, 0.5], Betweenness.Solve(Drawn.Of(4, (0, 1), (1, 2), (2, 3), (3, 0))));
    }

    [Fact]
    public void A_second_link_between_two_makes_no_second_way()
    {
        Assert.Equal([0.5, 0.5, 0.5, 0.5], Betweenness.Solve(Drawn.Of(4, (0, 1), (1, 2), (2, 3), (3, 0), (1, 0), (2, 2))));
    }

    [Fact]
    public void The_karate_club_has_its_published_brokers()
    {
        // networkx 3, betweenness_centrality(karate_club_graph()): shares of (34 - 1)(34 - 2) / 2 = 528 pairs.
        var shares = Betweenness.Solve(Drawn.KarateClub).Select(value => value / Betweenness.Most(34)).ToArray();

        Assert.Equal(0.43763528138528146, shares[0], 12);
        Assert.Equal(0.30407497594997596, shares[33], 12);
        Assert.Equal(0.145247113997114, shares[32], 12);
        Assert.Equal(0.14365680615680618, shares[2], 12);
        Assert.Equal(0.13827561327561325, shares[31], 12);
        Assert.Equal(0, shares[11]);
    }

    [Fact]
    public void It_is_the_same_to_the_last_bit_on_any_number_of_threads()
    {
        var random = new Random(7);
        var graph = Drawn.Of(300, [.. Enumerable.Range(0, 900).Select(_ => (random.Next(300), random.Next(300)))]);

        Assert.Equal(Betweenness.Solve(graph, threads: 1), Betweenness.Solve(graph, threads: 7));
    }

    [Fact]
    public void It_is_what_counting_every_shortest_way_gives()
    {
        Drawn.Any.Sample(graph =>
        {
            var (steps, counted) = (Drawn.Steps(graph), new double[graph.Nodes]);
            for (var s = 0; s < graph.Nodes; s++)
                for (var t = s + 1; t < graph.Nodes; t++)
                {
                    var routes = Drawn.AllRoutes(graph, s, t, steps).ToList();
                    foreach (var v in routes.SelectMany(route => route[1..^1])) counted[v] += 1.0 / routes.Count;
                }

            return Betweenness.Solve(graph).Zip(counted).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
        });
    }

    [Fact]
    public void It_stops_when_nobody_waits_any_more()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Betweenness.Solve(Drawn.KarateClub, cancellation: stop.Token));
    }
}
