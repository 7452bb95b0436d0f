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
        resolvers.Root("services", service);
        resolvers.ToOne(service, "organisation", "organisationId", () => OrganisationSql.Entity);
        resolvers.ToOne(service, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Nested(service, "sites", SiteSql.Entity, EstateQueries.Sites("EXISTS (SELECT FROM service_at_location l WHERE l.site_id = s.id AND l.service_id = parent.id)"));
        resolvers.Rows(service, "schedules", ServiceSql.Schedule, "h.service_id = parent.id");
        resolvers.Columns(ServiceSql.Schedule);
    }
}
