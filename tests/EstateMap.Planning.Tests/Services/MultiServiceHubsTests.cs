using CsCheck;
using EstateMap.Planning.Services;
using EstateMap.Planning.Tests.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Services;

public class MultiServiceHubsTests
{
    // Two villages 10 km apart, a site in each; 3 and 2 people need a library, 1 and 4 advice.
    private static MultiServiceProblem Villages => new(new([5, 6], [0, 10, 10, 0], 2), ["library", "advice"], [3, 1, 2, 4]) { SiteCost = [5, 5], ServiceCost = [8, 8, 8, 8] };

    [Fact]
    public void Both_services_come_together_where_that_is_cheapest()
    {
        // One hub: 5 + 16 + travel 20 + 40 at the first, 30 + 10 at the second: 61. Two hubs with everything: 10 + 32 = 42. Two hubs, the library in the first only: 10 + 24 + 20 = 54,
        // advice in the second only: 10 + 24 + 10 = 44. So everything in both.
        var answer = MultiServiceHubs.Solve(Villages, SolveOptions.Default);

        Assert.Equal(42, answer.Objective, 9);
        Assert.Equal((10, 32, 0), (answer.FixedCost, answer.ServiceCost, answer.TravelCost));
        Assert.Equal([0, 1], answer.HubsOfService[0]);
        Assert.Equal(0, answer.Gap);
    }

    [Fact]
    public void Space_for_one_service_a_hub_sends_each_where_its_people_are()
    {
        // Each site holds one service: library in the first, advice in the second, 10 + 16 + 2 x 10 + 1 x 10 = 56; the other way round 10 + 16 + 30 + 40 = 96.
        var answer = MultiServiceHubs.Solve(Villages with { ServiceSpace = [60, 60], SiteSpace = [100, 100] }, SolveOptions.Default);

        Assert.Equal(56, answer.Objective, 9);
        Assert.Equal([0], answer.HubsOfService[0]);
        Assert.Equal([1], answer.HubsOfService[1]);
        Assert.Equal([0, 1, 0, 1], answer.AssignedSite);
        Assert.Equal(0, answer.Gap);
    }

    [Fact]
    public void One_hub_at_most_is_one_hub() => Assert.Equal(61, MultiServiceHubs.Solve(Villages with { MostHubs = 1 }, SolveOptions.Default).Objective, 9);

    [Fact]
    public void A_service_too_large_for_every_site_is_named()
    {
        var reason = MultiServiceHubs.Solve(Villages with { ServiceSpace = [150, 10], SiteSpace = [100, 90] }, SolveOptions.Default).Infeasible;

        Assert.Equal("capacity", reason?.Constraint);
        Assert.Equal("library needs 150 m2; the roomiest site that may host it has 100 m2.", reason?.Reason);
    }

    [Fact]
    public void Services_that_do_not_fit_into_the_hubs_allowed_are_added_up() =>
        Assert.Equal(
            "The services need 160 m2 in all; the 1 roomiest sites that may be open have 100 m2.",
            MultiServiceHubs.Solve(Villages with { ServiceSpace = [80, 80], SiteSpace = [100, 90], MostHubs = 1 }, SolveOptions.Default).Infeasible?.Reason);

    [Fact]
    public void No_plan_is_cheaper_whatever_the_rules() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = Small(random);

        var answer = MultiServiceHubs.Solve(problem, new SolveOptions(seed));

        var optimum = Cheapest(problem);
        if (double.IsPositiveInfinity(optimum))
        {
            Assert.NotNull(answer.Infeasible);
            return;
        }

