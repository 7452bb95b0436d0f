using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Sources;
using GraphQL;

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
        resolvers.Of(service, "schedules", (context, row) => Schedules(context, (long)row.Key));
    }

    private static object? Schedules(IResolveFieldContext context, long service)
    {
        var source = context.Source();
        return Batch.Load<long, List<Schedule>>(context, service, async (services, cancellation) =>
        {
            var parameters = new SqlParameters();
            parameters.Integers(services);
            await using var command = parameters.Command(source, ServiceSql.Schedules);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var found = services.ToDictionary(id => id, _ => new List<Schedule>());
            while (await reader.ReadAsync(cancellation))
            {
                string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
                found[reader.GetInt64(0)].Add(new Schedule(reader.GetString(1), Text(2), Text(3), Text(4), Text(5)));
            }

            return found;
        });
    }

    private sealed record Schedule(string Freq, string? Byday, string? OpensAt, string? ClosesAt, string? Description);
}
