using EstateMap.Planning.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

public class SiteRulesTests
{
    private static readonly LocationProblem Plain = new([10, 10, 10], [1, 5, 9, 5, 1, 5, 9, 5, 1], 3);

    private static Infeasibility Reason(LocationProblem problem, int p) =>
        Mclp.Solve(problem, p, 1, SolveOptions.Default).Infeasible ?? throw new InvalidOperationException("There is an answer.");

    [Fact]
    public void More_sites_than_may_be_open_are_counted()
    {
        var reason = Reason(Plain with { Roles = [SiteRole.Close, SiteRole.Candidate, SiteRole.Candidate] }, 3);

        Assert.Equal("count", reason.Constraint);
        Assert.Equal("3 sites are to be open, but only 2 may be.", reason.Reason);
        Assert.Equal([1, 2], reason.Sites);
    }

    [Fact]
    public void Fewer_sites_than_must_be_kept_are_counted() =>
        Assert.Equal("1 site is to be open, but 2 must be kept.", Reason(Plain with { Roles = [SiteRole.Keep, SiteRole.Keep, SiteRole.Candidate] }, 1).Reason);

    [Fact]
    public void Kept_sites_that_exclude_each_other_are_named()
    {
        var reason = Reason(Plain with { Roles = [SiteRole.Keep, SiteRole.Keep, SiteRole.Candidate], Exclusions = [(0, 1)] }, 2);

        Assert.Equal("exclusions", reason.Constraint);
        Assert.Equal([0, 1], reason.Sites);
    }

    [Fact]
    public void A_demand_point_without_a_site_in_its_limit_is_named()
    {
        var reason = Reason(Plain with { Limits = [0.5, double.PositiveInfinity, 5] }, 2);

        Assert.Equal("limits", reason.Constraint);
        Assert.Equal([0], reason.DemandPoints);
    }

    [Fact]
    public void Limits_that_need_more_sites_name_the_places_that_share_none()
    {
        var reason = Reason(Plain with { Limits = [1, 1, 1] }, 2);

        Assert.Equal("limits", reason.Constraint);
        Assert.Equal([0, 1, 2], reason.DemandPoints);
    }

    [Fact]
    public void A_neighbourhood_that_asks_for_more_than_it_has_is_named()
    {
        var reason = Reason(Plain with { Groups = [0, 0, 1], GroupMinimum = [0, 2] }, 2);

        Assert.Equal("Group 1 needs 2 open, but only 1 site in it may be.", reason.Reason);
        Assert.Equal([2], reason.Sites);
    }

    [Fact]
    public void Neighbourhoods_that_ask_for_more_than_p_in_all_are_added_up() =>
        Assert.Equal("The groups and the sites to keep ask for 3 open sites, but only 2 may be open.", Reason(Plain with { Groups = [0, 1, 2], GroupMinimum = [1, 1, 1] }, 2).Reason);

    [Fact]
    public void A_ceiling_below_the_cheapest_sites_is_told_with_numbers()
    {
        var reason = Reason(Plain with { Ceilings = [new("running cost", [30, 20, 10], 25)] }, 2);

        Assert.Equal("ceilings", reason.Constraint);
        Assert.Equal("The 2 sites of least running cost use 30, above the ceiling of 25.", reason.Reason);
        Assert.Equal([1, 2], reason.Sites);
    }

    [Fact]
    public void Constraints_that_only_clash_together_are_listed()
    {
        // The limit asks for site 0, the ceiling of 25 for the pair of 1 and 2: each alone can be kept with two sites.
        var reason = Reason(Plain with { Limits = [1, double.PositiveInfinity, double.PositiveInfinity], Ceilings = [new("running cost", [30, 15, 10], 25)] }, 2);

        Assert.Equal("together", reason.Constraint);
        Assert.Contains("limits, ceilings", reason.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("roles")]
    [InlineData("limits")]
    [InlineData("nan")]
    [InlineData("groups")]
    [InlineData("ceiling")]
    [InlineData("pair")]
    public void Arrays_that_do_not_fit_are_refused_by_name(string what)
    {
        var problem = what switch
        {
            "roles" => Plain with { Roles = [SiteRole.Keep] },
            "limits" => Plain with { Limits = [1] },
            "nan" => Plain with { Limits = [1, double.NaN, 1] },
            "groups" => Plain with { GroupMinimum = [1] },
            "ceiling" => Plain with { Ceilings = [new("floor area", [1], 1)] },
            _ => Plain with { Exclusions = [(0, 3)] },
        };

        var refusal = Assert.Throws<ArgumentException>(() => Mclp.Solve(problem, 1, 1, SolveOptions.Default));

        Assert.Contains(what switch { "roles" => "Roles", "limits" => "Limits", "nan" => "demand point 1", "groups" => "Groups", "ceiling" => "floor area", _ => "0, 3" }, refusal.Message, StringComparison.Ordinal);
    }
}
