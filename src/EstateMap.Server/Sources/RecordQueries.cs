using System.Text.Json;
using EstateMap.Import.Datasets;
using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Sources;

/// <summary>One record of a source: what it says, and what it said before.</summary>
internal static class RecordQueries
{
    // Reckoned by us from the others, or a check sum: nobody's to edit or read.
    private static readonly HashSet<string> Hidden = ["organisation_key", "outline_sha256"];

    public static async Task<object?> FindAsync(IResolveFieldContext context)
    {
        var dataset = context.GetArgument<string>("dataset");
        var recordKey = context.GetArgument<string>("recordKey");
        var (layout, key) = await FindLayoutAsync(context, dataset);
        var parameters = new SqlParameters();
        parameters.Text(dataset);
        parameters.Text(recordKey);
        parameters.FindInstant(context.Given("asAt") as DateTime?);
        await using var command = parameters.Command(context.Source(), RecordSql.History);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var versions = new List<RecordVersion>();
        SortedDictionary<string, string?>? content = null;
        var (isMissing, isOver) = (false, false);
        while (await reader.ReadAsync(context.CancellationToken))
        {
            var next = Read(reader.GetString(0));
            versions.Add(new RecordVersion(reader.GetInt32(2), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateOnly>(1), reader.IsDBNull(3) ? null : reader.GetDateTime(3),
                content is null ? [] : Compare(content, next)));
            (content, isMissing, isOver) = (next, reader.GetBoolean(4), !reader.IsDBNull(5) && reader.GetBoolean(5));
        }

        // Not there yet, or no more, at the instant that is asked for.
        if (content is null || isOver) return null;
        var known = layout?.Fields.Select(field => field.Name).ToHashSet() ?? [];
        var fields = content.Keys.Union(known).Where(field => !Hidden.Contains(field)).Order(StringComparer.Ordinal)
            .Select(field => new RecordField(field, content.GetValueOrDefault(field), known.Contains(field) && !key.Contains(field) && field != "id")).ToList();
        return new RecordHistory(recordKey, content.GetValueOrDefault("name"), isMissing, fields, versions);
    }

    private static async Task<(Layout? Layout, IReadOnlyList<string> Key)> FindLayoutAsync(IResolveFieldContext context, string dataset)
    {
        var parameters = new SqlParameters();
        parameters.Text(dataset);
        await using var command = parameters.Command(context.Source(), QualitySql.LayoutOfDataset);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        if (!await reader.ReadAsync(context.CancellationToken) || reader.FindText(0) is not { } name || Layouts.Find(name) is not { } layout) return (null, []);
        return (layout, reader.GetFieldValue<string[]>(1) is { Length: > 0 } key ? key : layout.Key);
    }

    /// <summary>What a record says, in the order of its fields' names.</summary>
    public static IReadOnlyList<RecordValue> Values(string content) => [.. Read(content).Where(item => !Hidden.Contains(item.Key)).Select(item => new RecordValue(item.Key, item.Value))];

    private static SortedDictionary<string, string?> Read(string content)
    {
        using var document = JsonDocument.Parse(content);
        return new(document.RootElement.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.ValueKind == JsonValueKind.Null ? null : item.Value.ToString()), StringComparer.Ordinal);
    }

    internal static List<FieldChange> Compare(IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after) =>
        [.. before.Keys.Union(after.Keys).Where(field => !Hidden.Contains(field) && before.GetValueOrDefault(field) != after.GetValueOrDefault(field)).Order(StringComparer.Ordinal)
            .Select(field => new FieldChange(field, before.GetValueOrDefault(field), after.GetValueOrDefault(field)))];
}
