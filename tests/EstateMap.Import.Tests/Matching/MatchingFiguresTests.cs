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
        var tuned = all.Where(p => !p.IsHeldOut);
        var heldOut = all.Where(p => p.IsHeldOut);
        output.WriteLine(all.Describe("All"));
        output.WriteLine(tuned.Describe("For tuning"));
        output.WriteLine(heldOut.Describe("Held out"));
        foreach (var stratum in (string[])["easy", "hard", "random"])
        {
            output.WriteLine(tuned.Where(p => p.Stratum == stratum).Describe($"{stratum}, for tuning"));
            output.WriteLine(heldOut.Where(p => p.Stratum == stratum).Describe($"{stratum}, held out"));
        }

        foreach (var mistake in all.Mistakes())
            output.WriteLine(mistake);

        AssertFloors(tuned, mergeRecall: 0.72, reviewPrecision: 0.85, reviewRecall: 0.84);
        AssertFloors(heldOut, mergeRecall: 0.85, reviewPrecision: 0.92, reviewRecall: 0.90);
    }

    /// <summary>Nothing that is two places is merged in either half; the other figures may not fall.</summary>
    private static void AssertFloors(MatchingFigures figures, double mergeRecall, double reviewPrecision, double reviewRecall)
    {
        Assert.Equal(1, figures.MergePrecision);
        Assert.InRange(figures.MergeRecall, mergeRecall, 1);
        Assert.InRange(figures.ReviewPrecision, reviewPrecision, 1);
        Assert.InRange(figures.ReviewRecall, reviewRecall, 1);
    }

    [Theory]
    [InlineData("SELECT count(DISTINCT site_id) FROM source_record WHERE dataset_id = 'trafford-land-and-building-assets'", 539)] // 608 rows
    [InlineData("SELECT count(DISTINCT site_id) FROM source_record WHERE dataset_id = 'trafford-schools'", 103)] // 103 schools
    [InlineData("SELECT count(DISTINCT site_id) FROM site_use WHERE use_code = 'school'", 109)] // and council land used as one
    public async Task Rows_are_as_many_sites_as_they_were(string sql, long sites)
    {
        RealFiles.Get("trafford");
        Assert.Equal(sites, await place.Writer.ScalarAsync(sql));
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
