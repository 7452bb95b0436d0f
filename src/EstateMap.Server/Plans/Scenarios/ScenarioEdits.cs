using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;
using Npgsql;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Begins, changes, forks, deletes and takes in scenarios. Each is stamped with the study and the register of that moment, so that its evidence has a date.</summary>
internal sealed class ScenarioEdits(CallerSource editor, EstateMapDatabase database, StudyProblems problems, TravelSettings travel)
{
    // A change takes a kilobyte or two; a study's settings more.
    private const int MostJson = 4_000_000;

    private static readonly string[] Beginnings = ["openSites", "solve", "changes"];

    /// <summary>The id of the new scenario.</summary>
    /// <exception cref="MutationError">Something given does not fit.</exception>
    public async Task<long> CreateAsync(PlanInput input, CancellationToken cancellation)
    {
        var title = input.Text("title", ScenarioRules.MostTitle);
        var given = Beginnings.Where(name => input.Find(name) is not null).ToList();
        if (given.Count > 1) throw MutationError.Invalid($"Of `openSites`, `solve` and `changes` one is taken; {given.Count} were given.", given[1]);
        if (input.Find("p") is not null && input.Find("solve") is null) throw MutationError.Invalid("`p` names an answer of a run: it goes with `solve`.", "p");
        var study = input.Id("study", "Study");
        var stamp = await FindStudyAsync(study, cancellation) ?? throw MutationError.NotFound("There is no study of that id.", input.Find("study") as string);
        var (changes, toldOf) = given.FirstOrDefault() switch
        {
            "openSites" => (ScenarioBeginnings.OfSites(await ProblemAsync(stamp, "study", cancellation), input), []),
            "solve" => await ScenarioBeginnings.OfSolveAsync(database, await ProblemAsync(stamp, "study", cancellation), study, input, cancellation),
            "changes" => (await ScenarioInputs.ReadAsync(database, input, cancellation), []),
            _ => ([], Array.Empty<Guid>()),
        };
        return await InsertAsync(study, null, new ScenarioContent(title, stamp, await StampAsync(cancellation), changes), toldOf, cancellation);
    }

    /// <exception cref="MutationError">There is no such scenario, it is decided, it has changed meanwhile, or something given does not fit.</exception>
    public async Task<long> ChangeAsync(PlanInput input, CancellationToken cancellation)
    {
        var (id, kept) = await GetAsync(input, cancellation);
        if (kept.IsDecided) throw MutationError.Frozen($"“{kept.Content.Title}” is decided and stays as it is. Fork it to go on from there.");
        if ((int)input.Find("version")! != kept.Version) throw Conflict(kept.Version);
        var content = kept.Content with
        {
            Title = input.Find("title") is null ? kept.Content.Title : input.Text("title", ScenarioRules.MostTitle),
            Changes = input.Find("changes") is null ? kept.Content.Changes : await ScenarioInputs.ReadAsync(database, input, cancellation),
            Study = await FindStudyAsync(kept.Study, cancellation) ?? kept.Content.Study,
            Register = await StampAsync(cancellation),
        };
        if (await FindAsync(ScenarioSql.Update, cancellation, id, kept.Version, content.Title, content.ToJson()) is not null) return id;
        var now = (await GetAsync(input, cancellation)).Kept;
        throw now.IsDecided ? MutationError.Frozen($"“{now.Content.Title}” was decided meanwhile and stays as it is. Fork it to go on from there.") : Conflict(now.Version);
    }

    /// <exception cref="MutationError">There is no such scenario, or its new title does not fit.</exception>
    public async Task<long> ForkAsync(PlanInput input, CancellationToken cancellation)
    {
        var (id, kept) = await GetAsync(input, cancellation);
        var content = kept.Content with { Title = input.Text("title", ScenarioRules.MostTitle), Study = await FindStudyAsync(kept.Study, cancellation) ?? kept.Content.Study, Register = await StampAsync(cancellation) };
        return await InsertAsync(kept.Study, id, content, [], cancellation);
    }

