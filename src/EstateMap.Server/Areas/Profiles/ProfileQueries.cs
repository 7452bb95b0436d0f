using EstateMap.Database;
using EstateMap.Server.Community;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Travel;
using GraphQL;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>What areas are like, side by side, and the rows behind. Declared in <c>Profiles.graphql</c>.</summary>
internal static class ProfileQueries
{
    /// <summary>Most areas of one question: every output area of a district.</summary>
    public const int MostAreas = 1_000;

    // What runs over all sites and people each time that it is asked for first.
    private const long Reckoning = 200;
    private const int FigureBytes = 200;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Weigh("Query", Reckoning, "areaProfiles", "areaComparison", "areaFigures");
        resolvers.Weigh("Query", Reckoning / 4, "areaLinks", "areaOrganisations", "areaDemandPoints");
        resolvers.Field("Query", "areaProfiles", async context => await ProfilesAsync(context.Copy()));
        resolvers.Field("Query", "areaComparison", async context => await ComparisonAsync(context.Copy()));
        resolvers.Field("Query", "areaFigures", async context => await FiguresAsync(context.Copy()));
        resolvers.Field("AreaProfile", "area", context => ((AreaProfile)context.Source!).AreaId is { } area ? Connections.One(context, AreaSql.Entity, area) : null);
        resolvers.Field("AreaProfile", "whole", context => ((AreaProfile)context.Source!).WholeId is { } area ? Connections.One(context, AreaSql.Entity, area) : null);
        resolvers.Field("AreaFigure", "part", context => ((AreaFigure)context.Source!).Part.ToString().ToUpperInvariant());
        resolvers.Field("AreaPart", "part", context => ((AreaPart)context.Source!).Part.ToString().ToUpperInvariant());
        resolvers.Field("ComparedArea", "area", context => Connections.One(context, AreaSql.Entity, ((ComparedArea)context.Source!).Profile.AreaId!.Value));
        resolvers.Field("ComparedArea", "people", context => ((ComparedArea)context.Source!).Profile.People);
        resolvers.Field("ComparedArea", "decile", context => ((ComparedArea)context.Source!).Profile.Decile);
        resolvers.Field("AreaComparison", "fifths", context => ((AreaComparison)context.Source!).Means);
        // The flow first: the fourth value of an area's own would be taken for it.
        resolvers.Root("areaLinks", LinkSql.Entity, new ListShape(LinkSql.Entity) { Condition = (arguments, parameters) => $"k.id IN ({Behind(ProfileSql.LinksOfArea.Replace("$4::text", parameters.Text(arguments.Text("flow")!.ToLowerInvariant()), StringComparison.Ordinal), arguments, parameters)})" });
        resolvers.Root("areaOrganisations", OrganisationSql.Entity, new ListShape(OrganisationSql.Entity) { Condition = (arguments, parameters) => $"o.id IN ({Behind(ProfileSql.OrganisationsOfArea, arguments, parameters).Replace("$4::boolean", parameters.Boolean(arguments.Given("isHome") is true), StringComparison.Ordinal)})" });
        // A larger area may have a point beside those of the small areas in it, and nobody is counted twice.
        resolvers.Root("areaDemandPoints", DemandSql.Point, new ListShape(DemandSql.Point) { Condition = (arguments, parameters) => $"dp.area_id IN (SELECT y.small FROM ({Behind(ProfileSql.Points, arguments, parameters)}) AS y (slot, small)) AND NOT EXISTS (SELECT FROM area_membership f JOIN demand_point n ON n.area_id = f.member_area_id WHERE f.area_id = dp.area_id)" });
    }

    private static async Task<object?> FiguresAsync(IResolveFieldContext context)
    {
        var figures = await Service<AreaProfiles>(context).ListFiguresAsync(Enum.GetValues<ProfilePart>().ToHashSet(), Travel(context), context.Caller().Sight, context.CancellationToken);
        Batch.Spend(context, FigureBytes * figures.Count);
        return figures.Where(figure => figure.Part is not ProfilePart.Sources).ToList();
    }

    private static async Task<object?> ProfilesAsync(IResolveFieldContext context)
    {
        var within = Within(context.Given("within"));
        var choices = (context.Given("areas") as IEnumerable<object?> ?? []).OfType<IDictionary<string, object?>>().Select(AreaKey.Of).ToList();
        if (choices.Count == 0 && within is null) throw GraphRequestError.BadArgument("Give `areas`, or a polygon as `within`.");
        var parts = (context.Given("parts") as IEnumerable<object?>)?.OfType<string>().Select(part => Enum.Parse<ProfilePart>(part, ignoreCase: true)).ToHashSet() ?? [.. Enum.GetValues<ProfilePart>()];
        var asked = new AskedAreas(await FindAsync(context.RequestServices!, context.Caller().Sight, choices, context.CancellationToken), within);
        var profiles = await Service<AreaProfiles>(context).GetAsync(asked, parts, Travel(context), context.Caller().Sight, context.CancellationToken);
        Batch.Spend(context, FigureBytes * profiles.Sum(profile => 1 + profile.Parts.Sum(part => part.Figures.Count)));
        return profiles;
    }

    private static async Task<object?> ComparisonAsync(IResolveFieldContext context)
    {
        var code = context.GetArgument<string>("figure");
        if (ProfileMeasures.FindPart(code) is not { } part) throw GraphRequestError.BadArgument($"There is no figure `{(code.Length > 60 ? code[..60] : code)}`; `areaProfiles` gives the codes of those there are.");
        var key = new AreaKey(context.GetArgument<string>("kind"), context.Given("vintage") as string, null);
        var asked = new AskedAreas(await FindAsync(context.RequestServices!, context.Caller().Sight, [key], context.CancellationToken), null);
        var profiles = await Service<AreaProfiles>(context).GetAsync(asked, new HashSet<ProfilePart> { part }, Travel(context), context.Caller().Sight, context.CancellationToken);
        Batch.Spend(context, FigureBytes * (1 + profiles.Count));
        return AreaComparison.Of(code, profiles, context.Given("perThousand") is not false);
    }

    /// <summary>Ids of areas that are asked for, each once, in the order asked.</summary>
    /// <exception cref="GraphRequestError">One that is named is not there, or they are too many.</exception>
    public static async Task<IReadOnlyList<long>> FindAsync(IServiceProvider services, Caller caller, IReadOnlyList<AreaKey> keys, CancellationToken cancellation)
    {
        if (keys.Count == 0) return [];
        if (keys.Count > MostAreas) throw GraphRequestError.BadArgument($"At most {MostAreas} areas can be asked for at once, not {keys.Count}.");
        // Text that PostgreSQL cannot keep is refused before it gets there.
        new SqlParameters().Texts([.. keys.SelectMany(key => new[] { key.Kind, key.Vintage, key.Code }).OfType<string>()]);
        await using var command = caller.Reads(services.GetRequiredService<EstateMapDatabase>())
            .CreateCommand(ProfileSql.Find, keys.Select(key => key.Kind).ToArray(), keys.Select(key => key.Vintage).ToArray(), keys.Select(key => key.Code).ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var (found, places) = (new List<long>(), new HashSet<int>());
        while (await rows.ReadAsync(cancellation))
        {
            if (places.Add(rows.GetInt32(1)) || keys[rows.GetInt32(1) - 1].Code is null) found.Add(rows.GetInt64(0));
        }

        if (Enumerable.Range(0, keys.Count).FirstOrDefault(place => !places.Contains(place + 1), -1) is >= 0 and var missing) throw GraphRequestError.BadArgument($"There is no area {keys[missing]}.");
        var ids = found.Distinct().ToList();
        return ids.Count <= MostAreas ? ids : throw GraphRequestError.BadArgument($"{ids.Count} areas are meant; at most {MostAreas} can be asked for at once.");
    }

    /// <summary>A statement of <see cref="ProfileSql"/> for one area or a drawn shape, as part of another.</summary>
    private static string Behind(string sql, Arguments arguments, SqlParameters parameters)
    {
        var within = Within(arguments.Given("within"));
        var key = arguments.Given("area") is IDictionary<string, object?> given ? AreaKey.Of(given) : null;
        if ((key is null) == (within is null)) throw GraphRequestError.BadArgument("Give either `area` or a polygon as `within`.");
        if (key is { Code: null }) throw GraphRequestError.BadArgument("Give the `code` of the area.");
        var ids = key is null ? "ARRAY[]::bigint[]"
            : $"ARRAY(SELECT a.id FROM area a WHERE a.kind = {parameters.Text(key.Kind)} AND a.code = {parameters.Text(key.Code)} AND a.vintage = coalesce({parameters.Text(key.Vintage)}, (SELECT max(n.vintage) FROM area n WHERE n.kind = {parameters.Text(key.Kind)})))";
        return sql.Replace("$1::bigint[]", ids, StringComparison.Ordinal).Replace("$2::geometry", within is null ? "NULL::geometry" : parameters.Geometry(within), StringComparison.Ordinal).Replace("$3::boolean", "FALSE", StringComparison.Ordinal);
    }

    private static Polygon? Within(object? given) => given switch
    {
        null => null,
        Polygon { SRID: Crs.Wgs84, IsValid: true } polygon => polygon,
        _ => throw GraphRequestError.BadArgument("`within` is a polygon in WGS84 whose lines do not cross."),
    };

    private static TravelChoice Travel(IResolveFieldContext context) => TravelInputs.Read(context.Given("travel"), Service<TravelSettings>(context));

    private static T Service<T>(IResolveFieldContext context)
        where T : notnull => context.RequestServices!.GetRequiredService<T>();
}

/// <summary>An area as people and addresses name it.</summary>
/// <param name="Vintage">Null is the newest.</param>
/// <param name="Code">Null is every area of the kind.</param>
internal sealed record AreaKey(string Kind, string? Vintage, string? Code)
{
    public static AreaKey Of(IDictionary<string, object?> given) => new((string)given["kind"]!, Text(given, "vintage"), Text(given, "code"));

    public override string ToString() => string.Join(' ', new[] { Kind, Vintage, Code }.Where(part => part is not null));

    private static string? Text(IDictionary<string, object?> given, string name) => given.TryGetValue(name, out var value) ? value as string : null;
}
