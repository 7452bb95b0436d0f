using System.Collections.Concurrent;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using Npgsql;

namespace EstateMap.Server.Graph.Changes;

/// <summary>Something happened to a site. Null with <see cref="AreaIds"/> empty: to more of them than are told one by one, or while nobody listened.</summary>
/// <param name="IsHidden">Whether the public does not see it.</param>
internal sealed record SiteChange(long? SiteId, IReadOnlyCollection<long> AreaIds, bool IsHidden = false);

/// <summary>Another run of a dataset is served; null: none.</summary>
/// <param name="IsHidden">Whether the public does not see the dataset.</param>
internal sealed record DatasetChange(string DatasetId, long? RunId, bool IsHidden = false);

/// <summary>How far an import is; phase "over" at its end.</summary>
/// <param name="IsHidden">Whether the public does not see the dataset.</param>
internal sealed record ImportChange(long RunId, string DatasetId, string Phase, int Done, int? Total, bool IsHidden = false);

/// <summary>A run of the planner has got further.</summary>
/// <param name="P">The number of sites of the answer that was just found; null where this is only news of its state.</param>
internal sealed record SolveChange(long SolveId, int? P, bool IsOver);

/// <summary>Somebody asked a run of the planner to stop.</summary>
internal sealed record SolveStop(long SolveId);

/// <summary>A session of the account is over, or what it may is another.</summary>
internal sealed record AccountChange(long AccountId);

/// <summary>A community asset or a link was added, changed or taken out. Everybody may see it, or (<paramref name="IsHidden"/>) only those who see more than the public.</summary>
internal sealed record CommunityChange(long? AssetId, long? LinkId, IReadOnlyCollection<long> AreaIds, bool IsHidden);

/// <summary>A comment was let through, on an asset, a site or a scenario.</summary>
internal sealed record CommentChange(long CommentId, long? AssetId, long? SiteId, long? ScenarioId, bool IsHidden);

/// <summary>Something was sent in or decided.</summary>
internal sealed record ContributionChange(long ContributionId);

