using EstateMap.Server.Graph.Transport;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Plans.Solves;

/// <summary>
/// Answers that take long and that several may ask for: each is reckoned once for all who wait for it, in the turn of whoever asked first, for so long as one of them still waits and no longer than a limit; then it is kept. What fails is not kept.
/// </summary>
internal sealed class SharedAnswers(Reckonings reckonings, TimeSpan longest, long mostBytes) : IDisposable
{
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = mostBytes });
    private readonly Dictionary<object, Flight> _flights = [];

    public void Dispose() => _kept.Dispose();

    /// <param name="key">Of the question; equal keys have one answer.</param>
    /// <param name="reckon">Gives the answer and how many bytes of memory it takes.</param>
    /// <exception cref="Graph.GraphRequestError">Too many wait, or it took too long.</exception>
    /// <exception cref="OperationCanceledException">Whoever asked has gone.</exception>
    public async Task<T> GetAsync<T>(object key, Func<CancellationToken, Task<(T Answer, long Bytes)>> reckon, CancellationToken cancellation)
        where T : class
    {
        if (_kept.TryGetValue(key, out T? ready)) return ready!;
        Flight? flight;
        lock (_flights)
        {
            if (!_flights.TryGetValue(key, out flight))
            {
                _flights[key] = flight = new Flight();
                flight.Answer = Task.Run(() => FlyAsync(key, flight, reckon), CancellationToken.None);
            }

            flight.Waiting++;
        }

        try
        {
            return (T)await flight.Answer.WaitAsync(cancellation);
        }
        finally
        {
            lock (_flights)
                if (--flight.Waiting == 0) Abandon(key, flight);
        }
    }

    private async Task<object> FlyAsync<T>(object key, Flight flight, Func<CancellationToken, Task<(T Answer, long Bytes)>> reckon)
        where T : class
    {
        using var turn = await reckonings.TakeAsync(flight.Stop.Token);
        // Another may have answered while this waited for its turn.
        if (_kept.TryGetValue(key, out T? ready)) return ready!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(flight.Stop.Token);
        limit.CancelAfter(longest);
        try
        {
            var (answer, bytes) = await reckon(limit.Token);
            _kept.Set(key, answer, new MemoryCacheEntryOptions { Size = bytes, SlidingExpiration = TimeSpan.FromMinutes(30) });
            return answer;
        }
        catch (OperationCanceledException) when (!flight.Stop.IsCancellationRequested)
        {
            throw PlansErrors.AnalysisTooLong(longest);
        }
    }

    /// <summary>Nobody waits any more; whoever comes from now on begins anew, or finds what is kept.</summary>
    private void Abandon(object key, Flight flight)
    {
        if (_flights.GetValueOrDefault(key) == flight) _flights.Remove(key);
        flight.Stop.Cancel();
    }

    private sealed class Flight
    {
        // Without a timer of its own there is nothing to dispose of.
        public CancellationTokenSource Stop { get; } = new();

        public Task<object> Answer { get; set; } = Task.FromResult<object>("");

        public int Waiting { get; set; }
    }
}
