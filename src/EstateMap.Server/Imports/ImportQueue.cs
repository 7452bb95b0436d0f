using System.Collections.Concurrent;
using System.Threading.Channels;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Imports;

/// <summary>Reads uploads one after another: first to see what they would change, then, if somebody says so, for good. What is known of them lives as long as the server; what they did is in import_run.</summary>
internal sealed class ImportQueue(EstateMapDatabase database, ImportSettings settings, ILogger<ImportQueue> log) : BackgroundService
{
    /// <summary>$1 run: what it came to.</summary>
    private const string Outcome = "SELECT status, message FROM import_run WHERE id = $1::bigint";

    /// <summary>$1 run: whether what it compared itself with is still what is served.</summary>
    private const string IsFresh = """
        SELECT r.base_run_id IS NOT DISTINCT FROM d.active_run_id
        FROM import_run r
        JOIN dataset d ON d.id = r.dataset_id
        WHERE r.id = $1::bigint
        """;

    private readonly ConcurrentDictionary<string, ImportJob> _jobs = new();
    private readonly Channel<ImportJob> _waiting = Channel.CreateUnbounded<ImportJob>(new() { SingleReader = true });

    /// <summary>Uploads of this server's life, the newest first.</summary>
    public IReadOnlyList<ImportJob> Jobs => [.. _jobs.Values.OrderByDescending(job => job.ArrivedAt)];

    /// <exception cref="ImportRequestError">There is none of that id.</exception>
    public ImportJob Get(string id) => _jobs.GetValueOrDefault(id)
        ?? throw NoJob();

    public static ImportRequestError NoJob() =>
        new("This upload is no longer held: it was over a day old, or the server was started anew. What is served was not changed by it; upload the file again.", StatusCodes.Status404NotFound);

