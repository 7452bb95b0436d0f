using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace EstateMap.Server.Tests.People;

/// <summary>A provider of OpenID Connect on loopback, which lets in whoever the test says is there.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string Client = "estatemap";

    private readonly WebApplication _app;

    private OpenIdProvider(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/";

    /// <summary>Who sits at the browser.</summary>
    public string Subject { get; set; } = "subject-1";

    public string? Email { get; set; }

    public bool IsVerified { get; set; } = true;

    /// <summary>Whom it says they work for, as its claim "works_for"; null for no such claim.</summary>
    public string? Organisation { get; set; }

    /// <summary>Who its tokens say they are for; null for whoever asked.</summary>
    public string? Audience { get; set; }

    /// <summary>The nonce of its tokens; null for the one that was asked with.</summary>
    public string? Nonce { get; set; }

    public static async Task<OpenIdProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        OpenIdProvider? own = null;
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.EnableDegradedMode().SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token").AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            options.RegisterScopes(OpenIddictConstants.Scopes.Email).AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client) context.Reject("invalid_client");
                return default;
            }));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientSecret != "secret of the client") context.Reject("invalid_client");
                return default;
            }));
            options.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.SignIn(own!.Who(context.Request.GetScopes()));
                return default;
            }));
            options.AddEventHandler<ProcessSignInContext>(handler => handler.UseInlineHandler(context =>
            {
                if (own!.Audience is { } audience) context.IdentityTokenPrincipal?.SetAudiences(audience);
                if (own.Nonce is { } nonce) context.IdentityTokenPrincipal?.SetClaim("nonce", nonce);
                return default;
            }).SetOrder(OpenIddictServerHandlers.PrepareIdentityTokenPrincipal.Descriptor.Order + 1));
        });
        var app = builder.Build();
        app.UseAuthentication();
        own = new OpenIdProvider(app);
        await app.StartAsync();
        return own;
    }

    private ClaimsPrincipal Who(ImmutableArray<string> scopes)
    {
        var identity = new ClaimsIdentity("provider");
        identity.SetClaim("sub", Subject);
        if (Email is not null) identity.SetClaim("email", Email).SetClaim("email_verified", IsVerified);
        if (Organisation is not null) identity.SetClaim("works_for", Organisation);
        identity.SetScopes(scopes);
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
