using System.Globalization;

namespace EstateMap.Client.Shell;

/// <summary>Figures as people read them.</summary>
public static class Figures
{
    /// <summary>"1,235"; a dash when there is none.</summary>
    public static string Whole(double? number) => number is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "–";

    /// <summary>A share of 0 to 1 as "61 %"; never rounds something to nothing or part to all. A dash when there is none.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "–",
        > 0 and < 0.01 => "under 1 %",
        > 0.99 and < 1 => "over 99 %",
        { } known => (known * 100).ToString("0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>"29 September 2023"; words for no date.</summary>
    public static string Day(DateOnly? day) => day is { } known ? known.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : "date not given";

    /// <summary>The day of a field of type date; null when it holds none.</summary>
    public static DateOnly? FindDay(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The name of a field of a record as people read it: uprn as "UPRN", tenure_type as "Tenure type".</summary>
    public static string Field(string name) => name switch
    {
        "crs" => "Coordinate system",
        "email" => "E-mail",
        "id" => "Number",
        "organisation_uri" => "Organisation's web identifier",
        "uprn" or "usrn" or "urn" or "ods" => name.ToUpperInvariant(),
        _ => Words(name).Replace(" url", " web address", StringComparison.Ordinal).Replace(" m2", " m²", StringComparison.Ordinal),
    };

    /// <summary>"today", "12 days old", "3 months old", "2 years old"; words for no age.</summary>
    public static string Age(int? days) => days switch
    {
        null => "age not known",
        <= 0 => "today",
        1 => "1 day old",
        < 60 => $"{days} days old",
        < 730 => $"{(int)(days / 30.44)} months old",
        { } old => $"{(int)(old / 365.25)} years old",
    };

    /// <summary>"23 November 2026, 14:05 UTC": the program carries no time zones.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>"1 record", "2 records".</summary>
    public static string Count(int number, string one, string? several = null) => $"{Whole(number)} {(number == 1 ? one : several ?? one + "s")}";

    /// <summary>A code such as LAND_AND_BUILDING or general_practice as "Land and building".</summary>
    public static string Words(string code) => code.Length == 0 ? "" : char.ToUpperInvariant(code[0]) + code[1..].ToLowerInvariant().Replace('_', ' ');
}
