using System.Reflection;
using EstateMap.Server.Commands;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Testing;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
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
        foreach (var (name, sql) in statements) await PrepareAsync(name, sql, name.Split('.')[0] switch { nameof(GateSql) => db.Database.Gate, nameof(AuditCheck) => db.Owner, _ => db.Reader });
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
        var schema = EstateMapSchema.Build(new ServiceCollection().BuildServiceProvider());
        foreach (var entity in EstateMapSchema.Entities)
        {
            if (schema.AllTypes[entity.Type + "FilterInput"] is not IInputObjectGraphType filter) continue;
            foreach (var field in filter.Fields.Where(field => field.Name is not ("and" or "or")))
                foreach (var isNull in new[] { false, true })
                {
                    var condition = entity.Filters[field.Name](All((IInputObjectGraphType)field.ResolvedType!, isNull, levels: 2), new SqlParameters());
                    await PrepareAsync($"{entity.Type}.{field.Name}", $"SELECT {entity.Id} FROM {entity.From} WHERE {condition}");
                }
        }
    }

    [Fact]
    public async Task Every_grouping_prepares()
    {
        var groups = new[] { "THEME", "USE", "TENURE", "TENURE_DETAIL", "OWNER", "DATASET", "LOCATION_PRECISION" }.Select(by => new Dictionary<string, object?> { ["by"] = by })
            .Append(new() { ["area"] = new Dictionary<string, object?> { ["kind"] = "ward", ["vintage"] = "2023" } });
        foreach (var group in groups) await PrepareAsync(string.Join(' ', group.Values), Aggregates.Sql([group], "TRUE", new SqlParameters()));
    }

    /// <summary>Every operation of an input at once, each with a value or with null; conditions on other things a few levels deep.</summary>
    private static Dictionary<string, object?> All(IInputObjectGraphType input, bool isNull, int levels) =>
        input.Fields.Where(field => levels > 0 || field.ResolvedType!.GetNamedType() is not IInputObjectGraphType nested || nested.Name.EndsWith("OperationFilterInput", StringComparison.Ordinal))
            .Where(field => field.Name is not ("and" or "or"))
            .ToDictionary(field => field.Name, field => isNull && field.ResolvedType is not (NonNullGraphType or IInputObjectGraphType) ? null : Value(field.ResolvedType!, isNull, levels));

    private static object? Value(IGraphType type, bool isNull, int levels) => type switch
    {
        NonNullGraphType required => Value(required.ResolvedType!, isNull, levels),
        ListGraphType list => new List<object?> { Value(list.ResolvedType!, isNull, levels), null },
        IInputObjectGraphType input => All(input, isNull, levels - 1),
        EnumerationGraphType words => words.Values.First().Name,
        _ => type.Name switch
        {
            "Int" => 1,
            "Float" => 1.5,
            "Boolean" => true,
            "LocalDate" => new DateOnly(2026, 1, 31),
            "DateTime" => new DateTime(2026, 1, 31, 9, 30, 0, DateTimeKind.Utc),
            "Geometry" => Somewhere,
            "ID" => "U2l0ZTox",
            _ => "a",
        },
    };

    private async Task PrepareAsync(string name, string sql, NpgsqlDataSource? role = null)
    {
        await using var connection = await (role ?? db.Reader).OpenConnectionAsync();
        try
        {
            await using var prepare = new NpgsqlCommand($"PREPARE statement AS {sql}", connection);
            await prepare.ExecuteNonQueryAsync();
            await using var drop = new NpgsqlCommand("DEALLOCATE statement", connection);
            await drop.ExecuteNonQueryAsync();
        }
        catch (PostgresException error)
        {
            Assert.Fail($"{name}: {error.MessageText} at {sql[Math.Max(0, error.Position - 200)..Math.Min(sql.Length, error.Position + 100)]}\n{sql[..Math.Min(sql.Length, 5_000)]}");
        }
    }
}
