using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Sources;

/// <summary>Where figures come from and what was wrong with them. Declared in <c>Sources.graphql</c>.</summary>
internal static class SourceQueries
{
    /// <summary>$1 vocabulary.</summary>
    public const string Vocabulary = """
        SELECT t.code, t.label, t.description, t.broader
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
        resolvers.Root("importIssues", ImportIssueSql.Entity);
        resolvers.ToOne(DatasetSql.Entity, "activeRun", "activeRunId", () => ImportRunSql.Entity);
        resolvers.ToOne(ImportIssueSql.Entity, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Field("Query", "vocabulary", ListVocabularyAsync);
    }

    private static async Task<object?> ListVocabularyAsync(IResolveFieldContext context)
    {
        var parameters = new SqlParameters();
        parameters.Text(context.GetArgument<string>("name"));
        await using var command = parameters.Command(context.Source(), Vocabulary);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var terms = new List<VocabularyTerm>();
        while (await reader.ReadAsync(context.CancellationToken))
            terms.Add(new VocabularyTerm(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return terms;
    }

    private sealed record VocabularyTerm(string Code, string Label, string? Description, string? Broader);
}
