using System.Text;
using EstateMap.Client.Api;

namespace EstateMap.Client.Data;

/// <summary>Where every figure comes from, and what imports noticed.</summary>
public static class DataQueries
{
    public const int PageSize = 50;

    private const string DatasetsQuery = """
        query Datasets($after: String, $where: DatasetFilterInput) {
          datasets(first: 50, after: $after, where: $where, order: [{ title: ASC }]) {
            nodes {
              key title description publisher publisherUrl licence licenceUrl attribution isShareAlike isSample isSchematic theme feedUrl feedReadAt steward { name }
              activeRun { number asAt finishedAt rowsRead rowsLocated rowsRejected rowsMissing personalValuesDropped issueCount }
              condition { ageDays records locatedShare fitness { verdict freshness completeness location because } }
              areaCoverage { kind areas covered }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string TitlesQuery = "query Titles($after: String) { datasets(first: 50, after: $after, order: [{ title: ASC }]) { nodes { key title } pageInfo { hasNextPage endCursor } } }";

    private const string IssuesQuery = """
        query Issues($first: Int!, $after: String, $where: ImportIssueFilterInput) {
          importIssues(first: $first, after: $after, where: $where, order: [{ severity: DESC }, { line: ASC }]) {
            totalCount
            nodes { id dataset { key title } line recordKey recordName field value proposedValue isEdited issueType severity responsible message isRejection }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string RulesQuery = """
        query Rules($dataset: String, $owner: ID) {
          qualityRules(dataset: $dataset, owner: $owner) { issueType label description severity responsible count proposedCount editedCount }
        }
        """;

    private const string ScoresQuery = """
        query Scores($dataset: String) {
          qualityScores(dataset: $dataset) { dataset datasetTitle organisation organisationName run asAt measuredAt records recordsWithWarnings score }
        }
        """;

    private const string RunsQuery = """
        query Runs($first: Int!, $after: String, $where: ImportRunFilterInput) {
          importRuns(first: $first, after: $after, where: $where) {
            totalCount
            nodes {
              id number status message fileName asAt startedAt finishedAt rowsRead rowsNew rowsChanged rowsUnchanged rowsMissing rowsRejected rowsConflicting personalValuesDropped isServed isStale
              dataset { key title }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string ChangesQuery = """
        query Changes($id: ID!, $change: ImportChangeKind!, $first: Int!, $after: String) {
          importRuns(first: 1, where: { id: { eq: $id } }) {
            nodes {
              changes(first: $first, after: $after, where: { kind: { eq: $change } }, order: [{ recordKey: ASC }]) {
                totalCount
                nodes { recordKey name line editedFields fields { field before after } }
                pageInfo { hasNextPage endCursor }
              }
            }
          }
        }
        """;

    private const string EditsQuery = """
        query Edits($first: Int!, $after: String, $where: HandEditFilterInput) {
          handEdits(first: $first, after: $after, where: $where) {
            totalCount
            nodes { id dataset { key title } recordKey recordName field value seenValue fileValue isConflicting editedBy editedAt why }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string RecordQuery = """
        query Record($dataset: String!, $recordKey: String!) {
          record(dataset: $dataset, recordKey: $recordKey) {
            recordKey name isMissing
            fields { field value isEditable }
            versions { run asAt replacedAt changes { field before after } }
          }
        }
        """;

    private const string MatchesQuery = """
        query Matches($first: Int!, $after: String) {
          matchCandidates(first: $first, after: $after) {
            totalCount
            nodes {
              id dataset { key title } recordKey recordName recordAddress recordPostcode recordUprn score distance_m reason
              site { id name streetNumber streetName postcode uprns datasets { title } }
            }
            pageInfo { hasNextPage endCursor }
          }
          matchDecisions(first: 10) { nodes { id dataset { key } recordKey recordName site { id name } isSame decidedBy decidedAt why } }
        }
        """;

    /// <summary>The id that the API gives an import run.</summary>
    public static string RunId(long number) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"ImportRun:{number}"));

    /// <summary>Every dataset by title, or the one of a key.</summary>
    public static async Task<IReadOnlyList<DatasetFacts>> ListDatasetsAsync(this EstateMapApi api, string? key = null) =>
        await Pages.AllAsync(async after => (await api.AskAsync<DatasetsAnswer>(DatasetsQuery, new { after, where = key is null ? null : new { key = new { eq = key } } })).Datasets);

    /// <summary>Keys and titles of all datasets, by title.</summary>
    public static async Task<IReadOnlyList<NamedDataset>> ListTitlesAsync(this EstateMapApi api) => await Pages.AllAsync(async after => (await api.AskAsync<TitlesAnswer>(TitlesQuery, new { after })).Datasets);

    /// <summary>A page of issues, gravest first.</summary>
    public static async Task<Page<IssueRow>> ListIssuesAsync(this EstateMapApi api, IssueFilter filter, string? after)
    {
        var where = new Dictionary<string, object>();
        Add("dataset", filter.Dataset);
        Add("owner", filter.Owner);
        Add("issueType", filter.Rule);
        Add("severity", filter.Severity);
        Add("run", filter.Run);
        if (filter.IsRejection)
            where["isRejection"] = new { eq = true };
        return (await api.AskAsync<IssuesAnswer>(IssuesQuery, new { first = PageSize, after, where = where.Count > 0 ? where : null })).ImportIssues;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                where[name] = new { eq = value };
        }
    }

    public static async Task<IReadOnlyList<RuleRow>> ListRulesAsync(this EstateMapApi api, string? dataset, string? owner) =>
        (await api.AskAsync<RulesAnswer>(RulesQuery, new { dataset, owner })).QualityRules;

    public static async Task<IReadOnlyList<ScoreRow>> ListScoresAsync(this EstateMapApi api, string? dataset) => (await api.AskAsync<ScoresAnswer>(ScoresQuery, new { dataset })).QualityScores;

    /// <summary>Runs, the newest first; of one dataset, or the one of an id.</summary>
    public static async Task<Page<RunRow>> ListRunsAsync(this EstateMapApi api, string? dataset, string? id, string? after)
    {
        var where = new Dictionary<string, object>();
        if (!string.IsNullOrEmpty(dataset))
            where["dataset"] = new { eq = dataset };
        if (!string.IsNullOrEmpty(id))
            where["id"] = new { eq = id };
        return (await api.AskAsync<RunsAnswer>(RunsQuery, new { first = 30, after, where = where.Count > 0 ? where : null })).ImportRuns;
    }

    /// <summary>A page of what a run changes, of one kind: NEW, CHANGED or MISSING.</summary>
    public static async Task<Page<ChangeRow>> ListChangesAsync(this EstateMapApi api, string run, string change, string? after) =>
        (await api.AskAsync<ChangesAnswer>(ChangesQuery, new { id = run, change, first = 20, after })).ImportRuns.Nodes is [var found] ? found.Changes : new Page<ChangeRow>([]);

    public static async Task<Page<EditRow>> ListEditsAsync(this EstateMapApi api, string? dataset, bool conflictsOnly, string? after, string? recordKey = null)
    {
        var where = new Dictionary<string, object>();
        if (!string.IsNullOrEmpty(dataset))
            where["dataset"] = new { eq = dataset };
        if (recordKey is not null)
            where["recordKey"] = new { eq = recordKey };
        if (conflictsOnly)
            where["isConflicting"] = new { eq = true };
        return (await api.AskAsync<EditsAnswer>(EditsQuery, new { first = PageSize, after, where = where.Count > 0 ? where : null })).HandEdits;
    }

    public static async Task<RecordFacts?> FindRecordAsync(this EstateMapApi api, string dataset, string recordKey) => (await api.AskAsync<RecordAnswer>(RecordQuery, new { dataset, recordKey })).Record;

    public static async Task<MatchesAnswer> ListMatchesAsync(this EstateMapApi api, string? after) => await api.AskAsync<MatchesAnswer>(MatchesQuery, new { first = 10, after });
}

/// <summary>Which issues; empty means any. Without a run, those of what is served.</summary>
public sealed record IssueFilter(string Dataset = "", string Owner = "", string Rule = "", string Severity = "", string Run = "", bool IsRejection = false);

public sealed record DatasetsAnswer(Page<DatasetFacts> Datasets);
/// <param name="FeedUrl">Of the Open Referral UK feed that it is read from; null for a file.</param>
public sealed record DatasetFacts(
    string Key, string Title, string? Description, string Publisher, string? PublisherUrl, string Licence, string? LicenceUrl, string Attribution, bool IsShareAlike, bool IsSample, bool IsSchematic,
    string Theme, RunFigures? ActiveRun,
    ConditionFacts? Condition, IReadOnlyList<CoverageFacts> AreaCoverage, string? FeedUrl = null, DateTimeOffset? FeedReadAt = null, StewardName? Steward = null);

/// <summary>Whose stewards may import a dataset.</summary>
public sealed record StewardName(string Name);

public sealed record RunFigures(int Number, DateOnly? AsAt, int RowsRead, int RowsLocated, int RowsRejected, int RowsMissing, int PersonalValuesDropped, int IssueCount);
public sealed record ConditionFacts(int? AgeDays, int Records, double? LocatedShare, FitnessFacts Fitness);
public sealed record FitnessFacts(string Verdict, string Freshness, string Completeness, string? Location, string Because);
public sealed record CoverageFacts(string Kind, int Areas, int Covered);
public sealed record TitlesAnswer(Page<NamedDataset> Datasets);
public sealed record IssuesAnswer(Page<IssueRow> ImportIssues);
public sealed record IssueRow(
    string Id, NamedDataset Dataset, int? Line, string? RecordKey, string? RecordName, string? Field, string? Value, string? ProposedValue, bool IsEdited, string IssueType, string Severity, string Responsible, string Message,
    bool IsRejection);
public sealed record NamedDataset(string Key, string Title = "");
public sealed record RulesAnswer(IReadOnlyList<RuleRow> QualityRules);
public sealed record RuleRow(string IssueType, string Label, string? Description, string Severity, string Responsible, int Count, int ProposedCount, int EditedCount);
public sealed record ScoresAnswer(IReadOnlyList<ScoreRow> QualityScores);
public sealed record ScoreRow(
    string Dataset, string DatasetTitle, string Organisation, string OrganisationName, int Run, DateOnly? AsAt, DateTimeOffset MeasuredAt, int Records, int RecordsWithWarnings, double Score);
public sealed record RunsAnswer(Page<RunRow> ImportRuns);
public sealed record RunRow(
    string Id, int Number, string Status, string? Message, string FileName, DateOnly? AsAt, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, int RowsRead, int RowsNew, int RowsChanged, int RowsUnchanged, int RowsMissing,
    int RowsRejected, int RowsConflicting, int PersonalValuesDropped, bool IsServed, bool IsStale, NamedDataset Dataset);
public sealed record ChangesAnswer(Page<RunChanges> ImportRuns);
public sealed record RunChanges(Page<ChangeRow> Changes);
public sealed record ChangeRow(string RecordKey, string? Name, int? Line, IReadOnlyList<string> EditedFields, IReadOnlyList<FieldDifference> Fields);
public sealed record FieldDifference(string Field, string? Before, string? After);
public sealed record EditsAnswer(Page<EditRow> HandEdits);
public sealed record EditRow(
    string Id, NamedDataset Dataset, string RecordKey, string? RecordName, string Field, string? Value, string? SeenValue, string? FileValue, bool IsConflicting, string EditedBy, DateTimeOffset EditedAt, string Why);
public sealed record RecordAnswer(RecordFacts? Record);
public sealed record RecordFacts(string RecordKey, string? Name, bool IsMissing, IReadOnlyList<FieldValue> Fields, IReadOnlyList<VersionFacts> Versions);
public sealed record FieldValue(string Field, string? Value, bool IsEditable);
public sealed record VersionFacts(int Run, DateOnly? AsAt, DateTimeOffset? ReplacedAt, IReadOnlyList<FieldDifference> Changes);
public sealed record MatchesAnswer(Page<MatchRow> MatchCandidates, Page<DecisionRow> MatchDecisions);
public sealed record MatchRow(
    string Id, NamedDataset Dataset, string RecordKey, string RecordName, string? RecordAddress, string? RecordPostcode, string? RecordUprn, double Score, double? Distance_m, string Reason, MatchSite Site);
public sealed record MatchSite(string Id, string Name, string? StreetNumber, string? StreetName, string? Postcode, IReadOnlyList<string>? Uprns, IReadOnlyList<NamedTitle>? Datasets);
public sealed record NamedTitle(string Title);
public sealed record DecisionRow(string Id, NamedDataset Dataset, string RecordKey, string? RecordName, MatchSite? Site, bool IsSame, string DecidedBy, DateTimeOffset DecidedAt, string Why);
