using System.Globalization;

namespace EstateMap.Client.Data;

/// <summary>The scores of one owner's records in one source, oldest first; at least one.</summary>
/// <param name="Symbol">Number by which line and table row are known to each other, from 1.</param>
public sealed record ScoreSeries(int Symbol, string OwnerName, string DatasetTitle, IReadOnlyList<ScoreRow> Scores)
{
    public ScoreRow Last => Scores[^1];

    /// <summary>Difference of the last score to the one before, in points of a hundred; null for a first score.</summary>
    public double? Change => Scores.Count > 1 ? 100 * (Last.Score - Scores[^2].Score) : null;

    /// <summary>"+2.5 points", "no change".</summary>
    public string ChangeWords => Change switch
    {
        null => "first score",
        { } change when Math.Abs(change) < 0.05 => "no change",
        { } change => change.ToString("+0.0;−0.0", CultureInfo.InvariantCulture) + " points",
    };

    /// <summary>The largest first, so that what matters most is drawn.</summary>
    public static IReadOnlyList<ScoreSeries> Of(IEnumerable<ScoreRow> scores) =>
        [.. scores.GroupBy(score => (score.Organisation, score.Dataset))
            .Select(group => group.OrderBy(score => score.Run).ToArray())
            .OrderByDescending(runs => runs[^1].Records).ThenBy(runs => runs[0].OrganisationName, StringComparer.Ordinal)
            .Select((runs, index) => new ScoreSeries(index + 1, runs[0].OrganisationName, runs[0].DatasetTitle, runs))];

    /// <summary>Who can be chosen: owners of more than a few records, by name, and who is chosen already.</summary>
    public static IReadOnlyList<(string Id, string Name)> Owners(IEnumerable<ScoreRow> scores, string? chosen) =>
        [.. Of(scores).GroupBy(series => (series.Last.Organisation, series.OwnerName))
            .Where(owner => owner.Key.Organisation == chosen || owner.Sum(series => series.Last.Records) >= 5)
            .Select(owner => owner.Key).OrderBy(owner => owner.OwnerName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Where a score is drawn, in a picture of the width and height given: the date of its file, or of its measuring, from left to right; 100 % on top.</summary>
    public static (double X, double Y) Place(ScoreRow score, DateOnly first, DateOnly last, double width, double height)
    {
        var days = last.DayNumber - first.DayNumber;
        return (days == 0 ? width / 2 : width * (Day(score).DayNumber - first.DayNumber) / days, height * (1 - score.Score));
    }

    public static DateOnly Day(ScoreRow score) => score.AsAt ?? DateOnly.FromDateTime(score.MeasuredAt.UtcDateTime);
}
