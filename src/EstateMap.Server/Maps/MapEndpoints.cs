using EstateMap.Database;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.Maps.Tiles;
using Npgsql;

namespace EstateMap.Server.Maps;

/// <summary>The register for other programs: layers and exports over plain HTTP.</summary>
internal static class MapEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddEstateMapMaps(this IServiceCollection services, IConfiguration configuration) => services.AddSingleton(TileSettings.From(configuration)).AddSingleton<SiteIndexes>().AddSingleton<TileStore>().AddHostedService(provider => provider.GetRequiredService<SiteIndexes>());

    public static void MapEstateMapMaps(this IEndpointRouteBuilder app)
    {
        Map(app, "/maps/sites.geojson", MapLayers.ServeSitesAsync);
        Map(app, "/maps/facets.json", (context, _) => SiteEndpoints.ServeFacetsAsync(context));
        Map(app, "/maps/rows.json", (context, _) => SiteEndpoints.ServeRowsAsync(context));
        Map(app, "/tiles/index.json", (context, _) => TileEndpoints.ServeIndexAsync(context));
        Map(app, "/tiles/{layer}.json", (context, _) => TileEndpoints.ServeTileJsonAsync(context));
        Map(app, "/tiles/{layer}/{z}/{x}/{y}.mvt", (context, _) => TileEndpoints.ServeTileAsync(context));
        Map(app, "/tiles/{**rest}", (context, _) => TileEndpoints.RefuseAsync(context));
        Map(app, "/exports/sites.csv", (context, database) => ExportEndpoints.ServeSitesAsync(context, database, SiteExportFormat.Csv));
        Map(app, "/exports/sites.geojson", (context, database) => ExportEndpoints.ServeSitesAsync(context, database, SiteExportFormat.GeoJson));
        Map(app, "/exports/sites.gpkg", (context, database) => ExportEndpoints.ServeSitesAsync(context, database, SiteExportFormat.GeoPackage));
        Map(app, "/exports/issues.csv", ExportEndpoints.ServeIssuesAsync);
        Map(app, "/exports/register.csv", ExportEndpoints.ServeRegisterAsync);
        Map(app, "/exports/register.csv-metadata.json", ExportEndpoints.ServeRegisterMetadataAsync);
        Map(app, "/maps/areas/{kind}/{vintage}.geojson", (context, database) => MapLayers.ServeAreasAsync(
            context, database, (string)context.Request.RouteValues["kind"]!, (string)context.Request.RouteValues["vintage"]!));
    }

    private static void Map(IEndpointRouteBuilder app, string pattern, Func<HttpContext, EstateMapDatabase, Task> serve) =>
        app.MapMethods(pattern, Reading, (RequestDelegate)(async context =>
        {
            try
            {
                await serve(context, context.RequestServices.GetRequiredService<EstateMapDatabase>());
            }
            catch (MapRequestError error)
            {
                // A sentence is no file.
                context.Response.Headers.Remove("Content-Disposition");
                await Results.Problem(detail: error.Message, statusCode: error.Status).ExecuteAsync(context);
            }
            catch (NpgsqlException error) when (error is not PostgresException && !context.Response.HasStarted)
            {
                await Results.Problem(detail: "The database does not answer; try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            }
        }));
}
