using GraphQL;
using GraphQL.Types;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>Every place of the schema where a caller can put a value, found by walking it: a field or input that is added later is there without anybody thinking of it.</summary>
internal sealed class SchemaWalk
{
    /// <summary>Arguments that lead to something in the village, by name, given whether required or not; what is required and not named here gets a value of its type.</summary>
    private static readonly Dictionary<string, string> Usual = new()
    {
        ["area.code"] = "\"W1\"",
        ["site.id"] = "\"U2l0ZTox\"",
        ["node.id"] = "\"U2l0ZTox\"",
        ["nodes.ids"] = "[\"U2l0ZTox\"]",
        ["record.dataset"] = "\"village-libraries\"",
        ["record.recordKey"] = "\"L1\"",
        ["search.text"] = "\"village\"",
        ["members.kind"] = "\"ward\"",
        ["howLinked.from"] = "\"U2l0ZTox\"",
        ["howLinked.to"] = "\"U2VydmljZTox\"",
        ["dependsOn.site"] = "\"U2l0ZTox\"",
        ["ifCloses.sites"] = "[\"U2l0ZTox\"]",
        ["isochrones.from"] = "[[-2.01, 53.01]]",
        ["isochrones.minutes"] = "[5]",
    };

    private readonly ISchema _schema;

    // How each type is come to: what stands before and behind a selection of it.
    private readonly Dictionary<string, (string Before, string Behind)> _ways = new(StringComparer.Ordinal);

    public SchemaWalk(ISchema schema)
    {
        _schema = schema;
        var queue = new Queue<IComplexGraphType>();
        Reach(schema.Query, "{ ", " }");
        if (schema.Subscription is not null) Reach(schema.Subscription, "subscription { ", " }");
        while (queue.TryDequeue(out var type))
            foreach (var field in type.Fields)
            {
                var (before, behind) = _ways[type.Name];
                var call = $"{before}{field.Name}{Call(field, null, "")}";
                switch (field.ResolvedType!.GetNamedType())
                {
                    case IObjectGraphType one:
                        Reach(one, $"{call} {{ ", " }" + behind);
                        break;
                    case IAbstractGraphType several:
                        foreach (var one in several.PossibleTypes) Reach(one, $"{call} {{ ... on {one.Name} {{ ", " } }" + behind);
                        break;
                }
            }

        void Reach(IObjectGraphType type, string before, string behind)
        {
            if (_ways.TryAdd(type.Name, (before, behind))) queue.Enqueue(type);
        }
    }

    /// <summary>One place for a value.</summary>
    /// <param name="Field">Type and field, for people.</param>
    /// <param name="Path">Argument, then input fields; for people.</param>
    /// <param name="Type">What the place takes, lists and required-ness taken off.</param>
    /// <param name="Query">The question, given the value as text.</param>
    public sealed record Place(string Field, string Path, IGraphType Type, Func<string, string> Query)
    {
        public override string ToString() => $"{Field}({Path})";
    }

