using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Plan;

/// <summary>
/// Compiles a validated operation to statements and text. It declines (null) whatever a <see cref="FieldSource"/> does not describe; the field-by-field executor answers that.
/// The values of skip and include are part of the plan, so plans are kept by them.
/// </summary>
internal sealed class PlanCompiler(ISchema schema, GraphQLDocument document, Variables variables)
{
    private sealed class DeclinedException : Exception;

    private sealed record Selected(string Name, FieldType Field, GraphQLField First, List<GraphQLSelectionSet> Below);

    public static OperationPlan? Find(ISchema schema, GraphQLDocument document, GraphQLOperationDefinition operation, Variables variables)
    {
        if (operation.Operation != OperationType.Query) return null;
        try
        {
            return new PlanCompiler(schema, document, variables).Operation(operation);
        }
        catch (DeclinedException)
        {
            return null;
        }
    }

    private OperationPlan Operation(GraphQLOperationDefinition operation)
    {
        var members = new List<RootMember>();
        foreach (var field in Collect(schema.Query, [operation.SelectionSet]))
        {
            members.Add(new RootMember(Name(field.Name, isFirst: members.Count == 0), IsTypeName(field) ? null : Source(field) switch
            {
                ConnectionSource list => Connection(field, list, isNested: false),
                ByIdSource one => Rows(field, one.Entity, LevelKind.ById, null, 1, isNested: false),
                FirstSource first => Rows(field, first.Entity, LevelKind.First, first.Shape, 1, isNested: false),
                _ => throw new DeclinedException(),
            }));
        }

        return new OperationPlan(members) { Depth = members.Max(member => member.Level is { } level ? Depth(level) : 0) };
    }

    private static int Depth(Level level) => 1 + (level.Children.Count == 0 ? 0 : level.Children.Max(Depth));

    private Level Connection(Selected field, ConnectionSource source, bool isNested)
    {
        var type = (IObjectGraphType)field.Field.ResolvedType!.GetNamedType();
        var level = new Level(source.Entity, LevelKind.Connection) { Field = field.First, Shape = source.Shape, IsNested = isNested, Columns = new Scope(source.Entity), Members = [] };
        level.Scopes.Add(level.Columns);
        foreach (var member in Collect(type, field.Below))
        {
            var name = Name(member.Name, isFirst: level.Members.Count == 0);
            var kind = member.First.Name.StringValue switch
            {
                "__typename" => ConnectionMemberKind.TypeName,
                "nodes" => ConnectionMemberKind.Nodes,
                "edges" => ConnectionMemberKind.Edges,
                "pageInfo" => ConnectionMemberKind.PageInfo,
                "totalCount" => ConnectionMemberKind.TotalCount,
                "features" => ConnectionMemberKind.Features,
                _ => throw new DeclinedException(),
            };
            level.ReadsTotal |= kind == ConnectionMemberKind.TotalCount;
            level.ReadsRows |= kind is not (ConnectionMemberKind.TypeName or ConnectionMemberKind.TotalCount);
            var rows = -1;
            var inner = new List<InnerMember>();
            if (kind == ConnectionMemberKind.Features) rows = FeatureText(level);
            if (kind == ConnectionMemberKind.Nodes) rows = RowText(level, (IObjectGraphType)member.Field.ResolvedType!.GetNamedType(), member.Below);
            if (kind is ConnectionMemberKind.Edges or ConnectionMemberKind.PageInfo)
            {
                foreach (var part in Collect((IObjectGraphType)member.Field.ResolvedType!.GetNamedType(), member.Below))
                {
                    var (innerKind, innerRows) = (part.First.Name.StringValue switch
                    {
                        "__typename" => InnerKind.TypeName,
                        "cursor" => InnerKind.Cursor,
                        "node" => InnerKind.Node,
                        "hasNextPage" => InnerKind.HasNextPage,
                        "hasPreviousPage" => InnerKind.HasPreviousPage,
                        "startCursor" => InnerKind.StartCursor,
                        "endCursor" => InnerKind.EndCursor,
                        _ => throw new DeclinedException(),
                    }, -1);
                    if (innerKind == InnerKind.Node) innerRows = RowText(level, (IObjectGraphType)part.Field.ResolvedType!.GetNamedType(), part.Below);
                    level.ReadsCursors |= innerKind is InnerKind.Cursor or InnerKind.StartCursor or InnerKind.EndCursor;
                    inner.Add(new InnerMember(Name(part.Name, isFirst: inner.Count == 0), innerKind, TypeNameText(member.Field.ResolvedType!), innerRows));
                }
            }

            level.Members.Add(new ConnectionMember(name, kind, TypeNameText(field.Field.ResolvedType!), rows, inner));
        }

        Arrange(level);
        return level;
    }

    private Level Rows(Selected field, Entity entity, LevelKind kind, ListShape? shape, int most, bool isNested)
    {
        var level = new Level(entity, kind) { Field = field.First, Shape = shape, Most = most, IsNested = isNested, Columns = new Scope(entity), ReadsRows = true };
        level.Scopes.Add(level.Columns);
        RowText(level, (IObjectGraphType)field.Field.ResolvedType!.GetNamedType(), field.Below);
        Arrange(level);
        return level;
    }

