using EstateMap.Database;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Plans.Solves;

/// <summary>News of one run for one subscriber: first how it is, then what happens, and the end of the stream once it is over.</summary>
/// <param name="solve">A run that the subscriber may see.</param>
internal sealed class SolveNews(ChangeFeed changes, EstateMapDatabase database, long solve) : IObservable<object?>
{
    public IDisposable Subscribe(IObserver<object?> observer)
    {
        var listener = new Listener(observer);
        // Listening begins before looking, so that nothing falls between the two.
        listener.Leaving = changes.Of<SolveChange>(change => change.SolveId == solve).Subscribe(listener);
        _ = TellStateAsync(listener);
        return listener;
    }

    private async Task TellStateAsync(Listener listener)
    {
        try
        {
            var state = await FindStateAsync(database.Reader, solve, CancellationToken.None);
            listener.OnNext(new SolveChange(solve, null, state is not { IsGoingOn: true }));
        }
        catch (NpgsqlException)
        {
            // The database is away; the next news comes when it is back.
        }
    }

    /// <summary>How far a run is; null where there is none, or the reader may not see it.</summary>
    public static async Task<(double Progress, bool IsGoingOn)?> FindStateAsync(CallerSource reader, long solve, CancellationToken cancellation)
    {
        await using var command = reader.CreateCommand(SolveSql.State);
        command.Parameters.Add(new() { Value = solve });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetDouble(0), row.GetBoolean(1)) : null;
    }

    private sealed class Listener(IObserver<object?> observer) : IObserver<SolveChange>, IDisposable
    {
        private readonly Lock _turn = new();
        private bool _isOver;

        public IDisposable? Leaving { get; set; }

        public void OnNext(SolveChange value)
        {
            lock (_turn)
            {
                if (_isOver) return;
                _isOver = value.IsOver;
                observer.OnNext(value);
                if (_isOver) observer.OnCompleted();
            }

            if (_isOver) Leaving?.Dispose();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => Leaving?.Dispose();
    }
}
