using EstateMap.Testing;
using Xunit;

namespace EstateMap.Import.Tests.Matching;

/// <summary>How good matching is, on pairs of real records labelled by reading them. The floors stand just under what is reached: whoever changes a rule sees what it costs.</summary>
public sealed class MatchingFiguresTests(WholePlace place, ITestOutputHelper output) : IClassFixture<WholePlace>
{
    [Fact]
    public async Task Merging_is_as_good_as_it_was()
    {
        var all = await MeasureAsync();
        output.WriteLine(all.Describe("All"));
        output.WriteLine(all.Where(p => !p.IsHeldOut).Describe("For tuning"));
        output.WriteLine(all.Where(p => p.IsHeldOut).Describe("Held out"));
        foreach (var stratum in (string[])["easy", "hard", "random"])
            output.WriteLine(all.Where(p => p.Stratum == stratum).Describe(stratum));
        foreach (var mistake in all.Mistakes())
            output.WriteLine(mistake);

        Assert.InRange(all.MergePrecision, 0.99, 1);
        Assert.InRange(all.MergeRecall, 0.77, 1);
        Assert.InRange(all.ReviewPrecision, 0.89, 1);
        Assert.InRange(all.ReviewRecall, 0.85, 1);
    }

    [Fact]
    public void Labels_are_many_mixed_and_given_once()
    {
        var pairs = LabelledPair.Load();
        Assert.InRange(pairs.Count, 250, int.MaxValue);
        Assert.Equal(pairs.Count, pairs.Select(p => (p.A, p.B)).Distinct().Count());
        Assert.All(pairs, p => Assert.True(p.A.CompareTo(p.B) < 0, $"{p.A} and {p.B} stand in the other order."));
        foreach (var isHeldOut in (bool[])[true, false])
            foreach (var isSame in (bool[])[true, false])
                Assert.InRange(pairs.Count(p => p.IsHeldOut == isHeldOut && p.IsSame == isSame), pairs.Count / 6, pairs.Count);
    }

    private async Task<MatchingFigures> MeasureAsync()
    {
        RealFiles.Get("trafford");
        return await MatchingFigures.MeasureAsync(place.Writer, LabelledPair.Load());
    }
}
