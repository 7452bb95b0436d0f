using System.Reflection;
using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser;
using Xunit;

namespace EstateMap.Client.Tests;

public class QueryContractTests
{
    public static TheoryData<string, string> Queries => [.. typeof(EstateMapApi).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(constant => constant.IsLiteral && constant.Name.EndsWith("Query", StringComparison.Ordinal)))
        .Select(constant => new TheoryDataRow<string, string>(constant.Name, (string)constant.GetRawConstantValue()!)),
        new("OfThemes", NearQueries.OfThemes(2)), new("OfServices", NearQueries.OfServices(2))];

    // What the variables of all queries may be; a query takes those it declares.
    private static readonly Dictionary<string, object?> Values = new()
    {
        ["change"] = "CHANGED",
        ["code"] = "x",
        ["dataset"] = "x",
        ["first"] = 1,
        ["id"] = "x",
        ["k0"] = "x",
        ["k1"] = "x",
        ["kind"] = "ward",
        ["near"] = new Dictionary<string, object?> { ["geometry"] = "POINT (0 0)" },
        ["other"] = "2017",
        ["point"] = "POINT (0 0)",
        ["recordKey"] = "x",
        ["text"] = "library",
        ["today"] = "2026-11-30",
        ["vintage"] = "2023",
        ["where"] = new Dictionary<string, object?>(),
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_query_of_the_client_is_valid_against_the_committed_schema(string constant, string query)
    {
        var schema = Schema.For(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schema.graphql")), builder =>
        {
            // Nothing is executed, so no value ever needs its type found.
            foreach (var name in new[] { "LinkEnd", "Node", "GeoJSONInterface" })
                builder.Types.For(name).ResolveType = _ => throw new NotSupportedException();
        });
        foreach (var name in new[] { "Coordinates", "FeatureCollection", "Geometry", "LocalDate", "Position" })
            schema.RegisterType(new AnyScalar(name));
        foreach (var field in schema.Subscription!.Fields)
            field.StreamResolver = new SourceStreamResolver<object>((Func<IResolveFieldContext, IObservable<object?>>)(_ => throw new NotSupportedException()));
        schema.Initialize();
        var document = Parser.Parse(query);
        var result = await new DocumentValidator().ValidateAsync(new ValidationOptions
        {
            Schema = schema,
            Variables = new(Values),
            Document = document,
            Operation = document.Definitions.OfType<GraphQLParser.AST.GraphQLOperationDefinition>().Single(),
        });
        Assert.True(result.IsValid, $"{constant}: {string.Join(' ', result.Errors.Select(error => error.Message))}");
    }

    private sealed class AnyScalar : ScalarGraphType
    {
        public AnyScalar(string name) => Name = name;

        public override object? ParseValue(object? value) => value;
    }
}
