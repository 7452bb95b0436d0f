using System.Runtime.CompilerServices;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>
/// What an operation costs before it runs, after the IBM specification as HotChocolate weighs it: a list that is read costs 10, another object 1, a scalar nothing, and a field that is reckoned anew for each asker what its room says;
/// whatever stands below a list counts as often as its page is long.
/// </summary>
/// <param name="Field">Work: fields by their weights.</param>
/// <param name="Type">Size: objects of the answer.</param>
/// <param name="Values">Values of its arguments, those of variables as often as they are used: each goes to the database.</param>
/// <param name="Schema">Parts of the schema that introspection gives, scalars among them.</param>
internal readonly record struct OperationCost(long Field, long Type, long Values, long Schema)
{
    // Lists that are no connections are short: what protects a site, the areas that it lies in.
    private const int ShortList = 10;
    private const int ListWeight = 10;
    private const long Most = long.MaxValue / 1_000_000;

    /// <summary>Names a field's own weight among its metadata.</summary>
    public const string Weight = "EstateMap.Weight";

    // Some four times what the usual introspection gives.
    private const long MostSchema = 300_000;

    /// <summary>The operation that would run; nothing where there is none. Fields that the schema does not know cost nothing: validation refuses them. The document is one without circles.</summary>
    public static OperationCost Of(ISchema schema, GraphQLDocument document, string? operationName, Inputs? variables, GraphSettings settings)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToList();
        var operation = operationName is null ? operations.Count == 1 ? operations[0] : null : operations.Find(one => one.Name?.StringValue == operationName);
        IObjectGraphType? root = operation?.Operation switch { OperationType.Query => schema.Query, OperationType.Subscription => schema.Subscription, OperationType.Mutation => schema.Mutation, _ => null };
        return root is null ? default : new Walk(schema, document, operation!, variables, settings).Selection(operation!.SelectionSet, root, page: 1);
    }

    /// <summary>Why it may not run; null when it may.</summary>
    public GraphRequestError? FindBeyond(GraphSettings settings) =>
        Field > settings.MaxFieldCost ? GraphRequestError.TooCostly("field", Field, settings.MaxFieldCost)
        : Type > settings.MaxTypeCost ? GraphRequestError.TooCostly("type", Type, settings.MaxTypeCost)
        : Values > settings.MaxArgumentValues ? new GraphRequestError("HC0047", $"The operation's arguments hold {Values} values, those of variables as often as they are used; {settings.MaxArgumentValues} are allowed.")
        : Schema > MostSchema ? new GraphRequestError("HC0086", "The introspection would be many times the schema; ask for each of its lists once.")
        : null;

    private OperationCost Plus(OperationCost other) => new(Math.Min(Most, Field + other.Field), Math.Min(Most, Type + other.Type), Math.Min(Most, Values + other.Values), Math.Min(Most, Schema + other.Schema));

    /// <summary>Values are sent once for all rows.</summary>
    private OperationCost Times(long size) => new(Multiplied(Field, size), Multiplied(Type, size), Values, Multiplied(Schema, size));

    private static long Multiplied(long cost, long size) => cost > Most / Math.Max(1, size) ? Most : cost * size;

    private sealed class Walk(ISchema schema, GraphQLDocument document, GraphQLOperationDefinition operation, Inputs? variables, GraphSettings settings)
    {
        // A fragment costs the same wherever a page is as long.
        private readonly Dictionary<(GraphQLFragmentDefinition, long Page), OperationCost> _known = [];
        private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
        private readonly SchemaSizes _sizes = SchemaSizes.Of(schema);

        public OperationCost Selection(GraphQLSelectionSet? set, IGraphType type, long page)
        {
            var total = default(OperationCost);
            foreach (var node in set?.Selections ?? [])
            {
                switch (node)
                {
                    case GraphQLField field:
                        total = total.Plus(OfField(field, type, page));
                        break;
                    case GraphQLInlineFragment inline:
                        total = total.Plus(Selection(inline.SelectionSet, Named(inline.TypeCondition) ?? type, page));
                        break;
                    case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment:
                        if (!_known.TryGetValue((fragment, page), out var cost)) _known[(fragment, page)] = cost = Selection(fragment.SelectionSet, Named(fragment.TypeCondition) ?? type, page);
                        total = total.Plus(cost);
                        break;
                }
            }

            return total;
        }

        private OperationCost OfField(GraphQLField field, IGraphType parent, long page)
        {
            var name = field.Name.StringValue;
            var definition = parent == schema.Query && name == "__schema" ? schema.SchemaMetaFieldType : parent == schema.Query && name == "__type" ? schema.TypeMetaFieldType : (parent as IComplexGraphType)?.Fields.Find(name);
            if (definition?.ResolvedType is not { } resolved) return default;
            var own = new OperationCost(0, 0, (field.Arguments?.Items ?? []).Sum(argument => Values(argument.Value)), 0);
            var type = resolved.GetNamedType();
            var weight = definition.GetMetadata<long?>(Weight);
            if (parent.Name.StartsWith("__", StringComparison.Ordinal) || type.Name.StartsWith("__", StringComparison.Ordinal))
                return own.Plus(new OperationCost(0, 0, 0, 1).Plus(Selection(field.SelectionSet, type, 1)).Times(IsList(resolved) ? _sizes.Of(name) : 1));
            if (type is not (IComplexGraphType or IAbstractGraphType)) return own with { Field = weight ?? 0 };
            var isConnection = type.Name.EndsWith("Connection", StringComparison.Ordinal);
            // Within a connection its nodes and edges are the page; its other fields come once.
            var isPage = parent.Name.EndsWith("Connection", StringComparison.Ordinal) && name is "nodes" or "edges";
            var size = isPage ? page : IsList(resolved) ? ShortList : 1;
            var below = Selection(field.SelectionSet, type, isConnection ? PageOf(field) : 1);
            return own.Plus(new OperationCost(weight ?? (isConnection || !isPage && IsList(resolved) ? ListWeight : 1), 0, 0, 0)).Plus((below with { Type = below.Type + 1 }).Times(size));
        }

        private static bool IsList(IGraphType type) => type is ListGraphType || type is NonNullGraphType { ResolvedType: ListGraphType };

        private long PageOf(GraphQLField field)
        {
            var asked = (field.Arguments?.Items ?? []).Where(argument => argument.Name.StringValue is "first" or "last").Select(argument => Number(argument.Value)).FirstOrDefault(number => number is not null);
            return Math.Clamp(asked ?? Connections.DefaultPageSize, 0, settings.MaxPageSize);
        }

        private long? Number(GraphQLValue value) => value switch
        {
            GraphQLIntValue literal when long.TryParse(literal.Value.ToString(), out var number) => number,
            GraphQLVariable variable => variables is not null && variables.TryGetValue(variable.Name.StringValue, out var given) ? given is int or long ? Convert.ToInt64(given, System.Globalization.CultureInfo.InvariantCulture) : null
                : operation.Variables?.Items.Find(declared => declared.Variable.Name == variable.Name)?.DefaultValue is { } standard ? Number(standard) : null,
            _ => null,
        };

        private long Values(GraphQLValue value) => value switch
        {
            GraphQLListValue list => 1 + (list.Values ?? []).Sum(Values),
            GraphQLObjectValue given => 1 + (given.Fields ?? []).Sum(field => Values(field.Value)),
            GraphQLVariable variable => OfVariable(variable.Name.StringValue),
            _ => 1,
        };

        private long OfVariable(string name)
        {
            if (!_values.TryGetValue(name, out var count))
                _values[name] = count = variables is not null && variables.TryGetValue(name, out var given) ? Plain(given)
                    : operation.Variables?.Items.Find(declared => declared.Variable.Name.StringValue == name)?.DefaultValue is { } standard ? Values(standard) : 1;
            return count;
        }

        private static long Plain(object? value) => value switch
        {
            IDictionary<string, object?> given => 1 + given.Values.Sum(Plain),
            IEnumerable<object?> list => 1 + list.Sum(Plain),
            _ => 1,
        };

        private IGraphType? Named(GraphQLTypeCondition? condition) => condition is null ? null : schema.AllTypes[condition.Type.Name];
    }

    /// <summary>How long the lists of introspection are: of all types, or of a type's parts on average.</summary>
    private sealed class SchemaSizes
    {
        private static readonly ConditionalWeakTable<ISchema, SchemaSizes> Known = [];
        private readonly int _types, _fields, _arguments;

        private SchemaSizes(ISchema schema)
        {
            _types = schema.AllTypes.Count;
            var fields = schema.AllTypes.OfType<IComplexGraphType>().SelectMany(type => type.Fields).ToList();
            _fields = 1 + fields.Count / _types;
            _arguments = 1 + fields.Sum(field => field.Arguments?.Count ?? 0) / fields.Count;
        }

        public static SchemaSizes Of(ISchema schema) => Known.GetValue(schema, known => new SchemaSizes(known));

        public int Of(string list) => list switch { "types" => _types, "args" => _arguments, _ => _fields };
    }
}
