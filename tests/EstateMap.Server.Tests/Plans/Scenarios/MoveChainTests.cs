using CsCheck;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>In which order people can move.</summary>
public class MoveChainTests
{
    private static readonly Guid A = Id(1), B = Id(2), C = Id(3), D = Id(4);

    [Fact]
    public void A_hall_is_made_ready_then_moved_into_then_the_old_one_closes_and_goes()
    {
        // Ready 6 weeks, move 2, close 1, dispose 12: one chain of 21 weeks, all of it critical.
        var chain = Order([Place(A, "Old Hall", 100, 40, "Choir"), Place(B, "New Hall", 100, 0)],
            Ready(1, B, 6), Move(2, "Choir", A, B, 40, 2), Close(3, A, 1), Dispose(4, A, 12));
        Assert.Equal(21, chain.Weeks);
        Assert.Equal([0d, 6, 8, 9], chain.Steps.Select(step => step.StartWeek));
        Assert.Equal(["", "1", "2", "2,3"], chain.Steps.Select(step => string.Join(',', step.Needs)));
        Assert.All(chain.Steps, step => Assert.True(step.IsCritical));
        Assert.Equal("100 m² free in New Hall, 40 m² needed.", chain.Steps[1].Space);
        Assert.Empty(chain.Problems);
        Assert.Empty(chain.Homeless);
        Assert.Empty(chain.Cycles);
    }

    [Fact]
    public void Whoever_moves_into_a_full_place_waits_for_whoever_leaves()
    {
        // B is full. Parks (60) leaves B for C in 3 weeks; Choir (50) can come to B only then.
        var chain = Order([Place(A, "Old Hall", 100, 50, "Choir"), Place(B, "New Hall", 100, 100, "Parks"), Place(C, "Depot", 200, 0)],
            Move(1, "Choir", A, B, 50, 1), Move(2, "Parks", B, C, 60, 3));
        Assert.Equal([2, 1], chain.Steps.Select(step => step.Task.Number));
        Assert.Equal([2], chain.Steps[1].Needs);
        Assert.Equal(4, chain.Weeks);
        Assert.True(chain.Steps[1].Fits);
    }

    [Fact]
    public void Nobody_waits_where_there_is_room()
    {
        var chain = Order([Place(A, "Old Hall", 100, 50, "Choir"), Place(B, "New Hall", 200, 100, "Parks"), Place(C, "Depot", 200, 0)],
            Move(1, "Choir", A, B, 50, 1), Move(2, "Parks", B, C, 60, 3));
        Assert.All(chain.Steps, step => Assert.Empty(step.Needs));
        // The shorter move may be two weeks late without harm.
        Assert.Equal([false, true], chain.Steps.Select(step => step.IsCritical));
    }

    [Fact]
    public void Two_teams_that_want_each_other_s_place_need_a_decant()
    {
        var chain = Order([Place(A, "Old Hall", 100, 100, "Choir"), Place(B, "New Hall", 100, 90, "Parks"), Place(C, "Depot", 200, 100)],
            Move(1, "Choir", A, B, 100, 1), Move(2, "Parks", B, A, 90, 1));
        var cycle = Assert.Single(chain.Cycles);
        Assert.Equal([1, 2], cycle.Steps);
        Assert.Equal(2, cycle.Decant);
        Assert.Equal("These steps wait for one another: step 1 (Choir moves from Old Hall to New Hall) waits for step 2; step 2 (Parks moves from New Hall to Old Hall) waits for step 1. "
                     + "Moving Parks to Depot, which has 100 m² free, first would break the circle.", cycle.Words);
        Assert.Equal([1, 2], chain.Steps.Select(step => step.Task.Number));
        Assert.All(chain.Steps, step => Assert.True(step.Fits));
        Assert.Empty(chain.Problems);
    }

