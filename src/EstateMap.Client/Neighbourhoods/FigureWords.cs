using System.Globalization;

namespace EstateMap.Client.Neighbourhoods;

/// <summary>Figures of profiles as people read them.</summary>
public static class FigureWords
{
    /// <summary>"12.6 min", "46 %", "£1,230", "1,204"; a dash where nothing is known.</summary>
    public static string Value(double? value, string unit) => value is not { } number ? "–" : unit switch
    {
        "share" => Shell.Figures.Percent(number),
        "minutes" => $"{Number(number, "0.0")} min",
        "decile" => Number(number, "0.0"),
        "index" => Number(number, "0.000"),
        "days" => Shell.Figures.Age((int)number),
        _ when unit.StartsWith('£') => (number < 0 ? "−£" : "£") + Number(Math.Abs(number), Math.Abs(number) < 100 && number != Math.Floor(number) ? "#,0.00" : "#,0"),
        "m²" => $"{Number(number, "#,0")} m²",
        "hours" => $"{Number(number, "#,0.#")} h",
        _ => Number(number, Math.Abs(number) >= 100 ? "#,0" : "#,0.##"),
    };

    /// <summary>What an area's kind and vintage are called: "Ward 2023".</summary>
    public static string Kind(AreaRef area) => $"{(area.Kind is "lsoa" or "msoa" or "oa" or "pcn" ? area.Kind.ToUpperInvariant() : Shell.Figures.Words(area.Kind))} {area.Vintage}";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
}
