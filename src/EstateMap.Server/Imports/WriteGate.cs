using System.Net;

namespace EstateMap.Server.Imports;

/// <summary>
/// Who may change the register before people can sign in: whoever sits at this computer, or nobody (setting EstateMap:Editing, local or off). A request is from this computer when it comes over
/// loopback, names this computer as its host (a page of elsewhere that has its own name point here does not: DNS rebinding) and passed no proxy. A request that changes something must also carry
/// the header X-EstateMap: 1, which a page of elsewhere cannot send without being asked for leave first and leave is given to none (CORS), and no read or write may be started by another site (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/).
/// </summary>
internal sealed class WriteGate(ImportSettings settings)
{
    public const string Header = "X-EstateMap";

    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP"];

    /// <summary>Why the request may not, in a sentence; null when it may.</summary>
    public string? FindRefusal(HttpContext context)
    {
        var request = context.Request;
        if (!settings.IsEditable)
            return "Editing is switched off on this server (setting EstateMap:Editing).";
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return "Files can be imported and records edited only at the computer that EstateMap runs on.";
        if (!OwnNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return "Open EstateMap by the name localhost to import files and edit records.";
        // No browser speaks HTTP/1.0, but a proxy that says nothing else of itself often does.
        if (HttpProtocol.IsHttp10(request.Protocol) || request.Headers.Keys.Any(name => ProxyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)))
            return "Files cannot be imported nor records edited through a proxy.";
        return FindForgery(request);
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
}
