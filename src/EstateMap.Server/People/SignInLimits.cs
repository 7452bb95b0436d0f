using System.Threading.RateLimiting;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Imports;

namespace EstateMap.Server.People;

/// <summary>How often one address may try to sign in, and all addresses together, so that nobody guesses in bulk.</summary>
internal sealed class SignInLimits(SignInSettings settings) : IAsyncDisposable
{
    /// <summary>Tries of all addresses, as a multiple of one's.</summary>
    private const int Addresses = 50;

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(Turns.AddressOf(context), _ => InAMinute(settings.AttemptsPerMinute))),
        PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetFixedWindowLimiter("all", _ => InAMinute(settings.AttemptsPerMinute * Addresses))));

    /// <exception cref="ImportRequestError">429: too often.</exception>
    public void Count(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired) return;
        context.Response.Headers.RetryAfter = SignInGuard.Seconds(lease);
        throw new ImportRequestError("There were too many tries from your connection within a minute. Wait a minute, then try again.", StatusCodes.Status429TooManyRequests);
    }

    private static FixedWindowRateLimiterOptions InAMinute(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 };

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
