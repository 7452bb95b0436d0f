using EstateMap.Server.Estate;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Services;

/// <summary>What stands behind the fields of a service. Alias <c>v</c>.</summary>
internal static class ServiceSql
{
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
            ["status"] = Graph.Filters.Text("v.status"),
            ["organisation"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = v.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["name"] = new("v.name", OrderKind.Text) { IsFilled = true },
            ["kind"] = new("v.kind", OrderKind.Text) { IsFilled = true },
            ["organisation.name"] = new("(SELECT o.name FROM organisation o WHERE o.id = v.organisation_id)", OrderKind.Text),
            ["organisation.kind"] = new("(SELECT o.kind FROM organisation o WHERE o.id = v.organisation_id)", OrderKind.Text),
        },
        DefaultOrder = [new("v.name", OrderKind.Text) { IsFilled = true }],
    };

    /// <summary>When a service is open. Alias <c>h</c>.</summary>
    public static readonly Entity Schedule = new("Schedule", "schedule h", "h.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["freq"] = "h.freq",
            ["byday"] = "h.byday",
            ["opensAt"] = "to_char(h.opens_at, 'HH24:MI')",
            ["closesAt"] = "to_char(h.closes_at, 'HH24:MI')",
            ["description"] = "h.description",
        },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };
}