    /// <summary>Types that no question comes to.</summary>
    public IEnumerable<string> Unreached => _schema.AllTypes.OfType<IObjectGraphType>().Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal) && !_ways.ContainsKey(type.Name)).Select(type => type.Name).Except(OfChanges());

    /// <summary>Types that only changes answer with: payloads and the errors in them. Changes are tested where they are made.</summary>
    private HashSet<string> OfChanges()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<IGraphType>(_schema.Mutation is { } changes ? [changes] : []);
        while (queue.TryDequeue(out var type))
        {
            if (type is IAbstractGraphType several)
                foreach (var one in several.PossibleTypes) queue.Enqueue(one);
            if (type is IObjectGraphType && reached.Add(type.Name))
                foreach (var field in ((IObjectGraphType)type).Fields) queue.Enqueue(field.ResolvedType!.GetNamedType());
        }

        return reached;
    }

    /// <summary>Every field that takes arguments, with the question that asks it, given those.</summary>
    public IEnumerable<(string Name, FieldType Field, Func<string, string> Query)> Fields() =>
        from type in _schema.AllTypes.OfType<IObjectGraphType>()
        where _ways.ContainsKey(type.Name)
        from field in type.Fields
        where field.Arguments is { Count: > 0 }
        let way = _ways[type.Name]
        select ($"{type.Name}.{field.Name}", field, new Func<string, string>(arguments => $"{way.Before}{field.Name}{arguments}{Below(field.ResolvedType!)}{way.Behind}"));

    /// <summary>Every argument of every field, and every field of every type of input: where a type is met again one place below it stands for all.</summary>
    public IEnumerable<Place> Places()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return (from field in Fields().OrderBy(field => !field.Name.StartsWith("Query.", StringComparison.Ordinal))
                from argument in field.Field.Arguments!
                from leaf in Leaves(new Leaf(argument.Name, argument.ResolvedType!, value => value), seen, isOnce: false)
                select new Place(field.Name, leaf.Path, leaf.Type, value => field.Query(Call(field.Field, argument.Name, leaf.Wrap(value))))).ToList();
    }

    private sealed record Leaf(string Path, IGraphType Type, Func<string, string> Wrap);

    /// <summary>Places below a type of input, the nearest first.</summary>
    private static IEnumerable<Leaf> Leaves(Leaf root, HashSet<string> seen, bool isOnce)
    {
        var queue = new Queue<Leaf>([root]);
        while (queue.TryDequeue(out var next))
        {
            var (path, type, wrap) = next;
            switch (type)
            {
                case NonNullGraphType required:
                    queue.Enqueue(next with { Type = required.ResolvedType! });
                    break;
                case ListGraphType list:
                    queue.Enqueue(new Leaf(path, list.ResolvedType!, value => wrap($"[{value}]")));
                    break;
                case IInputObjectGraphType input when seen.Add(input.Name):
                    foreach (var field in input.Fields)
                    {
                        var others = string.Concat(input.Fields.Where(other => other != field && other.ResolvedType is NonNullGraphType).Select(other => $", {other.Name}: {Plain(other.ResolvedType!)}"));
                        queue.Enqueue(new Leaf($"{path}.{field.Name}", field.ResolvedType!, value => wrap($"{{ {field.Name}: {value}{others} }}")));
                    }

                    break;
                case IInputObjectGraphType:
                    if (!isOnce && Leaves(next, new HashSet<string>(StringComparer.Ordinal), isOnce: true).FirstOrDefault() is { } first) yield return first;
                    break;
                default:
                    yield return next;
                    break;
            }
        }
    }

    /// <summary>The arguments of a field: the usual ones, and the given one with the given value.</summary>
    private static string Call(FieldType field, string? name, string value)
    {
        var arguments = (field.Arguments ?? []).Where(argument => argument.Name == name || argument.ResolvedType is NonNullGraphType || Usual.ContainsKey($"{field.Name}.{argument.Name}"))
            .Select(argument => $"{argument.Name}: {(argument.Name == name ? value : Usual.GetValueOrDefault($"{field.Name}.{argument.Name}") ?? Plain(argument.ResolvedType!))}").ToList();
        return arguments.Count == 0 ? "" : $"({string.Join(", ", arguments)})";
    }

    /// <summary>A value of a type that breaks nothing.</summary>
    public static string Plain(IGraphType type) => type switch
    {
        NonNullGraphType required => Plain(required.ResolvedType!),
        ListGraphType list => $"[{Plain(list.ResolvedType!)}]",
        EnumerationGraphType words => words.Values.First().Name,
        IInputObjectGraphType input => $"{{ {string.Join(", ", input.Fields.Where(field => field.ResolvedType is NonNullGraphType).Select(field => $"{field.Name}: {Plain(field.ResolvedType!)}"))} }}",
        { Name: "Int" or "Float" } => "1",
        { Name: "Boolean" } => "true",
        { Name: "Geometry" } => "{ type: Point, coordinates: [-2.01, 53.01] }",
        { Name: "LocalDate" } => "\"2024-01-01\"",
        { Name: "DateTime" } => "\"2024-01-01T00:00:00Z\"",
        _ => "\"a\"",
    };

    /// <summary>Something to select of what a field gives; of lists what is read and what is counted.</summary>
    private static string Below(IGraphType type) => type.GetNamedType() switch
    {
        IObjectGraphType connection when connection.Fields.Find("pageInfo") is not null => " { totalCount nodes { __typename } pageInfo { endCursor } }",
        IObjectGraphType or IAbstractGraphType => " { __typename }",
        _ => "",
    };
}
