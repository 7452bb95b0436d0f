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
    public void Everything_is_described()
    {
        var bare = new List<string>();
        foreach (var type in Schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal) && type.Name is not ("String" or "Int" or "Float" or "Boolean" or "ID")))
        {
            Note(type.Name, type.Description);
            if (type is EnumerationGraphType words) foreach (var word in words.Values) Note($"{type.Name}.{word.Name}", word.Description);
            if (type is not IComplexGraphType complex) continue;
            foreach (var field in complex.Fields)
            {
                Note($"{type.Name}.{field.Name}", field.Description);
                foreach (var argument in field.Arguments ?? []) Note($"{type.Name}.{field.Name}({argument.Name})", argument.Description);
            }
        }

        Assert.Equal("", string.Join('\n', bare));

        void Note(string name, string? description)
        {
            if (string.IsNullOrWhiteSpace(description)) bare.Add(name);
        }
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
