using EstateMap.Database;

namespace EstateMap.Server.Plans.Solves;

/// <summary>How a server works on runs of the planner; settings <c>EstateMap:Plans:...</c>, environment <c>EstateMap__Plans__...</c>.</summary>
internal sealed record SolveSettings
{
    /// <summary>Runs that this server works on at the same time; 0 leaves all to other servers.</summary>
    public int MaxConcurrent { get; init; } = 1;

    /// <summary>Runs that may wait for their turn.</summary>
    public int MaxWaiting { get; init; } = 100;

    /// <summary>Looks of a server whether there is something to do, says that it lives, and hears of a stop; besides what it is told at once.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A server that has not said so for so long lives no more, and its runs are called interrupted.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of the server's memory in which it keeps studies over today's register, the one used last whatever its size; a quarter of what the machine or its limit has, unless given.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>How long one analysis of an answer may take (near-ties, other groups), from its turn on.</summary>
    public TimeSpan AnalysisTime { get; init; } = TimeSpan.FromSeconds(20);

    public static long UsualCacheBytes => Math.Max(LeastCacheBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    // A study of 9,000 small areas and 1,500 buildings is 110 MB.
    private const long LeastCacheBytes = 256_000_000;

    /// <exception cref="UsageException">A setting is outside what makes sense.</exception>
    public static SolveSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection("EstateMap:Plans").Get<SolveSettings>() ?? new SolveSettings();
        if (settings.MaxConcurrent is < 0 or > 64) throw new UsageException($"The setting EstateMap:Plans:MaxConcurrent is {settings.MaxConcurrent}; it may be 0 to 64.");
        if (settings.MaxWaiting is < 1 or > 10_000) throw new UsageException($"The setting EstateMap:Plans:MaxWaiting is {settings.MaxWaiting}; it may be 1 to 10000.");
        if (settings.Beat < TimeSpan.FromMilliseconds(10) || settings.Beat > TimeSpan.FromSeconds(10)) throw new UsageException($"The setting EstateMap:Plans:Beat is {settings.Beat}; it may be 0.01 to 10 seconds.");
        if (settings.Patience < 4 * settings.Beat) throw new UsageException($"The setting EstateMap:Plans:Patience is {settings.Patience}; it must be at least four times Beat.");
        if (settings.CacheBytes is < 0) throw new UsageException($"The setting EstateMap:Plans:CacheBytes is {settings.CacheBytes}; it may be 0 or more.");
        if (settings.AnalysisTime < TimeSpan.FromMilliseconds(1) || settings.AnalysisTime > TimeSpan.FromMinutes(10)) throw new UsageException($"The setting EstateMap:Plans:AnalysisTime is {settings.AnalysisTime}; it may be 0.001 seconds to 10 minutes.");
        return settings;
    }
}
