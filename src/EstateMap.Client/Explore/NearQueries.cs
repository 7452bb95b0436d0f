using System.Text;
using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>What is nearest to a point, of several kinds in one request.</summary>
public static class NearQueries
{
    private const string KindsOfServiceQuery = """
        query KindsOfService { vocabulary(name: "service-kinds") { code label broader } }
        """;

    /// <summary>The nearest site of each theme; themes without a located site are left out, and so is what stands at the point itself.</summary>
    public static async Task<IReadOnlyList<NearSite>> ListNearestAsync(this EstateMapApi api, double longitude, double latitude, IReadOnlyList<string> themes, CancellationToken cancel)
    {
        var answer = await api.AskAsync<Dictionary<string, Page<NearestSite>>>(OfThemes(themes.Count), Variables(longitude, latitude, themes), cancel);
        return Nearest(themes.SelectMany((theme, index) => answer[$"n{index}"].Nodes.Select(site => new NearSite(theme, site.Id, site.Name, site.Distance, site.LocationPrecision))));
    }

    /// <summary>The nearest place of each kind of service, as <see cref="ListNearestAsync"/>.</summary>
    public static async Task<IReadOnlyList<NearSite>> ListNearestServicesAsync(this EstateMapApi api, double longitude, double latitude, CancellationToken cancel)
    {
        var kinds = (await api.AskAsync<KindsOfServiceAnswer>(KindsOfServiceQuery, cancel: cancel)).Vocabulary;
        var answer = await api.AskAsync<Dictionary<string, Page<NearestService>>>(OfServices(kinds.Count), Variables(longitude, latitude, [.. kinds.Select(kind => kind.Code)]), cancel);
        return Nearest(kinds.SelectMany((kind, index) => answer[$"n{index}"].Nodes.Select(found => new NearSite(kind.Label, found.Site.Id, found.Service.Name, found.Distance, found.Site.LocationPrecision))));
    }

    private static NearSite[] Nearest(IEnumerable<NearSite> found) => [.. found.Where(site => site.Distance_m >= 1).GroupBy(site => site.Kind).Select(sites => sites.MinBy(site => site.Distance_m)!).OrderBy(site => site.Distance_m)];

    /// <summary>A query with an alias n0, n1 ... for each of several themes, which are variables k0, k1 ...</summary>
    public static string OfThemes(int count) => Of("Nearest", count, "sites(near: $near, first: 2, where: { theme: { eq: $k# } }) { nodes { id name locationPrecision distance(to: $point) } }");

    /// <summary>As <see cref="OfThemes"/>, for kinds of services.</summary>
    public static string OfServices(int count) =>
        Of("NearestServices", count, "serviceAtLocations(near: $near, first: 2, where: { service: { kind: { eq: $k# } } }) { nodes { service { name } site { id locationPrecision } distance(to: $point) } }");

    private static string Of(string name, int count, string field)
    {
        var query = new StringBuilder($"query {name}($near: NearInput!, $point: Geometry!");
        for (var i = 0; i < count; i++)
            query.Append(System.Globalization.CultureInfo.InvariantCulture, $", $k{i}: String!");
        query.Append(") {\n");
        for (var i = 0; i < count; i++)
            query.Append(System.Globalization.CultureInfo.InvariantCulture, $"  n{i}: {field.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)}\n");
        return query.Append('}').ToString();
    }

    private static Dictionary<string, object> Variables(double longitude, double latitude, IReadOnlyList<string> kinds)
    {
        var point = new { type = "Point", coordinates = new[] { longitude, latitude } };
        var variables = new Dictionary<string, object> { ["near"] = new { geometry = point }, ["point"] = point };
        for (var i = 0; i < kinds.Count; i++)
            variables[$"k{i}"] = kinds[i];
        return variables;
    }
}

public sealed record NearestSite(string Id, string Name, string LocationPrecision, double Distance);
public sealed record NearestService(ServiceName Service, NearestPlace Site, double Distance);
public sealed record ServiceName(string Name);
public sealed record NearestPlace(string Id, string LocationPrecision);
public sealed record KindsOfServiceAnswer(IReadOnlyList<Word> Vocabulary);

/// <summary>Where the browser says it is, WGS84 degrees of four decimals; or a code that says why it does not.</summary>
public sealed record BrowserLocation(double? Longitude, double? Latitude, string? Problem);

/// <summary>What is nearest of a kind.</summary>
/// <param name="Kind">Code of a theme, or what a kind of service is called.</param>
/// <param name="Id">Global id of the site.</param>
/// <param name="Distance_m">Metres in a straight line.</param>
public sealed record NearSite(string Kind, string Id, string Name, double Distance_m, string LocationPrecision)
{
    /// <summary>How much longer ways are than straight lines in towns, and metres that people walk in a minute (4.8 km/h).</summary>
    private const double Detour = 1.3;
    private const double Pace_m = 80;

    /// <summary>At least one.</summary>
    public int WalkMinutes => Math.Max(1, (int)Math.Round(Distance_m * Detour / Pace_m));

    /// <summary>"340 m", "2.4 km".</summary>
    public string DistanceWords => Distance_m < 5 ? "under 10 m" : Distance_m < 995
        ? $"{(Math.Round(Distance_m / 10) * 10).ToString("0", System.Globalization.CultureInfo.InvariantCulture)} m"
        : $"{(Distance_m / 1000).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} km";
}
