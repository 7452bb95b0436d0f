using System.Globalization;

namespace EstateMap.Client.Plan.Decisions;

/// <summary>What a record says while it is being written: texts by the names of <see cref="PartField"/>, as they were typed.</summary>
public sealed class DecisionDraft
{
    private readonly Dictionary<string, string> texts = [];

    public string Title { get; set; } = "";

    /// <summary>Empty where nothing is written.</summary>
    public string this[string field]
    {
        get => texts.GetValueOrDefault(field, "");
        set => texts[field] = value;
    }

    public static DecisionDraft Of(Decision decision)
    {
        var draft = new DecisionDraft
        {
            Title = decision.Title,
            ["lead"] = decision.LeadOrganisation ?? "",
            ["powers"] = decision.Powers ?? "",
            ["policy"] = decision.Policy ?? "",
            ["reviewOn"] = decision.ReviewOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            ["nothing"] = decision.DoNothingConsidered ?? "",
            ["assets"] = decision.CommunityAssetsConsidered ?? "",
        };
        foreach (var stage in decision.Stages)
            (draft[$"{stage.Code}.what"], draft[$"{stage.Code}.why"]) = (stage.What ?? "", stage.Why ?? "");
        foreach (var test in decision.Tests)
            (draft[$"{test.Test}.met"], draft[$"{test.Test}.why"]) = (test.IsMet switch { true => "yes", false => "no", null => "" }, test.Why ?? "");
        return draft;
    }

    /// <summary>Whether the fields of a part say the same in both.</summary>
    public bool IsSameIn(DecisionPart part, DecisionDraft other) => part.Fields.All(field => this[field.Name] == other[field.Name]);

    /// <summary>Takes over what another draft says in one part.</summary>
    public void Take(DecisionPart part, DecisionDraft from)
    {
        foreach (var field in part.Fields)
            this[field.Name] = from[field.Name];
    }

    /// <summary>How much of a part is written.</summary>
    public PartState StateOf(DecisionPart part) => part.Fields.Count(field => !string.IsNullOrWhiteSpace(this[field.Name])) is var written && written == part.Fields.Count ? PartState.Whole : written == 0 ? PartState.Empty : PartState.Begun;

    /// <summary>As the API takes it, whole: what is left out would stay, so that a text which was taken away is sent empty, and a day or judgement as null.</summary>
    public IReadOnlyDictionary<string, object?> ToInput(string id, int version) => new Dictionary<string, object?>
    {
        ["id"] = id,
        ["version"] = version,
        ["title"] = Title,
        ["leadOrganisation"] = Text("lead"),
        ["powers"] = Text("powers"),
        ["policy"] = Text("policy"),
        ["reviewOn"] = Text("reviewOn") is { Length: > 0 } day ? day : null,
        ["doNothingConsidered"] = Text("nothing"),
        ["communityAssetsConsidered"] = Text("assets"),
        ["stages"] = Codes("what").Select(code => new { code, what = Text($"{code}.what"), why = Text($"{code}.why") }),
        ["tests"] = Codes("met").Select(test => new Dictionary<string, object?> { ["test"] = test, ["isMet"] = this[$"{test}.met"] switch { "yes" => true, "no" => false, _ => null }, ["why"] = Text($"{test}.why") }),
    };

    private string Text(string field) => this[field].Trim();

    private IEnumerable<string> Codes(string ending) => texts.Keys.Where(name => name.EndsWith("." + ending, StringComparison.Ordinal)).Select(name => name.Split('.')[0]);
}

/// <summary>How much of a part is written.</summary>
public enum PartState
{
    Empty,
    Begun,
    Whole,
}
