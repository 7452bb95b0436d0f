using System.Globalization;

namespace EstateMap.Client.Plan;

/// <summary>Numbers as people type them into a plan's forms: points for decimals, commas and blanks between thousands, a pound sign before.</summary>
public static class PlanNumbers
{
    /// <summary>False for anything that is not one finite number.</summary>
    public static bool TryRead(string? typed, out double number)
    {
        var bare = (typed ?? "").Trim().TrimStart('£').Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>The number, null for an empty field.</summary>
    /// <exception cref="Api.ApiException">Something else was typed.</exception>
    public static double? Read(string? typed, string field) => string.IsNullOrWhiteSpace(typed) ? null
        : TryRead(typed, out var number) ? number : throw new Api.ApiException($"“{typed}” is not a number. Mend “{field}” and save again.");

    /// <summary>As it stands in a field.</summary>
    public static string Write(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
}
