using System.Net;
using System.Net.Sockets;
using EstateMap.Database;

namespace EstateMap.Import;

/// <summary>How publishers are spoken to: no redirect is followed unseen, and none into a private network, whatever name it hides behind.</summary>
public static class PublisherClient
{
    /// <summary>Set on a request to a host that a publisher named, not the operator.</summary>
    internal static readonly HttpRequestOptionsKey<bool> IsSentOn = new("estatemap-is-sent-on");

    /// <summary>Set on a request whose own address must be public, whoever named it.</summary>
    internal static readonly HttpRequestOptionsKey<bool> MustBePublic = new("estatemap-must-be-public");

    public static HttpClient New()
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = ConnectAsync,
        });
        client.DefaultRequestHeaders.UserAgent.ParseAdd("EstateMap");
        return client;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        // Another host than was asked for is the machine's own proxy, which keeps its own rules.
        var request = context.InitialRequestMessage;
        if (request.Options.TryGetValue(IsSentOn, out var isSentOn) && isSentOn && host == request.RequestUri!.Host && addresses.Any(IsPrivate))
            throw new UsageException($"The publisher sends on to {host}, which is no public web address; it was not followed. Correct downloadUrl in the manifest.");
        if (request.Options.TryGetValue(MustBePublic, out var mustBePublic) && mustBePublic && host == request.RequestUri!.Host && addresses.Any(IsPrivate))
            throw new UsageException(NotPublic(host));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // The addresses just looked at, so that a second answer of the name server cannot differ.
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static string NotPublic(string host) => $"{host} is no public web address, and feeds are read from nowhere else unless that is allowed (--allow-private). Nothing was asked of it.";

    /// <summary>Whether a host is, by its very spelling, not on the public internet; a name is resolved when it is connected to.</summary>
    internal static bool IsPrivate(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? IsPrivate(address) : !host.Contains('.', StringComparison.Ordinal) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    // RFC 6890 and its registries: loopback, private, shared, link-local, unspecified, multicast and reserved.
    internal static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 10 or 127 or >= 224
            || bytes[0] == 100 && bytes[1] is >= 64 and <= 127
            || bytes[0] == 169 && bytes[1] == 254
            || bytes[0] == 172 && bytes[1] is >= 16 and <= 31
            || bytes[0] == 192 && (bytes[1] == 168 || bytes[1] == 0 && bytes[2] is 0 or 2)
            || bytes[0] == 198 && bytes[1] is 18 or 19;
    }
}
