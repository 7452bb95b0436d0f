using EstateMap.Server.Areas;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Plans.Scenarios;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Decisions;

/// <summary>Begins, writes, decides and reviews decision records.</summary>
internal sealed class DecisionEdits(CallerSource editor, ScenarioEvaluations scenarios, DecisionEvidences evidences, PlaceClock clock)
{
    /// <summary>The id of the new record.</summary>
    /// <exception cref="MutationError">There is no such scenario, or the title does not fit.</exception>
    public async Task<long> CreateAsync(PlanInput input, CancellationToken cancellation)
    {
        var scenario = input.Id("scenario", "Scenario");
        await using (var command = editor.CreateCommand(ScenarioSql.Kept))
        {
            // As the asker: what may not be seen cannot be decided.
            command.Parameters.Add(new() { Value = scenario });
            if (await command.ExecuteScalarAsync(cancellation) is null) throw MutationError.NotFound("There is no scenario of that id.", input.Find("scenario") as string);
        }

        return await FindAsync(editor, DecisionSql.Insert, cancellation, Value(scenario), Value(input.Text("title", DecisionRules.MostTitle)), Value(KeptDecision.Write(DecisionContent.Empty))) ?? throw new InvalidOperationException("A record that was written gave no id.");
    }

    /// <exception cref="MutationError">There is no such record, it is decided, it has changed meanwhile, or something given does not fit.</exception>
    public async Task<long> ChangeAsync(PlanInput input, CancellationToken cancellation)
    {
        var kept = await GetDraftAsync(input, cancellation);
        var content = DecisionInputs.Read(input, kept.Content);
        var title = input.Find("title") is null ? kept.Title : input.Text("title", DecisionRules.MostTitle);
        if (await FindAsync(editor, DecisionSql.Update, cancellation, Value(kept.Id), Value(kept.Version), Value(title), Value(KeptDecision.Write(content)), Day(content.ReviewOn)) is not null) return kept.Id;
        throw Conflict(await GetDraftAsync(input, cancellation));
    }

    /// <summary>Freezes the record and its scenario, with the evidence of this moment.</summary>
    /// <exception cref="MutationError">There is no such record, it is decided already, it or its scenario has changed meanwhile, or something is missing.</exception>
    public async Task<long> DecideAsync(PlanInput input, CancellationToken cancellation)
    {
        var kept = await GetDraftAsync(input, cancellation);
        ScenarioEvaluation scenario;
        try
        {
            scenario = await scenarios.GetAsync(kept.ScenarioText, cancellation);
            scenario.Study.Get();
        }
        catch (GraphRequestError error) when (error.Code != GraphRequestError.Busy)
        {
            throw MutationError.Invalid($"The scenario cannot be reckoned: {error.Message}", "id");
        }

        if (await FindProblemsAsync(kept.Content, scenario, kept.StudyId, cancellation) is { Count: > 0 } problems) throw MutationError.Invalid($"Before it can be decided: {string.Join(" ", problems)}", "id");
        var evidence = (await evidences.GatherAsync(scenario, kept.StudyId, cancellation)).ToJson();
        var hash = scenario.Content.Hash();
        var today = await clock.GetTodayAsync(cancellation);
        await using var transaction = await editor.BeginAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        var connection = transaction.Connection;
        if (await FindAsync(connection, DecisionSql.Freeze, cancellation, Value(kept.ScenarioId), Value(hash)) is null)
            throw MutationError.Invalid("The scenario was changed while this was being decided. Nothing was decided: look at it again.", "id");
        if (await FindAsync(connection, DecisionSql.Decide, cancellation, Value(kept.Id), Value(kept.Version), Value(evidence), Value(hash), Day(today)) is null)
            throw Conflict(await GetDraftAsync(input, cancellation));
        await transaction.CommitAsync(cancellation);
        return kept.Id;
    }

    /// <exception cref="MutationError">There is no such record, it is not decided, or something given does not fit.</exception>
    public async Task<long> ReviewAsync(PlanInput input, CancellationToken cancellation)
    {
        var kept = await GetAsync(input, cancellation);
        if (!kept.IsDecided) throw MutationError.Invalid($"“{kept.Title}” is not decided yet, so there is nothing to look at again.", "id");
        var reviewed = (DateOnly)input.Find("reviewedOn")!;
        if (reviewed > await clock.GetTodayAsync(cancellation)) throw MutationError.Invalid($"The day of the review, {reviewed:yyyy-MM-dd}, lies in the future.", "reviewedOn");
        if (reviewed < kept.DecidedOn) throw MutationError.Invalid($"The day of the review, {reviewed:yyyy-MM-dd}, lies before that of the decision, {kept.DecidedOn:yyyy-MM-dd}.", "reviewedOn");
        var next = input.Find("nextReviewOn") as DateOnly?;
        if (next <= reviewed) throw MutationError.Invalid($"The next review, {next:yyyy-MM-dd}, does not come after this one.", "nextReviewOn");
        await FindAsync(editor, DecisionSql.AddReview, cancellation, Value(kept.Id), Day(reviewed), Value(Words(input, "found")), Value(Words(input, "why")), Day(next));
        return kept.Id;
    }

    /// <summary>The global id of what is gone.</summary>
    /// <exception cref="MutationError">There is no such record, it is decided, or it has changed meanwhile.</exception>
    public async Task<string> DeleteAsync(PlanInput input, CancellationToken cancellation)
    {
        var kept = await GetDraftAsync(input, cancellation);
        if (await FindAsync(editor, DecisionSql.Delete, cancellation, Value(kept.Id), Value(kept.Version)) is null) throw Conflict(await GetDraftAsync(input, cancellation));
        return GlobalId.Write("Decision", kept.Id);
    }

    /// <summary>What is missing or stands in the way.</summary>
    public async Task<IReadOnlyList<string>> FindProblemsAsync(DecisionContent content, ScenarioEvaluation scenario, long study, CancellationToken cancellation) =>
        DecisionRules.FindProblems(content, scenario.AllProblems, await scenarios.FindStalenessAsync(scenario.Content, study, cancellation), await clock.GetTodayAsync(cancellation));

    private async Task<KeptDecision> GetAsync(PlanInput input, CancellationToken cancellation) =>
        await KeptDecision.FindAsync(editor, input.Id("id", "Decision"), cancellation) ?? throw MutationError.NotFound("There is no decision record of that id.", input.Find("id") as string);

    /// <summary>The record of the input, in the version that it names.</summary>
    private async Task<KeptDecision> GetDraftAsync(PlanInput input, CancellationToken cancellation)
    {
        var kept = await GetAsync(input, cancellation);
        if (kept.IsDecided) throw Frozen(kept);
        return (int)input.Find("version")! == kept.Version ? kept : throw Conflict(kept);
    }

    private static string Words(PlanInput input, string name) => DecisionInputs.FindWords(input, name) ?? throw MutationError.Invalid($"`{name}` is missing: say it in words.", name);

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Day(DateOnly? day) => new() { Value = (object?)day ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    private static async Task<long?> FindAsync(CallerSource source, string sql, CancellationToken cancellation, params NpgsqlParameter[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(value);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static async Task<long?> FindAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static MutationError Conflict(KeptDecision now) => MutationError.Conflict("Somebody changed this record meanwhile. Nothing of yours was kept: read it again, and change that.", now.Version);

    private static MutationError Frozen(KeptDecision kept) => MutationError.Frozen($"“{kept.Title}” is decided and stays as it is; what is found later is added as a review.");
}
