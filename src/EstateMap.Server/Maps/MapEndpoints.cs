using EstateMap.Database;
using Npgsql;

namespace EstateMap.Server.Maps;

/// <summary>The register for other programs: layers and exports over plain HTTP.</summary>
internal static class MapEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapEstateMapMaps(this IEndpointRouteBuilder app)
    {
        Map(app, "/maps/sites.geojson", MapLayers.ServeSitesAsync);
        Map(app, "/exports/sites.csv", ExportEndpoints.ServeSitesCsvAsync);
        Map(app, "/exports/sites.geojson", ExportEndpoints.ServeSitesGeoJsonAsync);
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
                await Results.Problem(detail: error.Message, statusCode: error.Status).ExecuteAsync(context);
            }
            catch (NpgsqlException error) when (error is not PostgresException && !context.Response.HasStarted)
            {
                await Results.Problem(detail: "The database does not answer; try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            }
        }));
}
