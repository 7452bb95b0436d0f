using EstateMap.Client.Api;

namespace EstateMap.Client.Data;

/// <summary>Where every figure comes from, and what imports noticed.</summary>
public static class DataQueries
{
    private const int PageSize = 50;

    private const string DatasetsQuery = """
        query Datasets($after: String) {
          datasets(first: 50, after: $after, order: [{ title: ASC }]) {
            nodes {
              key title description publisher publisherUrl licence licenceUrl isSample isSchematic theme
              activeRun { asAt finishedAt rowsRead rowsLocated rowsRejected rowsMissing personalValuesDropped issueCount }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string IssuesQuery = """
        query Issues($first: Int!, $after: String, $where: ImportIssueFilterInput) {
          importIssues(first: $first, after: $after, where: $where, order: [{ severity: DESC }, { line: ASC }]) {
            totalCount
            nodes { id dataset { title } line recordKey field value issueType severity responsible message isRejection }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    /// <summary>Every dataset, by title.</summary>
    public static async Task<IReadOnlyList<DatasetFacts>> ListDatasetsAsync(this EstateMapApi api)
    {
        var datasets = new List<DatasetFacts>();
        string? after = null;
        do
        {
            var page = (await api.AskAsync<DatasetsAnswer>(DatasetsQuery, new { after })).Datasets;
            datasets.AddRange(page.Nodes);
            after = page.PageInfo is { HasNextPage: true } info ? info.EndCursor : null;
        }
        while (after is not null);
        return datasets;
    }

    /// <summary>A page of issues, gravest first; an empty dataset or severity means any.</summary>
    public static async Task<Page<IssueRow>> ListIssuesAsync(this EstateMapApi api, string dataset, string severity, string? after)
    {
        var where = new Dictionary<string, object>();
        if (dataset.Length > 0)
            where["dataset"] = new { eq = dataset };
        if (severity.Length > 0)
            where["severity"] = new { eq = severity };
        return (await api.AskAsync<IssuesAnswer>(IssuesQuery, new { first = PageSize, after, where = where.Count > 0 ? where : null })).ImportIssues;
    }
}

public sealed record DatasetsAnswer(Page<DatasetFacts> Datasets);
public sealed record DatasetFacts(
    string Key, string Title, string? Description, string Publisher, string? PublisherUrl, string Licence, string? LicenceUrl, bool IsSample, bool IsSchematic, string Theme, RunFigures? ActiveRun);
public sealed record RunFigures(DateOnly? AsAt, int RowsRead, int RowsLocated, int RowsRejected, int RowsMissing, int PersonalValuesDropped, int IssueCount);
public sealed record IssuesAnswer(Page<IssueRow> ImportIssues);
public sealed record IssueRow(string Id, IssueDataset Dataset, int? Line, string? RecordKey, string? Field, string? Value, string IssueType, string Severity, string Responsible, string Message, bool IsRejection);
public sealed record IssueDataset(string Title);