        Assert.Null(answer.Infeasible);
        Assert.Equal(optimum, answer.Objective, 6);
        Assert.InRange(answer.Bound, optimum * (1 - 1e-6), optimum * (1 + 1e-9));
        Assert.True(SmallProblems.Keeps(problem.Location, answer.OpenSites));
        Assert.True(answer.OpenSites.Length <= (problem.MostHubs ?? int.MaxValue));
        Assert.All(answer.HubsOfService, hubs => Assert.Subset(answer.OpenSites.ToHashSet(), hubs.ToHashSet()));
        foreach (var j in answer.OpenSites)
            Assert.True(Enumerable.Range(0, problem.Services.Length).Where(k => answer.HubsOfService[k].Contains(j)).Sum(k => problem.ServiceSpace[k]) <= problem.SiteSpace[j]);
        for (var i = 0; i < problem.Location.DemandPoints; i++)
            for (var k = 0; k < problem.Services.Length; k++)
                if (answer.AssignedSite[i * problem.Services.Length + k] is var site and >= 0) Assert.Contains(site, answer.HubsOfService[k]);
    }, iter: 600, threads: 1);

    [Fact]
    public void One_service_without_space_or_cost_is_the_p_median()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var town = SmallProblems.Town(seed, 60, 12);
            var answer = MultiServiceHubs.Solve(new(town, ["library"], town.Weights) { MostHubs = 4 }, SolveOptions.Default);

            var optimum = SmallProblems.Choices(town, 4).Min(open => Enumerable.Range(0, 60).Sum(i => town.Weights[i] * SmallProblems.Nearest(town, i, open)));
            Assert.Equal(optimum, answer.Objective, 6);
            Assert.InRange(answer.Gap, 0, 1e-5);
        }
    }

    [Fact]
    public void The_search_alone_comes_near_the_exact_answer_and_its_bound_stays_below()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var problem = Town(seed, 50, 12, 4);
            var exact = MultiServiceHubs.Solve(problem, SolveOptions.Default);
            var search = MultiServiceHubs.Search(new HubData(problem), SolveOptions.Default, CancellationToken.None);

            Assert.InRange(exact.Gap, 0, 1e-5);
            Assert.InRange(search.Best!.Total, exact.Objective * (1 - 1e-9), exact.Objective * 1.01);
            Assert.InRange(search.Bound, exact.Objective * 0.9, exact.Objective * (1 + 1e-9));
        }
    }

    [Fact]
    public void A_town_of_eight_services_is_solved_within_two_percent()
    {
        var answer = MultiServiceHubs.Solve(Town(9, 740, 120, 8), SolveOptions.Default);

        Assert.InRange(answer.Gap, 0, 0.02);
        Assert.All(answer.HubsOfService, Assert.NotEmpty);
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        var (one, two) = (MultiServiceHubs.Solve(Town(3, 80, 20, 4), new(5)), MultiServiceHubs.Solve(Town(3, 80, 20, 4), new(5)));

        Assert.Equal(one.Objective, two.Objective);
        Assert.Equal(one.Bound, two.Bound);
        Assert.Equal(one.HubsOfService, two.HubsOfService);
    }

    [Fact]
    public void Demand_that_no_site_can_serve_is_listed()
    {
        var problem = new MultiServiceProblem(new([1, 1], [1, double.PositiveInfinity], 1), ["library"], [3, 4]);

        var answer = MultiServiceHubs.Solve(problem, SolveOptions.Default);

        Assert.Equal([(1, 0)], answer.Unreachable);
        Assert.Equal([0, -1], answer.AssignedSite);
        Assert.Equal(3, answer.Objective, 9);
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused_by_name()
    {
        Assert.Contains("demand", Assert.Throws<ArgumentException>(() => new MultiServiceProblem(Villages.Location, ["library"], [1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("SiteCost", Assert.Throws<ArgumentException>(() => MultiServiceHubs.Solve(Villages with { SiteCost = [1, double.PositiveInfinity] }, SolveOptions.Default)).Message, StringComparison.Ordinal);
        Assert.Contains("SiteSpace", Assert.Throws<ArgumentException>(() => MultiServiceHubs.Solve(Villages with { SiteSpace = [1] }, SolveOptions.Default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => MultiServiceHubs.Solve(Town(1, 100, 20, 3), SolveOptions.Default, cancel.Token));
    }

    private static MultiServiceProblem Town(int seed, int demand, int sites, int services)
    {
        var random = new Random(seed);
        var town = SmallProblems.Town(seed, demand, sites);
        return new(town, [.. Enumerable.Range(0, services).Select(k => $"service {k}")], [.. Enumerable.Range(0, demand * services).Select(_ => (double)random.Next(0, 60))])
        {
            SiteCost = [.. Enumerable.Range(0, sites).Select(_ => 20_000.0 * demand / 50 + random.Next(20_000))],
            ServiceCost = [.. Enumerable.Range(0, sites * services).Select(_ => 5_000.0 * demand / 50 + random.Next(5_000))],
            ServiceSpace = [.. Enumerable.Range(0, services).Select(_ => (double)random.Next(40, 120))],
            SiteSpace = [.. Enumerable.Range(0, sites).Select(_ => (double)random.Next(100, 400))],
            TravelPrice = 0.5,
        };
    }

    private static MultiServiceProblem Small(Random random)
    {
        var location = SmallProblems.Random(random, 5, 4);
        var services = random.Next(1, 4);
        return new(location, [.. Enumerable.Range(0, services).Select(k => $"service {k}")], [.. Enumerable.Range(0, location.DemandPoints * services).Select(_ => (double)random.Next(0, 6))])
        {
            ServiceWeights = [.. Enumerable.Range(0, services).Select(_ => random.Next(1, 4) / 2.0)],
            SiteCost = [.. Enumerable.Range(0, location.Sites).Select(_ => (double)random.Next(0, 60))],
            ServiceCost = [.. Enumerable.Range(0, location.Sites * services).Select(_ => random.Next(10) == 0 ? double.PositiveInfinity : random.Next(0, 30))],
            ServiceSpace = [.. Enumerable.Range(0, services).Select(_ => (double)random.Next(1, 6))],
            SiteSpace = [.. Enumerable.Range(0, location.Sites).Select(_ => random.Next(3) == 0 ? double.PositiveInfinity : random.Next(2, 12))],
            MostHubs = random.Next(2) == 0 ? null : random.Next(1, 4),
        };
    }

    /// <summary>Tries every set of open sites with every choice of services in them; infinite when none serves all demand that could be served.</summary>
    private static double Cheapest(MultiServiceProblem problem)
    {
        var (location, services) = (problem.Location, problem.Services.Length);
        var allowed = SmallProblems.Allowed(location);
        bool MayHost(int j, int k) => double.IsFinite(problem.ServiceCost[j * services + k]) && problem.ServiceSpace[k] <= problem.SiteSpace[j];
        for (var k = 0; k < services; k++)
        {
            // A service that someone needs and that might be hosted, but fits nowhere, is infeasible by definition.
            int[] possible = [.. allowed.Where(j => double.IsFinite(problem.ServiceCost[j * services + k]))];
            if (possible.Length > 0 && !possible.Any(j => MayHost(j, k)) && Enumerable.Range(0, location.DemandPoints).Any(i => problem.Demand[i * services + k] > 0)) return double.PositiveInfinity;
        }

        var best = double.PositiveInfinity;
        foreach (var open in SmallProblems.Choices(location).Where(open => open.Length <= (problem.MostHubs ?? int.MaxValue)))
        {
            for (var set = 0; set < 1 << open.Length * services; set++)
            {
                bool Hosts(int n, int k) => (set >> (n * services + k) & 1) != 0;
                var cost = open.Sum(j => problem.SiteCost[j]);
                for (var n = 0; n < open.Length; n++)
                {
                    var space = 0.0;
                    for (var k = 0; k < services; k++)
                    {
                        if (!Hosts(n, k)) continue;
                        space += problem.ServiceSpace[k];
                        cost += problem.ServiceCost[open[n] * services + k];
                    }

                    if (space > problem.SiteSpace[open[n]]) cost = double.PositiveInfinity;
                }

                for (var i = 0; i < location.DemandPoints && cost < best; i++)
                {
                    for (var k = 0; k < services; k++)
                    {
                        var people = problem.Demand[i * services + k];
                        if (people == 0 || !allowed.Any(j => MayHost(j, k) && double.IsFinite(location.Row(i)[j]))) continue;
                        var nearest = Enumerable.Range(0, open.Length).Where(n => Hosts(n, k)).Select(n => location.Costs[i * location.Sites + open[n]]).Append(double.PositiveInfinity).Min();
                        cost += problem.TravelPrice * problem.ServiceWeights[k] * people * nearest;
                    }
                }

                best = Math.Min(best, cost);
            }
        }

        return best;
    }
}
