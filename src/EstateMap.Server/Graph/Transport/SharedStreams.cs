using System.Collections.Immutable;
using System.Text.Json;
using EstateMap.Server.People;
using GraphQL;

namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// Subscribers who ask the same hear the same: what they select of an event is executed once for all of them, by the stream of the first, until the last has gone.
/// News that tell a state (<see cref="TellState"/>) are told again to whoever comes later: the last of them is how it is now. What was said before the register changed is not, for it may tell of what is hidden since.
/// Only those who see and may the same share: what one may see is never said to another, and what somebody may decide is theirs to see.
/// </summary>
internal sealed class SharedStreams
{
    private const string State = "news tell a state";

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
    /// <param name="caller">Whose eyes it is read with.</param>
    /// <param name="repeatsLast">Whether whoever comes later begins with what was said last.</param>
    /// <param name="register">The state of the register (<see cref="Changes.ChangeFeed.Generation"/>); null where nobody knows, and then nothing is said again.</param>
    public IObservable<ExecutionResult> Join(GraphRequestMessage request, string query, Caller caller, IObservable<ExecutionResult> stream, bool repeatsLast, long? register) => repeatsLast && register is null ? stream
        : new Source(this, JsonSerializer.Serialize(new { query, caller.Clearance, caller.Organisations, caller.Account, caller.Rights, request.OperationName, Variables = (IReadOnlyDictionary<string, object?>?)request.Variables, Register = repeatsLast ? register : null }), stream, repeatsLast);

    /// <summary>Says, while a subscription is opened, that each of its news tells how something is now.</summary>
    public static void TellState(IResolveFieldContext context) => context.UserContext[State] = true;

    /// <param name="said">The user context of the operation that opened the stream.</param>
    public static bool RepeatsLast(IDictionary<string, object?> said) => said.ContainsKey(State);

    private sealed class Source(SharedStreams all, string key, IObservable<ExecutionResult> stream, bool repeatsLast) : IObservable<ExecutionResult>
    {
        public IDisposable Subscribe(IObserver<ExecutionResult> observer)
        {
            lock (all._streams)
            {
                if (all._streams.TryGetValue(key, out var shared))
                {
                    shared.Add(observer);
                }
                else
                {
                    all._streams[key] = shared = new Shared(all, key, repeatsLast) { Observers = [observer] };
                    shared.Upstream = stream.Subscribe(shared);
                }

                return new Leaving(shared, observer);
            }
        }
    }

    private sealed class Shared(SharedStreams all, string key, bool repeatsLast) : IObserver<ExecutionResult>
    {
        private ExecutionResult? _last;

        public ImmutableList<IObserver<ExecutionResult>> Observers { get; set; } = [];

        public IDisposable? Upstream { get; set; }

        public void OnNext(ExecutionResult value)
        {
            ImmutableList<IObserver<ExecutionResult>> observers;
            lock (all._streams)
            {
                if (repeatsLast) _last = value;
                observers = Observers;
            }

            foreach (var observer in observers) observer.OnNext(value);
        }

        /// <summary>For whoever holds the streams: the newcomer hears the last news before any newer.</summary>
        public void Add(IObserver<ExecutionResult> observer)
        {
            if (_last is not null) observer.OnNext(_last);
            Observers = Observers.Add(observer);
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
