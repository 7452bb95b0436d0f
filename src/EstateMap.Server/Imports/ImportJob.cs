using EstateMap.Import;
using EstateMap.Server.People;

namespace EstateMap.Server.Imports;

/// <summary>Where an upload stands.</summary>
internal enum JobState
{
    /// <summary>Waits for another upload to be read.</summary>
    Queued,

    /// <summary>Is being read to see what it would change.</summary>
    Checking,

    /// <summary>Can be looked at, and activated or discarded.</summary>
    Previewed,

    /// <summary>Waits to be imported for good, or is being.</summary>
    Activating,

    /// <summary>Is what is served now.</summary>
    Activated,

    /// <summary>Was what is served already.</summary>
    Unchanged,

    Failed, Cancelled, Discarded,
}

/// <summary>One upload from its arrival to its end. Its files are gone once nothing can be done with them.</summary>
internal sealed class ImportJob(string id, Caller caller, Manifest manifest, Upload upload, bool preferFile) : IProgress<ImportProgress>
{
    private readonly Lock _lock = new();
    private JobState _state = JobState.Queued;
    private string? _phase;
    private string? _message;
    private int _done;
    private int? _total;
    private long? _run;

    public string Id { get; } = id;

    /// <summary>Whether somebody may watch and decide: who sent it, an administrator, and whoever sits at this computer.</summary>
    public bool IsOf(Caller other) => other.Account == caller.Account || other.Holds(Roles.Administrator);

    public Manifest Manifest { get; } = manifest;
    public Upload Upload { get; } = upload;

    /// <summary>Whether the file wins where it and a hand edit have come apart.</summary>
    public bool PreferFile { get; } = preferFile;

    public DateTimeOffset ArrivedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>Ends what is being done at the moment.</summary>
    public CancellationTokenSource Stop { get; private set; } = new();

    public JobState State { get { lock (_lock) return _state; } }

    /// <summary>The run that says what it would change, later the one that changed it; null before there is any.</summary>
    public long? Run { get { lock (_lock) return _run; } }

    /// <summary>True when nothing more will happen to it.</summary>
    public bool IsOver => State is not (JobState.Queued or JobState.Checking or JobState.Previewed or JobState.Activating);

    /// <summary>Moves on, if it stands where the caller thinks; otherwise nothing happens and the answer is false.</summary>
    public bool TryMove(JobState to, string? message, params ReadOnlySpan<JobState> from)
    {
        lock (_lock)
        {
            if (!from.Contains(_state))
                return false;
            (_state, _message, _phase, _done, _total) = (to, message, null, 0, null);
            if (to == JobState.Activating)
                Stop = new CancellationTokenSource();
            return true;
        }
    }

    public void SetRun(long run)
    {
        lock (_lock)
            _run = run;
    }

    public void Report(ImportProgress value)
    {
        lock (_lock)
            (_phase, _done, _total) = (value.Phase, value.Done, value.Total ?? (Upload.EstimatedRows is { } rows ? Math.Max(rows, value.Done) : null));
    }

    /// <summary>What callers are told.</summary>
    public JobReport Describe()
    {
        lock (_lock)
            return new JobReport(Id, Manifest.Id, Manifest.Title, Upload.FileNames, _state.ToString().ToLowerInvariant(), _phase, _done, _total, _run, _message, PreferFile, ArrivedAt);
    }
}

/// <summary>An upload as callers see it.</summary>
/// <param name="Id">Random; knows its way only to whoever uploaded.</param>
/// <param name="State">queued, checking, previewed, activating, activated, unchanged, failed, cancelled or discarded.</param>
/// <param name="Phase">read, check, match, load or activate; null while nothing is being done.</param>
/// <param name="Done">Rows dealt with in this phase.</param>
/// <param name="Total">Rows expected, estimated from the file's line ends; null when unknown.</param>
/// <param name="Run">Number of the import run.</param>
/// <param name="Message">A sentence for people; null when there is nothing to say.</param>
internal sealed record JobReport(
    string Id, string Dataset, string Title, IReadOnlyList<string> Files, string State, string? Phase, int Done, int? Total, long? Run, string? Message, bool PreferFile, DateTimeOffset ArrivedAt);
