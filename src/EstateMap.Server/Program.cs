using EstateMap.Database;
using EstateMap.Server;
using EstateMap.Server.Areas.Profiles;
using EstateMap.Server.Commands;
using EstateMap.Server.Community;
using EstateMap.Server.Community.Networks;
using EstateMap.Server.Consultations;
using EstateMap.Server.Decisions;
using EstateMap.Server.Graph;
using EstateMap.Server.Imports;
using EstateMap.Server.Maps;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Services.OpenReferral;
using EstateMap.Server.Travel;
using Microsoft.AspNetCore.ResponseCompression;

return await EstateMapCommand.RunAsync(args);

/// <summary>The whole wiring of the web server.</summary>
public partial class Program
{
    /// <summary>Builds the server over an open, migrated database, which stays the caller's to close.</summary>
    /// <param name="address">Where to listen, such as http://127.0.0.1:5080; port 0 takes any free one.</param>
    /// <param name="dataFolder">Uploads wait in it; without one, in a folder among the machine's temporary files.</param>
    /// <param name="settings">Go before those of the environment.</param>
    public static WebApplication BuildServer(EstateMapDatabase database, string address, string? dataFolder = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        // The folder and name of this program, not of the caller or of a test that serves: the client's files are found by them.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Program).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(address);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        builder.Services.AddSingleton(database);
        builder.AddEstateMapPeople();
        builder.Services.AddEstateMapGraphQL(builder.Configuration);
        builder.Services.AddEstateMapMaps(builder.Configuration);
        builder.Services.AddEstateMapTravel(builder.Configuration);
        builder.Services.AddEstateMapPlans(builder.Configuration);
        builder.Services.AddSingleton<CommunityNetworks>();
        builder.Services.AddEstateMapDecisions();
        builder.Services.AddEstateMapOpenReferral(builder.Configuration);
        builder.Services.AddEstateMapAreas();
        builder.Services.AddSingleton(CommunitySettings.From(builder.Configuration));
        builder.Services.AddEstateMapImports(ImportSettings.From(builder.Configuration, dataFolder ?? Path.Combine(Path.GetTempPath(), "estatemap-" + Upload.Random(8))));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        builder.Services.AddResponseCompression(compression =>
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/graphql-response+json", "application/geo+json"]);

        var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseResponseCompression();
        app.UseAuthentication();
        app.UseMiddleware<SignInGuard>();
        app.UseWebSockets();
        app.UseGraphiQLFiles();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).WithMetadata(new SameForEverybody());
        app.MapHealthChecks("/health/ready").WithMetadata(new SameForEverybody());
        app.MapEstateMapGraphQL();
        app.MapEstateMapOpenReferral();
        app.MapEstateMapMaps();
        app.MapEstateMapDecisions();
        app.MapEstateMapConsultations();
        app.MapEstateMapAreas();
        app.MapEstateMapImports();
        app.MapEstateMapPeople();
        app.MapStaticAssets().WithMetadata(new SameForEverybody());
        app.MapFallbackToFile("index.html").WithMetadata(new SameForEverybody());
        return app;
    }
}