    [Fact]
    public void Without_a_refuge_the_room_that_is_needed_is_said()
    {
        var chain = Order([Place(A, "Old Hall", 100, 100, "Choir"), Place(B, "New Hall", 100, 90, "Parks")], Move(1, "Choir", A, B, 100, 1), Move(2, "Parks", B, A, 90, 1));
        Assert.Contains("Moving Parks to a temporary place of 90 m² outside these buildings first", Assert.Single(chain.Cycles).Words);
    }

    [Fact]
    public void What_never_fits_is_a_problem_with_its_size()
    {
        var chain = Order([Place(A, "Old Hall", 100, 50, "Choir"), Place(B, "Hut", 30, 0)], Move(1, "Choir", A, B, 50, 1));
        Assert.Equal("Step 1: Choir needs 50 m² in Hut, which is 20 m² short even when everybody who leaves has left.", chain.Problems[0]);
        Assert.Equal((false, "30 m² free in Hut at the start, 50 m² needed."), (chain.Steps[0].Fits, chain.Steps[0].Space));
        Assert.Equal("30 m² free in Hut after 1 week, 50 m² needed.", Order([Place(A, "Old Hall", 100, 50, "Choir"), Place(B, "Hut", 30, 0)], Ready(1, B, 1), Move(2, "Choir", A, B, 50, 1)).Steps[1].Space);
    }

    [Fact]
    public void Where_the_floor_area_is_not_known_nothing_is_claimed()
    {
        var chain = Order([Place(A, "Old Hall", 100, 50, "Choir"), Place(B, "Hut", null, 0)], Move(1, "Choir", A, B, 50, 1));
        Assert.Null(chain.Steps[0].Fits);
        Assert.Equal("The floor area of Hut is not known, so whether it fits cannot be said.", chain.Steps[0].Space);
        Assert.Empty(chain.Problems);
    }

    [Fact]
    public void Who_loses_a_place_and_gets_none_is_named()
    {
        var chain = Order([Place(A, "Old Hall", 100, 80, "Choir", "Advice"), Place(B, "New Hall", 100, 0)], Move(1, "Choir", A, B, 40, 1), Move(2, "Parks", B, A, 10, 1), Close(3, A, 1));
        Assert.Equal([new HomelessOccupant("Advice", A, "Old Hall"), new HomelessOccupant("Parks", A, "Old Hall")], chain.Homeless);
    }

    [Fact]
    public void Of_two_that_have_one_name_the_one_that_does_not_move_is_homeless()
    {
        // Two services called Advice, and a team of that name that comes and goes.
        var (first, second) = (new ChainOccupant(Id(11), "Advice"), new ChainOccupant(Id(12), "Advice"));
        var places = new[] { Place(A, "Old Hall", 100, 80) with { Occupants = [first, second] }, Place(B, "New Hall", 200, 0) };
        var chain = Order(places, new(1, ChainStepKind.Move, first, A, B, 40, 1), Move(2, "Advice", B, A, 10, 1), Move(3, "Advice", A, B, 10, 1), Close(4, A, 1));
        Assert.Equal([new HomelessOccupant("Advice", A, "Old Hall")], chain.Homeless);
        Assert.Empty(Order(places, new(1, ChainStepKind.Move, first, A, B, 40, 1), new(2, ChainStepKind.Move, second, A, B, 40, 1), Close(3, A, 1)).Homeless);
    }

    [Fact]
    public void What_moves_to_where_it_is_already_takes_no_more_room_there()
    {
        var chain = Order([Place(A, "Old Hall", 100, 100, "Advice"), Place(B, "New Hall", 100, 100, "Advice")], Move(1, "Advice", A, B, 100, 1) with { Extra_m2 = 0 });
        Assert.Equal((true, "0 m² free in New Hall, 0 m² needed."), (chain.Steps[0].Fits, chain.Steps[0].Space));
        Assert.Empty(chain.Problems);
    }

    [Fact]
    public void A_place_that_closes_and_opens_anew_sends_nobody_away_for_good() =>
        Assert.Empty(Order([Place(A, "Old Hall", 100, 80, "Choir"), Place(B, "New Hall", 100, 0)], Close(1, A, 1), Ready(2, A, 20)).Homeless);

