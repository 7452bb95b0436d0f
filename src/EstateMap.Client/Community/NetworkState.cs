using System.Globalization;
using EstateMap.Client.Explore;

namespace EstateMap.Client.Community;

/// <summary>The whole state of the network's page, as it stands in the address; an area stands there as in Explore.</summary>
public sealed record NetworkState
{
    /// <summary>The question that is answered by a list of areas.</summary>
    public const string AreasAsk = "areas";

    /// <summary>Questions that one can ask, with the words of their choice.</summary>
    public static readonly IReadOnlyList<(string Ask, string Label)> Questions =
    [
        ("linked", "How are two linked?"), ("brokers", "Who stands between others?"), ("alone", "Who is on their own?"), ("depends", "Who depends on a building?"), ("closes", "What if buildings close?"), ("communities", "What communities appear?"),
        (AreasAsk, "What communities appear in each neighbourhood?"),
    ];

    /// <summary>Classes of community asset, as the schema writes them.</summary>
    public static readonly IReadOnlyList<string> AllClasses = ["ASSOCIATIONS", "INSTITUTIONS", "PLACES", "ECONOMY", "CULTURE", "INDIVIDUALS"];

    public AreaChoice? Area { get; init; }

    /// <summary>Codes of kinds of link, in ordinal order; null is all but owners.</summary>
    public ValueList<string>? Kinds { get; init; }

    /// <summary>Codes of <see cref="AllClasses"/>, in ordinal order; null is all.</summary>
    public ValueList<string>? Classes { get; init; }

    /// <summary>Without what was made up for the sample.</summary>
    public bool OnlyReal { get; init; }

    /// <summary>The day on which links hold; null is today.</summary>
    public DateOnly? AsAt { get; init; }

    /// <summary>The question asked; null for none.</summary>
    public string? Ask { get; init; }

    /// <summary>Kind and vintage of the areas of a list of all, as <see cref="KeyOf"/> writes them; null is the usual.</summary>
    public string? Each { get; init; }

    /// <summary>Who is chosen in picture, map and lists.</summary>
    public string? Node { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>The building that others may depend on.</summary>
    public string? Site { get; init; }

    /// <summary>Buildings that may close, in the order chosen.</summary>
    public ValueList<string> Closing { get; init; } = [];

    /// <summary>True shows lists instead of picture and map.</summary>
    public bool IsList { get; init; }

    /// <summary>Null shows the whole place.</summary>
    public MapCentre? View { get; init; }

    public bool AsksAreas => Ask == AreasAsk;

    /// <summary>Which part of the network counts, as a <c>CommunityNetworkFilterInput</c>.</summary>
    public object Filter => new
    {
        kinds = Kinds,
        asAt = AsAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        area = Area is null ? null : new { code = Area.Code, kind = Area.Kind, vintage = Area.Vintage },
        illustrative = OnlyReal ? false : (bool?)null,
        classes = Classes,
    };

    /// <summary>The same of everywhere: a list of areas is narrowed to none of them.</summary>
    public object FilterOfAll => (this with { Area = null }).Filter;

    /// <summary>The same text for the same part of the network.</summary>
    public string FilterKey => (this with { Ask = null, Each = null, Node = null, From = null, To = null, Site = null, Closing = [], IsList = false, View = null }).ToQuery();

    /// <summary>The same text for the same question of the same part.</summary>
    public string QuestionKey => (this with { Node = null, IsList = false, View = null }).ToQuery();

    public static string KeyOf(AreaKind kind) => $"{kind.Kind}:{kind.Vintage}";

    /// <summary>Where the network of one area of a list is, with what counted there, and its communities asked for.</summary>
    public string AreaHref(AreaChoice area) => (this with { Area = area, Ask = "communities", Each = null, IsList = false, Node = null, From = null, To = null, Site = null, Closing = [], View = null }).Href;

    /// <summary>Where the page stands so.</summary>
    public string Href => ToQuery() is { Length: > 0 } query ? $"community/network?{query}" : "community/network";

    /// <summary>Explore under the same area and view.</summary>
    public string ExploreHref => new ExploreState { Area = Area, View = View }.Href;

    /// <summary>Reads the query of an address; what it cannot read it leaves at its default.</summary>
    public static NetworkState Parse(string address)
    {
        var given = QueryText.Read(address);
        return new()
        {
            Area = AreaChoice.Parse(Of("area")),
            Kinds = Of("kinds") is { } kinds ? ValueList.Sorted(Codes(kinds)) : null,
            Classes = Of("classes") is { } classes ? ValueList.Sorted(Codes(classes).Where(AllClasses.Contains)) : null,
            OnlyReal = Of("illustrative") is "no",
            AsAt = Shell.Figures.FindDay(Of("asAt")),
            Ask = Questions.FirstOrDefault(question => question.Ask == Of("ask")).Ask,
            Each = Of("each"),
            Node = Of("node"),
            From = Of("from"),
            To = Of("to"),
            Site = Of("site"),
            Closing = new([.. Codes(Of("closing") ?? "").Distinct()]),
            IsList = Of("mode") is "list",
            View = MapCentre.Parse(Of("view")),
        };

        string? Of(string name) => given.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        static string[] Codes(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The query without its question mark; defaults are left out, so that two equal states have one address.</summary>
    public string ToQuery()
    {
        var query = new QueryText();
        query.Add("mode", IsList ? "list" : null);
        query.Add("ask", Ask);
        query.Add("each", Each);
        query.Add("from", From);
        query.Add("to", To);
        query.Add("site", Site);
        query.Add("closing", Closing.Count == 0 ? null : string.Join(',', Closing));
        query.Add("area", Area?.ToString());
        query.Add("kinds", Kinds is null ? null : string.Join(',', Kinds));
        query.Add("classes", Classes is null ? null : string.Join(',', Classes));
        query.Add("illustrative", OnlyReal ? "no" : null);
        query.Add("asAt", AsAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        query.Add("node", Node);
        query.Add("view", View?.ToString());
        return query.ToString();
    }
}
