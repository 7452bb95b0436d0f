namespace EstateMap.Server.Travel;

/// <summary>Where a network or matrix comes from; goes with every figure made of it.</summary>
/// <param name="Name">What it is called; importing another file under the name replaces its contents.</param>
/// <param name="AsAt">The date the source speaks for; null when it does not say.</param>
internal sealed record TravelSource(string Name, string Publisher, string Licence, string Attribution, DateOnly? AsAt)
{
    public const string NotStated = "not stated";
    private const int LongestName = 120;

    /// <exception cref="Database.UsageException">The name is empty or too long.</exception>
    public static TravelSource Of(string? name, string file, string? publisher, string? licence, string? attribution, DateOnly? asAt)
    {
        var called = (name ?? Path.GetFileName(file).Split('.')[0]).Trim();
        if (called.Length is 0 or > LongestName || called.Any(char.IsControl)) throw new Database.UsageException($"A name has 1 to {LongestName} characters and no line ends: give --name.");
        // A file of OpenStreetMap's own formats can be of nobody else.
        var isOsm = OsmExtract.IsOne(file);
        return new TravelSource(called, publisher ?? (isOsm ? "OpenStreetMap contributors" : NotStated), licence ?? (isOsm ? "ODbL-1.0" : NotStated), attribution ?? (isOsm ? "© OpenStreetMap contributors" : $"Source: {called}; publisher and licence {NotStated}"), asAt);
    }
}

/// <summary>A row of a file that did not get in.</summary>
/// <param name="Line">Line of a CSV or number of a feature, 1-based.</param>
/// <param name="Reason">Stable code.</param>
internal sealed record RejectedLine(string File, int Line, string Reason, string Sentence)
{
    /// <summary>Writes them as a CSV.</summary>
    public static async Task WriteAsync(IEnumerable<RejectedLine> lines, string path, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(path);
        await text.WriteLineAsync("file,line,reason,sentence");
        foreach (var line in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            await text.WriteLineAsync(FormattableString.Invariant($"{Quoted(line.File)},{line.Line},{line.Reason},{Quoted(line.Sentence)}"));
        }
    }

    // A leading =, +, - or @ would run as a formula where the file is opened in a spreadsheet.
    private static string Quoted(string value)
    {
        var safe = value is ['=' or '+' or '-' or '@', ..] ? "'" + value : value;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
    }
}
