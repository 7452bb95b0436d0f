using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace EstateMap.Server;

/// <summary>
/// What browsers are told about every answer: run only our own files, be framed by nobody, say nothing of where the reader came from, share no window with pages of elsewhere, use none of the machine's senses but the place where the reader stands. Pictures may also come
/// from the base map that the client is set to. Over TLS browsers are told to come that way for a year.
/// </summary>
internal sealed partial class SecurityHeaders(RequestDelegate next, IWebHostEnvironment environment, People.SignInSettings settings)
{
    // Features of https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md that a page of ours could be made to use; where one stands is for maps.
    private const string Permissions = "geolocation=(self), accelerometer=(), camera=(), display-capture=(), fullscreen=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    private readonly string _contentSecurityPolicy = ContentSecurityPolicy(FindBaseMapOrigin(environment.WebRootFileProvider));

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (settings.IsSecure(context.Request)) headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    }

    // 'wasm-unsafe-eval' lets WebAssembly compile and nothing else (https://www.w3.org/TR/CSP3/). Styles may be inline because Blazor and
    // Leaflet position things by style attributes.
    private static string ContentSecurityPolicy(string? baseMapOrigin) =>
        $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{(baseMapOrigin is null ? "" : " " + baseMapOrigin)}; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Where the tile address in the client's settings points, as a source expression; null when there is none.</summary>
    internal static string? FindBaseMapOrigin(IFileProvider web)
    {
        var file = web.GetFileInfo("appsettings.json");
        if (!file.Exists) return null;
        using var stream = file.CreateReadStream();
        using var settings = JsonDocument.Parse(stream);
        return settings.RootElement.TryGetProperty("BaseMap", out var baseMap) && baseMap.TryGetProperty("UrlTemplate", out var template) && template.ValueKind == JsonValueKind.String
            ? FindOrigin(template.GetString()!)
            : null;
    }

    /// <summary>https://{s}.tiles.example/{z}/{x}/{y}.png is served by https://*.tiles.example.</summary>
    internal static string? FindOrigin(string template) =>
        Origin().Match(template.Replace("{s}.", "*.", StringComparison.Ordinal)) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"^https?://(\*\.)?[a-zA-Z0-9.-]+(:[0-9]+)?(?=/)")]
    private static partial Regex Origin();
}
