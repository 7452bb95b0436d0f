using EstateMap.Server.Estate;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Services;

/// <summary>What stands behind the fields of a service. Alias <c>v</c>.</summary>
internal static class ServiceSql
{
    /// <summary>Where a service is offered, as FROM and WHERE. Aliases <c>l</c>, <c>s</c>.</summary>
    public const string AtSites = "FROM service_at_location l JOIN site s ON s.id = l.site_id WHERE l.service_id = v.id";

    /// <summary>The points of all its sites as one geometry.</summary>
    public const string Points = $"(SELECT ST_Collect(s.geom) {AtSites})";

    public static readonly Entity Entity = new("Service", "service v", "v.id")
    {
        Listed = "v.is_current",
        Columns = new Dictionary<string, string>
        {
            ["name"] = "v.name",
            ["kind"] = "v.kind",
            ["description"] = "v.description",
            ["status"] = "v.status",
            ["alert"] = "v.alert",
            ["url"] = "v.url",
            ["email"] = "v.email",
            ["telephone"] = "v.telephone",
            ["minimumAge"] = "v.minimum_age",
            ["maximumAge"] = "v.maximum_age",
            ["capacity"] = "v.capacity",
            ["organisationId"] = "v.organisation_id",
            ["datasetId"] = "v.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["organisation"] = ["organisationId"], ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Service", "v.id"),
            ["name"] = Graph.Filters.Text("v.name"),
            ["kind"] = Graph.Filters.Text("v.kind"),
            ["description"] = Graph.Filters.Text("v.description"),
            ["status"] = Graph.Filters.Text("v.status"),
            ["minimumAge"] = Graph.Filters.Number("v.minimum_age"),
            ["maximumAge"] = Graph.Filters.Number("v.maximum_age"),
            ["capacity"] = Graph.Filters.Number("v.capacity"),
            ["dataset"] = Graph.Filters.Text("v.dataset_id"),
            ["organisation"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = v.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
            ["sites"] = Graph.Filters.List($"{AtSites} AND s.is_current", () => SiteSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("organisation", OrganisationSql.Entity, "o.id = v.organisation_id"))
        {
            ["name"] = new("v.name", OrderKind.Text) { IsFilled = true },
            ["kind"] = new("v.kind", OrderKind.Text) { IsFilled = true },
            ["status"] = new("v.status", OrderKind.Text) { IsFilled = true },
            ["capacity"] = new("v.capacity", OrderKind.Integer),
        },
        DefaultOrder = [new("v.name", OrderKind.Text) { IsFilled = true }],
    };

    /// <summary>When a service is open. Alias <c>h</c>.</summary>
    public static readonly Entity Schedule = new("Schedule", "schedule h", "h.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["freq"] = "h.freq",
            ["interval"] = "h.interval",
            ["byday"] = "h.byday",
            ["bymonthday"] = "h.bymonthday",
            ["validFrom"] = "h.valid_from",
            ["validTo"] = "h.valid_to",
            ["notes"] = "h.notes",
            ["opensAt"] = "to_char(h.opens_at, 'HH24:MI')",
            ["closesAt"] = "to_char(h.closes_at, 'HH24:MI')",
            ["description"] = "h.description",
        },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };
}

/// <summary>What stands behind the fields of a service at a location. Aliases <c>l</c>, <c>v</c> for the service, <c>s</c> for the site.</summary>
internal static class ServiceAtLocationSql
{
    public static readonly Entity Entity = new("ServiceAtLocation", "service_at_location l JOIN service v ON v.id = l.service_id JOIN site s ON s.id = l.site_id", "l.id")
    {
        Listed = "v.is_current AND s.is_current",
        Columns = new Dictionary<string, string> { ["serviceId"] = "l.service_id", ["siteId"] = "l.site_id" },
        Needs = new Dictionary<string, string[]> { ["service"] = ["serviceId"], ["site"] = ["siteId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("ServiceAtLocation", "l.id"),
            ["service"] = Graph.Filters.Nested("{0}", () => ServiceSql.Entity.Filters),
            ["site"] = Graph.Filters.Nested("{0}", () => SiteSql.Entity.Filters),
        },
        // The tables are joined already: the keys are those of the two as they are.
        Orders = new Dictionary<string, Order>(Joined("service", ServiceSql.Entity).Concat(Joined("site", SiteSql.Entity))),
        DefaultOrder = [],
        Feature = new FeatureParts("ST_AsGeoJSON(s.geom, 6, 0)",
        [
            ("service", "v.name", ValueKind.Text),
            ("kind", "v.kind", ValueKind.Text),
            ("site", "s.name", ValueKind.Text),
            ("postcode", "s.postcode", ValueKind.Text),
        ]),
    };

    private static IEnumerable<KeyValuePair<string, Order>> Joined(string field, Entity entity) => entity.Orders.Select(order => KeyValuePair.Create($"{field}.{order.Key}", order.Value));
}