    /// <summary>Positions of the columns: behind the parent's id, in the order of the scopes.</summary>
    private static void Arrange(Level level)
    {
        // The key comes first always: holes are filled by it, and a statement reads at least one column.
        level.Columns.Constant(level.Entity.Id);
        var at = level.IsNested ? 1 : 0;
        foreach (var scope in level.Scopes)
        {
            scope.Offset = at;
            at += scope.Columns.Count;
        }
    }

    private int RowText(Level level, IObjectGraphType type, List<GraphQLSelectionSet> below)
    {
        var plan = new RowPlan();
        Object(level, level.Columns, plan, type, below);
        plan.Flush();
        level.Rows.Add(plan);
        return level.Rows.Count - 1;
    }

    /// <summary>A row as a GeoJSON Feature (RFC 7946); its id is the row's number, as map libraries like it, and its property the global id.</summary>
    private static int FeatureText(Level level)
    {
        var parts = level.Entity.Feature!;
        var scope = level.Columns;
        var plan = new RowPlan();
        scope.Constant(level.Entity.Id);
        plan.Literal("{\"type\":\"Feature\",\"id\":");
        plan.Step(new KeyStep(scope));
        plan.Literal(",\"geometry\":");
        plan.Step(new FeatureGeometryStep(scope, scope.Constant(parts.Geometry)));
        plan.Literal(",\"properties\":{\"id\":");
        plan.Step(new IdStep(scope, Encoding.UTF8.GetBytes(level.Entity.Type + ":"), level.Entity.HasTextKey, level.Entity.Type));
        foreach (var (name, sql, kind) in parts.Properties)
        {
            plan.Literal($",{JsonSerializer.Serialize(name)}:");
            plan.Step(new ValueStep(scope, scope.Constant(sql), kind, IsRequired: false));
        }

        plan.Literal("}}");
        plan.Flush();
        level.Rows.Add(plan);
        return level.Rows.Count - 1;
    }

    private void Object(Level level, Scope scope, RowPlan plan, IObjectGraphType type, List<GraphQLSelectionSet> below, bool isUnion = false)
    {
        var isFirst = true;
        var fields = Collect(type, below, mayBeNone: isUnion);
        if (fields.Count == 0) plan.Literal("{");
        foreach (var field in fields)
        {
            plan.Literal(isFirst ? "{" : ",");
            isFirst = false;
            plan.Literal(JsonSerializer.Serialize(field.Name) + ":");
            if (IsTypeName(field)) plan.Literal($"\"{type.Name}\"");
            else Value(level, scope, plan, field);
        }

        plan.Literal("}");
    }

    private void Value(Level level, Scope scope, RowPlan plan, Selected field)
    {
        var isRequired = field.Field.ResolvedType is NonNullGraphType;
        var entity = scope.Entity;
        var ast = field.First;
        switch (Source(field))
        {
            case IdSource:
                scope.Constant(entity.Id);
                plan.Step(new IdStep(scope, Encoding.UTF8.GetBytes(entity.Type + ":"), entity.HasTextKey, entity.Type));
                break;
            case ColumnSource column:
                plan.Step(new ValueStep(scope, scope.Constant(entity.Columns[column.Column]), Kind(field.Field.ResolvedType!), isRequired));
                break;
            case ComputedSource computed:
                var geometry = IsGeometry(field.Field.ResolvedType!) ? Geometry(field) : null;
                plan.Step(new ComputedStep(scope, computed.Columns, [.. computed.Columns.Select(name => scope.Constant(entity.Columns[name]))], computed.Compute,
                    geometry is null ? Kind(field.Field.ResolvedType!) : default, geometry, isRequired));
                break;
            case ExpressionSource expression:
                plan.Step(new ValueStep(scope, scope.Add((state, parameters) => expression.Build(state.Arguments(ast), parameters)), Kind(field.Field.ResolvedType!), isRequired));
                break;
            case GeometrySource shape:
                plan.Step(new GeometryStep(scope, scope.Add((state, parameters) => shape.Build(state.Arguments(ast), parameters).Sql),
                    state => shape.Build(state.Arguments(ast), new SqlParameters()).Crs, Geometry(field), isRequired));
                break;
            case ToOneSource one:
                plan.Step(One(one.KeyColumn, one.Target(), (IObjectGraphType)field.Field.ResolvedType!.GetNamedType()));
                break;
            case OneOfSource several:
                plan.Step(new OneOfStep([.. several.Ends.Select(end => (scope, scope.Constant(entity.Columns[end.KeyColumn]), One(end.KeyColumn, end.Target(), (IObjectGraphType)schema.AllTypes[end.Target().Type]!)))], isRequired));
                break;
            case ConnectionSource list when !entity.HasTextKey:
                scope.Constant(entity.Id);
                Hole(Connection(field, list, isNested: true));
                break;
            case RowsSource rows when !entity.HasTextKey:
                scope.Constant(entity.Id);
                Hole(Rows(field, rows.Entity, LevelKind.Rows, rows.Shape, rows.Most, isNested: true));
                break;
            default:
                throw new DeclinedException();
        }

        ToOneStep One(string keyColumn, Entity of, IObjectGraphType type)
        {
            var target = new Scope(of) { Key = (scope, scope.Constant(entity.Columns[keyColumn])) };
            target.Constant(of.Id);
            level.Scopes.Add(target);
            var inner = new RowPlan();
            Object(level, target, inner, type, field.Below, isUnion: field.Field.ResolvedType!.GetNamedType() is not IObjectGraphType);
            inner.Flush();
            return new ToOneStep(target, inner, isRequired);
        }

        void Hole(Level child)
        {
            level.Children.Add(child);
            plan.Step(new HoleStep(scope, level.Children.Count - 1));
        }
    }

