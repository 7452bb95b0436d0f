using System.Text.Json;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Sources;

/// <summary>Where figures come from, what imports would change and did, and what was wrong. Declared in <c>Sources.graphql</c> and <c>Quality.graphql</c>.</summary>
internal static class SourceQueries
{
    /// <summary>$1 vocabulary.</summary>
    public const string Vocabulary = """
        SELECT t.code, t.label, t.description, t.broader, coalesce(t.attributes->>'shown_first', 'yes') <> 'no'
        FROM vocabulary_term t
        WHERE t.vocabulary = $1::text
        ORDER BY t.sort_order, t.code
        """;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Entity(DatasetSql.Entity);
        resolvers.Entity(ImportRunSql.Entity);
        resolvers.Entity(ImportIssueSql.Entity);
        resolvers.Root("datasets", DatasetSql.Entity);
        resolvers.Root("importRuns", ImportRunSql.Entity);
        resolvers.Root("importIssues", ImportIssueSql.Entity, new ListShape(ImportIssueSql.Entity) { Condition = (arguments, _) => NamesRun(arguments.Given("where")) ? "TRUE" : ImportIssueSql.OfServedRuns });
        resolvers.ToOne(DatasetSql.Entity, "activeRun", "activeRunId", () => ImportRunSql.Entity);
        resolvers.Computed(DatasetSql.Entity, "fileNames", row => FileNames((string)row["manifest"]!));
        resolvers.ToOne(ImportRunSql.Entity, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Nested(ImportRunSql.Entity, "changes", ImportChangeSql.Entity, "c.run_id = parent.id");
        resolvers.Rows(ImportRunSql.Entity, "issueCounts", ImportRunSql.IssueCount, "TRUE");
        resolvers.Columns(ImportRunSql.IssueCount);
        resolvers.Columns(ImportChangeSql.Entity);
        resolvers.IsTypeOf("ImportChange", value => value is Row row && row.Entity == ImportChangeSql.Entity);
        resolvers.Of(ImportChangeSql.Entity, "fields", (_, row) => JsonSerializer.Deserialize<FieldChange[]>((string)row["fieldsText"]!, JsonSerializerOptions.Web));
        resolvers.ToOne(ImportIssueSql.Entity, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.ToOne(ImportIssueSql.Entity, "run", "runId", () => ImportRunSql.Entity);
        resolvers.Field("Query", "vocabulary", ListVocabularyAsync);
        AttachRecords(resolvers);
        QualityQueries.Attach(resolvers);
    }

    /// <summary>What people put right and decided.</summary>
    private static void AttachRecords(Resolvers resolvers)
    {
        foreach (var (field, entity) in new[] { ("handEdits", HandEditSql.Entity), ("matchCandidates", MatchCandidateSql.Entity), ("matchDecisions", MatchDecisionSql.Entity) })
        {
            resolvers.Entity(entity);
            resolvers.Root(field, entity);
            resolvers.ToOne(entity, "dataset", "datasetId", () => DatasetSql.Entity);
        }

        resolvers.ToOne(MatchCandidateSql.Entity, "site", "siteId", () => SiteSql.Entity);
        resolvers.ToOne(MatchCandidateSql.Entity, "recordSite", "recordSiteId", () => SiteSql.Entity);
        resolvers.ToOne(MatchDecisionSql.Entity, "site", "siteId", () => SiteSql.Entity);
        resolvers.Field("Query", "record", RecordQueries.FindAsync);
        resolvers.Columns(RecordSql.OfSite);
        resolvers.ToOne(RecordSql.OfSite, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.ToOne(RecordSql.OfSite, "run", "runId", () => ImportRunSql.Entity);
        resolvers.Of(RecordSql.OfSite, "fields", (_, row) => RecordQueries.Values((string)row["contentText"]!));
    }

    /// <summary>Whether a condition asks for a run by name, at any depth.</summary>
    private static bool NamesRun(object? where) => where switch
    {
        IDictionary<string, object?> conditions => conditions.Any(item => item.Key == "run" ? item.Value is not null : item.Key is "and" or "or" && NamesRun(item.Value)),
        IEnumerable<object?> several => several.Any(NamesRun),
        _ => false,
    };

    private static readonly string[] Companions = ["displayGeometry", "join"];

    /// <summary>What the publisher calls the files that one import takes, main file first; empty where the manifest is not kept.</summary>
    private static string[] FileNames(string manifestText)
    {
        using var manifest = JsonDocument.Parse(manifestText);
        var files = new[] { manifest.RootElement }.Concat(Companions.Select(part => manifest.RootElement.TryGetProperty(part, out var file) ? file : default));
        return [.. files.Where(file => file.ValueKind == JsonValueKind.Object && file.TryGetProperty("mirrorPath", out _)).Select(file => Path.GetFileName(file.GetProperty("mirrorPath").GetString()!))];
    }

    private static async Task<object?> ListVocabularyAsync(IResolveFieldContext context)
    {
        var parameters = new SqlParameters();
        parameters.Text(context.GetArgument<string>("name"));
        await using var command = parameters.Command(context.Source(), Vocabulary);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var terms = new List<VocabularyTerm>();
        while (await reader.ReadAsync(context.CancellationToken))
            terms.Add(new VocabularyTerm(reader.GetString(0), reader.GetString(1), reader.FindText(2), reader.FindText(3), reader.GetBoolean(4)));
        return terms;
    }

    private sealed record VocabularyTerm(string Code, string Label, string? Description, string? Broader, bool IsShownFirst);
}
