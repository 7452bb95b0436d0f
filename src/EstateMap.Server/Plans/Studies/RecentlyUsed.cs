namespace EstateMap.Server.Plans.Studies;

/// <summary>Keeps what was used last, so much of it as fits into a number of bytes. The newest stays whatever its size: a study that is larger than all the room is still made once for all the fields that are asked of it.</summary>
internal sealed class RecentlyUsed(long mostBytes)
{
    private readonly Dictionary<string, LinkedListNode<Kept>> _places = new(StringComparer.Ordinal);

    // The one used last comes first.
    private readonly LinkedList<Kept> _kept = [];
    private long _bytes;

    /// <summary>Null where it is not kept.</summary>
    public T? Find<T>(string key)
        where T : class
    {
        lock (_places)
        {
            if (!_places.TryGetValue(key, out var place)) return null;
            _kept.Remove(place);
            _kept.AddFirst(place);
            return (T)place.Value.Value;
        }
    }

    public void Keep(string key, object value, long bytes)
    {
        lock (_places)
        {
            if (_places.TryGetValue(key, out var old)) Drop(old);
            _places[key] = _kept.AddFirst(new Kept(key, value, bytes));
            _bytes += bytes;
            while (_bytes > mostBytes && _kept.Count > 1) Drop(_kept.Last!);
        }
    }

    /// <summary>What nobody will ask for any more.</summary>
    public void DropAll(Func<string, bool> isMeant)
    {
        lock (_places)
            foreach (var place in _places.Values.Where(place => isMeant(place.Value.Key)).ToList()) Drop(place);
    }

    private void Drop(LinkedListNode<Kept> place)
    {
        _kept.Remove(place);
        _places.Remove(place.Value.Key);
        _bytes -= place.Value.Bytes;
    }

    private readonly record struct Kept(string Key, object Value, long Bytes);
}
