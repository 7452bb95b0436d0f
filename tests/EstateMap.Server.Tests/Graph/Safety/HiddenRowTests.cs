using System.Text;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>A village that does not tell when it was loaded.</summary>
public class TimelessVillage : Village
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var updates = await Owner.ColumnAsync("""
            SELECT format('UPDATE %I SET %I = %L', c.table_name, c.column_name, '2026-01-01T00:00:00Z')
            FROM information_schema.columns c
            JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'timestamp with time zone' AND c.column_default LIKE '%now()%'
            """);
        // Without the triggers that note the time of a change.
        await Owner.ScalarAsync($"SET session_replication_role = replica; {string.Join("; ", updates)}; RESET session_replication_role");
    }
}

/// <summary>The village as if nothing in it were secret, because what was is gone.</summary>
public class OpenVillage : TimelessVillage
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var statement in (string[])
                 [
                     "DELETE FROM hand_edit WHERE record_key IN ('V7', 'V8')", "DELETE FROM link WHERE to_site_id IN (7, 8)", "DELETE FROM match_candidate WHERE site_id IN (7, 8)", "DELETE FROM source_record WHERE site_id IN (7, 8)",
                     .. new[] { "tenure", "floor_area", "energy_certificate", "condition_survey", "running_cost", "occupation", "vacant_space" }.Select(table => $"DELETE FROM {table} WHERE property_id IN (7, 8)"), "DELETE FROM property WHERE site_id IN (7, 8)", "DELETE FROM site_use WHERE site_id IN (7, 8)", "DELETE FROM site_area WHERE site_id IN (7, 8)",
                     "DELETE FROM site_designation WHERE site_id IN (7, 8)", "DELETE FROM site_access_point WHERE site_id IN (7, 8)", "DELETE FROM site_uprn WHERE site_id IN (7, 8)", "DELETE FROM site WHERE id IN (7, 8)",
                 ])
            await Owner.ScalarAsync(statement);
    }
}

/// <summary>
/// Rows that the public may not see make no difference to anything: the village with them and the village without them answer every question alike, whatever is filtered, sorted, counted, searched or followed.
/// That holds for presence, totals, order and errors, which a look for secret words would not find.
/// </summary>
[Trait("soak", "yes")]
public class HiddenRowTests(TimelessVillage village, OpenVillage open) : IClassFixture<TimelessVillage>, IClassFixture<OpenVillage>
{
    // Words and numbers of what is hidden, so that conditions meet it.
    private static readonly string[] Secrets = ["Refuge", "refug", "Partner Clinic", "V8", "V7", "000000000108", "000000000107", "U2l0ZTo4", "U2l0ZTo3", "UHJvcGVydHk6OA==", "TGluazoz", "SGFuZEVkaXQ6Mw==", "restricted", "7654321", "A house", "K3", "D8", "G8", "High Street", "ZZ1 1AA", "T3JnYW5pc2F0aW9uOjI=", "village-register"];

    private static readonly string[] SecretWords = ["Refuge", "Partner Clinic", "9999", "Told in confidence", "Nobody may read", "may not see", "A house", "7654321"];

    [Fact]
    public async Task Questions_made_up_over_the_schema_are_answered_as_if_nothing_were_hidden()
    {
        var schema = village.Services.GetRequiredService<ISchema>();
        for (var seed = 0; seed < Soak.Times(300); seed++)
        {
            var (query, variables) = new QueryMaker(schema, seed).Make();
            await AlikeAsync(query, variables, $"seed {seed}");
        }
    }

    [Fact]
    public async Task No_condition_order_or_argument_tells_what_is_hidden()
    {
        var walk = new SchemaWalk(village.Services.GetRequiredService<ISchema>());
        foreach (var group in walk.Places().Where(place => !place.Field.StartsWith("Subscription.", StringComparison.Ordinal)).GroupBy(place => place.Type.Name))
        {
            string[] values = group.Key switch
            {
                "String" or "ID" => [.. Secrets.Select(secret => System.Text.Json.JsonSerializer.Serialize(secret))],
                "Float" or "Int" => ["9999", "0.8", "8"],
                "Boolean" => ["true", "false"],
                "Geometry" => ["{ type: Point, coordinates: [-2.01, 53.016] }", "{ type: Polygon, coordinates: [[[-2.011, 53.014], [-2.009, 53.014], [-2.009, 53.017], [-2.011, 53.017], [-2.011, 53.014]]] }"],
                _ => [.. (group.First().Type as EnumerationGraphType)?.Values.Select(value => value.Name) ?? []],
            };
            foreach (var (at, several) in group.Chunk(50).Index())
                foreach (var value in values.Where((_, n) => Soak.Times(1) > 1 || values.Length <= 3 || n % 8 == at % 8))
                    await AlikeAsync($"{{{string.Concat(several.Select((place, n) => $" q{n}: {place.Query(value)["{ ".Length..^" }".Length]}"))} }}", null, value);
        }
    }

