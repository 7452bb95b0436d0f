using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Sources;
using Npgsql;

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
        resolvers.Of(service, "schedules", (context, _) => Batch.Lists(context, ServiceSql.Schedules, ReadSchedule));
    }

    private static Schedule ReadSchedule(NpgsqlDataReader reader) => new(reader.GetString(1), reader.FindText(2), reader.FindText(3), reader.FindText(4), reader.FindText(5));

    private sealed record Schedule(string Freq, string? Byday, string? OpensAt, string? ClosesAt, string? Description);
}
