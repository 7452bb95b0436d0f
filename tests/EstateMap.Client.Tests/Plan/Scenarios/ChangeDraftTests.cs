using EstateMap.Client.Plan.Scenarios;
using Xunit;

namespace EstateMap.Client.Tests.Plan.Scenarios;

public class ChangeDraftTests
{
    private static readonly Named Hall = new("S1", "Old Hall"), Library = new("S2", "Town Library"), Lending = new("V1", "Lending");

    public static TheoryData<string, string[]> Needed => new()
    {
        { "", ["kind"] },
        { "CLOSE_SITE", ["site", "why"] },
        { "OPEN_SITE", ["site", "why"] },
        { "MOVE_SERVICE", ["site", "service", "toSite", "why"] },
        { "MOVE_TEAM", ["site", "team", "toSite", "why"] },
        { "CHANGE_HOURS", ["site", "hours", "why"] },
        { "CHANGE_CAPACITY", ["site", "area", "why"] },
        { "ACQUIRE_SPACE", ["site", "area", "why"] },
        { "DISPOSE", ["site", "why"] },
    };

    [Theory]
    [MemberData(nameof(Needed))]
    public void An_empty_draft_says_what_its_kind_needs(string kind, string[] fields) => Assert.Equal(fields, new ChangeDraft { Kind = kind }.Faults().Keys);

    [Fact]
    public void Every_kind_that_can_be_chosen_has_its_needs_listed_here() => Assert.Equal(ChangeKind.All.Select(kind => kind.Code).Order(), Needed.Select(row => row.Data.Item1).Where(kind => kind.Length > 0).Order());

    [Fact]
    public void A_number_is_read_as_people_write_it_and_anything_else_is_said()
    {
        var draft = new ChangeDraft { Kind = "OPEN_SITE", Site = Hall, Capital = " £40,000 ", Weeks = "6.5", Why = "Because" };
        Assert.Empty(draft.Faults());
        var change = draft.ToChange();
        Assert.Equal((40_000, 6.5), (change.Capital_gbp!.Value, change.Weeks!.Value));
        (draft.Capital, draft.Weeks) = ("a lot", "-3");
        Assert.Equal(["capital", "weeks"], draft.Faults().Keys);
    }

    [Fact]
    public void A_move_to_where_it_is_already_is_refused()
    {
        var draft = new ChangeDraft { Kind = "MOVE_SERVICE", Site = Hall, ToSite = Hall, Service = Lending, Why = "Because" };
        Assert.Equal("It is there already: choose another building.", draft.Faults()["toSite"]);
    }

    [Fact]
    public void What_was_typed_for_another_kind_is_left_out()
    {
        var draft = new ChangeDraft { Kind = "MOVE_SERVICE", Site = Hall, ToSite = Library, Service = Lending, Area = "120", Capital = "500", Basis = "FACT", Why = "Because" };
        draft.Kind = "CLOSE_SITE";
        var change = draft.ToChange();
        Assert.Equal((null, null, null, null, null), (change.ToSite, change.Service, change.SpaceArea_m2, change.Capital_gbp, change.Basis));
        Assert.Null(change.Hours);
    }

    [Fact]
    public void Days_stand_in_the_order_of_the_week_and_seconds_are_dropped()
    {
        var line = new HoursDraft { Days = ["SU", "MO"], Opens = "08:00:00", Closes = "20:00" };
        Assert.Equal(new ChangedHours("MO,SU", "08:00", "20:00"), line.ToHours());
    }

    [Fact]
    public void A_change_survives_being_edited_without_a_keystroke()
    {
        var change = new ScenarioChange(4, "CHANGE_CAPACITY", Hall, null, null, null, null, 1250.5, 80, null, 1e6, "FACT", new(2027, 4, 1), 6, "Because", ["Something"]);
        Assert.True(change.IsSameAs(ChangeDraft.Of(change).ToChange()));
        Assert.False(change.IsSameAs(change with { Why = "Another reason" }));
    }

    [Fact]
    public void Hours_make_two_changes_differ()
    {
        var change = new ScenarioChange(1, "CHANGE_HOURS", Hall, null, null, null, [new("MO", "08:00", "20:00")], null, null, null, null, null, null, null, "Because", []);
        Assert.True(change.IsSameAs(change with { Number = 2, Hours = [new("MO", "08:00", "20:00")] }));
        Assert.False(change.IsSameAs(change with { Hours = [new("MO", "08:00", "21:00")] }));
    }

    public static TheoryData<ScenarioChange, string> Sentences => new()
    {
        { Of("CLOSE_SITE"), "Close Old Hall" },
        { Of("MOVE_SERVICE") with { Service = Lending, ToSite = Library }, "Move Lending from Old Hall to Town Library" },
        { Of("MOVE_TEAM") with { Team = "Housing options", ToSite = Library }, "Move Housing options from Old Hall to Town Library" },
        { Of("CHANGE_HOURS") with { Hours = [new("MO,TU,WE,TH,FR", "08:00", "20:00"), new("SA", "09:00", "12:00")] }, "Open Old Hall Mon to Fri 08:00 to 20:00; Sat 09:00 to 12:00" },
        { Of("CHANGE_CAPACITY") with { SpaceArea_m2 = 1200, Capacity = 80 }, "Give Old Hall 1,200 m² and room for 80" },
        { Of("ACQUIRE_SPACE") with { SpaceArea_m2 = 60 }, "Use 60 m² at Old Hall" },
        { Of("DISPOSE"), "Give up Old Hall" },
        { Of("CLOSE_SITE") with { Site = null }, "Close a building that is no longer known" },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_change_reads_as_a_sentence(ScenarioChange change, string words) => Assert.Equal(words, change.Words);

    private static ScenarioChange Of(string kind) => new(1, kind, Hall, null, null, null, [], null, null, null, null, null, null, null, null, []);
}