    private static ValueKind Kind(IGraphType type)
    {
        if (type is NonNullGraphType required) type = required.ResolvedType!;
        var isList = type is ListGraphType;
        var named = type.GetNamedType();
        return (named.Name, isList) switch
        {
            ("String" or "ID", false) => ValueKind.Text,
            ("String" or "ID", true) => ValueKind.Texts,
            ("Int", false) => ValueKind.Integer,
            ("Float", false) => ValueKind.Number,
            ("Float", true) => ValueKind.Numbers,
            ("Boolean", false) => ValueKind.Boolean,
            ("LocalDate", false) => ValueKind.Day,
            ("DateTime", false) => ValueKind.Instant,
            (_, false) when named is EnumerationGraphType => ValueKind.Text,
            _ => throw new DeclinedException(),
        };
    }

    private static bool IsGeometry(IGraphType type) => type.GetNamedType().Name.StartsWith("GeoJSON", StringComparison.Ordinal);

    private GeometryPlan Geometry(Selected field)
    {
        IEnumerable<IObjectGraphType> types = field.Field.ResolvedType!.GetNamedType() switch
        {
            IObjectGraphType one => [one],
            IInterfaceGraphType several => several.PossibleTypes,
            _ => throw new DeclinedException(),
        };
        return new GeometryPlan(types.ToDictionary(type => type.Name["GeoJSON".Length..^"Type".Length], type => Collect(type, field.Below, mayBeNone: true)
            .Select((member, n) => (Name: Name(member.Name, isFirst: n == 0), Member: member.First.Name.StringValue switch
            {
                "__typename" => GeometryMember.TypeName,
                "type" => GeometryMember.Type,
                "coordinates" => GeometryMember.Coordinates,
                "bbox" => GeometryMember.Bbox,
                "crs" => GeometryMember.Crs,
                _ => throw new DeclinedException(),
            })).ToArray()));
    }

    private static FieldSource? Source(Selected field) => field.Field.GetMetadata<FieldSource?>(FieldSource.Key);

    private static bool IsTypeName(Selected field) => field.First.Name.StringValue == "__typename";

    private static byte[] Name(string name, bool isFirst) => Encoding.UTF8.GetBytes((isFirst ? "{" : ",") + JsonSerializer.Serialize(name) + ":");

    private static byte[] TypeNameText(IGraphType type) => Encoding.UTF8.GetBytes($"\"{type.GetNamedType().Name}\"");

    /// <summary>The fields selected of a type, through fragments, in the order of their first mention; those of one response name are one.</summary>
    private List<Selected> Collect(IObjectGraphType type, List<GraphQLSelectionSet> sets, bool mayBeNone = false)
    {
        var found = new List<Selected>();
        var spread = new HashSet<GraphQLFragmentDefinition>();
        foreach (var set in sets) Walk(set);
        // What skip and include leave empty is rare enough for the other executor.
        return found.Count > 0 || mayBeNone ? found : throw new DeclinedException();

        void Walk(GraphQLSelectionSet set)
        {
            foreach (var node in set.Selections)
            {
                if (!Selection.IsIncluded(node, variables)) continue;
                switch (node)
                {
                    case GraphQLField field:
                        var name = (field.Alias?.Name ?? field.Name).StringValue;
                        var known = found.Find(selected => selected.Name == name);
                        if (known is null)
                        {
                            var definition = field.Name.StringValue == "__typename" ? schema.TypeNameMetaFieldType : type.GetField(field.Name) ?? throw new DeclinedException();
                            found.Add(known = new Selected(name, definition, field, []));
                        }

                        if (field.SelectionSet is not null) known.Below.Add(field.SelectionSet);
                        break;
                    case GraphQLInlineFragment inline when inline.TypeCondition is null || Applies(inline.TypeCondition):
                        Walk(inline.SelectionSet);
                        break;
                    case GraphQLFragmentSpread named when document.FindFragmentDefinition(named.FragmentName.Name) is { } fragment && Applies(fragment.TypeCondition) && spread.Add(fragment):
                        Walk(fragment.SelectionSet);
                        break;
                }
            }
        }

        bool Applies(GraphQLTypeCondition condition) => condition.Type.Name == type.Name || schema.AllTypes[condition.Type.Name] switch
        {
            IAbstractGraphType several => several.PossibleTypes.Contains(type),
            _ => false,
        };
    }
}
