using EstateMap.Client.Api;
using EstateMap.Client.Plan;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

public class PlanWordsTests
{
    private static RunPoint Point(double? gap) => new(7, 1, "person-seconds", 1, gap, "x", 1, 1, null, [], [], [], null, null);

    [Theory]
    [InlineData(null, "Nothing is proven of this choice of 7 buildings: a better one may exist.")]
    [InlineData(0.0, "Proven: no choice of 7 buildings can be better.")]
    [InlineData(0.00005, "Proven: no choice of 7 buildings can be more than 0.01 % better.")]
    [InlineData(0.00011, "Proven: no choice of 7 buildings can be more than 0.02 % better.")]
    [InlineData(0.0234, "Proven: no choice of 7 buildings can be more than 2.4 % better.")]
    public void How_sure_an_answer_is_never_sounds_surer_than_it_is(double? gap, string sentence) => Assert.Equal(sentence, PlanWords.Proof(Point(gap)));

    [Theory]
    [InlineData(999.4, "£999")]
    [InlineData(9_999, "£9,999")]
    [InlineData(12_345, "£12,000")]
    [InlineData(1_254_000, "£1.25 million")]
    [InlineData(-340_400, "−£340,000")]
    public void Pounds_are_rounded_as_people_say_them(double value, string words) => Assert.Equal(words, PlanWords.Pounds(value));

    [Theory]
    [InlineData(72.0, "+1.2")]
    [InlineData(-18.0, "−0.3")]
    [InlineData(0.4, "0.0")]
    public void Differences_carry_their_sign(double seconds, string words) => Assert.Equal(words, PlanWords.MoreMinutes(seconds));

    [Fact]
    public void Less_than_no_time_has_a_true_minus() => Assert.Equal(("−5.3 minutes", "−5.3", "0.0"), (PlanWords.Minutes(-318), PlanWords.BareMinutes(-318), PlanWords.BareMinutes(0)));

    [Theory]
    [InlineData("1,200.5", 1200.5)]
    [InlineData("£ 300", 300.0)]
    [InlineData(" 4.8 ", 4.8)]
    [InlineData("", null)]
    public void Numbers_are_read_as_people_type_them(string typed, double? number) => Assert.Equal(number, PlanNumbers.Read(typed, "Field"));

    [Theory]
    [InlineData("many")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    public void What_is_no_number_is_named_with_its_field(string typed) => Assert.Contains("“Field”", Assert.Throws<ApiException>(() => PlanNumbers.Read(typed, "Field")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_address_holds_the_whole_state_and_defaults_are_left_out()
    {
        Assert.Equal("", new StudyState().ToQuery());
        const string Query = "step=curve&role=KEEP&find=old%20hall&sort=cost&ask=P_MEDIAN&sites=7&reach=12.5&solve=U29sdmU6MQ%3D%3D&p=7&y=within15&by=IMD_DECILE&site=U2l0ZTox&view=53.4,-2.3,12";
        Assert.Equal(Query, StudyState.Parse("http://here/plan/study/x?" + Query).ToQuery());
        Assert.Equal("", StudyState.Parse("http://here/plan/study/x?step=moon&role=BOSS&sort=luck&sites=-3&reach=none&p=two&y=joy&by=SHOE_SIZE").ToQuery());
    }

    [Fact]
    public void Axes_end_at_round_marks_and_hold_every_value()
    {
        var scale = CurveScale.Round([8.3, 23.9], 100, 5);
        Assert.Equal([5, 10, 15, 20, 25], scale.Marks);
        Assert.Equal((0, 100, 50), (scale.At(5), scale.At(25), scale.At(15)));
        Assert.Equal([10, 20], CurveScale.Whole(3, 25, 100, 3).Marks);
        Assert.True(CurveScale.Round([4, 4], 100, 5) is { From: < 4, To: > 4 });
        Assert.Equal(50, CurveScale.Whole(7, 7, 100, 5).At(7));
    }

    [Fact]
    public void Measures_say_which_way_is_better()
    {
        var now = Measures(480, 0.7, 100_000) with { Access = new(550, 400, null, 0.1, 0.6) };
        var rows = MeasureRow.List(now, Measures(540, 0.6, 80_000, area: 6) with { Access = new(350, 410, null, 0.2, 0.5) }).ToDictionary(row => row.Key);
        Assert.Equal("+1.0 minutes, worse", rows["mean"].Change);
        Assert.Equal("−10.0 points, worse", rows["within15"].Change);
        Assert.Equal("−£20,000 a year, better", rows["running"].Change);
        Assert.Equal("−4 m²", rows["area"].Change);
        Assert.Equal(0.5, rows["running"].AssumedShare);
        Assert.Equal("no change", rows["worst"].Change);
        Assert.Equal(("550 m²", "350 m²", "−200 m², worse", 0.5), (rows["access"].Now, rows["access"].Then, rows["access"].Change, rows["access"].AssumedShare));
        Assert.Equal("+10 m², better", rows["access-deprived"].Change);
        Assert.Equal("+10.0 points, worse", rows["access-short"].Change);
        Assert.All(MeasureRow.List(now, now), row => Assert.Contains(row.Change, new[] { "no change", "" }));
    }

    private static PlanMeasures Measures(double mean, double within15, double cost, double area = 10)
    {
        var none = new Figure(0, "£", 0);
        return new(3, mean, mean, mean, 900, 0, 0, within15, 1, 1000, 0, new(cost, "£ per year", 0.5), new(area, "m²", 0), new(0, "kg CO2e per year", 1), none, none, null);
    }
}
