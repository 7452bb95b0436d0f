namespace EstateMap.Planning;

/// <summary>Counts steps of work, so that effort is limited alike on every machine, and ends a solve that the caller cancels.</summary>
/// <remarks>A step is about one entry of a neighbour list looked at, one to three nanoseconds. Nobody spends more than some milliseconds between two calls.</remarks>
internal sealed class Work(long most, IProgress<SolveStep>? progress, CancellationToken cancellation, int threads = 1)
{
    public long Done { get; private set; }

    /// <summary>Most steps between two looks at the caller's token.</summary>
    public long LongestStretch { get; private set; }

    public bool IsSpent => Done >= most;

    /// <summary>Runs the parts of a step, on as many threads as are allowed; parts are the same on any number, and so is what comes of them.</summary>
    public void InParts(int parts, Action<int> part)
    {
        if (parts == 1 || threads == 1)
            for (var k = 0; k < parts; k++) part(k);
        else Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part);
    }

    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void Spend(long steps)
    {
        Done += steps;
        LongestStretch = Math.Max(LongestStretch, steps);
        cancellation.ThrowIfCancellationRequested();
    }

    public void Report(double best, double bound) => progress?.Report(new SolveStep(best, bound, Done));
}
