using System.Globalization;
using EstateMap.Client.Shell;

namespace EstateMap.Client.Plan;

/// <summary>Plans in words that need no textbook.</summary>
public static class PlanWords
{
    /// <summary>What a site may become, in the order lists have it.</summary>
    public static readonly System.Collections.Immutable.ImmutableArray<string> Roles = ["KEEP", "CANDIDATE", "CLOSE", "NOT_ELIGIBLE"];

    /// <summary>"12.4 minutes"; a dash when nobody reaches anything.</summary>
    public static string Minutes(double? seconds) => seconds is { } known ? (known / 60).ToString("0.0;−0.0", CultureInfo.InvariantCulture) + " minutes" : "–";

    /// <summary>"12.4": for tables that say minutes in their heads.</summary>
    public static string BareMinutes(double? seconds) => seconds is { } known ? (known / 60).ToString("0.0;−0.0", CultureInfo.InvariantCulture) : "–";

    /// <summary>"+1.2", "−0.3", "0.0" minutes.</summary>
    public static string MoreMinutes(double? seconds) => seconds is { } known ? WithSign(Math.Round(known / 60, 1), "0.0") : "–";

    /// <summary>"£1.25 million", "£340,000", "£900"; thousands are rounded.</summary>
    public static string Pounds(double? value) => value switch
    {
        null => "–",
        { } known when Math.Abs(known) >= 1e6 => Sign(known) + "£" + (Math.Abs(known) / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " million",
        { } known when Math.Abs(known) >= 10_000 => Sign(known) + "£" + (Math.Round(Math.Abs(known) / 1000) * 1000).ToString("N0", CultureInfo.InvariantCulture),
        { } known => Sign(known) + "£" + Math.Abs(known).ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>A figure with its unit: pounds, square metres, tonnes of carbon or the unit's own word.</summary>
    public static string Of(Figure figure) => Of(figure.Value, figure.Unit);

    public static string Of(double value, string unit) => unit switch
    {
        "£" => Pounds(value),
        "£ per year" => Pounds(value) + " a year",
        "kg CO2e per year" => Tonnes(value) + " a year",
        _ => Figures.Whole(value) + " " + unit,
    };

    /// <summary>What a site may become.</summary>
    public static string Role(string role) => role switch
    {
        "KEEP" => "Must stay",
        "CANDIDATE" => "May go",
        "CLOSE" => "Must close",
        "NOT_ELIGIBLE" => "Not eligible",
        _ => Figures.Words(role),
    };

    /// <summary>What a role means for the planner.</summary>
    public static string RoleMeaning(string role) => role switch
    {
        "KEEP" => "open in every plan",
        "CANDIDATE" => "the planner decides",
        "CLOSE" => "open in no plan, and counted as closing",
        _ => "left out altogether",
    };

    /// <summary>How a run stands.</summary>
    public static string State(string state) => state switch
    {
        "QUEUED" => "Waiting for its turn",
        "RUNNING" => "Running",
        "DONE" => "Done",
        "CANCELLED" => "Cancelled",
        "FAILED" => "Failed",
        "INTERRUPTED" => "Interrupted",
        _ => Figures.Words(state),
    };

    /// <summary>"7 buildings".</summary>
    public static string Buildings(int number) => Figures.Count(number, "building");

    /// <summary>How sure an answer is, as a sentence.</summary>
    public static string Proof(RunPoint point) => point.Gap switch
    {
        null => $"Nothing is proven of this choice of {Buildings(point.P)}: a better one may exist.",
        < 5e-7 => $"Proven: no choice of {Buildings(point.P)} can be better.",
        { } gap => $"Proven: no choice of {Buildings(point.P)} can be more than {Share(gap)} better.",
    };

    /// <summary>A small share of one, never rounded down to nothing: "0.01 %", "2.3 %".</summary>
    public static string Share(double share) => share switch
    {
        <= 0 => "0 %",
        < 0.0001 => "0.01 %",
        < 0.01 => (Math.Ceiling(share * 10_000) / 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
        _ => (Math.Ceiling(share * 1000) / 10).ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>"0.4 seconds", "2.5 minutes".</summary>
    public static string Took(double milliseconds) => milliseconds switch
    {
        < 100 => "under 0.1 seconds",
        < 60_000 => (milliseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " seconds",
        _ => (milliseconds / 60_000).ToString("0.0", CultureInfo.InvariantCulture) + " minutes",
    };

    /// <summary>"+1,235", "−12", "0".</summary>
    public static string WithSign(double value, string format = "N0") => value.ToString($"+{Positive(format)};−{Positive(format)};{Positive(format)}", CultureInfo.InvariantCulture);

    private static string Positive(string format) => format == "N0" ? "#,0" : format;

    /// <summary>Kilograms as "1,234.5 tonnes".</summary>
    public static string Tonnes(double kilograms) => (kilograms / 1000).ToString("#,0.#", CultureInfo.InvariantCulture) + " tonnes";

    private static string Sign(double value) => value < 0 ? "−" : "";
}
