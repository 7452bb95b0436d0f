using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Sources;

/// <summary>What stands behind the fields of a dataset. Alias <c>d</c>.</summary>
internal static class DatasetSql
{
    public static readonly Entity Entity = new("Dataset", "dataset d", "d.id")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["key"] = "d.id",
            ["title"] = "d.title",
            ["description"] = "d.description",
            ["publisher"] = "d.publisher",
            ["publisherUrl"] = "d.publisher_url",
            ["licence"] = "d.licence",
            ["licenceUrl"] = "d.licence_url",
            ["attribution"] = "d.attribution",
            ["isShareAlike"] = "d.share_alike",
            ["isSample"] = "d.is_sample",
            ["isSchematic"] = "d.is_schematic",
            ["theme"] = "d.theme",
            ["activeRunId"] = "d.active_run_id",
            ["manifest"] = "d.manifest::text",
        },
        Needs = new Dictionary<string, string[]> { ["activeRun"] = ["activeRunId"], ["fileNames"] = ["manifest"] },
        Filters = new Dictionary<string, Filter>
        {
            ["key"] = Graph.Filters.Text("d.id"),
            ["title"] = Graph.Filters.Text("d.title"),
            ["theme"] = Graph.Filters.Text("d.theme"),
            ["isSample"] = Graph.Filters.Boolean("d.is_sample"),
        },
        Orders = new Dictionary<string, Order> { ["key"] = new("d.id", OrderKind.Text), ["title"] = new("d.title", OrderKind.Text), ["theme"] = new("d.theme", OrderKind.Text) },
        DefaultOrder = [new("d.title", OrderKind.Text)],
    };

    /// <summary>$1 site ids: which datasets name them.</summary>
    private const string KeysOfSites = """
        SELECT DISTINCT r.site_id, r.dataset_id
        FROM source_record r
        WHERE r.site_id = ANY ($1::bigint[]) AND r.missing_since_run_id IS NULL
        ORDER BY r.site_id, r.dataset_id
        """;

    /// <summary>Datasets of every site of a level: one statement for who names whom, one for the datasets.</summary>
    public static object? OfSites(IResolveFieldContext context, long site)
    {
        var source = context.Source();
        var columns = Selection.Columns(context, Entity, isConnection: false);
        return Batch.Load<long, List<Row>>(context, site, async (sites, cancellation) =>
        {
            var parameters = new SqlParameters();
            parameters.Integers(sites);
            var keys = new List<(long Site, string Dataset)>();
            await using (var command = parameters.Command(source, KeysOfSites))
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
                while (await reader.ReadAsync(cancellation)) keys.Add((reader.GetInt64(0), reader.GetString(1)));
            var rows = await EntityReader.ReadByKeysAsync(source, Entity, columns, [.. keys.Select(key => (object)key.Dataset).Distinct()], cancellation);
            return sites.ToDictionary(id => id, id => keys.Where(key => key.Site == id && rows.ContainsKey(key.Dataset)).Select(key => rows[key.Dataset]).ToList());
        });
    }
}
