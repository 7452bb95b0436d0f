using EstateMap.Server.Areas;
using EstateMap.Server.Community;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;

namespace EstateMap.Server.Estate;

/// <summary>The register: sites, their properties and owners. Declared in <c>Estate.graphql</c>.</summary>
internal static class EstateQueries
{
    public static void Attach(Resolvers resolvers)
    {
        resolvers.Entity(SiteSql.Entity);
        resolvers.Entity(PropertySql.Entity);
        resolvers.Entity(OrganisationSql.Entity);

        resolvers.Root("sites", SiteSql.Entity, Sites("TRUE"));
        resolvers.ById("site", SiteSql.Entity);
        resolvers.Root("organisations", OrganisationSql.Entity);
        resolvers.Root("properties", PropertySql.Entity, Places.List(new ListShape(PropertySql.Entity), "p.geom"));

        var site = SiteSql.Entity;
        resolvers.Geometry(site, "geometry", "s.geom");
        resolvers.Geometry(site, "footprint", "s.footprint");
        resolvers.Expression(site, "distance", (arguments, parameters) => Geometries.Distance(arguments, parameters, "s.geom"));
        resolvers.Computed(site, "gridReference", row => row["longitude"] is double longitude && row["latitude"] is double latitude ? GridReference.Find(longitude, latitude) : null);
        resolvers.ToOne(site, "owner", "ownerId", () => OrganisationSql.Entity);
        resolvers.Nested(site, "properties", PropertySql.Entity, "p.site_id = parent.id");
        resolvers.Nested(site, "services", ServiceSql.Entity, "EXISTS (SELECT FROM service_at_location l WHERE l.service_id = v.id AND l.site_id = parent.id)");
        resolvers.Nested(site, "communityAssets", CommunityAssetSql.Entity, "c.site_id = parent.id");
        resolvers.Nested(site, "links", LinkSql.Entity, LinkSql.TouchesSite);
        resolvers.Rows(site, "areas", AreaSql.Entity, new ListShape(AreaSql.Entity)
        {
            Condition = (arguments, parameters) => "EXISTS (SELECT FROM site_area sa WHERE sa.site_id = parent.id AND sa.area_id = a.id)" + AreaQueries.KindAndVintage(arguments, parameters),
        });
        resolvers.Rows(site, "provenance", SiteSql.Provenance, "TRUE");
        resolvers.Rows(site, "designations", SiteSql.Designation, "g.site_id = parent.id");
        resolvers.Rows(site, "accessPoints", SiteSql.AccessPoint, "w.site_id = parent.id");
        resolvers.Rows(site, "issues", ImportIssueSql.Entity, new ListShape(ImportIssueSql.Entity) { Condition = (_, _) => ImportIssueSql.Behind("parent.id") });
        resolvers.Rows(site, "datasets", DatasetSql.Entity, new ListShape(DatasetSql.Entity)
        {
            Condition = (_, _) => "d.id IN (SELECT r.dataset_id FROM source_record r WHERE r.site_id = parent.id AND r.missing_since_run_id IS NULL)",
            FirstOrder = (_, _) => new Order("d.id", OrderKind.Text),
        });

        resolvers.Nested(site, "occupations", PropertySql.Occupation, "u.property_id IN (SELECT p.id FROM property p WHERE p.site_id = parent.id AND p.is_current)");
        resolvers.Rows(site, "records", RecordSql.OfSite, new ListShape(RecordSql.OfSite) { Condition = (arguments, parameters) => RecordSql.HeldAt(arguments.Given("asAt"), parameters) });
        foreach (var part in new[] { SiteSql.Provenance, SiteSql.Designation, SiteSql.AccessPoint }) resolvers.Columns(part);
        resolvers.ToOne(SiteSql.Provenance, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.ToOne(SiteSql.Designation, "dataset", "datasetId", () => DatasetSql.Entity);
        AttachProperties(resolvers);

        var organisation = OrganisationSql.Entity;
        resolvers.Nested(organisation, "sites", SiteSql.Entity, Sites("s.owner_organisation_id = parent.id"));
        resolvers.Nested(organisation, "properties", PropertySql.Entity, "t.organisation_id = parent.id");
        resolvers.Nested(organisation, "occupations", PropertySql.Occupation, "u.organisation_id = parent.id");
        resolvers.Nested(organisation, "services", ServiceSql.Entity, "v.organisation_id = parent.id");
        resolvers.Nested(organisation, "communityAssets", CommunityAssetSql.Entity, "c.organisation_id = parent.id");
        resolvers.Nested(organisation, "links", LinkSql.Entity, "(k.from_organisation_id = parent.id OR k.to_organisation_id = parent.id)");
    }

    private static void AttachProperties(Resolvers resolvers)
    {
        var property = PropertySql.Entity;
        resolvers.ToOne(property, "site", "siteId", () => SiteSql.Entity);
        resolvers.ToOne(property, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.ToOne(property, "holder", "holderId", () => OrganisationSql.Entity);
        resolvers.Geometry(property, "geometry", "p.geom");
        resolvers.Expression(property, "distance", (arguments, parameters) => Geometries.Distance(arguments, parameters, "p.geom"));
        foreach (var (field, part, key) in new[]
        {
            ("energyCertificates", PropertySql.EnergyCertificate, "e.property_id"), ("conditionSurveys", PropertySql.ConditionSurvey, "y.property_id"),
            ("runningCosts", PropertySql.RunningCost, "z.property_id"), ("vacantSpaces", PropertySql.VacantSpace, "x.property_id"),
        })
        {
            resolvers.Rows(property, field, part, $"{key} = parent.id");
            resolvers.Columns(part);
        }

        var occupation = PropertySql.Occupation;
        resolvers.Entity(occupation);
        resolvers.Root("occupations", occupation);
        resolvers.Nested(property, "occupations", occupation, "u.property_id = parent.id");
        resolvers.ToOne(occupation, "property", "propertyId", () => property);
        resolvers.ToOne(occupation, "organisation", "organisationId", () => OrganisationSql.Entity);
    }

    /// <summary>A list of sites.</summary>
    /// <param name="condition">Which sites; may name <c>parent.id</c>.</param>
    /// <param name="from">Tables that say which, where the list may be long: sites then come in the order of their keys, as an index gives them, unless the caller asks for another.</param>
    public static ListShape Sites(string condition, string? from = null) => Places.List(new ListShape(SiteSql.Entity)
    {
        From = from ?? SiteSql.Entity.From,
        DefaultOrder = from is null ? SiteSql.Entity.DefaultOrder : [],
        Condition = (_, _) => condition,
    }, "s.geom");
}
