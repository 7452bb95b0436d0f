using System.Net;
using EstateMap.Server.People;

namespace EstateMap.Server.Imports;

/// <summary>
/// Whether a request may change anything at all; what it may change PostgreSQL decides by the caller's claims. By the setting EstateMap:Editing that is whoever has signed in to an account that has a role (accounts), also whoever sits
/// at this computer (local), or nobody (off). A request is from this computer when it comes over loopback, names this computer as its host (a page of elsewhere that has its own name point here does not: DNS rebinding) and passed no proxy.
/// A request that changes something must also carry the header X-EstateMap: 1, which a page of elsewhere cannot send without being asked for leave first and leave is given to none (CORS), and no read or write may be started by another
/// site (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/); one with an API key, which no browser sends by itself, need not.
/// </summary>
internal sealed class WriteGate(ImportSettings settings)
{
    public const string Header = "X-EstateMap";

    /// <summary>Who it is where all it takes is to sit at this computer.</summary>
    private static readonly Caller AtThisComputer = Caller.Public with { Actor = "editor at this computer", Rights = $"{Roles.Administrator}::" };

    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP"];

    /// <summary>Why the request may not, in a sentence; null when it may, and then <see cref="Caller.Of"/> says in whose name.</summary>
    public string? FindRefusal(HttpContext context)
    {
        var caller = Caller.Of(context);
        if (settings.Editing == ImportSettings.Off)
            return "Editing is switched off on this server (setting EstateMap:Editing).";
        if (caller.IsSignedIn)
            return caller.IsByKey ? caller.MayChange ? null : "This API key may only read." : FindForgery(context.Request);
        if (settings.Editing == ImportSettings.Accounts)
            return "Sign in to change anything.";
        if (FindDistance(context) is { } distance)
            return distance;
        AtThisComputer.Take(context);
        return null;
    }

    /// <summary>Why the request may have been started by a page of elsewhere; null when it was not. All that is asked of what everybody may do.</summary>
    public static string? FindForgery(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
            return "The request was started by another site.";
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && request.Headers[Header] != "1")
            return $"The request lacks the header {Header}: 1.";
        return null;
    }

    /// <summary>Why the request is not of somebody at this computer.</summary>
    private static string? FindDistance(HttpContext context)
    {
        var request = context.Request;
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return "Files can be imported and records edited only at the computer that EstateMap runs on.";
        if (!OwnNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return "Open EstateMap by the name localhost to import files and edit records.";
        // No browser speaks HTTP/1.0, but a proxy that says nothing else of itself often does.
        if (HttpProtocol.IsHttp10(request.Protocol) || request.Headers.Keys.Any(name => ProxyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)))
            return "Files cannot be imported nor records edited through a proxy.";
        return FindForgery(request);
    }
}
