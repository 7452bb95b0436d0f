using System.Security.Claims;
using EstateMap.Database;
using Microsoft.AspNetCore.Authentication;
using static EstateMap.Server.People.GateConnection;

namespace EstateMap.Server.People;

/// <summary>
/// Signing in by a provider of OpenID Connect (https://openid.net/specs/openid-connect-core-1_0.html): code flow with PKCE. The provider says who it is; which account that is, and what it may, is kept here. Its tokens are not kept: the session is our own.
/// The subject leads to the account or, the first time, an address that the provider has verified and that was invited. Nobody else gets in, and nothing of them is kept.
/// </summary>
internal sealed class OpenIdSignIn(EstateMapDatabase database, SignInDesk desk, OpenIdSettings settings, ILogger<OpenIdSignIn> log)
{
    public const string SchemeName = "OpenIdConnect";
    private const string Callback = "/account/provider/callback";
    private const string Issuer = "estatemap.issuer";

    public static void Add(AuthenticationBuilder authentication, OpenIdSettings settings, SignInSettings signIn) => authentication.AddOpenIdConnect(SchemeName, options =>
    {
        (options.Authority, options.ClientId, options.ClientSecret) = (settings.Authority, settings.ClientId, settings.ClientSecret);
        (options.ResponseType, options.ResponseMode, options.UsePkce) = ("code", "query", true);
        options.RequireHttpsMetadata = settings.Authority!.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.CallbackPath = Callback;
        options.SignInScheme = SignInHandler.SchemeName;
        (options.SaveTokens, options.MapInboundClaims, options.GetClaimsFromUserInfoEndpoint) = (false, false, true);
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("email");
        options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
        if (settings.OrganisationClaim is { } organisation) options.ClaimActions.MapUniqueJsonKey(organisation, organisation);
        // They come back from another site, by a link.
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, signIn.PublicUrl?.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
        options.Events.OnRedirectToIdentityProvider = context =>
        {
            if (signIn.PublicUrl is { } url) context.ProtocolMessage.RedirectUri = new Uri(url, Callback).ToString();
            return Task.CompletedTask;
        };
        options.Events.OnTokenValidated = context =>
        {
            context.Properties!.Items[Issuer] = context.SecurityToken.Issuer;
            return Task.CompletedTask;
        };
        options.Events.OnTicketReceived = context => context.HttpContext.RequestServices.GetRequiredService<OpenIdSignIn>().ReceiveAsync(context);
        options.Events.OnRemoteFailure = context => context.HttpContext.RequestServices.GetRequiredService<OpenIdSignIn>().FailAsync(context);
    });

    /// <summary>GET /account/provider: to the provider, and afterwards to the page named by <c>return</c>.</summary>
    public static Task GoAsync(HttpContext context) => context.ChallengeAsync(SchemeName, new AuthenticationProperties { RedirectUri = OwnPage(context.Request.Query["return"].ToString()) });

    /// <summary>A page of ours and nothing of elsewhere (https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html).</summary>
    internal static string OwnPage(string wanted) =>
        wanted is ['/', ..] && wanted is not ['/', '/' or '\\', ..] && !wanted.Any(char.IsControl) && !wanted.Contains('\\', StringComparison.Ordinal) ? wanted : "/";

    private async Task ReceiveAsync(TicketReceivedContext context)
    {
        var page = OwnPage(context.ReturnUri ?? "/");
        context.HandleResponse();
        var refusal = await FindRefusalAsync(context.HttpContext, context.Properties?.Items.TryGetValue(Issuer, out var issuer) == true ? issuer : null, context.Principal);
        context.Response.Redirect(refusal is null ? page : Refused(refusal, page));
    }

    /// <summary>Signs in, or says why not.</summary>
    private async Task<string?> FindRefusalAsync(HttpContext http, string? issuer, ClaimsPrincipal? who)
    {
        var cancellation = http.RequestAborted;
        if (issuer is null || who?.FindFirst("sub")?.Value is not { Length: > 0 } subject) return "failed";
        // A provider that does not say so has not verified it: whoever may choose their own address there would choose somebody's.
        var email = who.FindFirst("email_verified")?.Value is "true" or "True" ? who.FindFirst("email")?.Value : null;
        await using var connection = await database.Gate.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.FindAsync(GateSql.BySubject, cancellation, Text(issuer), Text(subject), Text(email is null ? null : SignInDesk.Normal(email))) is not { } known) return "unknown";
        var account = (long)known[0]!;
        if (known[1] is not true) return "inactive";
        if (settings.OrganisationClaim is { } claim && !string.Equals(who.FindFirst(claim)?.Value, known[2] as string, StringComparison.OrdinalIgnoreCase)) return "organisation";
        if (known[4] is not true)
        {
            if (await connection.FindAsync(GateSql.KnowSubject, cancellation, Number(account), Text(issuer), Text(subject)) is null) return "unknown";
            await SignInEvents.TellAsync(connection, account, GateCallers.Called((string)known[3]!, known[2] as string), "provider linked", $"{account}", new { provider = new[] { null, issuer } }, cancellation);
        }

        await desk.BeginAsync(http, connection, account, SignInDesk.ByProvider, cancellation);
        await desk.FinishAsync(http, transaction, cancellation);
        return null;
    }

    private Task FailAsync(RemoteFailureContext context)
    {
        // The kind alone: what a provider sends back may hold what nobody else is to read.
        log.LogWarning("Signing in by the provider failed: {Kind}.", context.Failure?.GetType().Name ?? "it was given up");
        context.HandleResponse();
        context.Response.Redirect(Refused("failed", "/"));
        return Task.CompletedTask;
    }

    private static string Refused(string why, string page) => $"/sign-in?refused={why}&return={Uri.EscapeDataString(page)}";
}
