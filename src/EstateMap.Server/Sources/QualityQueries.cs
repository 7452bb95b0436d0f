using EstateMap.Import.Datasets;
using EstateMap.Server.Graph;
using GraphQL;
using Npgsql;

namespace EstateMap.Server.Sources;

/// <summary>How good the sources are. Declared in <c>Quality.graphql</c>.</summary>
internal static class QualityQueries
{
    public static void Attach(Resolvers resolvers)
    {
        resolvers.Field("Query", "qualityRules", context => ListAsync(context, QualitySql.Rules, reader =>
            new Row(ImportRunSql.IssueCount, 0L, new Dictionary<string, object?>
            {
                ["issueType"] = reader.GetString(0),
                ["label"] = reader.GetString(1),
                ["description"] = reader.FindText(2),
                ["severity"] = reader.GetString(3),
                ["responsible"] = reader.GetString(4),
                ["count"] = reader.GetInt32(5),
                ["proposedCount"] = reader.GetInt32(6),
                ["editedCount"] = reader.GetInt32(7),
            })));
        resolvers.Field("Query", "qualityScores", context => ListAsync(context, QualitySql.Scores, reader =>
            new QualityScore(reader.GetString(0), reader.GetString(1), GlobalId.Write("Organisation", reader.GetInt64(2)), reader.GetString(3), reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateOnly>(5), reader.GetDateTime(6), reader.GetInt32(7), reader.GetInt32(8), reader.GetDouble(9))));
        resolvers.Of(DatasetSql.Entity, "condition", (context, row) => OfDatasets(context, row, QualitySql.Condition, ReadCondition, found => found.FirstOrDefault()));
        resolvers.Of(DatasetSql.Entity, "areaCoverage", (context, row) => OfDatasets(context, row, QualitySql.AreaCoverage,
            reader => new AreaCoverage(reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4)), found => found));
    }

    /// <summary>A statement whose parameters are a dataset and an owner, either of which may be any.</summary>
    private static async Task<object?> ListAsync<TItem>(IResolveFieldContext context, string sql, Func<NpgsqlDataReader, TItem> read)
    {
        var parameters = new SqlParameters();
        parameters.Text(context.GetArgument<string?>("dataset"));
        // An owner that is none has nothing.
        var owner = context.GetArgument<string?>("owner");
        parameters.FindInteger(owner is null ? null : GlobalId.FindNumber("Organisation", owner) ?? 0);
        await using var command = parameters.Command(context.Source(), sql);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var items = new List<TItem>();
        while (await reader.ReadAsync(context.CancellationToken)) items.Add(read(reader));
        return items;
    }

    /// <summary>What a statement says of every dataset of a level; its first column says of which.</summary>
    private static object OfDatasets<TItem, TAnswer>(IResolveFieldContext context, Row row, string sql, Func<NpgsqlDataReader, TItem> read, Func<List<TItem>, TAnswer> answer)
    {
        var source = context.Source();
        return Batch.Load<string, TAnswer>(context, (string)row.Key, async (keys, cancellation) =>
        {
            var parameters = new SqlParameters();
            parameters.Texts(keys);
            await using var command = parameters.Command(source, sql);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var found = keys.ToDictionary(key => key, _ => new List<TItem>());
            while (await reader.ReadAsync(cancellation)) found[reader.GetString(0)].Add(read(reader));
            return found.ToDictionary(item => item.Key, item => answer(item.Value));
        });
    }

    private static DatasetCondition ReadCondition(NpgsqlDataReader reader)
    {
        var ageDays = reader.IsDBNull(1) ? (int?)null : reader.GetInt32(1);
        var isPlaces = reader.FindText(3) is { } name && Layouts.Find(name) is { } layout && layout.Becomes.HasFlag(Becomes.Site);
        var (read, letIn, located, warned, byPostcode) = (reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt32(8));
        return new DatasetCondition(ageDays, letIn, isPlaces ? located : null, isPlaces && letIn > 0 ? (double)located / letIn : null, warned,
            Fitness.Of(ageDays, reader.IsDBNull(2) ? null : reader.GetInt32(2), read, Math.Max(0, letIn - warned), letIn, isPlaces ? Math.Max(0, located - byPostcode) : null));
    }
}
