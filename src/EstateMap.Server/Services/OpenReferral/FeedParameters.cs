using System.Globalization;
using System.Text.RegularExpressions;
using EstateMap.Server.Maps;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Services.OpenReferral;

/// <summary>A page of a list: the first is number 1.</summary>
internal sealed record FeedPage(int Number, int PerPage)
{
    public const int UsualPerPage = 50;
    public const int MostPerPage = 500;
    public static readonly string[] Parameters = ["page", "per_page"];

    public long Offset => (long)(Number - 1) * PerPage;

    /// <exception cref="MapRequestError">No page has this number or length.</exception>
    public static FeedPage Read(QueryParameters query) => new(AtLeastOne(query, "page", 1, int.MaxValue), AtLeastOne(query, "per_page", UsualPerPage, MostPerPage));

    private static int AtLeastOne(QueryParameters query, string name, int usual, int most) =>
        query.FindText(name) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new MapRequestError($"'{name}' must be a whole number from 1 to {most}.");
}

/// <summary>What a caller narrows services down to; conditions are ANDed, null does not narrow. Times of day are those of the clock on the wall, whatever offset stands behind them.</summary>
internal sealed partial record FeedFilter(string? Search, Guid? TermId, Guid? TaxonomyId, decimal? MinimumAge, decimal? MaximumAge, string? Day, TimeOnly? StartTime, TimeOnly? EndTime, DateTime? ModifiedAfter)
{
    public static readonly string[] Parameters = ["search", "taxonomy_term_id", "taxonomy_id", "minimum_age", "maximum_age", "start_time", "end_time", "day", "modified_after"];

    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly string[] Instants = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"];

    /// <exception cref="MapRequestError">A value is not of its parameter's form.</exception>
    public static FeedFilter Read(QueryParameters query) => new(
        query.FindText("search"), FindId(query, "taxonomy_term_id"), FindId(query, "taxonomy_id"), FindAge(query, "minimum_age"), FindAge(query, "maximum_age"),
        FindDay(query), FindTime(query, "start_time"), FindTime(query, "end_time"), FindInstant(query, "modified_after"));

    /// <summary>As parameters $1 to $9 of the feed's statements.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        Add(parameters, Search, NpgsqlDbType.Text);
        Add(parameters, TermId, NpgsqlDbType.Uuid);
        Add(parameters, TaxonomyId, NpgsqlDbType.Uuid);
        Add(parameters, MinimumAge, NpgsqlDbType.Numeric);
        Add(parameters, MaximumAge, NpgsqlDbType.Numeric);
        Add(parameters, Day, NpgsqlDbType.Text);
        Add(parameters, StartTime, NpgsqlDbType.Time);
        Add(parameters, EndTime, NpgsqlDbType.Time);
        Add(parameters, ModifiedAfter, NpgsqlDbType.TimestampTz);
    }

    public static void Add(NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type) => parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });

    /// <exception cref="MapRequestError">No UUID.</exception>
    public static Guid ReadId(string text, string name) => Guid.TryParseExact(text, "D", out var id) ? id : throw new MapRequestError($"'{Shown(text)}' is no {name}: ids of this feed are UUIDs.");

    private static Guid? FindId(QueryParameters query, string name) => query.FindText(name) is { } text ? ReadId(text, name) : null;

    private static decimal? FindAge(QueryParameters query, string name) => query.FindText(name) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var years) && years <= 150 ? years
        : throw new MapRequestError($"'{name}' must be a number of years from 0 to 150.");

    private static string? FindDay(QueryParameters query) => query.FindText("day") is not { } text ? null
        : Days.FirstOrDefault(day => text.Length is 2 or 3 ? day.StartsWith(text, StringComparison.OrdinalIgnoreCase) : day.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known ? known[..2].ToUpperInvariant()
        : throw new MapRequestError("'day' must be a day of the week, such as MO or Monday.");

    private static TimeOnly? FindTime(QueryParameters query, string name) => query.FindText(name) is not { } text ? null
        : TimeOfDay().Match(text) is { Success: true } match ? TimeOnly.ParseExact(match.Groups["time"].Value, "HH:mm", CultureInfo.InvariantCulture)
        : throw new MapRequestError($"'{name}' must be a time of day, such as 09:30.");

    // A plus sign that was not escaped arrives as a blank.
    private static DateTime? FindInstant(QueryParameters query, string name) => query.FindText(name) is not { } text ? null
        : DateTimeOffset.TryParseExact(text.Replace(' ', '+'), Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.UtcDateTime
        : throw new MapRequestError($"'{name}' must be a date or an instant, such as 2026-01-31 or 2026-01-31T09:30:00Z.");

    private static string Shown(string text) => new(text.Where(letter => !char.IsControl(letter)).Take(60).ToArray());

    [GeneratedRegex(@"^(?<time>([01][0-9]|2[0-3]):[0-5][0-9])(:[0-5][0-9])?(Z|[+ -][0-9]{2}:[0-9]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();
}
