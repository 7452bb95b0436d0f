using System.Text.Json;
using EstateMap.Planning;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>An answer as a solver gives it, over the indices of a <see cref="StudyProblem"/>.</summary>
/// <param name="P">Open sites; where there is no answer, how many were asked for.</param>
/// <param name="Objective">Null where there is no answer; so bound and gap.</param>
/// <param name="Open">Indices of sites, ascending.</param>
internal sealed record FoundPoint(int P, double? Objective, double? Bound, double? Gap, string Method, double Milliseconds, int[] Open)
{
    /// <summary>What goes and whom it hits.</summary>
    public string? Why { get; init; }

    public Infeasibility? Infeasible { get; init; }

    public IReadOnlyList<FoundService> Services { get; init; } = [];

    /// <summary>[demand]: index of the site; null where everybody goes to the nearest.</summary>
    public int[]? Assigned { get; init; }

    /// <summary>0 to 1: how far the run is with this.</summary>
    public double Progress { get; init; } = 1;

    public static FoundPoint Of(LocationAnswer answer, int asked, double milliseconds) => answer.Infeasible is { } reason
        ? new FoundPoint(asked, null, null, null, answer.Method, milliseconds, []) { Infeasible = reason }
        : new FoundPoint(answer.OpenSites.Length, answer.Objective, answer.Bound, answer.Gap, answer.Method, milliseconds, answer.OpenSites);
}

/// <summary>A service in a hub, over the indices of a <see cref="StudyProblem"/>.</summary>
internal sealed record FoundService(int Site, string ServiceKind, double People);

/// <summary>Why there is no answer, as it is kept: sites by uuid, areas by code.</summary>
internal sealed record KeptInfeasibility(string Constraint, string Reason, Guid[] Sites, string[] Areas)
{
    public static string? Write(StudyProblem study, Infeasibility? reason) => reason is null ? null
        : JsonSerializer.Serialize(new KeptInfeasibility(reason.Constraint, PlanWords.Named(study, reason.Reason), [.. reason.Sites.Select(j => study.Sites[j].Uuid)], [.. reason.DemandPoints.Select(i => study.Demand[i].AreaCode)]), JsonSerializerOptions.Web);

    public static KeptInfeasibility? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<KeptInfeasibility>(json, JsonSerializerOptions.Web);
}

/// <summary>A service in a hub, as it is kept.</summary>
internal sealed record KeptService(Guid Site, string ServiceKind, double People)
{
    public static string? Write(StudyProblem study, IReadOnlyList<FoundService> services) =>
        services.Count == 0 ? null : JsonSerializer.Serialize(services.Select(service => new KeptService(study.Sites[service.Site].Uuid, service.ServiceKind, service.People)), JsonSerializerOptions.Web);

    public static IReadOnlyList<KeptService> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<KeptService[]>(json, JsonSerializerOptions.Web)!;
}

/// <summary>Who goes where, as it is kept: area code to the place of the site among the open ones.</summary>
internal static class KeptAssignment
{
    public static string? Write(StudyProblem study, FoundPoint point) => point.Assigned is null ? null
        : JsonSerializer.Serialize(point.Assigned.Select((site, i) => (study.Demand[i].AreaCode, Place: Array.IndexOf(point.Open, site))).Where(item => item.Place >= 0).ToDictionary(item => item.AreaCode, item => item.Place));

    /// <summary>[demand] of today's study: index of the site, -1 for areas and sites that are new or gone; null where everybody goes to the nearest.</summary>
    public static int[]? Read(StudyProblem study, string? json, Guid[] open)
    {
        if (json is null) return null;
        var places = JsonSerializer.Deserialize<Dictionary<string, int>>(json)!;
        return [.. study.Demand.Select(point => places.TryGetValue(point.AreaCode, out var place) && place < open.Length ? study.FindIndex(open[place]) ?? -1 : -1)];
    }
}
