using EstateMap.Server.Maps;
using Npgsql;

namespace EstateMap.Server.Services.OpenReferral;

/// <summary>The routes of the Open Referral UK feed (HSDS-UK 3.0) under /oruk/v3: reading alone, for everybody, from any web page.</summary>
internal static class FeedEndpoints
{
    public const string Root = "/oruk/v3";
    private const string Allowed = "GET, HEAD";
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddEstateMapOpenReferral(this IServiceCollection services, IConfiguration configuration) => services.AddSingleton(FeedSettings.From(configuration)).AddSingleton<Feed>();

    public static void MapEstateMapOpenReferral(this IEndpointRouteBuilder app)
    {
        Map(app, "", (feed, context) => feed.ServeRootAsync(context));
        Map(app, "/openapi.json", (_, context) => Feed.ServeOpenApiAsync(context));
        Map(app, "/services", (feed, context) => feed.ServeServicesAsync(context));
        Map(app, "/services/{id}", (feed, context) => feed.ServeItemAsync(context, FeedSql.Service, "service", hasAddress: true));
        Map(app, "/service_at_locations", (feed, context) => feed.ServeServicesAtLocationsAsync(context));
        Map(app, "/service_at_locations/{id}", (feed, context) => feed.ServeItemAsync(context, FeedSql.ServiceAtLocation, "service_at_location", hasAddress: true));
        Map(app, "/taxonomies", (feed, context) => feed.ServeWordsAsync(context, FeedSql.Taxonomies));
        Map(app, "/taxonomies/{id}", (feed, context) => feed.ServeItemAsync(context, FeedSql.OneTaxonomy, "taxonomy", hasAddress: false));
        Map(app, "/taxonomy_terms", (feed, context) => feed.ServeWordsAsync(context, FeedSql.TaxonomyTerms));
        Map(app, "/taxonomy_terms/{id}", (feed, context) => feed.ServeItemAsync(context, FeedSql.TaxonomyTerm, "taxonomy_term", hasAddress: false));
        // Other addresses, and other methods of these, are refused in words and with the header that lets a web page read them.
        app.Map(Root + "/{**rest}", Guarded((_, context) => RefuseAsync(context)));
    }

    private static void Map(IEndpointRouteBuilder app, string path, Func<Feed, HttpContext, Task> serve) => app.MapMethods(Root + path, Reading, Guarded(serve));

    private static RequestDelegate Guarded(Func<Feed, HttpContext, Task> serve) => async context =>
    {
        // The profile asks for it on every answer, faults too.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        try
        {
            await serve(context.RequestServices.GetRequiredService<Feed>(), context);
        }
        catch (MapRequestError error)
        {
            await Results.Problem(detail: error.Message, statusCode: error.Status).ExecuteAsync(context);
        }
        catch (NpgsqlException error) when (error is not PostgresException && !context.Response.HasStarted)
        {
            await Results.Problem(detail: "The database does not answer; try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
    };

    private static Task RefuseAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            throw MapRequestError.NotFound($"There is nothing here: {Root}/ says what this feed is, {Root}/services and {Root}/service_at_locations list what it holds.");
        context.Response.Headers.Allow = Allowed;
        if (!HttpMethods.IsOptions(context.Request.Method))
            throw new MapRequestError("This feed is for reading: GET and HEAD.", StatusCodes.Status405MethodNotAllowed);
        // A browser asks before it sends a header of its own, such as If-None-Match.
        context.Response.Headers.AccessControlAllowMethods = Allowed;
        context.Response.Headers.AccessControlAllowHeaders = "*";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
