using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;
using Npgsql;

namespace EstateMap.Server.Plans.Solves;

/// <summary>
/// Works on queued runs, a few at a time, with the rights of the public. A run outlives whoever asked for it; when this server is told to end it says so of its runs, and when it just disappears another server says so for it.
/// Whoever stops a run tells the row, and every server at once (<see cref="ChangeFeed"/>): the one that works on it stops.
/// </summary>
internal sealed class SolveWorker(SolveJobs jobs, StudyProblems studies, ChangeFeed changes, SolveSettings settings, ILogger<SolveWorker> log) : BackgroundService
{
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(3);

    private TaskCompletionSource _news = NoNews();

    /// <summary>Something was queued: look now.</summary>
    public void Wake() => Interlocked.Exchange(ref _news, NoNews()).TrySetResult();

    private static TaskCompletionSource NoNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var hands = Enumerable.Range(0, settings.MaxConcurrent).Select(_ => WorkAsync(stoppingToken));
        await Task.WhenAll(hands.Append(BuryAsync(stoppingToken)));
    }

    private async Task BuryAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(() => jobs.BuryAsync(settings.Patience, stopping));
            if (!await RestAsync(settings.Patience / 4, stopping)) return;
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            // Before looking, so that what is queued meanwhile is not slept over.
            var news = Volatile.Read(ref _news).Task;
            SolveJob? job = null;
            await TryAsync(async () => job = await jobs.FindNextAsync(stopping));
            if (job is not null)
            {
                await RunAsync(job, stopping);
                continue;
            }

            await Task.WhenAny(news, Task.Delay(4 * settings.Beat, stopping));
        }
    }

    private async Task RunAsync(SolveJob job, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var told = changes.Of<SolveStop>(asked => asked.SolveId == job.Id).Subscribe(new Stopper(stop));
        var progress = new Progressed();
        using var over = new CancellationTokenSource();
        var beating = BeatAsync(job, progress, stop, over.Token);
        var (state, message) = await OutcomeAsync(job, progress, stop.Token, stopping);
        await over.CancelAsync();
        await beating;
        // The server's own end must not keep its last word from being said.
        using var patience = new CancellationTokenSource(LastWord);
        await TryAsync(() => jobs.EndAsync(job, state, message, patience.Token));
    }

    private async Task<(string State, string? Message)> OutcomeAsync(SolveJob job, Progressed progress, CancellationToken stop, CancellationToken stopping)
    {
        try
        {
            var study = await studies.GetAsync(StudyContent.Read(job.ContentText), Caller.Public, stop);
            await jobs.BeginAsync(job, study, stop);
            // On a thread of its own: solvers compute for as long as they need.
            await Task.Factory.StartNew(() => SolveAsync(job, study, progress, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            return ("done", null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ("interrupted", "The server was stopped before this run was over. What was found until then is kept; start the question again for the rest.");
        }
        catch (OperationCanceledException)
        {
            return ("cancelled", "Cancelled. What was found until then is kept.");
        }
        catch (GraphRequestError error)
        {
            return ("failed", error.Message);
        }
        catch (JsonException fault)
        {
            log.LogError(fault, "The settings of run {Solve} of the planner cannot be read.", job.Id);
            return ("failed", "The settings that were kept of this study cannot be read. Set them again, and start the question anew.");
        }
        catch (Exception fault)
        {
            // Whatever it is, the run is over and the next one has its turn.
            log.LogError(fault, "Run {Solve} of the planner failed.", job.Id);
            return ("failed", fault is NpgsqlException ? "The database was away. Start the question again." : "The planner met a fault of its own, which its server has noted. Nothing of the register was changed.");
        }
    }

    private async Task SolveAsync(SolveJob job, StudyProblem study, Progressed progress, CancellationToken stop)
    {
        foreach (var point in SolveRunner.Run(study, job.Question, stop, progress))
        {
            await jobs.AddAsync(job, study, point, stop);
            progress.Share = point.Progress;
        }
    }

    /// <summary>Until the run is over: says that this server lives, and hears whether to stop should nobody have told.</summary>
    private async Task BeatAsync(SolveJob job, Progressed progress, CancellationTokenSource stop, CancellationToken over)
    {
        while (await RestAsync(settings.Beat, over))
            await TryAsync(async () =>
            {
                if (!await jobs.BeatAsync(job, progress.Share, over)) await stop.CancelAsync();
            });
    }

    /// <summary>A database that is away comes back; until then there is nothing to do.</summary>
    private async Task TryAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (OperationCanceledException)
        {
            // The server ends, or the run does.
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            log.LogWarning("The planner's queue could not be reached: {Why}", fault.Message);
        }
        catch (Exception fault)
        {
            // What one run or row is like must not end the server, nor the turn of the others.
            log.LogError(fault, "The planner's queue met a fault.");
        }
    }

    /// <summary>False when it was cut short.</summary>
    private static async Task<bool> RestAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class Progressed : IProgress<double>
    {
        // What a search says of itself is never all: its answer is still to be written down.
        private const double Most = 0.99;

        private double _share;

        /// <summary>0 to 1.</summary>
        public double Share
        {
            get => Volatile.Read(ref _share);
            set => Volatile.Write(ref _share, value);
        }

        public void Report(double value) => Share = Math.Max(Share, Math.Min(value, Most));
    }

    private sealed class Stopper(CancellationTokenSource stop) : IObserver<SolveStop>
    {
        public void OnNext(SolveStop value)
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It was over already.
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
