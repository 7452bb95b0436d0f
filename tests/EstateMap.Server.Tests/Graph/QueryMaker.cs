using System.Globalization;
using System.Text;
using GraphQL;
using GraphQL.Types;

namespace EstateMap.Server.Tests.Graph;

/// <summary>
/// Makes questions up over a schema: fields at any depth, aliases, fragments, directives, arguments as literals and variables, right values and wrong ones. Equal seeds make equal questions.
/// </summary>
internal sealed class QueryMaker(ISchema schema, int seed)
{
    private static readonly string[] Words = ["a", "Village", "ward", "2023", "W1", "village", "ZZ1 1AA", "100% O'Brien_House \\ \"Annexe\"", "library", "", "freehold", "village-register", "é☃", "Refuge", "Partner Clinic", "V8", "000000000108"];
    private static readonly string[] Ids = ["U2l0ZTox", "U2l0ZToy", "QXJlYTox", "T3JnYW5pc2F0aW9uOjE=", "nothing", "U2VydmljZTox", "RGF0YXNldDp2aWxsYWdlLXJlZ2lzdGVy", "U2l0ZTo4", "TGluazoz"];

    private static readonly string[] Geometries =
    [
        "{ type: Point, coordinates: [-2.0, 53.02] }", "{ type: Polygon, coordinates: [[[-2.02, 53.0], [-1.98, 53.0], [-1.98, 53.04], [-2.02, 53.0]]], crs: 4326 }", "{ type: Point, coordinates: [400000, 350000], crs: 27700 }",
    ];

