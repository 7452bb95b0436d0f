using EstateMap.Planning.Cover;
using EstateMap.Planning.Services;
using EstateMap.Planning.Tests.Median;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

/// <summary>What searches say of how far they are, over 60 demand points and 24 sites.</summary>
public class ProgressTests
{
    private static readonly LocationProblem Town = Scattered.Make(60, 24, seed: 5);

    public static TheoryData<string> Models => ["mclp", "lscp", "p-center", "backup", "capacitated", "hubs"];

    [Theory]
    [MemberData(nameof(Models))]
    public void How_far_a_search_is_lies_within_nought_and_one_never_runs_backwards_and_changes_no_answer(string model)
    {
        var told = new Told();
        var answer = Solve(model, told);

        Assert.NotEmpty(told.Shares);
        Assert.All(told.Shares, share => Assert.InRange(share, 0, 1));
        Assert.Equal(told.Shares.Order(), told.Shares);
        Assert.Contains(told.Shares, share => share is > 0 and < 1);
        Assert.Equal(Solve(model, null), answer);
    }

    private static string Solve(string model, IProgress<double>? progress)
    {
        var options = SolveOptions.Default;
        var (open, objective) = model switch
        {
            "mclp" => Shown(Mclp.Solve(Town, 5, 1_500, options, default, progress)),
            "lscp" => Shown(Lscp.Solve(Town, 3_000, options, default, progress)),
            "p-center" => Shown(PCenter.Solve(Town, 5, options, default, progress)),
            "backup" => Shown(BackupCover.Solve(Town, 3_000, options, default, progress).Backup),
            "capacitated" => Shown(CapacitatedPMedian.Solve(Town, 6, [.. Enumerable.Repeat(Town.Weights.Sum() / 5, Town.Sites)], options with { Effort = 0.05 }, default, progress)),
            _ => Hubs(),
        };
        return FormattableString.Invariant($"{string.Join(',', open)} {objective:R}");

        (int[], double) Hubs()
        {
            var problem = new MultiServiceProblem(Town, ["Library", "Advice"], [.. Town.Weights.SelectMany(weight => new[] { weight, weight / 2 })]) { SiteCost = [.. Enumerable.Repeat(200_000.0, Town.Sites)] };
            var answer = MultiServiceHubs.Solve(problem, options with { Effort = 0.1 }, default, progress);
            return (answer.OpenSites, answer.Objective);
        }
    }

    private static (int[], double) Shown(LocationAnswer answer) => (answer.OpenSites, answer.Objective);

    private sealed class Told : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public void Report(double value) => Shares.Add(value);
    }
}
