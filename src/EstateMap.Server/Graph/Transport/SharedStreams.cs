using System.Collections.Immutable;
using System.Text.Json;
using GraphQL;

namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// Subscribers who ask the same hear the same: what they select of an event is executed once for all of them, by the stream of the first, until the last has gone.
/// Everybody has the same rights here, those of the readers' role; once callers have rights of their own these belong into the key.
/// </summary>
internal sealed class SharedStreams
{
    private readonly Dictionary<string, Shared> _streams = new(StringComparer.Ordinal);

    /// <summary>Different streams that are listened to at the moment.</summary>
    public int Count
    {
        get
        {
            lock (_streams) return _streams.Count;
        }
    }

    /// <summary>The stream of a subscription that was just opened, joined with that of others who asked the same. Nothing is listened to before it is subscribed to.</summary>
    public IObservable<ExecutionResult> Join(GraphRequestMessage request, string query, IObservable<ExecutionResult> stream) =>
        new Source(this, JsonSerializer.Serialize(new { query, request.OperationName, Variables = (IReadOnlyDictionary<string, object?>?)request.Variables }), stream);

    private sealed class Source(SharedStreams all, string key, IObservable<ExecutionResult> stream) : IObservable<ExecutionResult>
    {
        public IDisposable Subscribe(IObserver<ExecutionResult> observer)
        {
            lock (all._streams)
            {
                if (all._streams.TryGetValue(key, out var shared))
                {
                    shared.Observers = shared.Observers.Add(observer);
                }
                else
                {
                    all._streams[key] = shared = new Shared(all, key) { Observers = [observer] };
                    shared.Upstream = stream.Subscribe(shared);
                }

                return new Leaving(shared, observer);
            }
        }
    }

    private sealed class Shared(SharedStreams all, string key) : IObserver<ExecutionResult>
    {
        public ImmutableList<IObserver<ExecutionResult>> Observers { get; set; } = [];

        public IDisposable? Upstream { get; set; }

        public void OnNext(ExecutionResult value)
        {
            foreach (var observer in Observers) observer.OnNext(value);
        }

        public void OnError(Exception error)
        {
            Remove();
            foreach (var observer in Observers) observer.OnError(error);
        }

        public void OnCompleted()
        {
            Remove();
            foreach (var observer in Observers) observer.OnCompleted();
        }

        public void Leave(IObserver<ExecutionResult> observer)
        {
            lock (all._streams)
            {
                Observers = Observers.Remove(observer);
                if (!Observers.IsEmpty) return;
                Remove();
                Upstream?.Dispose();
            }
        }

        /// <summary>Whoever comes later begins anew.</summary>
        private void Remove()
        {
            lock (all._streams)
                if (all._streams.TryGetValue(key, out var own) && own == this) all._streams.Remove(key);
        }
    }

    private sealed class Leaving(Shared shared, IObserver<ExecutionResult> observer) : IDisposable
    {
        public void Dispose() => shared.Leave(observer);
    }
}
