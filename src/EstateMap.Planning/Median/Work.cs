namespace EstateMap.Planning;

/// <summary>Counts steps of work, so that effort is limited alike on every machine, and ends a solve that the caller cancels.</summary>
/// <remarks>A step is about one entry of a neighbour list looked at, one to three nanoseconds. Nobody spends more than some milliseconds between two calls.</remarks>
internal sealed class Work(long most, IProgress<SolveStep>? progress, CancellationToken cancellation)
{
    public long Done { get; private set; }

    public bool IsSpent => Done >= most;

    public CancellationToken Cancellation => cancellation;

    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void Spend(long steps)
    {
        Done += steps;
        cancellation.ThrowIfCancellationRequested();
    }

    public void Report(double best, double bound) => progress?.Report(new SolveStep(best, bound, Done));
}
