using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Travel;
using Npgsql;

namespace EstateMap.Server.Plans.Studies;

/// <summary>Begins, changes and deletes studies in one caller's name. A change is kept only when the study that it makes can be reckoned with today's register, so that nobody keeps what gives no answer.</summary>
internal sealed class StudyChanges(CallerSource database, StudyProblems problems, TravelSettings travel)
{
    /// <summary>The id of the new study.</summary>
    /// <exception cref="MutationError">Something given does not fit.</exception>
    public async Task<long> CreateAsync(PlanInput input, CancellationToken cancellation)
    {
        var title = input.Text("title", StudyInputs.MostTitle);
        var content = (await InputsAsync(input, cancellation)).Read(input, new StudyContent());
        await DemandPossibleAsync(content, cancellation);
        return await FindAsync(StudySql.Insert, cancellation, title, content.ToJson()) ?? throw new InvalidOperationException("A study that was written gave no id.");
    }

    /// <exception cref="MutationError">There is no such study, it has changed meanwhile, or something given does not fit.</exception>
    public async Task<long> ChangeAsync(PlanInput input, CancellationToken cancellation)
    {
        var (id, kept) = await GetAsync(input, "id", cancellation);
        var title = input.Find("title") is null ? kept.Title : input.Text("title", StudyInputs.MostTitle);
        var content = (await InputsAsync(input, cancellation)).Read(input, kept.Content);
        return await UpdateAsync(id, kept, title, content, cancellation);
    }

    /// <exception cref="MutationError">There is no such study, it has changed meanwhile, or a building is none.</exception>
    public async Task<long> SetRolesAsync(PlanInput input, CancellationToken cancellation)
    {
        var (id, kept) = await GetAsync(input, "study", cancellation);
        var content = kept.Content with { Roles = (await InputsAsync(input, cancellation)).Roles(input, kept.Content.Roles) };
        return await UpdateAsync(id, kept, kept.Title, content, cancellation);
    }

    /// <summary>The global id of what is gone.</summary>
    /// <exception cref="MutationError">There is no such study, it has changed meanwhile, or something is kept of it.</exception>
    public async Task<string> DeleteAsync(PlanInput input, CancellationToken cancellation)
    {
        var (id, kept) = await GetAsync(input, "id", cancellation);
        try
        {
            if (await FindAsync(StudySql.Delete, cancellation, id, kept.Version) is null) throw await FindKeptAsync(id, cancellation) is { } now ? Conflict(now.Version) : NoStudy(input.Find("id"));
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation)
        {
            throw MutationError.Frozen("Scenarios are kept of this study. Delete them first; one that was decided stays, and its study with it.");
        }

        return GlobalId.Write("Study", id);
    }

    private async Task<long> UpdateAsync(long id, KeptStudy kept, string title, StudyContent content, CancellationToken cancellation)
    {
        await DemandPossibleAsync(content, cancellation);
        if (await FindAsync(StudySql.Update, cancellation, id, kept.Version, title, content.ToJson()) is null)
            throw Conflict(await FindKeptAsync(id, cancellation) is { } now ? now.Version : kept.Version + 1);
        return id;
    }

    /// <summary>The study of the input, in the version that it names.</summary>
    private async Task<(long Id, KeptStudy Kept)> GetAsync(PlanInput input, string name, CancellationToken cancellation)
    {
        var id = input.Id(name, "Study");
        var kept = await FindKeptAsync(id, cancellation) ?? throw NoStudy(input.Find(name));
        return (int)input.Find("version")! == kept.Version ? (id, kept) : throw Conflict(kept.Version);
    }

    private async Task<KeptStudy?> FindKeptAsync(long id, CancellationToken cancellation)
    {
        // What may not be seen may not be changed either.
        await using var command = database.CreateCommand(StudySql.Kept);
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new KeptStudy(row.GetString(0), StudyContent.Read(row.GetString(1)), row.GetInt32(2)) : null;
    }

    private async Task<StudyInputs> InputsAsync(PlanInput input, CancellationToken cancellation)
    {
        var codes = new List<(string Vocabulary, string Code)>();
        await using (var command = database.CreateCommand(StudySql.Codes))
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
            while (await rows.ReadAsync(cancellation)) codes.Add((rows.GetString(0), rows.GetString(1)));
        var uuids = new Dictionary<long, Guid>();
        var named = StudyInputs.NamedSites(input);
        if (named.Length > 0)
        {
            await using var command = database.CreateCommand(StudySql.SiteUuids);
            command.Parameters.Add(new() { Value = named });
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation)) uuids[rows.GetInt64(0)] = rows.GetGuid(1);
        }

        return new StudyInputs(codes.ToLookup(code => code.Vocabulary, code => code.Code), uuids, travel);
    }

    /// <exception cref="MutationError">Travel cannot be reckoned so, a group is counted nowhere, or the rules leave too many sites.</exception>
    private async Task DemandPossibleAsync(StudyContent content, CancellationToken cancellation)
    {
        StudyProblem study;
        try
        {
            study = await problems.GetAsync(content, Caller.Public, cancellation);
        }
        catch (GraphRequestError error) when (error.Code != GraphRequestError.Busy)
        {
            throw MutationError.Invalid(error.Message, error.Code == PlansErrors.TooLarge ? "eligibility" : "travel");
        }

        DemandGroup(study, content.Demand, "demand");
        if (content.Constraints.ProtectedGroup is { } group) DemandGroup(study, group, "constraints.protectedGroup");
        foreach (var visit in content.Visits) DemandGroup(study, visit.Group, "visits");
    }

    /// <summary>Everybody may be chosen even where nobody is counted yet.</summary>
    private static void DemandGroup(StudyProblem study, string code, string path)
    {
        if (code != DemandGroups.All && study.Register.FindGroup(code) is null) throw MutationError.Invalid($"No source here counts the group “{code}”; a study's `demandGroups` lists those there are.", path);
    }

    private async Task<long?> FindAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = database.CreateCommand(sql, values);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static MutationError NoStudy(object? id) => MutationError.NotFound("There is no study of that id.", id as string);

    private static MutationError Conflict(int version) => MutationError.Conflict("Somebody changed this study meanwhile. Nothing of yours was kept: read it again, and change that.", version);

    private sealed record KeptStudy(string Title, StudyContent Content, int Version);
}
