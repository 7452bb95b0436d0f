using EstateMap.Client.Api;

namespace EstateMap.Client.Plan;

/// <summary>
/// Follows a run of the planner by asking for it again and again while it moves. Asking, not a subscription: a lost connection, a server that restarts or a laptop that slept costs nothing but a delay, and the run itself goes on in the server.
/// </summary>
/// <param name="changed">Called after each answer.</param>
/// <param name="pause">Between two questions; after one that failed five times as long.</param>
public sealed class RunWatch(EstateMapApi api, Func<Task> changed, TimeSpan pause) : IDisposable
{
    private CancellationTokenSource watching = new();

    /// <summary>The run as it was last read; null before that, or when there is none.</summary>
    public Run? Latest { get; private set; }

    /// <summary>Why it could not be read the last time; null when it could.</summary>
    public string? Error { get; private set; }

    /// <summary>True once the server said that there is no such run.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Reads a run, and on until it is over; returns when it was read once.</summary>
    public async Task FollowAsync(string id)
    {
        Stop();
        if (Latest?.Id != id)
            Latest = null;
        (Error, IsMissing) = (null, false);
        var cancel = watching.Token;
        await ReadAsync(id, cancel);
        if (IsOn(cancel))
            _ = GoOnAsync(id, cancel);
    }

    /// <summary>Asks no more; what was read stays.</summary>
    public void Stop()
    {
        watching.Cancel();
        watching.Dispose();
        watching = new();
    }

    private bool IsOn(CancellationToken cancel) => !cancel.IsCancellationRequested && !IsMissing && (Error is not null || Latest is { IsMoving: true });

    private async Task GoOnAsync(string id, CancellationToken cancel)
    {
        try
        {
            while (IsOn(cancel))
            {
                await Task.Delay(Error is null ? pause : pause * 5, cancel);
                await ReadAsync(id, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // Another run is looked at, or the page has gone.
        }
    }

    private async Task ReadAsync(string id, CancellationToken cancel)
    {
        try
        {
            var read = await api.FindRunAsync(id, cancel);
            if (cancel.IsCancellationRequested)
                return;
            (Latest, Error, IsMissing) = (read, null, read is null);
        }
        catch (ApiException problem)
        {
            if (cancel.IsCancellationRequested)
                return;
            Error = problem.Message;
        }
        await changed();
    }

    public void Dispose()
    {
        watching.Cancel();
        watching.Dispose();
    }
}
