using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>Queues questions to the planner, and stops them.</summary>
internal sealed class SolveStarts(CallerSource editor, StudyProblems studies, SolveWorker worker, SolveSettings settings)
{
    private const double MostMinutes = 600;
    private const int MostSites = StudyRegisterSql.MostSites;

    /// <summary>The id of the queued run.</summary>
    /// <exception cref="MutationError">There is no such study, nothing to plan with, the question lacks something, or too many wait.</exception>
    public async Task<long> StartAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("study", "Study");
        var model = PlanModels.Get((string)input.Find("model")!);
        var sites = input.FindInteger("sites", 1, MostSites);
        var minutes = input.FindNumber("reachMinutes", 0.1, MostMinutes);
        if (model.NeedsSites && sites is null) throw MutationError.Invalid("This question needs a number of buildings that may stay open.", "sites");
        if (model.NeedsReach && minutes is null) throw MutationError.Invalid("This question needs a walk in minutes that is near enough.", "reachMinutes");
        try
        {
            (await studies.GetAsync(id, cancellation)).Get();
        }
        catch (GraphRequestError error) when (error.Code == PlansErrors.Unknown)
        {
            throw MutationError.NotFound("There is no study of that id.", input.Find("study") as string);
        }
        catch (GraphRequestError error) when (error.Code != GraphRequestError.Busy)
        {
            throw MutationError.Invalid(error.Message, "study");
        }

        var takesSites = model.NeedsSites || model.Model is PlanModels.PortfolioCurve or PlanModels.MultiServiceHubs;
        var question = new SolveQuestion(model.Model, takesSites ? sites : null, model.NeedsReach ? minutes * 60 : null, input.FindInteger("seed", 0, int.MaxValue) ?? 1);
        var solve = await SolveJobs.FindQueuedAsync(editor, id, question, settings.MaxWaiting, cancellation)
            ?? throw MutationError.Invalid($"{PlanWords.Count(settings.MaxWaiting, "run waits", "runs wait")} already. Ask again when some of them are done.");
        worker.Wake();
        return solve;
    }

    /// <summary>The id of the run, told to stop if it was not over.</summary>
    /// <exception cref="MutationError">There is no such run.</exception>
    public async Task<long> CancelAsync(PlanInput input, CancellationToken cancellation)
    {
        var id = input.Id("solve", "Solve");
        if (!await SolveJobs.IsSeenAsync(editor, id, cancellation)) throw MutationError.NotFound("There is no run of that id.", input.Find("solve") as string);
        await SolveJobs.StopAsync(editor, id, cancellation);
        return id;
    }
}
