using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>
/// What an operation costs before it runs, after the IBM specification as HotChocolate weighs it: a list that is read costs 10, another object 1, a scalar nothing; whatever stands below a list counts as often as its page is long.
/// </summary>
/// <param name="Field">Work: fields by their weights.</param>
/// <param name="Type">Size: objects of the answer.</param>
internal readonly record struct OperationCost(long Field, long Type)
{
    // Lists that are no connections are short: what protects a site, the areas that it lies in.
    private const int ShortList = 10;
    private const int ListWeight = 10;
    private const long Most = long.MaxValue / 1_000_000;

    /// <summary>The operation that would run; nothing where there is none. Fields that the schema does not know cost nothing: validation refuses them.</summary>
    public static OperationCost Of(ISchema schema, GraphQLDocument document, string? operationName, Inputs? variables, GraphSettings settings)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToList();
        var operation = operationName is null ? operations.Count == 1 ? operations[0] : null : operations.Find(one => one.Name?.StringValue == operationName);
        IObjectGraphType? root = operation?.Operation switch { OperationType.Query => schema.Query, OperationType.Subscription => schema.Subscription, OperationType.Mutation => schema.Mutation, _ => null };
        return root is null ? default : new Walk(schema, document, operation!, variables, settings).Selection(operation!.SelectionSet, root, page: 1);
    }

    private OperationCost Plus(OperationCost other) => new(Math.Min(Most, Field + other.Field), Math.Min(Most, Type + other.Type));

    private OperationCost Times(long size) => new(Field > Most / Math.Max(1, size) ? Most : Field * size, Type > Most / Math.Max(1, size) ? Most : Type * size);

    private sealed class Walk(ISchema schema, GraphQLDocument document, GraphQLOperationDefinition operation, Inputs? variables, GraphSettings settings)
    {
        private readonly HashSet<GraphQLFragmentDefinition> _within = [];

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
                    // A cycle is validation's to report; here it must only end.
                    case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment && _within.Add(fragment):
                        total = total.Plus(Selection(fragment.SelectionSet, Named(fragment.TypeCondition) ?? type, page));
                        _within.Remove(fragment);
                        break;
                }
            }

            return total;
        }

        private OperationCost OfField(GraphQLField field, IGraphType parent, long page)
        {
            if ((parent as IComplexGraphType)?.Fields.Find(field.Name.StringValue) is not { ResolvedType: { } resolved }) return default;
            var type = resolved.GetNamedType();
            if (type is not (IComplexGraphType or IAbstractGraphType)) return default;
            var isConnection = type.Name.EndsWith("Connection", StringComparison.Ordinal);
            // Within a connection its nodes and edges are the page; its other fields come once.
            var isPage = parent.Name.EndsWith("Connection", StringComparison.Ordinal) && field.Name.StringValue is "nodes" or "edges";
            var size = isPage ? page : IsList(resolved) ? ShortList : 1;
            var below = Selection(field.SelectionSet, type, isConnection ? PageOf(field) : 1);
            return new OperationCost(isConnection || !isPage && IsList(resolved) ? ListWeight : 1, 0).Plus(new OperationCost(below.Field, below.Type + 1).Times(size));
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

        private IGraphType? Named(GraphQLTypeCondition? condition) => condition is null ? null : schema.AllTypes[condition.Type.Name];
    }
}
