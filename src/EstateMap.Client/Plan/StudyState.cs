using System.Globalization;
using EstateMap.Client.Explore;

namespace EstateMap.Client.Plan;

/// <summary>The whole state of a study's page, as it stands in the address.</summary>
public sealed record StudyState
{
    public const string People = "people", Buildings = "buildings", Question = "question", Curve = "curve", Scenarios = "scenarios";

    /// <summary>Steps with what their tabs are called.</summary>
    public static readonly IReadOnlyList<(string Step, string Label)> Steps = [(People, "People"), (Buildings, "Buildings"), (Question, "Question"), (Curve, "Curve"), (Scenarios, "Scenarios")];

    public string Step { get; init; } = People;

    /// <summary>Global id of the site chosen in table and map.</summary>
    public string? Site { get; init; }

    /// <summary>Only buildings of this role are listed; null lists all.</summary>
    public string? Role { get; init; }

    /// <summary>Only buildings are listed whose name, owner or place has these words.</summary>
    public string? Find { get; init; }

    /// <summary>What buildings are listed by, a key of <see cref="CandidateOrder"/>; null is their role.</summary>
    public string? Sort { get; init; }

    /// <summary>The question asked, a model's code; null is the whole curve.</summary>
    public string? Ask { get; init; }

    /// <summary>How many buildings that question is for.</summary>
    public int? Sites { get; init; }

    /// <summary>How many minutes it calls near enough.</summary>
    public double? Reach { get; init; }

    /// <summary>Global id of the run looked at; null is the newest.</summary>
    public string? Solve { get; init; }

    /// <summary>How many buildings of the curve are looked at.</summary>
    public int? P { get; init; }

    /// <summary>What the curve is drawn of; a key of <see cref="CurveMeasure"/>.</summary>
    public string Y { get; init; } = CurveMeasure.Default.Key;

    /// <summary>Whom the table of losers tells apart; a code of <see cref="Breakdowns"/>.</summary>
    public string By { get; init; } = Breakdowns.Default;

    /// <summary>Null shows the whole place.</summary>
    public MapCentre? View { get; init; }

    /// <summary>Reads the query of an address; what it cannot read it leaves at its default.</summary>
    public static StudyState Parse(string address)
    {
        var given = QueryText.Read(address);
        return new()
        {
            Step = Steps.FirstOrDefault(step => step.Step == Of("step")).Step ?? People,
            Site = Of("site"),
            Role = Of("role") is { } role && PlanWords.Roles.Contains(role) ? role : null,
            Find = Of("find"),
            Sort = Of("sort") is { } sort && CandidateOrder.IsKnown(sort) ? sort : null,
            Ask = Of("ask"),
            Sites = Whole("sites"),
            Reach = double.TryParse(Of("reach"), NumberStyles.Float, CultureInfo.InvariantCulture, out var reach) && reach > 0 ? reach : null,
            Solve = Of("solve"),
            P = Whole("p"),
            Y = CurveMeasure.Of(Of("y")).Key,
            By = Breakdowns.All.FirstOrDefault(kind => kind.Code == Of("by")).Code ?? Breakdowns.Default,
            View = MapCentre.Parse(Of("view")),
        };

        string? Of(string name) => given.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        int? Whole(string name) => int.TryParse(Of(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    /// <summary>The query without its question mark; defaults are left out, so that two equal states have one address.</summary>
    public string ToQuery()
    {
        var query = new QueryText();
        query.Add("step", Step == People ? null : Step);
        query.Add("role", Role);
        query.Add("find", Find);
        query.Add("sort", Sort);
        query.Add("ask", Ask);
        query.Add("sites", Sites?.ToString(CultureInfo.InvariantCulture));
        query.Add("reach", Reach?.ToString(CultureInfo.InvariantCulture));
        query.Add("solve", Solve);
        query.Add("p", P?.ToString(CultureInfo.InvariantCulture));
        query.Add("y", Y == CurveMeasure.Default.Key ? null : Y);
        query.Add("by", By == Breakdowns.Default ? null : By);
        query.Add("site", Site);
        query.Add("view", View?.ToString());
        return query.ToString();
    }
}
