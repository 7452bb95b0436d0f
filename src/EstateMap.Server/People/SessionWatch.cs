using EstateMap.Server.Graph.Changes;
using Npgsql;

namespace EstateMap.Server.People;

/// <summary>Ends what is open for a caller, such as a socket, once the session is over, the key revoked or the rights others: when that is heard, and by looking now and then, for a session also ends by itself.</summary>
internal sealed class SessionWatch(ChangeFeed feed, GateCallers callers, SignInSettings settings)
{
    private readonly ChangeFeed _feed = feed;
    private readonly GateCallers _callers = callers;
    private readonly SignInSettings _settings = settings;

    /// <summary>Null for whoever has not signed in: their rights do not end.</summary>
    /// <param name="end">Called once; may be called from any thread.</param>
    /// <returns>Disposed of when nothing is open any more.</returns>
    public IDisposable? Watch(HttpContext http, Action end) => SignedIn.Of(http) is { } who ? new Watching(this, who, end) : null;

    private sealed class Watching : IObserver<AccountChange>, IDisposable
    {
        private readonly SessionWatch _watch;
        private readonly SignedIn _who;
        private readonly Action _end;
        private readonly IDisposable _listening;
        private readonly Timer _timer;
        private int _isOver;

        public Watching(SessionWatch watch, SignedIn who, Action end)
        {
            (_watch, _who, _end) = (watch, who, end);
            _listening = watch._feed.Of<AccountChange>(change => change.AccountId == who.Caller.Account).Subscribe(this);
            // At once too: it may have ended before this listened.
            _timer = new Timer(_ => _ = LookAsync(), null, TimeSpan.Zero, TimeSpan.FromSeconds(watch._settings.WatchSeconds));
        }

        public void OnNext(AccountChange value) => _ = LookAsync();

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }

        private async Task LookAsync()
        {
            try
            {
                if (_isOver == 1 || await _watch._callers.IsStillAsync(_who, CancellationToken.None) || Interlocked.Exchange(ref _isOver, 1) == 1) return;
                _end();
            }
            catch (Exception error) when (error is NpgsqlException or ObjectDisposedException)
            {
                // Nobody knows while the database is away, and nothing is read meanwhile either: it is asked again.
            }
        }

        public void Dispose()
        {
            _isOver = 1;
            _listening.Dispose();
            _timer.Dispose();
        }
    }
}