    /// <summary>Whether another upload may come.</summary>
    /// <exception cref="ImportRequestError">Too many wait already.</exception>
    public void EnsureRoom()
    {
        if (_jobs.Values.Count(job => job.State is JobState.Queued) >= settings.MaxWaiting)
            throw new ImportRequestError($"{settings.MaxWaiting} uploads wait already; try again when one of them is done.", StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Queues a dry run.</summary>
    public ImportJob Add(Caller caller, Manifest manifest, Upload upload, bool preferFile)
    {
        Forget();
        EnsureRoom();
        var job = new ImportJob(Upload.Random(16), caller, manifest, upload, preferFile);
        _jobs[job.Id] = job;
        _waiting.Writer.TryWrite(job);
        return job;
    }

    /// <summary>Queues the import for good of what was looked at.</summary>
    /// <exception cref="ImportRequestError">It was not looked at, or the register has changed since.</exception>
    public async Task ActivateAsync(ImportJob job, CancellationToken cancellation)
    {
        if (job.State == JobState.Previewed && !await IsFreshAsync(job, cancellation))
            throw new ImportRequestError($"The register has changed since this preview: another import of {job.Manifest.Title} became active. Nothing was changed. Discard this one and upload the file again to see what it would change now.", StatusCodes.Status409Conflict);
        if (!job.TryMove(JobState.Activating, null, JobState.Previewed))
            throw new ImportRequestError("Only an upload that was looked at and not yet decided on can be activated.", StatusCodes.Status409Conflict);
        _waiting.Writer.TryWrite(job);
    }

    /// <summary>Stops what is going on, or discards what was looked at; nothing that is served changes. Of one that is over nothing is left to stop.</summary>
    public async Task CancelAsync(ImportJob job, CancellationToken cancellation)
    {
        if (job.TryMove(JobState.Cancelled, "Cancelled before it was read. Nothing was changed.", JobState.Queued))
        {
            job.Upload.Delete();
        }
        else if (job.TryMove(JobState.Discarded, "Discarded. Nothing was changed.", JobState.Previewed))
        {
            job.Upload.Delete();
            await using var command = database.Writer.CreateCommand("UPDATE import_run SET status = 'cancelled', message = 'Discarded after it was looked at.' WHERE id = $1::bigint AND status = 'previewed'");
            command.Parameters.Add(new() { Value = job.Run ?? 0 });
            await command.ExecuteNonQueryAsync(cancellation);
        }
        else if (job.State is JobState.Checking or JobState.Activating)
        {
            await job.Stop.CancelAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever a server before this one left: nobody can ask for it any more.
        if (Directory.Exists(settings.Folder))
            foreach (var folder in Directory.GetDirectories(settings.Folder))
                Directory.Delete(folder, recursive: true);
        using var hourly = new Timer(_ => Forget(), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        try
        {
            await foreach (var job in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                if (job.State == JobState.Activating || job.TryMove(JobState.Checking, null, JobState.Queued))
                    await RunAsync(job, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task RunAsync(ImportJob job, CancellationToken stopping)
    {
        var isDryRun = job.State == JobState.Checking;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Stop.Token, stopping);
        Exception? fault = null;
        long? run = null;
        try
        {
            if (!isDryRun && !await IsFreshAsync(job, either.Token))
                throw new UsageException("Another import became active before this one. Nothing was changed; upload the file again to see what it would change now.");
            // Whoever activates has seen in the preview how much is missing.
            var options = new ImportOptions { DryRun = isDryRun, PreferFile = job.PreferFile, AcceptMissing = true, FileName = string.Join(", ", job.Upload.FileNames), OnBegun = id => run = id };
            await new Importer(database.Writer).ImportAsync(job.Manifest, job.Upload.Paths, options, job, either.Token);
        }
        catch (Exception error)
        {
            // Whatever it is, the upload is over and the queue goes on.
            fault = error;
        }

        // What the database says the run came to is what counts: a commit may have gone through as it was being cancelled.
        var (status, message) = await FindOutcomeAsync(job, run, fault);
        var (state, sentence) = status switch
        {
            "previewed" => (JobState.Previewed, null),
            "activated" => (JobState.Activated, null),
            "unchanged" => (JobState.Unchanged, "This file is what is being served already. Nothing would change."),
            "cancelled" => (JobState.Cancelled, "Cancelled. Nothing was changed."),
            _ => (JobState.Failed, $"{message ?? "The file could not be read."} Nothing that is served was changed."),
        };
        job.TryMove(state, sentence, JobState.Checking, JobState.Activating);
        if (state != JobState.Previewed)
            job.Upload.Delete();
    }

    private async Task<(string Status, string? Message)> FindOutcomeAsync(ImportJob job, long? run, Exception? fault)
    {
        var instead = fault switch
        {
            OperationCanceledException => ("cancelled", null),
            UsageException usage => ("failed", usage.Message),
            null => ("failed", null),
            _ => ("failed", DatabaseFault.Describe(fault)),
        };
        if (fault is not (null or OperationCanceledException or UsageException))
            log.LogWarning(fault, "The import of {Dataset} failed.", job.Manifest.Id);
        if (run is null)
            return instead;
        job.SetRun(run.Value);
        try
        {
            await using var command = database.Writer.CreateCommand(Outcome);
            command.Parameters.Add(new() { Value = run.Value });
            await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
            if (!await row.ReadAsync(CancellationToken.None))
                return instead;
            var status = row.GetString(0);
            return status == "running" ? instead : (status, await row.IsDBNullAsync(1) ? instead.Item2 : row.GetString(1));
        }
        catch (NpgsqlException)
        {
            return instead;
        }
    }

    private async Task<bool> IsFreshAsync(ImportJob job, CancellationToken cancellation)
    {
        await using var command = database.Writer.CreateCommand(IsFresh);
        command.Parameters.Add(new() { Value = job.Run ?? 0 });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Lets go of uploads that nobody decided on in time, and of what is known of those that are over.</summary>
    private void Forget()
    {
        foreach (var job in _jobs.Values.Where(job => DateTimeOffset.UtcNow - job.ArrivedAt > settings.Keep && (job.IsOver || job.State == JobState.Previewed)))
        {
            // An activation may have begun since it was looked at: then its files are still needed.
            if (!job.IsOver && !job.TryMove(JobState.Discarded, null, JobState.Previewed))
                continue;
            job.Upload.Delete();
            _jobs.TryRemove(job.Id, out _);
        }
    }
}
