using System.Net;
using System.Net.Sockets;

namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// Whose operation runs next. So many run at a time and others wait; clients are served in turn, and none has more than its share running or waiting, so that whoever asks without end keeps nobody else from being answered.
/// </summary>
/// <param name="most">That run at a time.</param>
/// <param name="mostWaiting">Others that wait.</param>
/// <param name="clientShare">Which part of both one client may have.</param>
internal sealed class Turns(int most, int mostWaiting, double clientShare)
{
    private readonly int _share = Math.Max(1, (int)(most * clientShare));
    private readonly int _waitingShare = (int)Math.Ceiling(mostWaiting * clientShare);
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);

    // Those who wait, whoever was served longest ago first.
    private readonly LinkedList<Client> _rotation = [];
    private int _running, _waiting;

    /// <summary>Turns of whole operations.</summary>
    public Turns(GraphSettings settings)
        : this(settings.MaxConcurrent, settings.MaxWaiting, settings.ClientShare)
    {
    }

    /// <summary>Whom a request comes from: an API key, or else an address.</summary>
    public static string ClientOf(HttpContext http) => People.SignedIn.Of(http) is { Caller.IsByKey: true } key ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"key {key.Number}") : AddressOf(http);

    /// <summary>The address that a request comes from, or the network where one customer has so many (IPv6 /64). A proxy on this machine says it, last in X-Forwarded-For.</summary>
    public static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null || IPAddress.IsLoopback(address))
            address = IPAddress.TryParse(http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim(), out var told) ? told : IPAddress.Loopback;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    /// <summary>A turn, to be disposed of at its end; null when too many wait already.</summary>
    /// <exception cref="OperationCanceledException">Whoever waited has gone.</exception>
    public async Task<IDisposable?> TakeAsync(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<IDisposable?>> place;
        Client client;
        lock (_clients)
        {
            if (!_clients.TryGetValue(name, out var known)) _clients[name] = known = new Client(name);
            client = known;
            if (_running < most && client.Running < _share) return Begin(client);
            if (name != Asker.Server && (_waiting >= mostWaiting || client.Waiting.Count >= _waitingShare))
            {
                Forget(client);
                return null;
            }

            place = client.Waiting.AddLast(new TaskCompletionSource<IDisposable?>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting++;
            if (client.Waiting.Count == 1) _rotation.AddLast(client);
        }

        await using var leaving = cancellation.UnsafeRegister(_ => Leave(client, place, cancellation), null);
        return await place.Value.Task;
    }

    private Turn Begin(Client client)
    {
        client.Running++;
        _running++;
        return new Turn(this, client);
    }

    private void End(Client client)
    {
        lock (_clients)
        {
            client.Running--;
            _running--;
            while (_running < most && _rotation.FirstOrDefault(waiting => waiting.Running < _share) is { } next)
            {
                var place = next.Waiting.First!.Value;
                next.Waiting.RemoveFirst();
                _waiting--;
                _rotation.Remove(next);
                if (next.Waiting.Count > 0) _rotation.AddLast(next);
                place.SetResult(Begin(next));
            }

            Forget(client);
        }
    }

    private void Leave(Client client, LinkedListNode<TaskCompletionSource<IDisposable?>> place, CancellationToken cancellation)
    {
        lock (_clients)
        {
            // Its turn had come already: whoever got it gives it back.
            if (place.List is null) return;
            client.Waiting.Remove(place);
            _waiting--;
            if (client.Waiting.Count == 0) _rotation.Remove(client);
            Forget(client);
        }

        place.Value.SetCanceled(cancellation);
    }

    private void Forget(Client client)
    {
        if (client is { Running: 0, Waiting.Count: 0 }) _clients.Remove(client.Name);
    }

    private sealed class Client(string name)
    {
        public string Name => name;

        public int Running { get; set; }

        public LinkedList<TaskCompletionSource<IDisposable?>> Waiting { get; } = [];
    }

    private sealed class Turn(Turns turns, Client client) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) turns.End(client);
        }
    }
}
