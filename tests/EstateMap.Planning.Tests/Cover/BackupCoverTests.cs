using CsCheck;
using EstateMap.Planning.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

public class BackupCoverTests
{
    [Fact]
    public void Among_the_smallest_covers_the_one_with_most_in_reserve_is_chosen()
    {
        // Places at 0, 1, 2 and 3 km with 1, 9, 9 and 1 people, each a site, reach 2 km. One site at 1 or 2 km covers all, and nobody twice.
        double[] road = [0, 1, 2, 3];
        var problem = new LocationProblem([1, 9, 9, 1], [.. from a in road from b in road select Math.Abs(a - b)], 4);

        var answer = BackupCover.Solve(problem, 2, SolveOptions.Default);

        Assert.Equal(1, answer.Cover.Objective);
        Assert.Equal(0, answer.Backup.Objective);
        Assert.Empty(answer.CoveredTwice);
        // With two, 1 and 2 km: all four places have both within 2 km, 20 people.
        Assert.Equal(20, BackupCover.Solve(problem, 2, 2, SolveOptions.Default).Objective);
        // Reach 1 km needs two: {0, 2}, {0, 3}, {1, 2}, {1, 3}; {1, 2} covers 1 and 2 km twice, 18 people; {0, 2} only 1 km, 9.
        var near = BackupCover.Solve(problem, 1, SolveOptions.Default);
        Assert.Equal([1, 2], near.Backup.OpenSites);
        Assert.Equal(18, near.Backup.Objective);
        Assert.Equal([1, 2], near.CoveredTwice);
    }

    [Fact]
    public void No_cover_of_that_size_has_more_in_reserve_whatever_the_rules() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random);
        var reach = random.Next(5, 30);

        var answer = BackupCover.Solve(problem, reach, new SolveOptions(seed));

        Assert.Equal(Lscp.Solve(problem, reach, new SolveOptions(seed)).Objective, answer.Cover.Objective);
        if (answer.Cover.Infeasible is not null) return;
        int[] coverable = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0 && SmallProblems.CountWithin(problem, i, SmallProblems.Allowed(problem), reach) > 0)];
        double Twice(int[] open) => coverable.Where(i => SmallProblems.CountWithin(problem, i, open, reach) > 1).Sum(i => problem.Weights[i]);
        var optimum = SmallProblems.Choices(problem, (int)answer.Cover.Objective).Where(open => coverable.All(i => SmallProblems.CountWithin(problem, i, open, reach) > 0)).Max(Twice);

        Assert.Equal(optimum, answer.Backup.Objective);
        Assert.Equal(optimum, answer.Backup.Bound);
        Assert.Equal(optimum, Twice(answer.Backup.OpenSites));
        Assert.True(SmallProblems.Keeps(problem, answer.Backup.OpenSites));
        Assert.All(coverable, i => Assert.True(SmallProblems.CountWithin(problem, i, answer.Backup.OpenSites, reach) > 0));
        Assert.Equal(Enumerable.Range(0, problem.DemandPoints).Where(i => SmallProblems.CountWithin(problem, i, answer.Backup.OpenSites, reach) > 1), answer.CoveredTwice);
    }, iter: 3000, threads: 1);

    [Fact]
    public void A_mixed_integer_solver_finds_no_better()
    {
        for (var seed = 1; seed <= 16; seed++)
        {
            var (town, reach) = (SmallProblems.Town(seed, 120, 40), 150 + seed % 4 * 25);

            var answer = BackupCover.Solve(town, reach, SolveOptions.Default);

            Assert.Equal(MixedInteger.Lscp(town, reach)!.Value, answer.Cover.Objective, 6);
            Assert.Equal(MixedInteger.Backup(town, (int)answer.Cover.Objective, reach)!.Value, answer.Backup.Objective, 6);
            Assert.Equal(0, answer.Backup.Gap);
        }
    }

    [Fact]
    public void Too_few_sites_to_cover_all_once_are_no_answer()
    {
        double[] road = [0, 1, 2, 10, 11];
        var problem = new LocationProblem([1, 1, 1, 1, 1], [.. from a in road from b in road select Math.Abs(a - b)], 5);

        Assert.Equal("cover", BackupCover.Solve(problem, 1, 1, SolveOptions.Default).Infeasible?.Constraint);
    }
}
