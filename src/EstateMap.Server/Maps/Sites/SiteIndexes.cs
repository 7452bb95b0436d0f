using System.Collections.Concurrent;
using EstateMap.Database;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.People;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Maps.Sites;

/// <summary>
/// Keeps a <see cref="SiteIndex"/> for each caller's rights, and the selections asked of it lately. Whatever changes the register makes it stale at once, through whichever door it came (migrations/functions/06_register_notes.sql);
/// who asks next waits for the new one. The first of several who ask does the work for all; for the public it is done before anybody asks.
/// </summary>
internal sealed class SiteIndexes(EstateMapDatabase database, ChangeFeed changes, ILogger<SiteIndexes> log) : BackgroundService
{
    private const long MostSelectionBytes = 64_000_000;

    // Changes that follow one another as fast as this are read at once.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Caller, Shelf> _shelves = new();

    /// <summary>Never disposed: a load that outlives the server gives its turn back all the same, and a semaphore that nobody waits on by handle holds nothing.</summary>
    private sealed class Shelf : IDisposable
    {
        public readonly SemaphoreSlim Turn = new(1);
        public volatile Kept? Kept;

        public void Dispose() => Turn.Dispose();
    }

    private sealed record Kept(string Version, SiteIndex Index, MemoryCache Selections, ConcurrentDictionary<string, Lazy<SiteSelection>> Making);

    /// <summary>What the answers of today rest on; another text when anything changed. Stands in their tags.</summary>
    public async Task<string> GetVersionAsync(CancellationToken cancellationToken)
    {
        // Freshness is reckoned in days.
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        if (changes.Generation is { } generation) return $"{generation}@{today:O}";
        // Nobody tells of changes at the moment, so each answer asks.
        await using var command = database.Reader.CreateCommand(MapSql.RegisterVersion);
        return $"{await command.ExecuteScalarAsync(cancellationToken)}@{today:O}";
    }

    public async Task<SiteIndex> GetAsync(Caller caller, CancellationToken cancellationToken) => (await KeepAsync(caller, cancellationToken)).Index;

    /// <exception cref="MapRequestError">The filter names a code or an area that there is not.</exception>
    public async Task<SiteSelection> SelectAsync(Caller caller, SiteFilter filter, CancellationToken cancellationToken)
    {
        var kept = await KeepAsync(caller, cancellationToken);
        if (kept.Selections.TryGetValue(filter.Key, out SiteSelection? selection)) return selection!;
        try
        {
            selection = kept.Making.GetOrAdd(filter.Key, _ => new(() => SiteSelection.Of(kept.Index, filter))).Value;
            kept.Selections.Set(filter.Key, selection, new MemoryCacheEntryOptions { Size = selection.Size + (2 * filter.Key.Length) });
            return selection;
        }
        finally
        {
            kept.Making.TryRemove(filter.Key, out _);
        }
    }

    /// <summary>Ids of the sites that a filter leaves, ascending; null, which asks for all, where it is empty.</summary>
    /// <exception cref="MapRequestError">The filter names a code or an area that there is not.</exception>
    public async Task<long[]?> FindIdsAsync(Caller caller, SiteFilter filter, CancellationToken cancellationToken) =>
        filter.IsEmpty ? null : (await SelectAsync(caller, filter, cancellationToken)).Ids();

    /// <summary>Places of the index in an order of <see cref="SiteFacetSql.Orders"/>.</summary>
    public Task<int[]> OrderAsync(Caller caller, SiteIndex index, string order, bool descending) =>
        index.OrderAsync(descending ? order + ".desc" : order, () => SiteIndexLoader.OrderAsync(database.Reader, caller, index, order, descending));

    private async Task<Kept> KeepAsync(Caller caller, CancellationToken cancellationToken)
    {
        var shelf = _shelves.GetOrAdd(caller, _ => new Shelf());
        if (shelf.Kept is { } kept && kept.Version == await GetVersionAsync(cancellationToken)) return kept;
        // One at a time, however many changes come: who waited asks again whether there is still something to read.
        await shelf.Turn.WaitAsync(cancellationToken);
        try
        {
            var version = await GetVersionAsync(cancellationToken);
            if (shelf.Kept is { } read && read.Version == version) return read;
            // For all who wait, so it goes on when the first of them leaves.
            var index = await SiteIndexLoader.LoadAsync(database.Reader, caller, DateOnly.FromDateTime(DateTime.UtcNow), CancellationToken.None);
            return shelf.Kept = new Kept(version, index, new MemoryCache(new MemoryCacheOptions { SizeLimit = MostSelectionBytes }), new());
        }
        finally
        {
            shelf.Turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(1);
        void Tell() => changed.Release();
        changes.RegisterChanged += Tell;
        try
        {
            while (true)
            {
                await changed.WaitAsync(stoppingToken);
                await Task.Delay(Rest, stoppingToken);
                while (changed.Wait(0, CancellationToken.None)) { }
                try
                {
                    await GetAsync(Caller.Public, stoppingToken);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // A database that goes down with the server is no news.
                    if (stoppingToken.IsCancellationRequested) return;
                    log.LogWarning("The sites could not be read beforehand: {Why} Whoever asks for them will try again.", error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            changes.RegisterChanged -= Tell;
        }
    }
}
