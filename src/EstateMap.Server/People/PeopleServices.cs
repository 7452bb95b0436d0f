using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EstateMap.Server.People;

/// <summary>What Program.cs says to let people sign in.</summary>
internal static class PeopleServices
{
    public static void AddEstateMapPeople(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var (signIn, openId) = (SignInSettings.From(builder.Configuration), OpenIdSettings.From(builder.Configuration));
        services.AddSingleton(signIn).AddSingleton(openId);
        services.AddSingleton<Passwords>().AddSingleton<SignInLimits>().AddSingleton<GateCallers>().AddSingleton<SignInDesk>().AddSingleton<SessionWatch>().AddSingleton<OpenIdSignIn>();
        services.AddSingleton<SignInEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<SignInEvents>());
        // Not AddAuthentication, which brings data protection and makes keys even where nothing uses them.
        services.AddAuthenticationCore(options => options.DefaultScheme = SignInHandler.SchemeName);
        services.AddWebEncoders();
        services.TryAddSingleton(TimeProvider.System);
        var authentication = new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, SignInHandler>(SignInHandler.SchemeName, null);
        if (!openId.IsUsed) return;
        services.AddAuthentication();
        services.AddDataProtection().SetApplicationName("EstateMap");
        services.AddSingleton<ProtectionKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = provider.GetRequiredService<ProtectionKeys>()));
        // It complains that keys are kept as they are: they lie where the gate alone may look, and protect what lasts ten minutes.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // What the handlers say of a failed sign-in may hold what the provider sent; OpenIdSignIn says that it failed.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        OpenIdSignIn.Add(authentication, openId, signIn);
    }

    public static void MapEstateMapPeople(this WebApplication app)
    {
        AccountEndpoints.Map(app);
        if (app.Services.GetRequiredService<OpenIdSettings>().IsUsed) app.MapMethods("/account/provider", ["GET"], (RequestDelegate)OpenIdSignIn.GoAsync);
    }
}
