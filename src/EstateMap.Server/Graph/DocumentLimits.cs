using GraphQL;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>
/// What a document may ask for, measured before anything walks it: rules of the language take time exponential in fragments that spread each other twice, and quadratic in fields that merge.
/// Fragments that no operation reaches are measured too, since the rules visit them.
/// </summary>
internal sealed class DocumentLimits
{
    // Fragments within fragments: each is a call of whoever walks them.
    private const int MostNesting = 50;

    // The usual introspection is 14 fields deep, and lists no list of a type within another.
    private const int MostSchemaDepth = 20;
    private const int MostSchemaLists = 2;

    // Pairs of fields of one name in one place, each of which validation compares.
    private const int MostPairs = 100_000;

    // All operations of a document together, in times of one.
    private const int MostOperationsLarge = 10;

    private readonly GraphQLDocument _document;
    private readonly GraphSettings _settings;
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<GraphQLFragmentDefinition, Size?> _known = [];
    private ExecutionError? _beyond;

    private DocumentLimits(GraphQLDocument document, GraphSettings settings)
    {
        (_document, _settings) = (document, settings);
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>()) _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment);
    }

    /// <summary>Levels and fields below a selection with fragments spread in place.</summary>
    /// <param name="Nesting">Fragments within fragments.</param>
    /// <param name="Lists">Lists of a type's parts within each other.</param>
    private readonly record struct Size(int Depth, long Fields, int Nesting, int Lists);

    /// <summary>A sentence when the document is beyond a limit, else null.</summary>
    public static ExecutionError? Find(GraphQLDocument document, GraphSettings settings) => new DocumentLimits(document, settings).Find();

    private ExecutionError? Find()
    {
        var all = 0L;
        foreach (var operation in _document.Definitions.OfType<GraphQLOperationDefinition>()) Check(operation.SelectionSet);
        foreach (var fragment in _fragments.Values)
            if (!_known.ContainsKey(fragment)) Check(fragment.SelectionSet);
        return _beyond;

        void Check(GraphQLSelectionSet set)
        {
            if (_beyond is not null) return;
            var size = Measure(set, nesting: 0);
            all += size.Fields + 1;
            // What is beyond a limit already is not walked again; it may go in circles.
            if (_beyond is not null) return;
            if (size.Fields > _settings.MaxFields) Refuse("HC0047", $"The operation selects more than {_settings.MaxFields} fields once its fragments are spread.");
            else if (size.Depth > _settings.MaxDepth) Refuse("HC0047", $"The operation is {size.Depth} fields deep; {_settings.MaxDepth} are allowed.");
            else if (all > (long)MostOperationsLarge * _settings.MaxFields) Refuse("HC0047", $"The document's operations select more than {MostOperationsLarge * _settings.MaxFields} fields together.");
            else if (Pairs([set]) > MostPairs) Refuse("HC0107", "The operation selects fields of the same name too often in one place; select each once.");
        }
    }

    private void Refuse(string code, string message) => _beyond ??= new GraphRequestError(code, message);

    /// <summary>Each fragment is measured once.</summary>
    private Size Measure(GraphQLSelectionSet? set, int nesting)
    {
        var total = default(Size);
        foreach (var selection in set?.Selections ?? [])
        {
            if (_beyond is not null) return total;
            switch (selection)
            {
                // Introspection is as deep as its own types are.
                case GraphQLField { Name.StringValue: "__schema" or "__type" } introspection:
                    var own = Measure(introspection.SelectionSet, nesting);
                    if (own.Depth > MostSchemaDepth || own.Lists > MostSchemaLists) Refuse("HC0086", "The introspection is nested too deeply: a type's fields of a type's fields of a type's fields, or the like.");
                    total = Plus(total, own with { Depth = 0, Fields = own.Fields + 1 });
                    break;
                case GraphQLField field:
                    var inner = Measure(field.SelectionSet, nesting);
                    total = Plus(total, inner with { Depth = inner.Depth + 1, Fields = inner.Fields + 1, Lists = inner.Lists + (field.Name.StringValue is "fields" or "inputFields" or "interfaces" or "possibleTypes" ? 1 : 0) });
                    break;
                case GraphQLInlineFragment inline:
                    total = Plus(total, Measure(inline.SelectionSet, nesting));
                    break;
                case GraphQLFragmentSpread spread when _fragments.TryGetValue(spread.FragmentName.Name.StringValue, out var fragment):
                    total = Plus(total, Fragment(fragment, spread, nesting + 1));
                    break;
            }
        }

        return total;
    }

    private Size Fragment(GraphQLFragmentDefinition fragment, GraphQLFragmentSpread spread, int nesting)
    {
        if (!_known.TryGetValue(fragment, out var size))
        {
            // Null while it is being measured.
            _known[fragment] = null;
            if (nesting <= MostNesting) _known[fragment] = size = Measure(fragment.SelectionSet, nesting);
            else Refuse("HC0047", $"Fragments are spread within each other more than {MostNesting} times.");
        }
        else if (size is null)
        {
            // Circles of fragments are walked by nobody.
            var name = fragment.FragmentName.Name.StringValue;
            _beyond ??= new ValidationError(_document.Source, "5.5.2.2", $"Cannot spread fragment '{name}' within itself.", spread);
        }

        var below = size ?? default;
        if (below.Nesting + 1 > MostNesting) Refuse("HC0047", $"Fragments are spread within each other more than {MostNesting} times.");
        return below with { Fields = below.Fields + 1, Nesting = below.Nesting + 1 };
    }

    // Fields saturate: 2^63 is reached by 63 doublings.
    private static Size Plus(Size one, Size other) => new(Math.Max(one.Depth, other.Depth), Math.Min(int.MaxValue, one.Fields + other.Fields), Math.Max(one.Nesting, other.Nesting), Math.Max(one.Lists, other.Lists));

    /// <summary>Pairs of fields that have the same place in the answer.</summary>
    private long Pairs(List<GraphQLSelectionSet> sets)
    {
        var places = new Dictionary<string, (int Count, List<GraphQLSelectionSet> Below)>(StringComparer.Ordinal);
        var spread = new HashSet<GraphQLFragmentDefinition>();
        foreach (var set in sets) Walk(set);
        var pairs = 0L;
        foreach (var (count, below) in places.Values)
        {
            pairs += (long)count * (count - 1) / 2;
            if (pairs <= MostPairs && below.Count > 0) pairs += Pairs(below);
            if (pairs > MostPairs) break;
        }

        return pairs;

        void Walk(GraphQLSelectionSet set)
        {
            foreach (var selection in set.Selections)
            {
                switch (selection)
                {
                    case GraphQLField field:
                        var name = (field.Alias?.Name ?? field.Name).StringValue;
                        var (count, below) = places.GetValueOrDefault(name, (0, []));
                        if (field.SelectionSet is { } inner) below.Add(inner);
                        places[name] = (count + 1, below);
                        break;
                    case GraphQLInlineFragment inline:
                        Walk(inline.SelectionSet);
                        break;
                    case GraphQLFragmentSpread named when _fragments.TryGetValue(named.FragmentName.Name.StringValue, out var fragment) && spread.Add(fragment):
                        Walk(fragment.SelectionSet);
                        break;
                }
            }
        }
    }
}
