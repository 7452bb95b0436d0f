using System.Globalization;
using System.Text;

namespace EstateMap.Client.Explore;

/// <summary>Filters of sites made from what is chosen on screen: as the query of tiles, facets, rows and exports, and as GraphQL. The two mean the same.</summary>
public static class SiteFilter
{
    // Square metres: lower bound included, upper not.
    private static readonly Dictionary<string, (double? Least, double? Below)> Sizes = new(StringComparer.Ordinal)
    {
        ["under-250"] = (null, 250),
        ["250-1000"] = (250, 1000),
        ["1000-2500"] = (1000, 2500),
        ["2500-10000"] = (2500, 10_000),
        ["over-10000"] = (10_000, null),
    };

    // Years ago: from the first day on, before the second.
    private static readonly Dictionary<string, (int? From, int? Before)> Ages = new(StringComparer.Ordinal)
    {
        ["under-1-year"] = (1, null),
        ["1-2-years"] = (2, 1),
        ["over-2-years"] = (null, 2),
    };

    /// <summary>The query without its question mark; empty asks for every site. A theme without codes (no layer is shown) keeps no site.</summary>
    public static string ToQuery(ExploreState state)
    {
        var query = new QueryText();
        query.Add("theme", state.ShownLayers is { } layers ? string.Join(',', layers) : null);
        foreach (var (facet, codes) in state.Facets.Chosen)
            query.Add(facet.Name, string.Join(',', codes));
        query.Add("area", state.Area?.Code);
        query.Add("areaKind", state.Area?.Kind);
        query.Add("vintage", state.Area?.Vintage);
        query.Add("within", state.Within is null ? null : LonLat.FormatRing(state.Within));
        return query.ToString();
    }

    /// <summary>Address of the vector tiles of the sites that a query keeps, as <see cref="ToQuery"/> writes it; {z} {x} {y} to be filled in.</summary>
    public static string Tiles(string query) => "tiles/sites/{z}/{x}/{y}.mvt" + (query.Length > 0 ? "?" + query : "");

    /// <summary>A SiteFilterInput; null asks for every site.</summary>
    /// <param name="today">What ages are reckoned from.</param>
    public static Dictionary<string, object?>? ToWhere(ExploreState state, DateOnly today)
    {
        var conditions = new List<Dictionary<string, object?>>();
        if (state.ShownLayers is { } layers)
            conditions.Add(Coded("theme", layers, today));
        conditions.AddRange(state.Facets.Chosen.Select(chosen => Coded(chosen.Facet.Name, chosen.Codes, today)));
        if (state.Area is { } area)
            conditions.Add(Field("area", Area(area.Kind, area.Vintage, area.Code)));
        if (state.Within is { } ring)
            conditions.Add(Field("geometry", Field("within", Field("geometry", Polygon(ring)))));
        return conditions switch { [] => null, [var one] => one, _ => Field("and", conditions) };
    }

    /// <summary>An AreaFilterInput; a null code means every area of the kind and vintage.</summary>
    public static Dictionary<string, object?> Area(string kind, string vintage, string? code)
    {
        var filter = new Dictionary<string, object?> { ["kind"] = Equal(kind), ["vintage"] = Equal(vintage) };
        if (code is not null)
            filter["code"] = Equal(code);
        return filter;
    }

    /// <summary>Any of the codes; the word for no value among them keeps sites without one too.</summary>
    private static Dictionary<string, object?> Coded(string facet, ValueList<string> codes, DateOnly today)
    {
        var words = codes.Where(code => code != Facet.NoValue).ToArray();
        var alternatives = new List<Dictionary<string, object?>>();
        if (words.Length > 0 || codes.Count == 0 || facet is "precision")
            alternatives.AddRange(facet switch
            {
                "size" => words.Select(Size),
                "freshness" => words.Select(word => Age(word, today)),
                _ => [OfWords(facet, words)],
            });
        if (words.Length < codes.Count && facet is not "precision")
            alternatives.Add(WithoutValue(facet));
        return alternatives is [var one] ? one : Field("or", alternatives);
    }

    private static Dictionary<string, object?> OfWords(string facet, string[] words) => facet switch
    {
        "owner" => Field("owner", Field("id", In([.. words.Select(OrganisationId)]))),
        "precision" => Field("locationPrecision", In(words)),
        "abcd" => Some(facet, In([.. words.Select(word => word.ToUpperInvariant())])),
        _ => Some(facet, In(words)),
    };

    private static Dictionary<string, object?> WithoutValue(string facet) => facet switch
    {
        "owner" => Field("isOwnerStated", Field("eq", false)),
        "size" => Field("floorArea_m2", Equal(null)),
        "freshness" => Field("asAt", Equal(null)),
        "abcd" => Field("communityAssets", Field("any", false)),
        _ => Field(List(facet).Name, Field("none", OfItem(facet, Field("neq", null)))),
    };

    private static Dictionary<string, object?> Some(string facet, Dictionary<string, object?> operation) => Field(List(facet).Name, Field("some", OfItem(facet, operation)));

    private static Dictionary<string, object?> OfItem(string facet, Dictionary<string, object?> operation) => List(facet).Item is { } item ? Field(item, operation) : operation;

    // The list that holds a facet's codes, and the field of an item that is the code; null when items are codes.
    private static (string Name, string? Item) List(string facet) => facet switch
    {
        "theme" => ("themes", null),
        "use" => ("uses", null),
        "tenure" => ("tenures", null),
        "dataset" => ("datasets", null),
        "condition" => ("properties", "conditionBand"),
        "energy" => ("properties", "energyRating"),
        "service" => ("services", "kind"),
        "abcd" => ("communityAssets", "abcdClass"),
        _ => ("issues", "issueType"),
    };

    private static Dictionary<string, object?> Size(string word) => Sizes.TryGetValue(word, out var bounds)
        ? Field("floorArea_m2", Between(("gte", bounds.Least), ("lt", bounds.Below)))
        : Field("floorArea_m2", In([]));

    private static Dictionary<string, object?> Age(string word, DateOnly today) => Ages.TryGetValue(word, out var years)
        ? Field("asAt", Between(("gte", Ago(today, years.From)), ("lt", Ago(today, years.Before))))
        : Field("asAt", In([]));

    private static string? Ago(DateOnly today, int? years) => years is { } number ? today.AddYears(-number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static Dictionary<string, object?> Between(params (string Operation, object? Bound)[] bounds) =>
        bounds.Where(bound => bound.Bound is not null).ToDictionary(bound => bound.Operation, bound => bound.Bound);

    private static Dictionary<string, object?> Polygon(ValueList<LonLat> ring) => new()
    {
        ["type"] = "Polygon",
        ["coordinates"] = new[] { ring.Append(ring[0]).Select(corner => new[] { corner.Longitude, corner.Latitude }).ToArray() },
    };

    /// <summary>Global ids are the type and the number in base64.</summary>
    private static string OrganisationId(string number) => Convert.ToBase64String(Encoding.UTF8.GetBytes("Organisation:" + number));

    private static Dictionary<string, object?> In(string[] words) => Field("in", words);

    private static Dictionary<string, object?> Equal(string? value) => Field("eq", value);

    private static Dictionary<string, object?> Field(string name, object? value) => new() { [name] = value };
}
