using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Graph.Changes;

/// <summary>News of a thing that not everybody may see, passed on to one caller when PostgreSQL says that this caller sees the thing. In the order in which they came.</summary>
/// <param name="news">All news, those of hidden things among them.</param>
/// <param name="isHidden">Whether the public does not see it; what it sees needs no question.</param>
/// <param name="isSeen">One truth value, true where the caller sees it.</param>
/// <param name="valuesOf">Values of that statement's parameters.</param>
internal sealed class SeenNews<T>(IObservable<T> news, CallerSource reader, Func<T, bool> isHidden, string isSeen, Func<T, object[]> valuesOf) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer) => news.Subscribe(new Listener(this, observer));

    private async Task<bool> SeesAsync(T change)
    {
        try
        {
            await using var command = reader.CreateCommand(isSeen);
            foreach (var value in valuesOf(change)) command.Parameters.Add(new() { Value = value });
            return await command.ExecuteScalarAsync() is true;
        }
        catch (NpgsqlException)
        {
            // The database is away; when it is back, subscribers hear that many things may have changed.
            return false;
        }
    }

    private sealed class Listener(SeenNews<T> all, IObserver<T> observer) : IObserver<T>
    {
        private readonly bool _seesPublic = all.ReaderSeesPublic;
        private readonly Lock _turn = new();
        private Task _before = Task.CompletedTask;

        public void OnNext(T value)
        {
            if (!all.IsHidden(value))
            {
                Pass(() => Task.FromResult(true), value);
                return;
            }

            if (!_seesPublic) Pass(() => all.SeesAsync(value), value);
        }

        public void OnError(Exception error) => observer.OnError(error);

        public void OnCompleted() => observer.OnCompleted();

        /// <summary>At once where nothing waits before it.</summary>
        private void Pass(Func<Task<bool>> sees, T value)
        {
            lock (_turn) _before = AfterAsync(_before, sees, value);
        }

        private async Task AfterAsync(Task before, Func<Task<bool>> sees, T value)
        {
            await before;
            if (await sees()) observer.OnNext(value);
        }
    }

    private bool ReaderSeesPublic => reader.Caller.SeesPublic;

    private bool IsHidden(T change) => isHidden(change);
}
