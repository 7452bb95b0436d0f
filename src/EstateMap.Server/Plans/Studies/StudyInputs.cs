using EstateMap.Server.Graph;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Plans.Studies;

/// <summary>What people send of a study, as its content. Whatever does not fit is told with its place in the input; sites come as global ids and are kept as uuids.</summary>
/// <param name="codes">Codes of the register's vocabularies, by vocabulary.</param>
/// <param name="uuids">Uuids of the sites that the asker named and may see, by number.</param>
internal sealed class StudyInputs(ILookup<string, string> codes, IReadOnlyDictionary<long, Guid> uuids, TravelSettings travel)
{
    public const int MostTitle = 200;
    public const int MostReason = 500;
    public const int MostRoles = 1000;
    private const int MostCodes = 100;
    private const int MostPairs = 200;
    private const int MostVisits = 200;
    private const double MostMoney = 1e12;

    /// <summary>Numbers of the sites that a study's input names; ids that are none are told later.</summary>
    public static long[] NamedSites(PlanInput input)
    {
        var pairs = input.FindPart("constraints")?.Parts("exclusions", MostPairs).SelectMany(pair => new[] { pair.Find("first"), pair.Find("second") }) ?? [];
        var roles = input.Has("roles") ? input.Parts("roles", MostRoles).Select(role => role.Find("site")) : [];
        return [.. pairs.Concat(roles).OfType<string>().Select(id => GlobalId.FindNumber("Site", id)).OfType<long>().Distinct()];
    }

    /// <summary>The content with what was given put in place of what it had.</summary>
    /// <exception cref="MutationError">Something does not fit.</exception>
    public StudyContent Read(PlanInput input, StudyContent content)
    {
        if (input.Find("demand") is not null) content = content with { Demand = input.FindCode("demand")! };
        if (input.Find("travel") is { } way) content = content with { Travel = Travel(way, input.Path("travel")) };
        if (input.FindPart("eligibility") is { } rules) content = content with { Eligibility = Eligibility(rules) };
        if (input.FindPart("constraints") is { } constraints) content = content with { Constraints = Constraints(constraints) };
        if (input.Find("assumptions") is not null) content = content with { Assumptions = Assumed(input) };
        if (input.Find("visits") is not null) content = content with { Visits = Visits(input) };
        return content;
    }

    /// <summary>The roles with those of the input put over them, in the order of their sites.</summary>
    /// <exception cref="MutationError">Something does not fit, or there would be too many.</exception>
    public IReadOnlyList<RoleOverride> Roles(PlanInput input, IReadOnlyList<RoleOverride> roles)
    {
        var all = roles.ToDictionary(role => role.Site);
        foreach (var item in input.Parts("roles", MostRoles))
        {
            var site = Site(item, "site");
            if (item.Find("role") is string role) all[site] = new RoleOverride(site, role.ToLowerInvariant(), item.Text("reason", MostReason));
            else all.Remove(site);
        }

        if (all.Count > MostRoles) throw MutationError.Invalid($"This study would give {all.Count} buildings a role of their own; at most {MostRoles} are kept.", input.Path("roles"));
        return [.. all.Values.OrderBy(role => role.Site)];
    }

    private StudyTravel Travel(object way, string path)
    {
        try
        {
            var choice = TravelInputs.Read(way, travel);
            var given = new PlanInput((IDictionary<string, object?>)way);
            return new StudyTravel(choice.Method, choice.Source, given.Find("speedKmh") is null ? null : choice.SpeedKmh, given.Find("detour") is null ? null : choice.Detour);
        }
        catch (GraphRequestError error)
        {
            throw MutationError.Invalid(error.Message, path);
        }
    }

    private Eligibility Eligibility(PlanInput rules) => new()
    {
        Uses = Known(rules, "uses", "site-uses") ?? [],
        ExcludedUses = rules.FindCodes("excludedUses", MostCodes) ?? EligibilityDefaults.ExcludedUses,
        ExcludedWords = rules.FindWords("excludedWords", MostCodes) ?? EligibilityDefaults.ExcludedWords,
        // None is kept as nought: what is null is left out of the kept content, and what is left out is a default.
        MinFloorArea_m2 = rules.Has("minFloorArea_m2") ? rules.FindNumber("minFloorArea_m2", 0, 1e6) ?? 0 : EligibilityDefaults.MinFloorArea_m2,
        IncludeUnknownFloorArea = rules.Find("includeUnknownFloorArea") as bool? ?? true,
        Tenures = Known(rules, "tenures", "tenure-types") ?? [],
        OwnerKinds = Known(rules, "ownerKinds", "organisation-kinds") ?? [],
    };

