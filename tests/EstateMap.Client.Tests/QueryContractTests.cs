using System.Reflection;
using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;
using Xunit;

namespace EstateMap.Client.Tests;

public class QueryContractTests
{
    public static TheoryData<string, string> Queries => [.. typeof(EstateMapApi).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(constant => constant.IsLiteral && constant.Name.EndsWith("Query", StringComparison.Ordinal)))
        .Select(constant => new TheoryDataRow<string, string>(constant.Name, (string)constant.GetRawConstantValue()!)),
        new("OfThemes", NearQueries.OfThemes(2)), new("OfServices", NearQueries.OfServices(2))];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_query_of_the_client_is_valid_against_the_committed_schema(string constant, string query)
    {
        var sdl = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schema.graphql"));
        var types = Parser.Parse(sdl).Definitions.OfType<GraphQLTypeDefinition>().ToList();
        var schema = Schema.For(sdl, builder =>
        {
            // Nothing is executed, so no value ever needs its type found.
            foreach (var type in types.Where(type => type is GraphQLInterfaceTypeDefinition or GraphQLUnionTypeDefinition))
                builder.Types.For(type.Name.StringValue).ResolveType = _ => throw new NotSupportedException();
        });
        foreach (var scalar in types.OfType<GraphQLScalarTypeDefinition>().Where(scalar => scalar.Name != "DateTime"))
            schema.RegisterType(new AnyScalar(scalar.Name.StringValue));
        foreach (var field in schema.Subscription!.Fields)
            field.StreamResolver = new SourceStreamResolver<object>((Func<IResolveFieldContext, IObservable<object?>>)(_ => throw new NotSupportedException()));
        schema.Initialize();
        var document = Parser.Parse(query);
        var operation = document.Definitions.OfType<GraphQLOperationDefinition>().Single();
        var result = await new DocumentValidator().ValidateAsync(new ValidationOptions
        {
            Schema = schema,
            Variables = new((operation.Variables?.Items ?? []).Where(variable => variable.Type is GraphQLNonNullType).ToDictionary(variable => variable.Variable.Name.StringValue, variable => Least(schema, variable.Type))),
            Document = document,
            Operation = operation,
        });
        Assert.True(result.IsValid, $"{constant}: {string.Join(' ', result.Errors.Select(error => error.Message))}");
    }

    /// <summary>The least value that a type of a variable takes.</summary>
    private static object? Least(ISchema schema, GraphQLType type) => type switch
    {
        GraphQLNonNullType some => Least(schema, some.Type),
        GraphQLListType => Array.Empty<object>(),
        GraphQLNamedType named => Least(schema.AllTypes[named.Name.StringValue]!),
        _ => throw new NotSupportedException(),
    };

    private static object? Least(IGraphType type) => type switch
    {
        NonNullGraphType some => Least(some.ResolvedType!),
        ListGraphType => Array.Empty<object>(),
        EnumerationGraphType values => values.Values.First().Name,
        IInputObjectGraphType input => input.Fields.Where(field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null).ToDictionary(field => field.Name, field => Least(field.ResolvedType!)),
        { Name: "Int" or "Float" } => 1,
        { Name: "Boolean" } => true,
        { Name: "DateTime" } => "2026-11-30T00:00:00Z",
        _ => "x",
    };

    private sealed class AnyScalar : ScalarGraphType
    {
        public AnyScalar(string name) => Name = name;

        public override object? ParseValue(object? value) => value;
    }
}
