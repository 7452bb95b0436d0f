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
    public IDisposable Subscribe(IObserver<T> observer) => news.Subscribe(new Listener(observer, isHidden, reader.Caller == Caller.Public ? null : SeesAsync));

    private async Task<bool> SeesAsync(T change)
    {
        try
        {
            await using var command = reader.CreateCommand(isSeen, valuesOf(change));
            return await command.ExecuteScalarAsync() is true;
        }
        catch (NpgsqlException)
        {
            // The database is away; when it is back, subscribers hear that many things may have changed.
            return false;
        }
    }

    /// <param name="sees">Null for whoever claims nothing, and so sees nothing that is hidden.</param>
    private sealed class Listener(IObserver<T> observer, Func<T, bool> isHidden, Func<T, Task<bool>>? sees) : IObserver<T>
    {
        private readonly Lock _turn = new();
        private Task _before = Task.CompletedTask;

        public void OnNext(T value)
        {
            var asks = isHidden(value);
            if (asks && sees is null) return;
            // At once where nothing waits before it.
            lock (_turn) _before = AfterAsync(_before, value, asks);
        }

        public void OnError(Exception error) => observer.OnError(error);

        public void OnCompleted() => observer.OnCompleted();

        private async Task AfterAsync(Task before, T value, bool asks)
        {
            await before;
            if (!asks || await sees!(value)) observer.OnNext(value);
        }
    }
}
