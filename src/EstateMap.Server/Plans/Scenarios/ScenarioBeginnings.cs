using EstateMap.Database;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Turns a set of open sites into changes: what closes, what opens, and why.</summary>
internal static class ScenarioBeginnings
{
    /// <summary>From the sites that somebody wants open.</summary>
    /// <exception cref="MutationError">One of them is no site of the study.</exception>
    public static IReadOnlyList<ScenarioChange> OfSites(StudyProblem study, PlanInput input)
    {
        var byId = study.Sites.Select((site, j) => (site.GlobalId, j)).ToDictionary(site => site.GlobalId, site => site.j);
        var open = ((IEnumerable<object?>)input.Find("openSites")!).OfType<string>().Distinct()
            .Select(id => byId.TryGetValue(id, out var j) ? j : throw MutationError.NotFound("`openSites` names what is no building of the study that may be open.", id)).ToHashSet();
        return Changes(study, open, _ => "It is not among the buildings that were chosen to stay.", "It was chosen to open.");
    }

    /// <summary>From an answer of the planner. Of a curve each closure has the reason of the step at which the building goes; those reasons tell of other buildings too, which come along.</summary>
    /// <exception cref="MutationError">There is no such run or answer, or it is of another study.</exception>
    public static async Task<(IReadOnlyList<ScenarioChange> Changes, Guid[] ToldOf)> OfSolveAsync(EstateMapDatabase database, StudyProblem study, long studyId, PlanInput input, CancellationToken cancellation)
    {
        var points = new List<(long Study, int P, Guid[] Open, string? Why, bool IsInfeasible)>();
        await using (var command = database.Reader.CreateCommand(ScenarioSql.Points))
        {
            command.Parameters.Add(new() { Value = input.Id("solve", "Solve") });
            command.Parameters.Add(new() { Value = (object?)(input.Find("p") as int?) ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation)) points.Add((rows.GetInt64(0), rows.GetInt32(1), rows.GetFieldValue<Guid[]>(2), rows.FindText(3), rows.GetBoolean(4)));
        }

        if (points.Count == 0) throw MutationError.NotFound("There is no such run of the planner, or it has no answer with so many buildings yet.", input.Find("solve") as string);
        if (points[0].Study != studyId) throw MutationError.Invalid("That run of the planner is of another study.", "solve");
        if (input.Find("p") is null && points.Count > 1) throw MutationError.Invalid($"That run has {points.Count} answers, for {points[^1].P} to {points[0].P} buildings: say with `p` which is meant.", "p");
        var meant = points[^1];
        if (input.Find("p") is int p && meant.P != p) throw MutationError.NotFound($"That run has no answer for {PlanWords.Count(p, "building")}.", input.Find("solve") as string);
        if (meant.IsInfeasible) throw MutationError.Invalid($"For {PlanWords.Count(meant.P, "building")} the planner found no answer, only why there is none.", "p");
        // What has no answer leaves no building out.
        points.RemoveAll(point => point.IsInfeasible);
        return (Changes(study, study.Indexes(meant.Open).ToHashSet(), Why, $"The planner's answer for {PlanWords.Count(meant.P, "building")} opens it."), ToldOf(study, points.Select(point => point.Open)));

        // The largest number of buildings from which on it is never open again down to the one that is meant.
        string Why(Guid site)
        {
            var last = points.FindLastIndex(point => point.Open.Contains(site));
            var goes = points.Skip(last + 1).First();
            return goes.Why ?? $"The planner's answer for {PlanWords.Count(goes.P, "building")} leaves it out.";
        }
    }

    /// <summary>Sites that open or close on the way from today through the answers of a curve: what the reasons of its steps may name.</summary>
    private static Guid[] ToldOf(StudyProblem study, IEnumerable<Guid[]> steps)
    {
        var told = new HashSet<Guid>();
        IEnumerable<Guid> before = study.OpenToday.Select(j => study.Sites[j].Uuid);
        foreach (var open in steps)
        {
            var moved = before.ToHashSet();
            moved.SymmetricExceptWith(open);
            told.UnionWith(moved);
            before = open;
        }

        return [.. told];
    }

    private static ScenarioChange[] Changes(StudyProblem study, HashSet<int> open, Func<Guid, string> whyCloses, string whyOpens)
    {
        var today = study.OpenToday.ToHashSet();
        var opens = open.Where(j => !today.Contains(j)).Order().Select(j => new ScenarioChange(ScenarioChangeKind.OpenSite) { Site = Thing(j), Why = whyOpens });
        var closes = today.Where(j => !open.Contains(j)).Order().Select(j => new ScenarioChange(ScenarioChangeKind.CloseSite) { Site = Thing(j), Why = PlanWords.Short(whyCloses(study.Sites[j].Uuid), ScenarioRules.MostWhy) });
        ScenarioChange[] changes = [.. opens, .. closes];
        return changes.Length <= ScenarioRules.MostChanges ? changes : throw MutationError.Invalid($"That takes {changes.Length} changes; at most {ScenarioRules.MostChanges} are kept.", "openSites");

        Thing Thing(int j) => new(study.Sites[j].Uuid, study.Sites[j].Name);
    }
}
