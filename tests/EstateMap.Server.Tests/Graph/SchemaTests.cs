using EstateMap.Server.Graph;
using EstateMap.Testing;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

public class SchemaTests
{
    private static readonly ISchema Schema = EstateMapSchema.Build(new ServiceCollection().BuildServiceProvider());

    [Fact]
    public void The_committed_schema_is_what_the_code_serves()
    {
        var committed = File.ReadAllText(Path.Combine(Repository.Root, "src", "EstateMap.Server", "schema.graphql"));

        Assert.Equal(committed, EstateMapSchema.Print(Schema));
    }

    [Fact]
    public void Every_field_and_type_is_described()
    {
        var types = Schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal) && type is not ScalarGraphType).ToList();
        var bare = types.Where(type => string.IsNullOrWhiteSpace(type.Description)).Select(type => type.Name)
            .Concat(types.OfType<IComplexGraphType>().Where(type => type is not IInputObjectGraphType)
                .SelectMany(type => type.Fields.Where(field => string.IsNullOrWhiteSpace(field.Description)).Select(field => $"{type.Name}.{field.Name}")));

        Assert.Empty(bare);
    }

    [Fact]
    public void Every_condition_and_sort_key_of_the_schema_is_implemented()
    {
        foreach (var entity in EstateMapSchema.Entities)
        {
            if (Schema.AllTypes[entity.Type + "FilterInput"] is IInputObjectGraphType filter)
                Assert.Equal(filter.Fields.Select(field => field.Name).Where(name => name is not ("and" or "or")).Order(), entity.Filters.Keys.Order());
            if (Schema.AllTypes[entity.Type + "SortInput"] is IInputObjectGraphType sort)
                Assert.Equal(SortKeys(sort).Order(), entity.Orders.Keys.Order());
        }
    }

    private static IEnumerable<string> SortKeys(IInputObjectGraphType sort) =>
        sort.Fields.SelectMany(field => field.ResolvedType is IInputObjectGraphType nested ? SortKeys(nested).Select(key => $"{field.Name}.{key}") : [field.Name]);
}