    [Fact]
    public async Task Everything_of_everything_is_told_as_if_nothing_were_hidden()
    {
        var schema = village.Services.GetRequiredService<ISchema>();
        foreach (var field in schema.Query.Fields)
        {
            var query = $"{{ {Whole(field, depth: 2)} }}";
            var answer = await AlikeAsync(query, null, field.Name);
            foreach (var word in SecretWords) Assert.DoesNotContain(word, answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_hidden_row_is_had_by_its_id()
    {
        var entities = EstateMapSchema.Entities.Where(entity => village.Services.GetRequiredService<ISchema>().AllTypes["Node"] is IInterfaceGraphType node && node.PossibleTypes.Any(type => type.Name == entity.Type)).ToList();
        var hidden = new List<string>();
        foreach (var entity in entities)
        {
            var all = await village.Owner.ColumnAsync($"SELECT ({entity.Id})::text FROM {entity.From}");
            hidden.AddRange(all.Except(await village.Reader.ColumnAsync($"SELECT ({entity.Id})::text FROM {entity.From}")).Select(key => GlobalId.Write(entity.Type, key)));
        }

        // Sites, properties, a link, an edit and a candidate; otherwise the test would say little.
        Assert.True(hidden.Count >= 7, string.Join(", ", hidden));
        Assert.True(hidden.Select(id => GlobalId.Find(id)!.Value.Type).Distinct().Count() >= 5, string.Join(", ", hidden));
        foreach (var id in hidden)
            Assert.Equal("{\"node\":null,\"nodes\":[null],\"site\":null}", (await village.DataAsync("query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } site(id: $id) { id } }", new { id })).GetRawText());
    }

    /// <summary>A field with all that is below it, arguments left at their defaults where they may be.</summary>
    private static string Whole(FieldType field, int depth)
    {
        var arguments = (field.Arguments ?? []).Where(argument => argument.ResolvedType is NonNullGraphType || argument.Name == "first")
            .Select(argument => $"{argument.Name}: {(argument.Name, field.Name) switch { ("first", _) => "50", ("code", _) => "\"W1\"", ("id", "site") => "\"U2l0ZTox\"", ("id", _) => "\"T3JnYW5pc2F0aW9uOjI=\"", ("ids", _) => "[\"U2l0ZTo4\", \"U2l0ZToz\", \"TGluazoz\"]", ("dataset", _) => "\"village-register\"", ("recordKey", _) => "\"V8\"", ("text", _) => "\"refuge\"", ("kind", _) => "\"ward\"", _ => SchemaWalk.Plain(argument.ResolvedType!) }}").ToList();
        var call = field.Name + (arguments.Count > 0 ? $"({string.Join(", ", arguments)})" : "");
        return field.ResolvedType!.GetNamedType() switch
        {
            IObjectGraphType one => $"{call} {Below(one, depth - 1)}",
            IAbstractGraphType several => $"{call} {{ __typename {string.Join(' ', several.PossibleTypes.Select(one => $"... on {one.Name} {Below(one, Math.Min(depth - 1, 1), one.Name.ToLowerInvariant())}"))} }}",
            _ => call,
        };
    }

    private static string Below(IObjectGraphType type, int depth, string? alias = null)
    {
        // A connection is no level of its own.
        var isConnection = type.Fields.Find("nodes") is not null;
        var inner = new StringBuilder("{ __typename");
        foreach (var field in type.Fields.Where(field => field.Name != "edges" && (isConnection || depth > 0 || field.ResolvedType!.GetNamedType() is not (IObjectGraphType or IAbstractGraphType))))
            inner.Append(' ').Append(alias is null ? "" : $"{alias}_{field.Name}: ").Append(Whole(field, isConnection ? depth + 1 : depth));
        return inner.Append(" }").ToString();
    }

    private async Task<string> AlikeAsync(string query, IReadOnlyDictionary<string, object?>? variables, string asked)
    {
        var (secretive, _) = await new Oracle(village.Services).AskAsync(query, variables);
        var plain = await new Oracle(open.Services).PlannedAsync(query, variables);
        if (secretive != plain) Assert.Fail($"{asked}: {query}\n{System.Text.Json.JsonSerializer.Serialize(variables)}\nwith what is hidden:    {secretive}\nwithout what is hidden: {plain}");
        return secretive;
    }
}
