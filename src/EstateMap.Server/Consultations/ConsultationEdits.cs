using EstateMap.Server.Areas;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Plans.Scenarios;

namespace EstateMap.Server.Consultations;

/// <summary>Drafts, opens, ends and moderates consultations in one caller's name.</summary>
internal sealed class ConsultationEdits(CallerSource editor, ScenarioEvaluations scenarios, PlaceClock clock)
{
    private const int MostTitle = 200;
    private const int MostIntro = 4_000;
    private const int MostWords = 4_000;
    private const int MostItems = 500;
    private const int MostWhy = 500;
    private const int MostDays = 366;

    /// <summary>The id of the draft.</summary>
    /// <exception cref="MutationError">There is no such scenario or area, or something given does not fit.</exception>
    public async Task<long> CreateAsync(PlanInput input, CancellationToken cancellation)
    {
        if (input.Find("scenario") is null == input.Find("area") is null) throw MutationError.Invalid("Say what the consultation is about: a scenario or an area, one of them.", "scenario");
        var (title, closesOn) = (input.Text("title", MostTitle), await LastDayAsync(input, cancellation));
        long? scenario = null, area = null;
        IReadOnlyList<DraftItem> items;
        string intro;
        if (input.Find("scenario") is not null)
        {
            scenario = input.Id("scenario", "Scenario");
            var content = await FindAsync(ScenarioSql.Kept, row => row.GetString(2), cancellation, scenario) ?? throw MutationError.NotFound("There is no scenario of that id.", input.Find("scenario") as string);
            items = ConsultationWords.Of(await scenarios.GetAsync(content, cancellation));
            intro = "This is a plan for public buildings. Nothing has been decided. Read what would change near you, and say what you think: what would it mean for you, and what have we missed?";
            if (items.Count == 0) throw MutationError.Invalid("The scenario changes nothing, so there is nothing to ask about.", "scenario");
        }
        else
        {
            area = input.Id("area", "Area");
            var name = await FindAsync(ConsultationSql.AreaName, row => row.GetString(0), cancellation, area) ?? throw MutationError.NotFound("There is no area of that id.", input.Find("area") as string);
            items = await PlacesAsync(area.Value, cancellation);
            intro = $"These are places in {name} that people use, as far as we know. Tell us what is wrong or missing, what works well, and what you would change.";
        }

        if (items.Count > MostItems) throw MutationError.Invalid($"The scenario changes {items.Count} buildings; a consultation has at most {MostItems} items.", "scenario");
        return await FindIdAsync(ConsultationSql.Insert, cancellation, scenario, area, title, input.Find("intro") is null ? intro : input.Text("intro", MostIntro), closesOn, editor.Caller.Actor,
            items.Select(item => Cut(item.Heading, 300)).ToArray(), items.Select(item => Cut(item.Words, MostWords)).ToArray(), items.Select(item => item.Site ?? 0).ToArray())
            ?? throw new InvalidOperationException("A consultation that was written gave no id.");
    }

