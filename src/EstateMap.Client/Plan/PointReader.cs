using EstateMap.Client.Api;

namespace EstateMap.Client.Plan;

/// <summary>Reads what belongs to single points of runs, each once: moving along the curve and back asks nothing anew. A run's answers never change.</summary>
public sealed class PointReader(EstateMapApi api)
{
    private const int Most = 200; // answers kept; the oldest go first

    private readonly Dictionary<(string Run, int P, string? By), Task<object?>> read = [];
    private readonly Queue<(string, int, string?)> order = new();

    /// <summary>Where everybody goes, and what else might do.</summary>
    public async Task<PointDetail?> GetDetailAsync(string run, int p) => (PointDetail?)await OnceAsync((run, p, null), async () => await api.FindPointAsync(run, p));

    /// <summary>Who travels further, group by group.</summary>
    public async Task<IReadOnlyList<GroupMeasures>> GetBreakdownAsync(string run, int p, string by) => (IReadOnlyList<GroupMeasures>)(await OnceAsync((run, p, by), async () => await api.ListBreakdownAsync(run, p, by)))!;

    /// <summary>The details, if they were read; asks nothing.</summary>
    public PointDetail? FindDetail(string run, int p) => read.TryGetValue((run, p, null), out var known) && known.IsCompletedSuccessfully ? (PointDetail?)known.Result : null;

    private async Task<object?> OnceAsync((string, int, string?) key, Func<Task<object?>> ask)
    {
        if (!read.TryGetValue(key, out var known))
        {
            read[key] = known = ask();
            order.Enqueue(key);
            if (order.Count > Most)
                read.Remove(order.Dequeue());
        }
        try
        {
            return await known;
        }
        catch (ApiException)
        {
            read.Remove(key); // so that trying again asks again
            throw;
        }
    }
}
