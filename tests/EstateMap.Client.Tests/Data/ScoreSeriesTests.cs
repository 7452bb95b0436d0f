using EstateMap.Client.Data;
using Xunit;

namespace EstateMap.Client.Tests.Data;

public class ScoreSeriesTests
{
    private static ScoreRow Row(string owner, int run, double score, int records = 10, string? asAt = null) =>
        new("register", "Register", owner, owner, run, asAt is null ? null : DateOnly.Parse(asAt, System.Globalization.CultureInfo.InvariantCulture), new DateTimeOffset(2026, 1, run, 0, 0, 0, TimeSpan.Zero), records, 0, score);

    [Fact]
    public void The_owner_of_most_records_comes_first_and_runs_in_their_order()
    {
        var series = ScoreSeries.Of([Row("Small", 1, 1, 2), Row("Large", 2, 0.75), Row("Large", 1, 0.5)]);
        Assert.Equal([("Large", 1), ("Small", 2)], series.Select(item => (item.OwnerName, item.Symbol)));
        Assert.Equal([1, 2], series[0].Scores.Select(score => score.Run));
        Assert.Equal(("+25.0 points", "first score"), (series[0].ChangeWords, series[1].ChangeWords));
    }

    [Fact]
    public void A_score_that_stays_or_falls_says_so()
    {
        Assert.Equal("no change", ScoreSeries.Of([Row("A", 1, 0.5), Row("A", 2, 0.5)])[0].ChangeWords);
        Assert.Equal("−10.0 points", ScoreSeries.Of([Row("A", 1, 0.5), Row("A", 2, 0.4)])[0].ChangeWords);
    }

    [Fact]
    public void A_point_lies_by_its_date_and_score()
    {
        var (first, last) = (new DateOnly(2025, 1, 1), new DateOnly(2025, 1, 11));
        Assert.Equal((50, 25), ScoreSeries.Place(Row("A", 1, 0.75, asAt: "2025-01-06"), first, last, 100, 100));
        Assert.Equal((50, 0), ScoreSeries.Place(Row("A", 1, 1, asAt: "2025-01-01"), first, first, 100, 100));
    }

    [Fact]
    public void Only_owners_of_several_records_can_be_chosen_and_who_is_chosen_already()
    {
        ScoreRow[] scores = [Row("b", 1, 1, 5), Row("A", 1, 1, 9), Row("tiny", 1, 1, 1)];
        Assert.Equal(["A", "b"], ScoreSeries.Owners(scores, null).Select(owner => owner.Name));
        Assert.Equal(["A", "b", "tiny"], ScoreSeries.Owners(scores, "tiny").Select(owner => owner.Name));
    }

    [Fact]
    public void Addresses_hold_what_was_chosen_and_nothing_else()
    {
        Assert.Equal("data/issues", DataLinks.IssuesHref());
        Assert.Equal("data/issues?dataset=a%26b&run=7&rejected=true", DataLinks.IssuesHref("a&b", run: 7, rejected: true));
        Assert.Equal("data/record?dataset=d&key=A%2F1", DataLinks.RecordHref("d", "A/1"));
    }
}
