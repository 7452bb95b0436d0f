using System.Reflection;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using NetTopologySuite.Geometries;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Every statement of the server is prepared against the migrated schema, so that a renamed column cannot hide in a rare query.</summary>
public class StatementTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private static readonly Point Somewhere = new(-2, 53) { SRID = 27700 };

    [Fact]
    public async Task Every_fixed_statement_prepares()
    {
        var statements = typeof(Program).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (Name: $"{field.DeclaringType!.Name}.{field.Name}", Sql: (string)field.GetRawConstantValue()!))
            .Where(statement => statement.Sql.TrimStart() is var sql && (sql.StartsWith("SELECT ", StringComparison.Ordinal) || sql.StartsWith("WITH ", StringComparison.Ordinal)) && !sql.Contains("parent.id", StringComparison.Ordinal))
            .Concat(EstateMapSchema.Entities.Where(entity => entity.Feature is not null).Select(entity => ($"{entity.Type}.Feature", $"SELECT {entity.Feature!.Geometry}, {string.Join(", ", entity.Feature.Properties.Select(property => property.Sql))} FROM {entity.From}")))
            .ToList();

        Assert.True(statements.Count >= 8, "The search for statements found hardly any; has their form changed?");
        foreach (var (name, sql) in statements) await PrepareAsync(name, sql);
    }

    [Fact]
    public async Task Every_list_prepares_with_all_columns_and_each_order_both_ways()
    {
        foreach (var entity in EstateMapSchema.Entities)
        {
            var key = new Order(entity.Id, entity.HasTextKey ? OrderKind.Text : OrderKind.Integer);
            foreach (var order in entity.Orders.Values.Append(key).SelectMany(order => new[] { order, order with { Descending = true } }))
            {
                object value = order.Kind switch { OrderKind.Text => "a", OrderKind.Number => 1.5, _ => 1L };
                foreach (var (cursor, reversed) in new (object?[]?, bool)[] { (null, false), ([value, entity.HasTextKey ? "a" : 1L], false), ([null, entity.HasTextKey ? "a" : 1L], true) })
                {
                    // A row without a value is where no cursor of such a list can point.
                    if (order.IsFilled && cursor is [null, ..]) continue;
                    var parameters = new SqlParameters();
                    var list = new ListQuery(entity, entity.From, [.. entity.Columns.Keys], [order, key], "TRUE");
                    await PrepareAsync($"{entity.Type} by {order.Sql}", EntityReader.PageSql(list, new PageRequest(10, reversed, cursor), parameters));
                }
            }
        }
    }

    [Fact]
    public async Task Every_filter_prepares_with_each_operation()
    {
        foreach (var entity in EstateMapSchema.Entities)
            foreach (var (name, filter) in entity.Filters)
                foreach (var operations in Operations(entity.Type == "ImportIssue" && name == "owner" ? "id" : name))
                {
                    var condition = filter(operations, new SqlParameters());
                    await PrepareAsync($"{entity.Type}.{name}", $"SELECT {entity.Id} FROM {entity.From} WHERE {condition}");
                }
    }

    [Fact]
    public async Task Every_grouping_prepares()
    {
        var groups = new[] { "THEME", "USE", "TENURE", "TENURE_DETAIL", "OWNER", "DATASET", "LOCATION_PRECISION" }.Select(by => new Dictionary<string, object?> { ["by"] = by })
            .Append(new() { ["area"] = new Dictionary<string, object?> { ["kind"] = "ward", ["vintage"] = "2023" } });
        foreach (var group in groups) await PrepareAsync(string.Join(' ', group.Values), Aggregates.Sql([group], "TRUE", new SqlParameters()));
    }

    private static IEnumerable<Dictionary<string, object?>> Operations(string field)
    {
        var words = new List<object?> { "a", null };
        return field switch
        {
            "geometry" => [.. from name in new[] { "intersects", "nintersects", "within", "nwithin", "contains", "ncontains", "overlaps", "noverlaps", "touches", "ntouches", "distance" }
                              from buffer in new double?[] { null, 50 }
                              select new Dictionary<string, object?> { [name] = new Dictionary<string, object?> { ["geometry"] = Somewhere, ["buffer"] = buffer, ["lt"] = 5.0, ["gte"] = 1 } }],
            "floorArea_m2" or "amount_gbp" => [.. from name in new[] { "eq", "neq", "gt", "gte", "lt", "lte", "ngt", "ngte", "nlt", "nlte" } from value in new object?[] { 1.5, null } select new Dictionary<string, object?> { [name] = value },
                               new() { ["in"] = new List<object?> { 1.5, null } }, new() { ["nin"] = new List<object?>() }],
            "isOutsidePlace" or "isSample" or "isRejection" or "hasProposal" or "isEdited" or "isConflicting" or "isSame" or "isIllustrative" => [.. from name in new[] { "eq", "neq" } from value in new object?[] { true, null } select new Dictionary<string, object?> { [name] = value }],
            "id" or "run" => [.. from name in new[] { "eq", "neq" } from value in new object?[] { "U2l0ZTox", null } select new Dictionary<string, object?> { [name] = value }, new() { ["in"] = words }, new() { ["nin"] = words }],
            "site" => [new() { ["name"] = new Dictionary<string, object?> { ["eq"] = "a" } }],
            "owner" or "organisation" or "area" => [new() { ["name"] = new Dictionary<string, object?> { ["eq"] = "a" }, ["or"] = new List<object?> { new Dictionary<string, object?> { ["kind"] = new Dictionary<string, object?> { ["neq"] = "b" } } } }],
            _ => [.. from name in new[] { "eq", "neq", "contains", "ncontains", "startsWith", "nstartsWith", "endsWith", "nendsWith" } from value in new object?[] { "a", null } select new Dictionary<string, object?> { [name] = value },
                  new() { ["in"] = words }, new() { ["nin"] = words }],
        };
    }

    private async Task PrepareAsync(string name, string sql)
    {
        await using var connection = await db.Reader.OpenConnectionAsync();
        try
        {
            await using var prepare = new NpgsqlCommand($"PREPARE statement AS {sql}", connection);
            await prepare.ExecuteNonQueryAsync();
            await using var drop = new NpgsqlCommand("DEALLOCATE statement", connection);
            await drop.ExecuteNonQueryAsync();
        }
        catch (PostgresException error)
        {
            Assert.Fail($"{name}: {error.MessageText}\n{sql}");
        }
    }
}
