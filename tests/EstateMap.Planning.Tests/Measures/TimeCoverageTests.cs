using CsCheck;
using EstateMap.Planning.Measures;
using EstateMap.Planning.Tests.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Measures;

public class TimeCoverageTests
{
    // 30 people near site 0 only, 10 near both, 60 near none.
    private static LocationProblem Places => new([30, 10, 60], [1, 9, 1, 1, 9, 9], 2);

    [Fact]
    public void A_site_covers_while_it_is_open()
    {
        // Site 0: Monday 09:00 to 12:30; site 1: Monday 12:00 to 13:00.
        var week = new OpeningWeek([[(540, 750)], [(720, 780)]]);

        Assert.Equal(0, TimeCoverage.ShareAt(Places, week, 5, 539));
        Assert.Equal(0.4, TimeCoverage.ShareAt(Places, week, 5, 540));
        Assert.Equal(0.4, TimeCoverage.ShareAt(Places, week, 5, 749));
        Assert.Equal(0.1, TimeCoverage.ShareAt(Places, week, 5, 750));
        Assert.Equal(0, TimeCoverage.ShareAt(Places, week, 5, 780));

        var strip = TimeCoverage.Strip(Places, week, 5);

        Assert.Equal([0, 0.4, 0.4, 0.4, 0.25, 0], strip[8..14].Select(share => Math.Round(share, 12)));  // 12 to 13: 30 people half the hour, 10 all of it
        Assert.Equal(0, strip[14..].Sum());
    }

    [Fact]
    public void A_night_from_Sunday_to_Monday_goes_on_at_the_start_of_the_week()
    {
        var strip = TimeCoverage.Strip(Places, new OpeningWeek([[(10_020, 10_140)], []]), 5);

        Assert.Equal(0.4, strip[167], 12);
        Assert.Equal(0.4, strip[0], 12);
        Assert.Equal(0, strip[1]);
    }

    [Fact]
    public void Every_hour_is_the_mean_of_its_minutes() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random, 4, 3);
        var week = new OpeningWeek([.. Enumerable.Range(0, problem.Sites).Select(_ => Enumerable.Range(0, random.Next(4)).Select(_ => (random.Next(10_080), random.Next(600))).Select(span => (span.Item1, span.Item1 + span.Item2)).ToArray())]);
        var reach = random.Next(0, 30);

        var strip = TimeCoverage.Strip(problem, week, reach);

        foreach (var hour in new[] { 0, 1, random.Next(168), 167 })
            Assert.Equal(Enumerable.Range(hour * 60, 60).Average(minute => TimeCoverage.ShareAt(problem, week, reach, minute)), strip[hour], 9);
    }, iter: 300);

    [Fact]
    public void Whole_hours_and_their_minutes_are_the_same_week()
    {
        var hours = new bool[2 * 168];
        (hours[9], hours[10], hours[168 + 167]) = (true, true, true);

        var strip = TimeCoverage.Strip(Places, OpeningWeek.FromHours(hours), 5);

        Assert.Equal(TimeCoverage.Strip(Places, new OpeningWeek([[(540, 660)], [(10_020, 10_080)]]), 5), strip);
        Assert.Equal(0.1, strip[167], 12);
    }

    [Fact]
    public void Weeks_that_cannot_be_are_refused()
    {
        Assert.Contains("Site 1", Assert.Throws<ArgumentException>(() => new OpeningWeek([[], [(600, 500)]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new OpeningWeek([[(10_080, 10_090)]]));
        Assert.Throws<ArgumentException>(() => OpeningWeek.FromHours(new bool[100]));
        Assert.Throws<ArgumentException>(() => TimeCoverage.Strip(Places, new OpeningWeek([[]]), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeCoverage.ShareAt(Places, new OpeningWeek([[], []]), 5, 10_080));
    }

    [Fact]
    public void Nobody_is_covered_where_nobody_lives() => Assert.Equal(0, TimeCoverage.Strip(new([0], [1], 1), new OpeningWeek([[(0, 600)]]), 5).Sum());
}
