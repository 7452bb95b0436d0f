using System.Text.Json;
using Json.Schema;
using Xunit;

namespace EstateMap.Server.Tests.Services.OpenReferral;

/// <summary>The feed against what the profile requires, and against its own OpenAPI document.</summary>
public sealed class FeedSchemaTests(FeedVillage village) : IClassFixture<FeedVillage>
{
    /// <summary>What HSDS-UK 3.0 requires of each object, by the member it stands under (uk-profile, schema/*.json, and the rules of compliance).</summary>
    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["service"] = ["id", "name", "status", "organization_id", "organization"],
        ["organization"] = ["id", "name", "description"],
        ["organization_identifiers"] = ["id", "identifier_type", "identifier"],
        ["location"] = ["id", "location_type"],
        ["addresses"] = ["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"],
        ["service_at_locations"] = ["id", "service_id", "location_id", "location"],
        ["service_at_location"] = ["id", "service_id", "location_id", "location", "service"],
        ["attributes"] = ["id", "link_id", "link_entity", "taxonomy_term_id", "taxonomy_term"],
        ["taxonomy_term"] = ["id", "name", "description"],
        ["taxonomy"] = ["id", "name", "description"],
        ["schedules"] = ["id"],
        ["funding"] = ["id"],
        ["phones"] = ["id", "number"],
        ["x_source"] = ["dataset", "publisher", "licence", "attribution"],
    };

    private static readonly (string List, string Kind, string Listed, string Whole)[] Lists =
    [
        ("services", "service", "ListedService", "Service"), ("service_at_locations", "service_at_location", "ListedServiceAtLocation", "ServiceAtLocation"),
        ("taxonomies", "taxonomy", "Taxonomy", "Taxonomy"), ("taxonomy_terms", "taxonomy_term", "TaxonomyTerm", "TaxonomyTerm"),
    ];

    [Fact]
    public async Task Every_object_has_what_the_profile_requires_no_null_no_empty_text_and_a_uuid()
    {
        var seen = new HashSet<string>();
        foreach (var (_, kind, _, item) in await ReadAllAsync())
            Walk(item, kind);
        Assert.Equal(Required.Keys.Order(), seen.Order());

        void Walk(JsonElement item, string name)
        {
            seen.Add(name);
            Assert.True(Required.TryGetValue(name, out var required), $"{name} is an object that nobody expected.");
            foreach (var member in required)
                Assert.True(item.TryGetProperty(member, out _), $"{name} lacks {member}: {item}");
            foreach (var member in item.EnumerateObject())
            {
                if (member.Name == "id" || member.Name.EndsWith("_id", StringComparison.Ordinal))
                    Assert.True(Guid.TryParseExact(member.Value.GetString(), "D", out _), $"{name}.{member.Name} is {member.Value}");
                switch (member.Value.ValueKind)
                {
                    case JsonValueKind.Object:
                        Walk(member.Value, member.Name);
                        break;
                    case JsonValueKind.Array:
                        Assert.NotEqual(0, member.Value.GetArrayLength());
                        foreach (var child in member.Value.EnumerateArray().Where(child => child.ValueKind == JsonValueKind.Object))
                            Walk(child, member.Name);
                        break;
                    case JsonValueKind.Null:
                        Assert.Fail($"{name}.{member.Name} is null.");
                        break;
                    case JsonValueKind.String:
                        Assert.NotEqual("", member.Value.GetString());
                        break;
                }
            }
        }
    }

    [Fact]
    public async Task Every_answer_is_what_the_feeds_own_description_says()
    {
        var document = await village.Http.GetStringAsync("/oruk/v3/openapi.json", TestContext.Current.CancellationToken);
        var definitions = JsonDocument.Parse(document.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)).RootElement.GetProperty("components").GetProperty("schemas").GetRawText();
        foreach (var (list, kind, schema, item) in await ReadAllAsync())
            Assert.Equal("", Faults(schema, item));
        foreach (var (list, _, _, _) in Lists)
            Assert.Equal("", Faults("Page", await village.GetAsync("/" + list)));
        Assert.Equal("", Faults("About", await village.GetAsync("/")));
        // The check itself can fail.
        Assert.Contains("status", Faults("ListedService", JsonDocument.Parse("""{"id":"1","name":"a"}""").RootElement), StringComparison.Ordinal);

        string Faults(string schema, JsonElement item)
        {
            var result = JsonSchema.FromText($$"""{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/{{schema}}","$defs":{{definitions}}}""")
                .Evaluate(item, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
            return result.IsValid ? "" : string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 }).Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")) + $" in {item}";
        }
    }

    [Fact]
    public async Task Every_path_and_parameter_that_is_answered_is_described()
    {
        var paths = JsonDocument.Parse(await village.Http.GetStringAsync("/oruk/v3/openapi.json", TestContext.Current.CancellationToken)).RootElement.GetProperty("paths");
        Assert.Equal(Lists.SelectMany(list => new[] { $"/{list.List}", $"/{list.List}/{{id}}" }).Append("/").Order(StringComparer.Ordinal), paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        foreach (var (list, _, _, _) in Lists)
        {
            // A parameter that is not known is told all that are.
            using var refusal = await village.Http.GetAsync($"/oruk/v3/{list}?what=1", TestContext.Current.CancellationToken);
            var known = JsonDocument.Parse(await refusal.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("detail").GetString()!.Split("there is ")[1].TrimEnd('.').Split(", ");
            Assert.Equal(known.Order(), paths.GetProperty("/" + list).GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("$ref").GetString()!.Split('/')[^1]).Order());
        }
    }

    /// <summary>All lists and each of their items by itself: the list, what its items are, the schema, the item.</summary>
    private async Task<List<(string List, string Kind, string Schema, JsonElement Item)>> ReadAllAsync()
    {
        var all = new List<(string, string, string, JsonElement)>();
        foreach (var (list, kind, listed, whole) in Lists)
        {
            foreach (var item in (await village.GetAsync("/" + list)).GetProperty("contents").EnumerateArray())
            {
                all.Add((list, kind, listed, item));
                all.Add((list, kind, whole, await village.GetAsync($"/{list}/{item.GetProperty("id").GetString()}")));
            }
        }

        Assert.True(all.Count > 30, "Hardly anything was read.");
        return all;
    }
}
