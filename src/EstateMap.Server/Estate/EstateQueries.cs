using EstateMap.Server.Areas;
using EstateMap.Server.Community;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;
using NetTopologySuite.Geometries;

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
        resolvers.Root("properties", PropertySql.Entity);

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
        resolvers.Rows(site, "issues", ImportIssueSql.Entity, new ListShape(ImportIssueSql.Entity) { Condition = (_, _) => ImportIssueSql.BehindSite });
        resolvers.Rows(site, "datasets", DatasetSql.Entity, new ListShape(DatasetSql.Entity)
        {
            Condition = (_, _) => "d.id IN (SELECT r.dataset_id FROM source_record r WHERE r.site_id = parent.id AND r.missing_since_run_id IS NULL)",
            FirstOrder = (_, _) => new Order("d.id", OrderKind.Text),
        });

        resolvers.ToOne(PropertySql.Entity, "site", "siteId", () => SiteSql.Entity);
        resolvers.ToOne(PropertySql.Entity, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Nested(OrganisationSql.Entity, "sites", SiteSql.Entity, Sites("s.owner_organisation_id = parent.id"));
        resolvers.Nested(OrganisationSql.Entity, "services", ServiceSql.Entity, "v.organisation_id = parent.id");
        foreach (var part in new[] { SiteSql.Provenance, SiteSql.Designation, SiteSql.AccessPoint }) resolvers.Columns(part);
        resolvers.ToOne(SiteSql.Provenance, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.ToOne(SiteSql.Designation, "dataset", "datasetId", () => DatasetSql.Entity);
    }

    /// <summary>A list of sites with the arguments that sites alone have: <c>bbox</c> and <c>near</c>.</summary>
    /// <param name="condition">Which sites; may name <c>parent.id</c>.</param>
    /// <param name="from">Tables that say which, where the list may be long: sites then come in the order of their keys, as an index gives them, unless the caller asks for another.</param>
    public static ListShape Sites(string condition, string? from = null) => new(SiteSql.Entity)
    {
        From = from ?? SiteSql.Entity.From,
        DefaultOrder = from is null ? SiteSql.Entity.DefaultOrder : [],
        Condition = (arguments, parameters) => $"{condition} AND {InBox(arguments, parameters)} AND {IsNear(arguments, parameters)}",
        FirstOrder = (arguments, parameters) => FindNear(arguments) is { } near ? new Order($"(s.geom::geography <-> {parameters.Geometry(near.Geometry)}::geography)", OrderKind.Number) : null,
    };

    public static string InBox(Arguments arguments, SqlParameters parameters)
    {
        if (arguments.Given("bbox") is not IEnumerable<object?> given) return "TRUE";
        var box = given.OfType<double>().ToList();
        if (box.Count != 4 || box.Exists(value => !double.IsFinite(value))) throw GraphRequestError.BadArgument("`bbox` is [west, south, east, north] in WGS84 degrees.");
        return $"s.geom && ST_MakeEnvelope({string.Join(", ", box.Select(parameters.Number))}, 4326)";
    }

    /// <summary>A site that is not located is near nothing.</summary>
    private static string IsNear(Arguments arguments, SqlParameters parameters)
    {
        if (FindNear(arguments) is not { } near) return "TRUE";
        if (near.MaxDistance is not { } metres) return "s.geom IS NOT NULL";
        if (!double.IsFinite(metres) || metres < 0) throw GraphRequestError.BadArgument("`maxDistance` is a distance in metres, not negative.");
        return $"ST_DWithin(s.geom::geography, {parameters.Geometry(near.Geometry)}::geography, {parameters.Number(metres)})";
    }

    private static (Geometry Geometry, double? MaxDistance)? FindNear(Arguments arguments) =>
        arguments.Given("near") is IDictionary<string, object?> near
            ? ((Geometry)near["geometry"]!, near.TryGetValue("maxDistance", out var metres) && metres is not null ? Filters.ToDouble(metres) : null)
            : null;
}