    private StudyConstraints Constraints(PlanInput given)
    {
        var constraints = new StudyConstraints
        {
            AreaKind = given.FindCode("areaKind"),
            MinimumPerArea = given.FindInteger("minimumPerArea", 1, 100),
            ProtectedGroup = given.FindCode("protectedGroup"),
            MostExtraMinutes = given.FindNumber("mostExtraMinutes", 0, 600),
            RunningCostCeiling_gbp = given.FindNumber("runningCostCeiling_gbp", 0, MostMoney),
            FloorAreaCeiling_m2 = given.FindNumber("floorAreaCeiling_m2", 0, 1e9),
            Exclusions = [.. given.Parts("exclusions", MostPairs).Select(Pair)],
        };
        if (constraints.AreaKind is { } kind) Demand(kind, "area-kinds", given.Path("areaKind"));
        if (constraints.AreaKind is null != constraints.MinimumPerArea is null) throw MutationError.Invalid("A least number of buildings in each area needs both `areaKind` and `minimumPerArea`.", given.Path(constraints.AreaKind is null ? "areaKind" : "minimumPerArea"));
        if (constraints.ProtectedGroup is null != constraints.MostExtraMinutes is null) throw MutationError.Invalid("Protecting a group needs both `protectedGroup` and `mostExtraMinutes`.", given.Path(constraints.ProtectedGroup is null ? "protectedGroup" : "mostExtraMinutes"));
        return constraints;
    }

    private ExcludedPair Pair(PlanInput pair)
    {
        var (first, second) = (Site(pair, "first"), Site(pair, "second"));
        return first != second ? new ExcludedPair(first, second) : throw MutationError.Invalid("A building cannot exclude itself.", pair.Path("second"));
    }

    private static List<AssumedValue> Assumed(PlanInput input)
    {
        var values = input.Parts("assumptions", MostCodes).Select(item =>
        {
            var code = item.FindCode("code")!;
            if (!Assumptions.Codes.Contains(code)) throw MutationError.Invalid($"There is no assumption “{code}”; a study's `assumptions` lists those there are.", item.Path("code"));
            var value = item.Number("value", Assumptions.Least(code), Assumptions.Most(code));
            return new AssumedValue(code, value, item.Text("source", MostReason));
        }).ToList();
        return Once(values, value => value.Code, input.Path("assumptions"));
    }

    private List<VisitRate> Visits(PlanInput input) => Once(input.Parts("visits", MostVisits).Select(item =>
    {
        var kind = item.FindCode("serviceKind")!;
        Demand(kind, "service-kinds", item.Path("serviceKind"));
        return new VisitRate(kind, item.FindCode("group") ?? DemandGroups.All, item.Number("visitsPerYear", 0, 1000), item.Text("source", MostReason));
    }).ToList(), visit => (visit.ServiceKind, visit.Group), input.Path("visits"));

    private static List<T> Once<T, TKey>(List<T> items, Func<T, TKey> key, string path) =>
        items.GroupBy(key).FirstOrDefault(group => group.Count() > 1) is { } twice ? throw MutationError.Invalid($"`{path}` names {twice.Key} more than once.", path) : items;

    /// <exception cref="MutationError">The asker named none, or one that they cannot see.</exception>
    private Guid Site(PlanInput item, string name) =>
        uuids.TryGetValue(item.Id(name, "Site"), out var uuid) ? uuid : throw MutationError.NotFound($"`{item.Path(name)}` is no site of the register.", item.Find(name) as string);

    private IReadOnlyList<string>? Known(PlanInput rules, string name, string vocabulary)
    {
        if (rules.FindCodes(name, MostCodes) is not { } given) return null;
        foreach (var code in given) Demand(code, vocabulary, rules.Path(name));
        return given;
    }

    /// <summary>A register that has none of a vocabulary's words cannot say which are wrong.</summary>
    private void Demand(string code, string vocabulary, string path)
    {
        if (codes.Contains(vocabulary) && !codes[vocabulary].Contains(code)) throw MutationError.Invalid($"There is no “{code}” in the vocabulary {vocabulary}.", path);
    }
}
