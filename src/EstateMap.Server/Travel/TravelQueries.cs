using System.Runtime.CompilerServices;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using GraphQL;
using GraphQL.Execution;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Travel;

/// <summary>What one can walk on, what is within reach, and what is nearest on foot. Declared in <c>Travel.graphql</c>.</summary>
internal static class TravelQueries
{
    private const int MostPlaces = 20;
    private const int MostMinutes = 60;
    private const int MostBounds = 6;

    // Aliases ask one field often; an operation may ask for so many outlines in all.
    private const int MostOutlines = 120;

    private static readonly ConditionalWeakTable<IExecutionContext, StrongBox<int>> Asked = [];

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Entity(TravelSql.Network);
        resolvers.Entity(TravelSql.Matrix);
        resolvers.Root("walkingNetworks", TravelSql.Network);
        resolvers.Root("travelMatrices", TravelSql.Matrix);
        resolvers.Field("Query", "isochrones", ListIsochronesAsync);
        resolvers.Field("Isochrone", "site", context => ((Isochrone)context.Source!).SiteId is { } site ? Connections.One(context, SiteSql.Entity, site) : null);
        resolvers.Field("Query", "nearestSites", ListNearestAsync);
        resolvers.Field("NearestSite", "site", context => Connections.One(context, SiteSql.Entity, ((NearestSite)context.Source!).SiteId));
    }

    private static async Task<object?> ListIsochronesAsync(IResolveFieldContext context)
    {
        var choice = TravelInputs.Read(context.Given("travel"), Service<TravelSettings>(context));
        if (choice.Method == TravelChoice.Matrix) throw GraphRequestError.BadArgument("An imported matrix has times between places and no shape; isochrones take a straight line or a network.");
        var minutes = (context.Given("minutes") as IEnumerable<object?> ?? []).Select(Convert.ToInt32).ToArray();
        if (minutes.Length is 0 or > MostBounds || minutes.Any(minute => minute is < 1 or > MostMinutes)) throw GraphRequestError.BadArgument($"`minutes` takes 1 to {MostBounds} whole numbers from 1 to {MostMinutes}.");
        var places = await PlacesAsync(context);
        Spend(context, places.Count * minutes.Length);
        var (isochrones, cancellation) = (Service<Isochrones>(context), context.CancellationToken);
        return await TravelInputs.CodedAsync(async () =>
        {
            var all = new List<Isochrone>();
            foreach (var (longitude, latitude, site) in places)
                foreach (var isochrone in await isochrones.OfAsync(choice, longitude, latitude, minutes, cancellation))
                {
                    Batch.Spend(context, 20 * isochrone.Vertices);
                    all.Add(isochrone with { SiteId = site });
                }

            return all;
        });
    }

    private static async Task<object?> ListNearestAsync(IResolveFieldContext context)
    {
        var choice = TravelInputs.Read(context.Given("travel"), Service<TravelSettings>(context));
        if (choice.Method == TravelChoice.Matrix) throw GraphRequestError.BadArgument("An imported matrix knows the places that it names and no others; the sites nearest to a point take a straight line or a network.");
        if (context.Given("from") is not Point from) throw GraphRequestError.BadArgument("`from` is a point.");
        if (from.SRID != Database.Crs.Wgs84) throw GraphRequestError.BadArgument("`from` is a point in WGS84: longitude first, then latitude.");
        var (most, minutes) = (context.GetArgument("first", 5), context.Given("minutes") is { } given ? Convert.ToInt32(given, System.Globalization.CultureInfo.InvariantCulture) : MostMinutes);
        if (most < 0) throw GraphRequestError.NegativePage("first");
        if (most > context.Settings().MaxPageSize) throw GraphRequestError.PageTooLarge(most, context.Settings().MaxPageSize);
        if (minutes is < 1 or > 6 * MostMinutes) throw GraphRequestError.BadArgument($"`minutes` is a whole number from 1 to {6 * MostMinutes}.");
        Spend(context, 1);
        return await TravelInputs.CodedAsync(() => Service<NearestSites>(context).FindAsync(choice, from, context.Given("where"), most, minutes * 60, context.CancellationToken));
    }

    /// <summary>Where isochrones start: positions or sites.</summary>
    private static async Task<List<(double Longitude, double Latitude, long? Site)>> PlacesAsync(IResolveFieldContext context)
    {
        var (positions, ids) = (context.Given("from") as IEnumerable<object?>, context.Given("sites") as IEnumerable<object?>);
        if ((positions is null) == (ids is null)) throw GraphRequestError.BadArgument("Give either `from`, positions, or `sites`, ids.");
        var given = (positions ?? ids)!.ToList();
        if (given.Count is 0 or > MostPlaces) throw GraphRequestError.BadArgument($"`{(positions is null ? "sites" : "from")}` takes 1 to {MostPlaces} places, not {given.Count}.");
        if (positions is not null) return given.ConvertAll(position => Position(position));

        var wanted = given.ConvertAll(id => GlobalId.FindNumber("Site", id as string ?? "") ?? throw GraphRequestError.BadArgument($"`{id}` is not the id of a site."));
        var parameters = new SqlParameters();
        parameters.Integers(wanted);
        await using var command = parameters.Command(context.Source(), TravelSql.PlacesOfSites);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var places = new Dictionary<long, (double, double, long?)>();
        while (await reader.ReadAsync(context.CancellationToken)) places[reader.GetInt64(0)] = (reader.GetDouble(1), reader.GetDouble(2), reader.GetInt64(0));
        return wanted.ConvertAll(site => places.TryGetValue(site, out var place) ? place : throw GraphRequestError.BadArgument($"`{GlobalId.Write("Site", site)}` is no site that has a place."));
    }

    private static (double Longitude, double Latitude, long? Site) Position(object? given)
    {
        var numbers = (given as IEnumerable<object?> ?? []).Select(number => number is int or long or double or decimal ? Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture) : double.NaN).ToList();
        return numbers.Count == 2 && Math.Abs(numbers[0]) <= 180 && Math.Abs(numbers[1]) <= 85
            ? (numbers[0], numbers[1], null) : throw GraphRequestError.BadArgument("A position is [longitude, latitude] in WGS84 degrees, -180 to 180 and, for walks, -85 to 85.");
    }

    private static void Spend(IResolveFieldContext context, int outlines)
    {
        if (Interlocked.Add(ref Asked.GetOrCreateValue(context.ExecutionContext).Value, outlines) > MostOutlines)
            throw new GraphRequestError(TravelRequestError.TooMuch, $"The operation asks for more than {MostOutlines} outlines or nearest places. Ask for fewer places or minutes at once.");
    }

    private static T Service<T>(IResolveFieldContext context)
        where T : notnull => context.RequestServices!.GetRequiredService<T>();
}
