using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace EstateMap.Server.Imports;

/// <summary>How many problems may be reported in an hour: by one address, and by all together, so that nobody fills the queue.</summary>
internal sealed class ReportLimits(ImportSettings settings) : IAsyncDisposable
{
    /// <summary>Reports of all addresses in an hour, as a multiple of one's.</summary>
    private const int Addresses = 50;

    private readonly PartitionedRateLimiter<IPAddress?>? _limiter = settings.ReportsPerHour == 0 ? null : PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<IPAddress?, string>(address => RateLimitPartition.GetFixedWindowLimiter(Key(address), _ => Hourly(settings.ReportsPerHour))),
        PartitionedRateLimiter.Create<IPAddress?, string>(_ => RateLimitPartition.GetFixedWindowLimiter("all", _ => Hourly(settings.ReportsPerHour * Addresses))));

    /// <exception cref="ImportRequestError">Reports are switched off, or the address has made too many.</exception>
    public void Count(IPAddress? address)
    {
        if (_limiter is null)
            throw new ImportRequestError("This server takes no reports (setting EstateMap:ReportsPerHour).", StatusCodes.Status403Forbidden);
        using var lease = _limiter.AttemptAcquire(address);
        if (!lease.IsAcquired)
            throw new ImportRequestError("Too many reports came from your connection within an hour. Nothing was kept; try again later.", StatusCodes.Status429TooManyRequests);
    }

    /// <summary>One customer's line has 2^64 addresses of IPv6 (RFC 6177): the first half counts.</summary>
    internal static string Key(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static FixedWindowRateLimiterOptions Hourly(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromHours(1), QueueLimit = 0 };

    public ValueTask DisposeAsync() => _limiter?.DisposeAsync() ?? ValueTask.CompletedTask;
}
