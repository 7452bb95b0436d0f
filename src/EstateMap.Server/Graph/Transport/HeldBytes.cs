using System.Collections.Concurrent;

namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// How much is kept in memory for callers: what of a request has arrived, answers that wait to be read, open sockets. Each client has its share; whoever sends slowly or does not read uses up its own.
/// </summary>
internal sealed class HeldBytes(GraphSettings settings)
{
    private readonly long _share = (long)(settings.MaxHeldBytes * settings.ClientShare);
    private readonly ConcurrentDictionary<string, long> _clients = new(StringComparer.Ordinal);
    private long _all;

    /// <summary>What is held at the moment.</summary>
    public long Count => Interlocked.Read(ref _all);

    public Hold For(string client) => new(this, client);

    private bool TryAdd(string client, long bytes)
    {
        if (Interlocked.Add(ref _all, bytes) <= settings.MaxHeldBytes)
        {
            if (_clients.AddOrUpdate(client, bytes, (_, held) => held + bytes) <= _share) return true;
            Remove(client, bytes);
            return false;
        }

        Interlocked.Add(ref _all, -bytes);
        return false;
    }

    private void Remove(string client, long bytes)
    {
        Interlocked.Add(ref _all, -bytes);
        if (_clients.AddOrUpdate(client, -bytes, (_, held) => held - bytes) == 0) _clients.TryRemove(new KeyValuePair<string, long>(client, 0));
    }

    /// <summary>One caller's part; given back when it is disposed of.</summary>
    internal sealed class Hold(HeldBytes all, string client) : IDisposable
    {
        private long _bytes;

        /// <summary>False, and nothing is added, when it would be too much.</summary>
        public bool TryAdd(long bytes)
        {
            if (!all.TryAdd(client, bytes)) return false;
            Interlocked.Add(ref _bytes, bytes);
            return true;
        }

        public void Remove(long bytes)
        {
            if (bytes == 0) return;
            Interlocked.Add(ref _bytes, -bytes);
            all.Remove(client, bytes);
        }

        public void Dispose()
        {
            var bytes = Interlocked.Exchange(ref _bytes, 0);
            if (bytes != 0) all.Remove(client, bytes);
        }
    }
}
