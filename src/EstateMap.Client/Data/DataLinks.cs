namespace EstateMap.Client.Data;

/// <summary>Addresses of the Data workspace.</summary>
public static class DataLinks
{
    public static string SourceHref(string dataset) => $"data/sources/{Uri.EscapeDataString(dataset)}";

    public static string RunHref(int run) => $"data/runs/{run}";

    public static string RejectsHref(long run) => $"imports/runs/{run}/rejects.csv";

    public static string RecordHref(string dataset, string recordKey, string? field = null) => Query("data/record", ("dataset", dataset), ("key", recordKey), ("field", field));

    /// <summary>Rows with faults: of what is served or, with a run, of that run.</summary>
    public static string IssuesHref(string? dataset = null, string? rule = null, string? owner = null, int? run = null, bool rejected = false) =>
        Query("data/issues", ("dataset", dataset), ("rule", rule), ("owner", owner), ("run", run?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("rejected", rejected ? "true" : null));

    private static string Query(string path, params (string Name, string? Value)[] choices) =>
        path + string.Concat(choices.Where(choice => !string.IsNullOrEmpty(choice.Value)).Select((choice, index) => $"{(index == 0 ? '?' : '&')}{choice.Name}={Uri.EscapeDataString(choice.Value!)}"));
}
