using System.Globalization;

namespace EstateMap.Server.Sources;

/// <summary>How fit a dataset is for use, in words that a reader can check.</summary>
/// <remarks>
/// Three things are graded good, fair or poor:
/// <list type="bullet">
/// <item>freshness: age at most 1.25 times the interval of publication is good, at most 2 times fair, older poor; no date is fair. Interval: the manifest's <c>updatedEveryMonths</c>, else 12 months.</item>
/// <item>completeness: rows let in without a warning, of all rows read: from 90 % good, from 60 % fair, below poor.</item>
/// <item>location, for places only: rows with a point of their own, of those let in: from 90 % good, from 60 % fair, below poor. The centre of a postcode is no point of one's own.</item>
/// </list>
/// All good: fit for decisions. Nothing poor: fit for an overview. Anything poor: check before use.
/// </remarks>
internal sealed record Fitness
{
    public const int DefaultIntervalMonths = 12;
    private const double DaysInMonth = 30.44;

    public required string Verdict { get; init; }
    public required string Freshness { get; init; }
    public required string Completeness { get; init; }

    /// <summary>Null for what has no place of its own, such as figures by area.</summary>
    public string? Location { get; init; }

    /// <summary>A sentence for each grade that is not good; empty when all are.</summary>
    public required string Because { get; init; }

    /// <param name="ageDays">Since the date the file speaks for; null when it gives none.</param>
    /// <param name="intervalMonths">How often the source is published; null when not stated.</param>
    /// <param name="read">Rows in the file.</param>
    /// <param name="clean">Rows let in without a warning.</param>
    /// <param name="letIn">Rows let in.</param>
    /// <param name="pointed">Rows with a point of their own; null where rows are no places.</param>
    public static Fitness Of(int? ageDays, int? intervalMonths, int read, int clean, int letIn, int? pointed)
    {
        var interval = intervalMonths ?? DefaultIntervalMonths;
        var freshness = ageDays is not { } days ? Grade.Fair : days <= 1.25 * interval * DaysInMonth ? Grade.Good : days <= 2 * interval * DaysInMonth ? Grade.Fair : Grade.Poor;
        var completeness = OfShare(clean, read);
        var location = pointed is { } own ? OfShare(own, letIn) : (Grade?)null;
        var because = new List<string>();
        if (freshness != Grade.Good)
            because.Add(ageDays is null ? "The file gives no date." : string.Create(CultureInfo.InvariantCulture, $"The file is {ageDays} days old; one comes out every {interval} months."));
        if (completeness != Grade.Good)
            because.Add(string.Create(CultureInfo.InvariantCulture, $"{clean} of {read} rows are without a warning."));
        if (location is Grade.Fair or Grade.Poor)
            because.Add(string.Create(CultureInfo.InvariantCulture, $"{pointed} of {letIn} rows have a point of their own."));
        Grade[] all = location is { } placed ? [freshness, completeness, placed] : [freshness, completeness];
        return new Fitness
        {
            Verdict = all.Contains(Grade.Poor) ? "Check before use" : all.Contains(Grade.Fair) ? "Fit for an overview" : "Fit for decisions",
            Freshness = Word(freshness),
            Completeness = Word(completeness),
            Location = location is { } graded ? Word(graded) : null,
            Because = string.Join(' ', because),
        };
    }

    private static Grade OfShare(int part, int whole) => whole == 0 ? Grade.Poor : ((double)part / whole) switch { >= 0.9 => Grade.Good, >= 0.6 => Grade.Fair, _ => Grade.Poor };

    private static string Word(Grade grade) => grade switch { Grade.Good => "good", Grade.Fair => "fair", _ => "poor" };

    private enum Grade { Good, Fair, Poor }
}
