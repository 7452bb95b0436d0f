using EstateMap.Testing.Sample;
using NetTopologySuite.Geometries;

namespace EstateMap.Testing.Town;

/// <summary>A made-up site of the fictional town. Owner is a number from 0; floor area is null for land; UPRN and service are null where the site has none.</summary>
public sealed record TownSite(
    int Number, string Name, string StreetName, Point At, string Visibility, int Owner, string Use, string? Uprn, double? FloorArea_m2, string? ServiceKind)
{
    /// <summary>Of an area that no post goes to; some sixty thousand different ones.</summary>
    public string Postcode => $"ZZ{1 + Number % 9} {Number / 9 % 10}{(char)('A' + Number / 90 % 26)}{(char)('A' + Number / 2340 % 26)}";
}

/// <summary>Any number of made-up sites, the same for the same seed: spread over the town, thicker towards its middle, some not for everyone's eyes.</summary>
public static class TownSites
{
    public const int OwnerCount = 24;
    public const int MostSites = 1_000_000;

    // Shares in a thousand, so that every level of visibility is met in a load of any size.
    private static readonly (string Visibility, int PerThousand)[] Visibilities = [("public", 900), ("partner", 60), ("owner", 30), ("restricted", 10)];

    private static readonly (string Use, string? Service, string Noun, bool IsBuilding)[] Uses =
    [
        ("community_building", "community", "Hall", true), ("school", "school", "School", true), ("library", "library", "Library", true),
        ("general_practice", "general_practice", "Surgery", true), ("leisure_centre", "leisure_centre", "Baths", true), ("community_hub", "community_hub", "Hub", true),
        ("public_building", null, "House", true), ("park", null, "Park", false), ("allotment", null, "Allotments", false), ("public_land", null, "Yard", false),
    ];

    private static readonly string[] Trees = ["Alder", "Ash", "Aspen", "Beech", "Birch", "Cedar", "Elder", "Elm", "Hawthorn", "Hazel", "Holly", "Juniper", "Larch", "Lime", "Maple", "Oak", "Pine", "Poplar", "Rowan", "Willow"];

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> outside 1 .. <see cref="MostSites"/>.</summary>
    public static IReadOnlyList<TownSite> Make(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostSites);
        var numbers = new SeededNumbers(seed);
        return [.. Enumerable.Range(1, count).Select(number => MakeOne(number, numbers))];
    }

    private static TownSite MakeOne(int number, SeededNumbers numbers)
    {
        var use = Uses[numbers.NextBelow(Uses.Length)];
        // The mean of two even draws is a triangle over the side of the town: thick in the middle, thin at the edges.
        var east_m = Across(numbers);
        var north_m = Across(numbers);
        var street = FictionalTown.Streets[numbers.NextBelow(FictionalTown.Streets.Count)].Name;
        return new TownSite(
            number, $"{Trees[numbers.NextBelow(Trees.Length)]} {use.Noun} {number}", street, FictionalTown.At(east_m, north_m),
            PickVisibility(numbers), numbers.NextBelow(OwnerCount), use.Use,
            numbers.NextUnit() < 0.7 ? $"9{number:00000000000}" : null,
            use.IsBuilding ? Math.Round(numbers.NextBetween(40, 4_000), 1) : null,
            use.Service);
    }

    private static double Across(SeededNumbers numbers) => FictionalTown.SideKm * 1_000 * (numbers.NextUnit() + numbers.NextUnit()) / 2;

    private static string PickVisibility(SeededNumbers numbers)
    {
        var draw = numbers.NextBelow(1_000);
        foreach (var (visibility, share) in Visibilities)
        {
            draw -= share;
            if (draw < 0)
                return visibility;
        }
        return "restricted";
    }
}
