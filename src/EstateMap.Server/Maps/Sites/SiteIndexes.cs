using System.Collections.Concurrent;
using EstateMap.Database;
using EstateMap.Server.Graph.Changes;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace EstateMap.Server.Maps.Sites;

/// <summary>
/// Keeps a <see cref="SiteIndex"/> for each caller's rights, and the selections asked of it lately. Whatever changes the register makes it stale at once, through whichever door it came (migrations/functions/06_register_notes.sql);
/// who asks next waits for the new one. The first of several who ask does the work for all; for the public it is done before anybody asks.
/// </summary>
internal sealed class SiteIndexes(EstateMapDatabase database, ChangeFeed changes) : BackgroundService
{
    private const long MostSelectionBytes = 64_000_000;

    // Changes that follow one another as fast as this are read at once.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Caller, Kept> _kept = new();

    private sealed record Kept(string Version, Lazy<Task<SiteIndex>> Index, MemoryCache Selections);

    /// <summary>What the answers of today rest on; another text when anything changed. Stands in their tags.</summary>
    public async Task<string> GetVersionAsync(CancellationToken cancellationToken)
    {
        // Freshness is reckoned in days.
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        if (changes.Generation is { } generation) return $"{generation}@{today:O}";
        // Nobody tells of changes at the moment, so each answer asks.
        await using var command = database.Reader.CreateCommand(MapSql.ContentVersion);
        return $"{await command.ExecuteScalarAsync(cancellationToken)}@{today:O}";
    }

    public async Task<SiteIndex> GetAsync(Caller caller, CancellationToken cancellationToken) => await (await KeepAsync(caller, cancellationToken)).Index.Value.WaitAsync(cancellationToken);

    /// <exception cref="MapRequestError">The filter names a code or an area that there is not.</exception>
    public async Task<SiteSelection> SelectAsync(Caller caller, SiteFilter filter, CancellationToken cancellationToken)
    {
        var kept = await KeepAsync(caller, cancellationToken);
        var index = await kept.Index.Value.WaitAsync(cancellationToken);
        if (kept.Selections.TryGetValue(filter.Key, out Lazy<SiteSelection>? selection)) return selection!.Value;
        selection = new(() => SiteSelection.Of(index, filter));
        // What it weighs is known only once it is there; about 16 bits a site and the counts.
        kept.Selections.Set(filter.Key, selection, new MemoryCacheEntryOptions { Size = (index.Count / 4) + 10_000 });
        return selection.Value;
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
        var version = await GetVersionAsync(cancellationToken);
        while (true)
        {
            if (_kept.TryGetValue(caller, out var kept) && kept.Version == version && kept.Index is not { IsValueCreated: true, Value.IsFaulted: true }) return kept;
            var next = new Kept(version, new(() => Task.Run(() => SiteIndexLoader.LoadAsync(database.Reader, caller, DateOnly.FromDateTime(DateTime.UtcNow), CancellationToken.None))), new MemoryCache(new MemoryCacheOptions { SizeLimit = MostSelectionBytes }));
            if (kept is null ? _kept.TryAdd(caller, next) : _kept.TryUpdate(caller, next, kept)) return next;
            next.Selections.Dispose();
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
                catch (NpgsqlException)
                {
                    // Who asks for it will be told.
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

    public override void Dispose()
    {
        foreach (var kept in _kept.Values) kept.Selections.Dispose();
        base.Dispose();
    }
}