    /// <exception cref="MutationError">There is no such draft, it has changed or opened meanwhile, or something given does not fit.</exception>
    public async Task<long> ChangeAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = await GetDraftAsync(input, cancellation);
        var parts = input.Find("items") is null ? [] : input.Parts("items", MostItems);
        var words = parts.Select(part => part.Find("words") is "" ? "" : part.Text("words", MostWords)).ToArray();
        return await FindIdAsync(ConsultationSql.Update, cancellation, id, (int)input.Find("version")!, input.Find("title") is null ? null : input.Text("title", MostTitle), input.Find("intro") is null ? null : input.Text("intro", MostIntro),
            input.Find("closesOn") is null ? null : await LastDayAsync(input, cancellation), parts.Select(part => (int)part.Find("number")!).ToArray(), words) ?? throw await RefusalAsync(id, input, cancellation);
    }

    /// <exception cref="MutationError">There is no such draft, it has changed or opened meanwhile, or its last day has passed.</exception>
    public async Task<long> OpenAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = await GetDraftAsync(input, cancellation);
        var lastDay = await FindAsync(ConsultationSql.Kept, row => row.GetFieldValue<DateOnly?>(2), cancellation, id);
        if (lastDay < await clock.GetTodayAsync(cancellation)) throw MutationError.Invalid($"Its last day, {lastDay:yyyy-MM-dd}, has passed. Give it another.", "id");
        return await FindIdAsync(ConsultationSql.Open, cancellation, id, (int)input.Find("version")!) ?? throw await RefusalAsync(id, input, cancellation);
    }

    /// <exception cref="MutationError">There is no such consultation, or it is not open.</exception>
    public async Task<long> CloseAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("id", "Consultation");
        return await FindIdAsync(ConsultationSql.Close, cancellation, id)
            ?? throw (await FindAsync(ConsultationSql.Kept, row => row.GetString(1), cancellation, id) is null ? NoConsultation(input) : MutationError.Invalid("It is not open, so there is nothing to end.", "id"));
    }

    /// <summary>The global id of what is gone.</summary>
    /// <exception cref="MutationError">There is no such draft, or it has changed or opened meanwhile.</exception>
    public async Task<string> DeleteAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = await GetDraftAsync(input, cancellation);
        return GlobalId.Write("Consultation", await FindIdAsync(ConsultationSql.Delete, cancellation, id, (int)input.Find("version")!) ?? throw await RefusalAsync(id, input, cancellation));
    }

    /// <exception cref="MutationError">There is no such comment, or no reason is given.</exception>
    public async Task<long> JudgeAsync(PlanInput input, CancellationToken cancellation) =>
        await FindIdAsync(ConsultationSql.Judge, cancellation, input.Id("id", "ConsultationComment"), (bool)input.Find("isShown")! ? "shown" : "kept_back", editor.Caller.Actor, input.Text("why", MostWhy))
            ?? throw MutationError.NotFound("There is no comment of that id.", input.Find("id") as string);

    private async Task<DateOnly> LastDayAsync(PlanInput input, CancellationToken cancellation)
    {
        var (day, today) = ((DateOnly)input.Find("closesOn")!, await clock.GetTodayAsync(cancellation));
        return day >= today && day <= today.AddDays(MostDays) ? day : throw MutationError.Invalid($"The last day, {day:yyyy-MM-dd}, has to lie between today and a year from now.", "closesOn");
    }

    private async Task<long> GetDraftAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("id", "Consultation");
        if (await FindAsync(ConsultationSql.Kept, row => $"{row.GetInt32(0)} {row.GetString(1)}", cancellation, id) != $"{(int)input.Find("version")!} draft") throw await RefusalAsync(id, input, cancellation);
        return id;
    }

    private async Task<MutationError> RefusalAsync(long id, PlanInput input, CancellationToken cancellation)
    {
        if (await FindAsync(ConsultationSql.Kept, row => $"{row.GetInt32(0)} {row.GetString(1)}", cancellation, id) is not { } kept) return NoConsultation(input);
        return kept.EndsWith(" draft", StringComparison.Ordinal) ? MutationError.Conflict("Somebody changed this draft meanwhile. Nothing of yours was kept: read it again, and change that.", int.Parse(kept.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))
            : MutationError.Frozen("It has opened: people have read it and may have answered, so it stays as it is.");
    }

    private static MutationError NoConsultation(PlanInput input) => MutationError.NotFound("There is no consultation of that id.", input.Find("id") as string);

    private async Task<IReadOnlyList<DraftItem>> PlacesAsync(long area, CancellationToken cancellation)
    {
        // As everybody, whoever drafts it: these words are for everybody to read.
        CallerSource everybody = editor.Source;
        await using var command = everybody.CreateCommand(ConsultationSql.PlacesOfArea, area);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var places = new List<DraftItem>();
        while (await row.ReadAsync(cancellation))
        {
            var parts = new[] { row.FindText(2) is { } services ? $"There now: {services}." : null, row.FindText(3) is { } groups ? $"Groups and assets there: {groups}." : null };
            places.Add(new DraftItem(row.GetInt64(0), row.GetString(1), string.Join(" ", parts.OfType<string>())));
        }

        return places;
    }

    private async Task<T?> FindAsync<T>(string sql, Func<Npgsql.NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] values)
    {
        await using var command = editor.CreateCommand(sql, values);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? read(row) : default;
    }

    private async Task<long?> FindIdAsync(string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = editor.CreateCommand(sql, values);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static string Cut(string text, int most) => Plans.Solves.PlanWords.Short(text, most);
}