    /// <summary>The global id of what is gone.</summary>
    /// <exception cref="MutationError">There is no such scenario, it has changed meanwhile, or it or something of it is kept.</exception>
    public async Task<string> DeleteAsync(PlanInput input, CancellationToken cancellation)
    {
        var (id, kept) = await GetAsync(input, cancellation);
        if (kept.IsDecided) throw Decided(kept);
        if ((int)input.Find("version")! != kept.Version) throw Conflict(kept.Version);
        try
        {
            if (await FindAsync(ScenarioSql.Delete, cancellation, id, kept.Version) is null)
            {
                var now = (await GetAsync(input, cancellation)).Kept;
                throw now.IsDecided ? Decided(now) : Conflict(now.Version);
            }
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.ForeignKeyViolation)
        {
            throw MutationError.Frozen($"A {(error.TableName == "consultation" ? "consultation" : "decision record")} is about “{kept.Content.Title}”. Delete that first.");
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.RestrictViolation)
        {
            throw MutationError.Frozen($"A decided scenario was forked from “{kept.Content.Title}”, so it stays too.");
        }

        return GlobalId.Write("Scenario", id);
    }

    /// <exception cref="MutationError">The text is no scenario, or its study is not here.</exception>
    public async Task<long> ImportAsync(PlanInput input, CancellationToken cancellation)
    {
        var json = (string)input.Find("json")!;
        if (json.Length > MostJson) throw MutationError.Invalid($"The text has {json.Length} characters; a scenario has at most {MostJson}.", "json");
        var content = ScenarioImport.Read(await NormalAsync(ScenarioImport.Canonical(json), cancellation), travel);
        await ProblemAsync(content.Study, ScenarioImport.SettingsPath, cancellation);
        await using var command = editor.CreateCommand(ScenarioSql.StudyByUuid);
        command.Parameters.Add(new() { Value = content.Study.Id });
        var study = await command.ExecuteScalarAsync(cancellation) as long? ?? throw MutationError.NotFound($"The study “{Shown(content.Study.Title)}” of this scenario is not here, so nobody can say what it means.", content.Study.Id.ToString());
        return await InsertAsync(study, null, content, [], cancellation);
    }

    private async Task<long> InsertAsync(long study, long? parent, ScenarioContent content, Guid[] toldOf, CancellationToken cancellation) =>
        await FindAsync(ScenarioSql.Insert, cancellation, study, (object?)parent ?? DBNull.Value, content.Title, content.ToJson(), toldOf) ?? throw new InvalidOperationException("A scenario that was written gave no id.");

    private async Task<long?> FindAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = editor.CreateCommand(sql, values);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private async Task<(long Id, KeptScenario Kept)> GetAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("id", "Scenario");
        // As the asker: what may not be seen may not be changed either.
        await using var command = editor.CreateCommand(ScenarioSql.Kept);
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) throw MutationError.NotFound("There is no scenario of that id.", input.Find("id") as string);
        return (id, new KeptScenario(row.GetInt64(0), ScenarioContent.Read(row.GetString(2)), row.GetInt32(3), row.GetString(4) == "decided"));
    }

    private async Task<StudyStamp?> FindStudyAsync(long study, CancellationToken cancellation)
    {
        await using var command = editor.CreateCommand(ScenarioSql.Study);
        command.Parameters.Add(new() { Value = study });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new StudyStamp(row.GetGuid(0), row.GetString(1), row.GetInt32(2), JsonDocument.Parse(row.GetString(3)).RootElement) : null;
    }

    private async Task<RegisterStamp> StampAsync(CancellationToken cancellation)
    {
        await using var connection = await database.Reader.OpenConnectionAsync(cancellation);
        return await ScenarioRegisterLoader.StampAsync(connection, cancellation);
    }

    private async Task<string> NormalAsync(string text, CancellationToken cancellation)
    {
        await using var command = editor.CreateCommand(ScenarioSql.NormalForm);
        command.Parameters.Add(new() { Value = text });
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <exception cref="MutationError">The study's settings give nothing to reckon with.</exception>
    private async Task<StudyProblem> ProblemAsync(StudyStamp study, string path, CancellationToken cancellation)
    {
        try
        {
            return await problems.GetAsync(StudyContent.Read(study.Settings.GetRawText()), Caller.Public, cancellation);
        }
        catch (Exception error) when (error is GraphRequestError or JsonException or ArgumentException or KeyNotFoundException)
        {
            throw MutationError.Invalid(error is GraphRequestError ? error.Message : "The study settings of the scenario cannot be read.", path);
        }
    }

    private static MutationError Decided(KeptScenario kept) => MutationError.Frozen($"“{kept.Content.Title}” is decided and stays.");

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static MutationError Conflict(int version) => MutationError.Conflict("Somebody changed this scenario meanwhile. Nothing of yours was kept: read it again, and change that.", version);

    private sealed record KeptScenario(long Study, ScenarioContent Content, int Version, bool IsDecided);
}
