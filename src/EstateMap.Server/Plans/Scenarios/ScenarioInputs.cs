using EstateMap.Database;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Reads changes that people send. Sites and services come as global ids and are kept as uuids with the names that they have now.</summary>
internal sealed class ScenarioInputs
{
    private readonly Dictionary<long, Thing> _sites = [];
    private readonly Dictionary<long, Thing> _services = [];

    /// <summary>The changes of an input, in order.</summary>
    /// <exception cref="MutationError">Something does not fit, or is not there for the asker; the path says which.</exception>
    public static async Task<IReadOnlyList<ScenarioChange>> ReadAsync(EstateMapDatabase database, PlanInput input, CancellationToken cancellation)
    {
        var parts = input.Parts("changes", ScenarioRules.MostChanges);
        var inputs = new ScenarioInputs();
        await FindAsync(database, ScenarioSql.SitesById, inputs._sites, Ids(parts, "Site", "site", "toSite"), cancellation);
        await FindAsync(database, ScenarioSql.ServicesById, inputs._services, Ids(parts, "Service", "service"), cancellation);
        return [.. parts.Select((part, i) => inputs.Read(i + 1, part))];
    }

    private static long[] Ids(IReadOnlyList<PlanInput> parts, string type, params string[] names) =>
        [.. parts.SelectMany(part => names.Select(name => part.Find(name) as string)).OfType<string>().Select(id => GlobalId.FindNumber(type, id)).OfType<long>().Distinct()];

    private static async Task FindAsync(EstateMapDatabase database, string sql, Dictionary<long, Thing> into, long[] ids, CancellationToken cancellation)
    {
        if (ids.Length == 0) return;
        // As the asker: what may not be seen cannot be named.
        await using var command = database.Reader.CreateCommand(sql);
        command.Parameters.Add(new() { Value = ids });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation)) into[rows.GetInt64(0)] = new Thing(rows.GetGuid(1), rows.GetString(2));
    }

    private ScenarioChange Read(int number, PlanInput part)
    {
        var change = new ScenarioChange(ScenarioQueries.Kind((string)part.Find("kind")!))
        {
            Site = Find(part, "site", "Site", _sites),
            ToSite = Find(part, "toSite", "Site", _sites),
            Service = Find(part, "service", "Service", _services),
            Team = part.Find("team") is null ? null : part.Text("team", ScenarioRules.MostTitle),
            Hours = part.Find("hours") is null ? null : Hours(part),
            SpaceArea_m2 = part.Find("spaceArea_m2") as double?,
            Capacity = part.Find("capacity") as int?,
            Receipt_gbp = part.Find("receipt_gbp") as double?,
            Capital_gbp = part.Find("capital_gbp") as double?,
            Basis = (part.Find("basis") as string) switch { "FACT" => FigureBasis.Fact, "ASSUMPTION" => FigureBasis.Assumption, _ => null },
            StartsOn = part.Find("startsOn") as DateOnly?,
            Weeks = part.Find("weeks") as double?,
            Why = part.Find("why") is null ? null : part.Text("why", ScenarioRules.MostWhy),
        };
        return ScenarioRules.FindFault(number, change) is { } fault ? throw MutationError.Invalid(fault, part.Path("kind")[..^5]) : change with { Hours = change.Hours is { Count: > 0 } hours ? [.. hours.Select(WeeklyHours.Normal)] : null };
    }

    private static List<ChangedHours> Hours(PlanInput part) =>
        [.. part.Parts("hours", 100).Select(hours => new ChangedHours((string)hours.Find("days")!, (string)hours.Find("opens")!, (string)hours.Find("closes")!))];

    private static Thing? Find(PlanInput part, string name, string type, Dictionary<long, Thing> known)
    {
        if (part.Find(name) is not string id) return null;
        return known.TryGetValue(part.Id(name, type), out var thing) ? thing : throw MutationError.NotFound($"`{part.Path(name)}` is no {type.ToLowerInvariant()} of the register.", id);
    }
}
