namespace EstateMap.Client.Plan;

/// <summary>Whom a table of losers tells apart.</summary>
public static class Breakdowns
{
    public const string Default = "WARD";

    /// <summary>Codes with what they are called, and what heads their column.</summary>
    public static readonly IReadOnlyList<(string Code, string Label, string Head)> All =
    [
        ("WARD", "Wards", "Ward"),
        ("NEIGHBOURHOOD", "Neighbourhoods", "Neighbourhood"),
        ("AGE_BAND", "Ages", "Age"),
        ("IMD_DECILE", "Deprivation of the place they live in", "Deprivation"),
        ("NO_CAR", "Households with and without a car", "Car"),
    ];
}
