using System.Security.Claims;
using System.Text.Encodings.Web;
using EstateMap.Database;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace EstateMap.Server.People;

/// <summary>Marks what is the same for everybody, such as the client's files: nobody is asked who they are.</summary>
internal sealed class SameForEverybody;

/// <summary>
/// Finds the caller of a request: <c>Authorization: Bearer em_...</c>, else the session's cookie. The cookie counts only in requests of our own pages (Fetch Metadata; Origin where a socket is opened, for browsers send no such metadata with those).
/// </summary>
internal sealed class SignInHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, GateCallers callers, SignInSettings settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "EstateMap";

    private const string Bearer = "Bearer ";

    /// <summary>Why the caller could not be found, for <see cref="SignInGuard"/>: status and sentence.</summary>
    internal const string Fault = "estatemap.sign-in-fault";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<SameForEverybody>() is not null) return AuthenticateResult.NoResult();
        SignedIn? found;
        try
        {
            if (FindKey(Request) is { } key)
            {
                found = Tokens.IsOne(key[Tokens.KeyBeginning.Length..]) ? await callers.FindByKeyAsync(Tokens.Hash(key), Context.RequestAborted) : null;
                if (found is null) Context.Items[Fault] = (StatusCodes.Status401Unauthorized, "This API key is not known, was revoked, or has ended.");
            }
            else
            {
                found = SessionCookie.Find(Request, settings) is { } token && IsOwnPage(Request) ? await callers.FindBySessionAsync(Tokens.Hash(token), Context.RequestAborted) : null;
            }
        }
        catch (Exception error) when (DatabaseFault.Describe(error) is { } sentence)
        {
            Context.Items[Fault] = (StatusCodes.Status503ServiceUnavailable, sentence);
            return AuthenticateResult.NoResult();
        }

        if (found is null) return AuthenticateResult.NoResult();
        found.Take(Context);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, found.Caller.Account!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>A key of ours; other kinds of authorisation are a proxy's business.</summary>
    private static string? FindKey(HttpRequest request)
    {
        var said = request.Headers.Authorization.ToString();
        return said.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && said[Bearer.Length..].Trim() is var key && key.StartsWith(Tokens.KeyBeginning, StringComparison.Ordinal) ? key : null;
    }

    private bool IsOwnPage(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return false;
        if (!request.HttpContext.WebSockets.IsWebSocketRequest || request.Headers.Origin.ToString() is not { Length: > 0 } origin) return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && (string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase) || page.Authority == settings.PublicUrl?.Authority);
    }
}

/// <summary>The session's cookie: a random token that no script can read and no page of elsewhere has sent.</summary>
internal static class SessionCookie
{
    private const string Name = "estatemap";

    // Browsers take a cookie of this name only over TLS, for this host alone (https://www.rfc-editor.org/rfc/rfc6265#section-4.1 and its successor draft, 4.1.3.2).
    private const string SecureName = "__Host-estatemap";

    public static string? Find(HttpRequest request, SignInSettings settings) => request.Cookies.TryGetValue(settings.IsSecure(request) ? SecureName : Name, out var token) && Tokens.IsOne(token) ? token : null;

    public static void Set(HttpContext context, SignInSettings settings, string token) => context.Response.Cookies.Append(NameFor(context, settings), token, Options(context, settings));

    public static void Clear(HttpContext context, SignInSettings settings) => context.Response.Cookies.Delete(NameFor(context, settings), Options(context, settings));

    private static string NameFor(HttpContext context, SignInSettings settings) => settings.IsSecure(context.Request) ? SecureName : Name;

    // It goes with the browser; how long it counts is kept here.
    private static CookieOptions Options(HttpContext context, SignInSettings settings) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = settings.IsSecure(context.Request), Path = "/", IsEssential = true };
}
