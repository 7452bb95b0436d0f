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

    /// <summary>A code such as LAND_AND_BUILDING or general_practice as "Land and building".</summary>
    public static string Words(string code) => code.Length == 0 ? "" : char.ToUpperInvariant(code[0]) + code[1..].ToLowerInvariant().Replace('_', ' ');
}
