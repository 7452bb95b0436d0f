namespace EstateMap.Server.Plans.Studies;

/// <summary>A figure that nobody has measured here, with what stands behind it.</summary>
internal sealed record Assumption(string Code, string Label, double Value, string Unit, string Source, bool IsDefault);

/// <summary>What a study assumes where the register is silent: its own figures, and defaults for the rest.</summary>
internal sealed class Assumptions
{
    public const string RunningCost = "running_cost_gbp_per_m2";
    public const string Capital = "capital_gbp_per_m2";
    public const string Reprovided = "reprovided_share";
    public const string Receipt = "receipt_gbp_per_m2";
    public const string Energy = "energy_kwh_per_m2";
    public const string Carbon = "carbon_kg_per_kwh";
    public const string FloorArea = "floor_area_m2";
    public const string Capacity = "people_per_m2";
    public const string MoveWeeks = "move_weeks";
    public const string DeskArea = "desk_area_m2";
    public const string UsableShare = "usable_share";
    public const string ServiceArea = "service_area_m2";
    public const string ServiceCost = "service_cost_gbp";
    public const string TravelTime = "travel_time_gbp_per_hour";
    public const string AccessPoverty = "access_poverty_minutes";

    private const string Placeholder = "Placeholder of EstateMap: no published figure stands behind it. Put in your own.";

    /// <summary>Code, label, unit, value, source. A value of null is reckoned from the study's own sites.</summary>
    private static readonly (string Code, string Label, string Unit, double? Value, string Source)[] Defaults =
    [
        (RunningCost, "Running cost of a building, where the register has none", "£ per m² and year", 100, Placeholder),
        (Capital, "Making room for what a closed building held", "£ per m²", 600, Placeholder),
        (Reprovided, "Part of a closed building's floor area that has to be made available elsewhere", "share", 0.5, Placeholder),
        (Receipt, "Receipt from selling a freehold building", "£ per m²", 800, Placeholder),
        (Energy, "Energy that a building uses", "kWh per m² and year", 215, "CIBSE TM46:2008, benchmark for a general office: 95 kWh of electricity and 120 kWh of heat."),
        (Carbon, "Greenhouse gas of that energy", "kg CO2e per kWh", 0.194, "UK Government conversion factors for 2024, electricity 0.207 and natural gas 0.183, weighted as the energy above."),
        (FloorArea, "Floor area of a building, where the register has none", "m²", null, Placeholder),
        (Capacity, "People whom a square metre can serve, for the question with limited rooms", "people per m²", null, Placeholder),
        (MoveWeeks, "Weeks that moving a service or a team takes", "weeks", 8, Placeholder),
        (DeskArea, "Floor area that a desk takes", "m² per desk", 8, "Placeholder of EstateMap, at the low end of what British office guides advise."),
        (UsableShare, "Part of a building's floor area that rooms take, without walls, stairs and plant", "share", 0.8, Placeholder),
        (ServiceArea, "Floor area that a service takes in a hub", "m²", 100, Placeholder),
        (ServiceCost, "Running a service in one more hub", "£ per year", 20_000, Placeholder),
        (TravelTime, "An hour of people's travel, weighed against pounds", "£ per hour", 5, Placeholder),
        (AccessPoverty, "Walk beyond which somebody counts as poorly served", "minutes", 15, "The 15-minute walk that planning for neighbourhoods works with; a convention, not a finding."),
    ];

    private readonly Dictionary<string, Assumption> _known;

    private Assumptions(IReadOnlyList<Assumption> all)
    {
        All = all;
        _known = all.ToDictionary(item => item.Code);
    }

    /// <summary>In the order in which they are shown.</summary>
    public IReadOnlyList<Assumption> All { get; }

    public double this[string code] => _known[code].Value;

    /// <summary>What a figure may be at least: of areas and times that something is divided by, not nought.</summary>
    public static double Least(string code) => code is FloorArea or Capacity or AccessPoverty or DeskArea ? 0.001 : 0;

    public static double Most(string code) => code is Reprovided or UsableShare ? 1 : 1_000_000_000;

    public static IEnumerable<string> Codes => Defaults.Select(item => item.Code);

    /// <param name="given">What the study says itself.</param>
    /// <param name="knownAreas">Floor areas of the study's sites that have one, m².</param>
    /// <param name="sites">How many sites the study has.</param>
    /// <param name="people">Of the study's group.</param>
    public static Assumptions Of(IReadOnlyList<AssumedValue> given, IReadOnlyList<double> knownAreas, int sites, double people)
    {
        var values = given.ToDictionary(item => item.Code);
        var all = new List<Assumption>();
        foreach (var (code, label, unit, value, source) in Defaults)
        {
            if (values.TryGetValue(code, out var own)) all.Add(new Assumption(code, label, own.Value, unit, own.Source, IsDefault: false));
            else if (value is { } constant) all.Add(new Assumption(code, label, constant, unit, source, IsDefault: true));
            else if (code == FloorArea) all.Add(MedianArea(label, unit, knownAreas));
            else all.Add(TwiceTheRoom(label, unit, people, Area(all), knownAreas, sites));
        }

        return new Assumptions(all);
    }

    private static double Area(List<Assumption> all) => all.Single(item => item.Code == FloorArea).Value;

    private static Assumption MedianArea(string label, string unit, IReadOnlyList<double> areas)
    {
        if (areas.Count == 0) return new Assumption(FloorArea, label, 300, unit, Placeholder, IsDefault: true);
        var sorted = areas.Order().ToArray();
        var median = sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
        return new Assumption(FloorArea, label, Math.Round(median), unit, sorted.Length == 1 ? "That of the only building of this study whose floor area is known." : $"Median of the {sorted.Length} buildings of this study whose floor area is known.", IsDefault: true);
    }

    /// <summary>So much that all buildings together could serve everybody twice: the least that leaves a choice.</summary>
    private static Assumption TwiceTheRoom(string label, string unit, double people, double usualArea, IReadOnlyList<double> areas, int sites)
    {
        var room = areas.Sum() + (sites - areas.Count) * usualArea;
        var value = room > 0 && people > 0 ? Math.Round(2 * people / room, 3, MidpointRounding.ToPositiveInfinity) : 1;
        return new Assumption(Capacity, label, value, unit, "Placeholder of EstateMap: so much that all buildings of this study together could serve twice its people.", IsDefault: true);
    }
}
