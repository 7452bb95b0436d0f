using EstateMap.Server.Community;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Sources;

namespace EstateMap.Server.Services;

/// <summary>What is offered, where and when. Declared in <c>Services.graphql</c>.</summary>
internal static class ServiceQueries
{
    public static void Attach(Resolvers resolvers)
    {
        var service = ServiceSql.Entity;
        resolvers.Entity(service);
        resolvers.Root("services", service, Places.List(new ListShape(service), ServiceSql.Points, $"EXISTS (SELECT {ServiceSql.AtSites} AND {{0}})"));
        resolvers.Expression(service, "distance", (arguments, parameters) => Geometries.Distance(arguments, parameters, ServiceSql.Points));
        resolvers.ToOne(service, "organisation", "organisationId", () => OrganisationSql.Entity);
        resolvers.ToOne(service, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Nested(service, "sites", SiteSql.Entity, EstateQueries.Sites("EXISTS (SELECT FROM service_at_location l WHERE l.site_id = s.id AND l.service_id = parent.id)"));
        resolvers.Nested(service, "links", LinkSql.Entity, "(k.from_service_id = parent.id OR k.to_service_id = parent.id)");
        resolvers.Rows(service, "schedules", ServiceSql.Schedule, "h.service_id = parent.id");
        resolvers.Columns(ServiceSql.Schedule);

        var atLocation = ServiceAtLocationSql.Entity;
        resolvers.Entity(atLocation);
        resolvers.Root("serviceAtLocations", atLocation, Places.List(new ListShape(atLocation), "s.geom"));
        resolvers.ToOne(atLocation, "service", "serviceId", () => service);
        resolvers.ToOne(atLocation, "site", "siteId", () => SiteSql.Entity);
        resolvers.Geometry(atLocation, "geometry", "s.geom");
        resolvers.Expression(atLocation, "distance", (arguments, parameters) => Geometries.Distance(arguments, parameters, "s.geom"));
    }
}