    private static readonly string[] Planned =
    [
        "sites", "properties", "occupations", "areas", "indicators", "indicatorValues", "demandPoints", "services", "serviceAtLocations", "organisations", "communityAssets", "links", "datasets", "importRuns", "importIssues", "handEdits",
        "matchCandidates", "site", "area",
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _declared = [];
    private readonly List<string> _fragments = [];
    private readonly Dictionary<string, object?> _variables = [];
    private int _aliases;

    /// <summary>The document, and the values of its variables.</summary>
    public (string Query, IReadOnlyDictionary<string, object?> Variables) Make()
    {
        var fields = new StringBuilder();
        for (var n = _random.Next(1, 3); n > 0; n--)
        {
            var field = Chance(0.9) ? Pick(Planned.Select(name => schema.Query.Fields.Find(name)).OfType<FieldType>().ToList()) : Pick(schema.Query.Fields.Where(known => known.Name is not ("node" or "nodes" or "qualityScores")).ToList());
            fields.Append(' ').Append(Field(field, depth: 5));
        }

        if (Chance(0.1)) fields.Append(" __typename");
        var declared = _declared.Count > 0 ? $"({string.Join(", ", _declared)})" : "";
        return ($"query Q{declared} {{{fields} }}{string.Concat(_fragments.Select(fragment => "\n" + fragment))}", _variables);
    }

    private string Field(FieldType field, int depth)
    {
        var text = new StringBuilder();
        if (Chance(0.25)) text.Append(CultureInfo.InvariantCulture, $"x{_aliases++}: ");
        text.Append(field.Name);
        var arguments = (field.Arguments ?? []).Where(argument => argument.ResolvedType is NonNullGraphType || Chance(0.25)).Select(argument => $"{argument.Name}: {Value(argument.ResolvedType!, argument.Name, 3)}").ToList();
        if (arguments.Count > 0) text.Append('(').AppendJoin(", ", arguments).Append(')');
        if (Chance(0.05)) text.Append(Directive());
        var type = field.ResolvedType!.GetNamedType();
        if (type is IObjectGraphType or IAbstractGraphType) text.Append(' ').Append(Selection(type, depth - 1));
        return text.ToString();
    }

    private string Selection(IGraphType type, int depth)
    {
        var parts = new List<string>();
        if (type is IAbstractGraphType several)
        {
            foreach (var one in several.PossibleTypes.Where(_ => Chance(0.6))) parts.Add($"... on {one.Name} {Selection(one, depth)}");
            if (parts.Count == 0 || Chance(0.5)) parts.Add("__typename");
        }

        if (type is IComplexGraphType complex)
        {
            var fields = complex.Fields.Where(field => depth > 0 || field.ResolvedType!.GetNamedType() is not (IObjectGraphType or IAbstractGraphType)).ToList();
            if (fields.Count == 0) parts.Add("__typename");
            for (var n = fields.Count == 0 ? 0 : _random.Next(1, 5); n > 0; n--) parts.Add(Field(Pick(fields), depth));
            // The same field once more merges with the first.
            if (Chance(0.1) && complex.Fields.Find("id") is not null) parts.AddRange(["id", "id"]);
            if (Chance(0.1)) parts.Add("__typename");
            if (type is IObjectGraphType && Chance(0.15))
            {
                var inside = $"{{ {string.Join(' ', parts.Take(2))} }}";
                if (Chance(0.5))
                {
                    parts[0] = $"... {(Chance(0.5) ? $"on {type.Name} " : "")}{(Chance(0.3) ? Directive() + " " : "")}{inside}";
                }
                else
                {
                    _fragments.Add($"fragment f{_fragments.Count} on {type.Name} {inside}");
                    parts[0] = $"...f{_fragments.Count - 1}";
                    if (Chance(0.3)) parts.Add(parts[0]);
                }
            }
        }

        return $"{{ {string.Join(' ', parts)} }}";
    }

    private string Directive() => $" @{(Chance(0.5) ? "skip" : "include")}(if: {(Chance(0.5) ? Chance(0.5) ? "true" : "false" : Variable("Boolean!", Chance(0.5)))})";

    private string Value(IGraphType type, string name, int depth)
    {
        if (type is NonNullGraphType required) return Value(required.ResolvedType!, name, depth);
        if (Chance(0.04)) return "null";
        if (type is ListGraphType list)
        {
            if (name == "bbox") return Chance(0.9) ? "[-2.02, 53.0, -1.95, 53.05]" : "[1, 2]";
            return $"[{string.Join(", ", Enumerable.Range(0, _random.Next(0, 3)).Select(_ => Value(list.ResolvedType!, name, depth)))}]";
        }

        return type switch
        {
            EnumerationGraphType words => Pick(words.Values.ToList()).Name,
            IInputObjectGraphType input => Input(input, depth),
            _ => Scalar(type.Name, name),
        };
    }

    private string Input(IInputObjectGraphType input, int depth)
    {
        var fields = input.Fields.Where(field => depth > 0 || field.ResolvedType!.GetNamedType() is not IInputObjectGraphType).ToList();
        var chosen = fields.Where(field => field.ResolvedType is NonNullGraphType).Concat(Enumerable.Range(0, fields.Count == 0 ? 0 : _random.Next(0, 3)).Select(_ => Pick(fields))).Distinct().ToList();
        return $"{{ {string.Join(", ", chosen.Select(field => $"{field.Name}: {Value(field.ResolvedType!, field.Name, depth - 1)}"))} }}";
    }

    private string Scalar(string type, string name)
    {
        switch (type)
        {
            case "Int":
                var number = name switch { "crs" => Pick([4326, 27700, 3857, 9999]), "precision" => _random.Next(0, 11), _ => Pick([0, 1, 2, 3, 50, 51, -1]) };
                return Chance(0.3) ? Variable("Int", number) : number.ToString(CultureInfo.InvariantCulture);
            case "Float":
                var size = Pick([0.0, 1.5, 400, 1000, -3, 2e6]);
                return Chance(0.3) ? Variable("Float", size) : size.ToString("R", CultureInfo.InvariantCulture);
            case "Boolean":
                return Chance(0.5) ? "true" : "false";
            case "Geometry":
                return Pick(Geometries);
            case "LocalDate":
                return Quoted(Pick(["2024-06-30", "2026-01-31", "never"]));
            case "DateTime":
                return Quoted(Pick(["2026-01-02T03:05:00Z", "2027-01-01T00:00:00+01:00", "2026-01-02T03:05:00"]));
            case "ID":
                return Quoted(Pick(Ids));
            default:
                var word = name is "after" or "before" ? Pick(["WyJFYXN0IFNjaG9vbCIsM10=", "garbage"]) : Pick(Words);
                return Chance(0.3) ? Variable("String", word, isRequired: name is "code" or "text" or "name" or "kind") : Quoted(word);
        }
    }

    private string Variable(string type, object? value, bool isRequired = false)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"v{_declared.Count}");
        _declared.Add($"${name}: {type}{(isRequired ? "!" : "")}");
        _variables[name] = value;
        return "$" + name;
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private bool Chance(double share) => _random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