    [Fact]
    public void What_moves_twice_moves_in_order()
    {
        var chain = Order([Place(A, "Old Hall", 100, 40, "Choir"), Place(B, "Hut", 50, 0), Place(C, "New Hall", 100, 0)], Move(1, "Choir", A, B, 40, 1), Ready(2, C, 10), Move(3, "Choir", B, C, 40, 1), Close(4, A, 1));
        Assert.Equal([1, 2], chain.Steps.Single(step => step.Task.Number == 3).Needs);
        Assert.Equal([1], chain.Steps.Single(step => step.Task.Number == 4).Needs);
        Assert.Equal(11, chain.Weeks);
    }

    [Fact]
    public void A_step_begins_no_earlier_than_its_day() => Assert.Equal(5, Order([Place(A, "Old Hall", 1, 0)], new ChainTask(1, ChainStepKind.Close, null, A, null, null, 1, NotBefore: 5)).Steps[0].StartWeek);

    [Fact]
    public void No_changes_are_no_chain() => Assert.Equal(0, Order([]).Weeks);

    [Fact]
    public void Every_chain_has_an_order_that_its_own_needs_allow()
    {
        Guid[] ids = [A, B, C, D];
        var kinds = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 100], Gen.Int[0, 4], Gen.Int[0, 3]);
        Gen.Select(kinds.Array[0, 12], Gen.Int[0, 150].Array[4]).Sample((made, room) =>
        {
            var places = ids.Select((id, i) => Place(id, $"Place {i}", room[i] < 10 ? null : room[i], Math.Min(room[i], 70), $"Team {i}")).ToArray();
            var tasks = made.Select((one, i) => one.Item1 switch
            {
                0 => Ready(i + 1, ids[one.Item2], one.Item5),
                1 => Close(i + 1, ids[one.Item2], one.Item5),
                2 => Dispose(i + 1, ids[one.Item2], one.Item5),
                _ => Move(i + 1, $"Team {one.Item6}", ids[one.Item2], ids[one.Item3], one.Item4, one.Item5),
            }).ToArray();
            var chain = Order(places, tasks);
            var byNumber = chain.Steps.ToDictionary(step => step.Task.Number);
            Assert.Equal(tasks.Select(task => task.Number), byNumber.Keys.Order());
            Assert.All(chain.Steps, step => Assert.All(step.Needs, need => Assert.True(byNumber[need].EndWeek <= step.StartWeek + 1e-9)));
            Assert.All(chain.Cycles, cycle => Assert.Contains(cycle.Decant, cycle.Steps));
            // The critical path is one: it ends when the whole ends, and each of its steps begins the week that one before it ends, or at nought.
            if (tasks.Length > 0) Assert.Contains(chain.Steps, step => step.IsCritical && step.EndWeek == chain.Steps.Max(other => other.EndWeek));
            Assert.All(chain.Steps.Where(step => step.IsCritical && step.StartWeek > 0), step => Assert.Contains(step.Needs, need => byNumber[need].IsCritical && byNumber[need].EndWeek == step.StartWeek));
        }, iter: Soak.Times(2_000));
    }

    private static MoveChain Order(ChainPlace[] places, params ChainTask[] tasks) => MoveChainRules.Order(places, tasks);

    private static ChainPlace Place(Guid id, string name, double? room, double occupied, params string[] teams) => new(id, name, room, occupied, [.. teams.Select(team => (ChainOccupant)team)]);

    private static ChainTask Move(int number, string what, Guid from, Guid to, double area, double weeks) => new(number, ChainStepKind.Move, what, from, to, area, weeks);

    private static ChainTask Ready(int number, Guid place, double weeks) => new(number, ChainStepKind.Ready, null, place, null, null, weeks);

    private static ChainTask Close(int number, Guid place, double weeks) => new(number, ChainStepKind.Close, null, place, null, null, weeks);

    private static ChainTask Dispose(int number, Guid place, double weeks) => new(number, ChainStepKind.Dispose, null, place, null, null, weeks);

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
