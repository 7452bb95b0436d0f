using System.Globalization;

namespace EstateMap.Server.Plans.Studies;

/// <summary>People of a study in one group of a breakdown.</summary>
/// <param name="Weights">[demand].</param>
internal sealed record StudyGroup(string Key, string Label, double[] Weights);

/// <summary>How the people of a place are told apart: by where they live, how old they are, how deprived their area is, and whether their household has a car.</summary>
internal static class StudyGroups
{
    public const string Ward = "WARD";
    public const string Neighbourhood = "NEIGHBOURHOOD";
    public const string AgeBand = "AGE_BAND";
    public const string ImdDecile = "IMD_DECILE";
    public const string NoCar = "NO_CAR";

    public static readonly string[] Kinds = [Ward, Neighbourhood, AgeBand, ImdDecile, NoCar];

    /// <summary>Groups of a kind; those by place and deprivation are of the study's own people, those by age and car of the people that the figures count. Empty where no source tells.</summary>
    public static IReadOnlyList<StudyGroup> Of(StudyProblem study, string kind) => kind switch
    {
        Ward => ByKey(study, point => point.WardCode, point => point.Ward, "In no known ward"),
        Neighbourhood => ByKey(study, point => point.NeighbourhoodCode, point => point.Neighbourhood, "In no known neighbourhood"),
        ImdDecile => ByKey(study, point => point.ImdDecile?.ToString("00", CultureInfo.InvariantCulture), point => Decile(point.ImdDecile), "Deprivation not known"),
        AgeBand => [.. study.Register.Groups.Where(group => group.Code.StartsWith("age_", StringComparison.Ordinal)).Select(Whole)],
        _ => [.. study.Register.Groups.Where(IsAboutCars).Select(Whole)],
    };

    private static StudyGroup Whole(DemandGroup group) => new(group.Code, group.Label, group.Weights);

    private static bool IsAboutCars(DemandGroup group) => group.Code is DemandGroups.NoCar or DemandGroups.WithCar;

    private static string? Decile(int? decile) => decile switch
    {
        null => null,
        1 => "Decile 1, most deprived",
        10 => "Decile 10, least deprived",
        _ => string.Create(CultureInfo.InvariantCulture, $"Decile {decile}"),
    };

    private static IReadOnlyList<StudyGroup> ByKey(StudyProblem study, Func<DemandFact, string?> key, Func<DemandFact, string?> label, string unknown)
    {
        var points = study.Register.Points;
        var groups = new SortedDictionary<string, StudyGroup>(StringComparer.Ordinal);
        for (var i = 0; i < points.Length; i++)
        {
            // Sorts behind every code.
            var of = key(points[i]) ?? "~";
            if (!groups.TryGetValue(of, out var group)) groups[of] = group = new StudyGroup(of == "~" ? "unknown" : of.TrimStart('0'), of == "~" ? unknown : label(points[i]) ?? of, new double[points.Length]);
            group.Weights[i] = study.Weights[i];
        }

        return groups.Count == 1 && groups.ContainsKey("~") ? [] : [.. groups.Values.Where(group => group.Weights.Any(weight => weight > 0))];
    }
}
