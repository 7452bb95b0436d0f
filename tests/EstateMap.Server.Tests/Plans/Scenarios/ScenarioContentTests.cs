using System.Text.Json;
using CsCheck;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>A scenario goes out as JSON and comes back as the same scenario.</summary>
public class ScenarioContentTests
{
    private static readonly Thing Hall = new(new Guid("00000000-0000-0000-0000-000000000001"), "Mill Hall");
    private static readonly Thing Library = new(new Guid("00000000-0000-0000-0000-000000000002"), "Mill Library");

    private static readonly ScenarioContent Example = new("Fewer, better", new StudyStamp(new Guid("00000000-0000-0000-0000-00000000000a"), "Hubs", 3, JsonDocument.Parse("""{"demand":"all"}""").RootElement),
        new RegisterStamp([new DatasetStamp("register", new DateOnly(2026, 10, 1), new string('a', 64))], 2, new DateOnly(2026, 10, 1)),
        [
            new ScenarioChange(ScenarioChangeKind.CloseSite) { Site = Hall, Why = "The roof fails.", Weeks = 4 },
            new ScenarioChange(ScenarioChangeKind.ChangeHours) { Site = Library, Hours = [new ChangedHours("MO,TU", "08:00", "20:00")] },
            new ScenarioChange(ScenarioChangeKind.Dispose) { Site = Hall, Receipt_gbp = 250_000, Basis = FigureBasis.Assumption, StartsOn = new DateOnly(2027, 4, 1) },
        ]);

    private static readonly Gen<ScenarioChange> Change = Gen.Select(Gen.Enum<ScenarioChangeKind>(), Gen.Guid, Gen.String[Gen.Char['a', 'z'], 1, 8], Gen.Double[0, 1e6], Gen.Int[0, 5000], Gen.Bool)
        .Select(made => new ScenarioChange(made.Item1)
        {
            Site = new Thing(made.Item2, made.Item3),
            SpaceArea_m2 = made.Item6 ? made.Item4 : null,
            Capacity = made.Item6 ? null : made.Item5,
            Why = made.Item3,
            StartsOn = new DateOnly(2027, 1, 1).AddDays(made.Item5),
            Hours = made.Item6 ? [new ChangedHours("MO", "09:00", "17:00")] : null,
        });

    [Fact]
    public void A_scenario_is_written_in_one_way() => Assert.Equal(
        """{"changes":[{"kind":"close_site","site":{"id":"00000000-0000-0000-0000-000000000001","name":"Mill Hall"},"weeks":4,"why":"The roof fails."},"""
        + """{"hours":[{"closes":"20:00","days":"MO,TU","opens":"08:00"}],"kind":"change_hours","site":{"id":"00000000-0000-0000-0000-000000000002","name":"Mill Library"}},"""
        + """{"basis":"assumption","kind":"dispose","receipt_gbp":250000,"site":{"id":"00000000-0000-0000-0000-000000000001","name":"Mill Hall"},"startsOn":"2027-04-01"}]"""
        + ""","format":"estatemap-scenario-1","register":{"asAt":"2026-10-01","datasets":[{"asAt":"2026-10-01","id":"register","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}],"handEdits":2}"""
        + ""","study":{"id":"00000000-0000-0000-0000-00000000000a","settings":{"demand":"all"},"title":"Hubs","version":3},"title":"Fewer, better"}""", Example.ToJson());

    [Fact]
    public void What_was_exported_is_read_back_with_the_same_hash() => Change.Array[0, 8].Sample(changes =>
    {
        var scenario = Example with { Changes = changes };
        var read = ScenarioContent.Read(Indented(scenario.ToJson()));
        Assert.Equal(scenario.Changes, read.Changes);
        Assert.Equal(scenario.Hash(), read.Hash());
    }, iter: Soak.Times(300));

    [Fact]
    public void A_register_that_states_no_days_and_came_from_no_files_is_read_back()
    {
        var silent = Example with { Register = new RegisterStamp([new DatasetStamp("register")], 0), Changes = [] };
        Assert.Equal(silent.Hash(), ScenarioContent.Read(silent.ToJson()).Hash());
    }

    [Fact]
    public void Every_change_of_content_changes_the_hash()
    {
        ScenarioContent[] others =
        [
            Example with { Title = "Fewer" }, Example with { Study = Example.Study with { Version = 4 } }, Example with { Study = Example.Study with { Settings = JsonDocument.Parse("""{"demand":"no_car"}""").RootElement } },
            Example with { Register = Example.Register with { HandEdits = 3 } }, Example with { Register = Example.Register with { AsAt = null } }, Example with { Changes = [.. Example.Changes.Reverse()] }, Example with { Changes = [] },
            Example with { Changes = [Example.Changes[0] with { Weeks = 4.5 }, .. Example.Changes.Skip(1)] }, Example with { Changes = [Example.Changes[0] with { Why = "The roof leaks." }, .. Example.Changes.Skip(1)] },
            Example with { Changes = [Example.Changes[0] with { Site = Library }, .. Example.Changes.Skip(1)] },
        ];
        Assert.Equal(others.Length + 1, others.Append(Example).Select(scenario => scenario.Hash()).Distinct().Count());
    }

    [Fact]
    public void The_order_of_two_different_changes_is_content() => Gen.Select(Change, Change).Where((a, b) => !a.Equals(b)).Sample((a, b) =>
        Assert.NotEqual((Example with { Changes = [a, b] }).Hash(), (Example with { Changes = [b, a] }).Hash()), iter: Soak.Times(300));

    [Theory]
    [InlineData("null", "no scenario")]
    [InlineData("[]", "not of the kind")]
    [InlineData("{}", "missing")]
    public void What_is_no_scenario_is_told_in_a_sentence(string json, string part) => Assert.Contains(part, Assert.Throws<ScenarioFormatException>(() => ScenarioContent.Read(json)).Message);

    [Theory]
    [InlineData("\"kind\":\"close_site\"", "\"kind\":\"burn_down\"", "not of the kind")]
    [InlineData("\"kind\":\"close_site\"", "\"kind\":1", "not of the kind")]
    [InlineData("\"weeks\":4", "\"months\":1", "not known here")]
    [InlineData("\"name\":\"Mill Hall\"", "\"name\":null", "missing")]
    [InlineData("estatemap-scenario-1", "estatemap-scenario-2", "not known here")]
    [InlineData("2027-04-01", "2027-02-30", "not of the kind")]
    public void A_damaged_scenario_is_refused(string part, string damage, string reason) =>
        Assert.Contains(reason, Assert.Throws<ScenarioFormatException>(() => ScenarioContent.Read(Example.ToJson().Replace(part, damage, StringComparison.Ordinal))).Message);

    [Fact]
    public void Any_text_is_a_scenario_or_a_sentence()
    {
        var whole = Example.ToJson();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Char["{}[]\",:0a1null\u0301\ud800"], Gen.Int[0, whole.Length]).Sample((at, c, length) =>
        {
            var damaged = (whole[..at] + c + whole[(at + 1)..])[..length];
            try
            {
                Assert.NotEmpty(ScenarioContent.Read(damaged).Hash());
            }
            catch (ScenarioFormatException error)
            {
                Assert.DoesNotContain("EstateMap.Server", error.Message);
            }
        }, iter: Soak.Times(3_000));
    }

    private static readonly JsonSerializerOptions Loosely = new() { WriteIndented = true };

    private static string Indented(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json), Loosely);
}