/// <summary>
/// Listens to <see cref="ChangeNotes"/> on one connection for all subscribers, and finds it again when the database was away. What the public may not see is marked, and passed on to nobody who may not see it either.
/// </summary>
internal sealed class ChangeFeed(EstateMapDatabase database, ILogger<ChangeFeed> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>$1 site: the areas that it lies in, and whether it is hidden from the public; no row where there is none.</summary>
    private const string AreasOfSite = "SELECT ARRAY(SELECT sa.area_id FROM site_area sa WHERE sa.site_id = s.id), s.visibility <> 'public' FROM site s WHERE s.id = $1::bigint";

    /// <summary>$1 run of the planner.</summary>
    private const string CanSeeSolve = "SELECT EXISTS (SELECT FROM solve v WHERE v.id = $1::bigint)";

    /// <summary>$1 dataset.</summary>
    internal const string CanSeeDataset = "SELECT EXISTS (SELECT FROM dataset d WHERE d.id = $1::text)";

    /// <summary>$1 asset, $2 link, $3 comment: whether everybody may see what is given.</summary>
    private const string CanSeeCommunity = """
        SELECT ($1::bigint IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = $1::bigint)) AND ($2::bigint IS NULL OR EXISTS (SELECT FROM link k WHERE k.id = $2::bigint))
           AND ($3::bigint IS NULL OR EXISTS (SELECT FROM community_comment m WHERE m.id = $3::bigint))
        """;

    /// <summary>Asked on the listening connection when it was quiet for long.</summary>
    internal const string StillThere = "SELECT 1";

    private readonly ConcurrentDictionary<long, object> _listeners = new();
    private long _last;
    // Not from nought, so that what was said before a restart is not taken for what is said after it.
    private long _generation = DateTime.UtcNow.Ticks;

    /// <summary>Subscribers at the moment.</summary>
    public int Count => _listeners.Count;

    /// <summary>True while the database is heard.</summary>
    public bool IsListening { get; private set; }

    /// <summary>After each change of <see cref="Generation"/>; to be answered quickly.</summary>
    public event Action? RegisterChanged;

    /// <summary>Another number whenever the register changed, seen or unseen by readers; null while the database is not heard and nobody knows.</summary>
    public long? Generation => IsListening ? Interlocked.Read(ref _generation) : null;

    /// <summary>Everything of one kind from now on.</summary>
    public IObservable<T> Of<T>(Func<T, bool>? filter = null) => new Source<T>(this, filter);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasAway = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The owner's connections are reset when they go back, so that nobody else inherits the listening.
                await using var connection = await database.Owner.OpenConnectionAsync(stoppingToken);
                var heard = new Queue<string>();
                connection.Notification += (_, note) => heard.Enqueue(note.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {ChangeNotes.Channel}", connection)) await listen.ExecuteNonQueryAsync(stoppingToken);
                Interlocked.Increment(ref _generation);
                IsListening = true;
                RegisterChanged?.Invoke();
                // What happened meanwhile nobody knows.
                if (wasAway) Publish(new SiteChange(null, []));
                while (true)
                {
                    // A line that broke without a word is found out by asking.
                    if (!await connection.WaitAsync(Patience, stoppingToken))
                    {
                        await using var asking = new NpgsqlCommand(StillThere, connection) { CommandTimeout = 10 };
                        await asking.ExecuteScalarAsync(stoppingToken);
                    }
                    while (heard.TryDequeue(out var payload)) await PassOnAsync(payload, stoppingToken);
                }
            }
            catch (Exception error) when (error is NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                IsListening = false;
                wasAway = true;
                log.LogWarning("Changes are not heard: {Why} Trying again.", error.Message);
                try
                {
                    await Task.Delay(Pause, stoppingToken);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task PassOnAsync(string payload, CancellationToken cancellation)
    {
        if (payload == ChangeNotes.Register)
        {
            Interlocked.Increment(ref _generation);
            RegisterChanged?.Invoke();
            return;
        }
        if (_listeners.IsEmpty) return;
        try
        {
            using var note = JsonDocument.Parse(payload);
            var root = note.RootElement;
            if (root.TryGetProperty("account", out var account))
            {
                Publish(new AccountChange(account.GetInt64()));
                return;
            }

            if (root.TryGetProperty("solve", out var solve))
            {
                // Whoever works on it stops, whatever readers may see.
                if (root.TryGetProperty("stop", out _)) Publish(new SolveStop(solve.GetInt64()));
                if (await AskAsync(CanSeeSolve, solve.GetInt64(), cancellation) is true)
                    Publish(new SolveChange(solve.GetInt64(), root.TryGetProperty("p", out var p) ? p.GetInt32() : null, root.GetProperty("over").GetBoolean()));
                return;
            }

            if (root.TryGetProperty("contribution", out var contribution))
            {
                Publish(new ContributionChange(contribution.GetInt64()));
                return;
            }

            if (root.TryGetProperty("comment", out var comment))
            {
                var isHidden = !await IsPublicAsync(null, null, comment.GetInt64(), cancellation);
                Publish(new CommentChange(comment.GetInt64(), Number(root, "asset"), Number(root, "site"), Number(root, "scenario"), isHidden));
                return;
            }

            if (root.TryGetProperty("community", out _))
            {
                var (asset, link) = (Number(root, "asset"), Number(root, "link"));
                Publish(new CommunityChange(asset, link, [.. root.GetProperty("areas").EnumerateArray().Select(area => area.GetInt64())], !await IsPublicAsync(asset, link, null, cancellation)));
                return;
            }

            // After comments, which name their site too.
            if (root.TryGetProperty("site", out var site))
            {
                if (site.ValueKind == JsonValueKind.Null) Publish(new SiteChange(null, []));
                else if (await FindSiteAsync(site.GetInt64(), cancellation) is { } change) Publish(change);
                return;
            }

            var dataset = root.GetProperty("dataset").GetString()!;
            var isUnseen = await AskAsync(CanSeeDataset, dataset, cancellation) is not true;
            if (root.TryGetProperty("progress", out var run))
                Publish(new ImportChange(run.GetInt64(), dataset, root.GetProperty("phase").GetString()!, root.GetProperty("done").GetInt32(), root.GetProperty("total") is { ValueKind: JsonValueKind.Number } total ? total.GetInt32() : null, isUnseen));
            else
                Publish(new DatasetChange(dataset, root.GetProperty("run") is { ValueKind: JsonValueKind.Number } served ? served.GetInt64() : null, isUnseen));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Anybody who may connect may notify; what is not ours is not passed on.
            log.LogWarning("A note that is none of ours was left out.");
        }
    }

    /// <summary>With the program's own eyes: whoever subscribes is asked about by itself (<see cref="SeenNews{T}"/>).</summary>
    private async Task<SiteChange?> FindSiteAsync(long site, CancellationToken cancellation)
    {
        await using var command = database.Writer.CreateCommand(AreasOfSite);
        command.Parameters.Add(new() { Value = site });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new SiteChange(site, row.GetFieldValue<long[]>(0), row.GetBoolean(1)) : null;
    }

    private async Task<object?> AskAsync(string sql, object value, CancellationToken cancellation)
    {
        await using var command = database.Reader.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task<bool> IsPublicAsync(long? asset, long? link, long? comment, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        foreach (var id in new[] { asset, link, comment }) parameters.FindInteger(id);
        await using var command = parameters.Command(database.Reader, CanSeeCommunity);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static long? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private void Publish<T>(T change)
    {
        foreach (var listener in _listeners.Values)
            if (listener is Listener<T> own && (own.Filter is null || own.Filter(change))) own.Observer.OnNext(change);
    }

    private sealed record Listener<T>(IObserver<T> Observer, Func<T, bool>? Filter);

    private sealed class Source<T>(ChangeFeed feed, Func<T, bool>? filter) : IObservable<T>
    {
        public IDisposable Subscribe(IObserver<T> observer)
        {
            var number = Interlocked.Increment(ref feed._last);
            feed._listeners[number] = new Listener<T>(observer, filter);
            return new Leaving(feed, number);
        }
    }

    private sealed class Leaving(ChangeFeed feed, long number) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(number, out _);
    }
}
