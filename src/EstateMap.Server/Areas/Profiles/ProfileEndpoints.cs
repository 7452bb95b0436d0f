using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using EstateMap.Server.Travel;
using Npgsql;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>
/// A profile to take along: <c>/areas/profile.html</c> as one file for a meeting and <c>/areas/profile.csv</c> with every figure. <c>area</c>, <c>areaKind</c> and <c>vintage</c>, or <c>within</c>, say which, as on the map; <c>other</c> names an area to stand beside it as kind:vintage:code.
/// </summary>
internal static class ProfileEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];
    private static readonly string[] Parameters = ["area", "areaKind", "vintage", "within", "other", "download"];

    public static IServiceCollection AddEstateMapAreas(this IServiceCollection services) => services.AddSingleton<AreaProfiles>();

    public static void MapEstateMapAreas(this IEndpointRouteBuilder app)
    {
        Map(app, "/areas/profile.html", HtmlAsync);
        Map(app, "/areas/profile.csv", CsvAsync);
    }

    private static async Task HtmlAsync(HttpContext context, IReadOnlyList<AreaProfile> profiles)
    {
        var today = await context.RequestServices.GetRequiredService<PlaceClock>().GetTodayAsync(context.RequestAborted);
        if (context.Request.Query["download"] == "1") context.Response.Headers.ContentDisposition = $"attachment; filename=profile-{FileName(profiles[0])}.html";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(ProfileReport.Write(profiles[0], profiles.ElementAtOrDefault(1), today), context.RequestAborted);
    }

    private static async Task CsvAsync(HttpContext context, IReadOnlyList<AreaProfile> profiles)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=profile-{FileName(profiles[0])}.csv";
        context.Response.ContentType = CsvText.ContentType;
        await using var csv = new CsvText(context.Response.Body, withBom: true);
        foreach (var head in new[] { "area", "kind", "vintage", "code", "part", "figure", "label", "unit", "value", "whole_place", "assumed_share", "note" }) csv.Text(head);
        await csv.EndRowAsync(context.RequestAborted);
        foreach (var (profile, figure) in profiles.SelectMany(profile => profile.Parts.SelectMany(part => part.Figures.Select(figure => (profile, figure)))))
        {
            csv.Text(profile.Name).Text(profile.Kind).Text(profile.Vintage).Text(profile.Code).Text(figure.Part.ToString().ToLowerInvariant()).Text(figure.Code).Text(figure.Label).Text(figure.Unit);
            await csv.Number(figure.Value).Number(figure.Whole).Number(figure.AssumedShare).Text(figure.Note).EndRowAsync(context.RequestAborted);
        }
    }

    private static async Task<IReadOnlyList<AreaProfile>> ProfilesAsync(HttpContext context)
    {
        var query = new QueryParameters(context.Request.Query, Parameters);
        var filter = SiteFilter.Read(query);
        if ((filter.Area is null) == (filter.Within is null)) throw new MapRequestError("Give either 'area', with 'areaKind' and 'vintage', or 'within', a ring of longitude,latitude;longitude,latitude.");
        var keys = new List<AreaKey>();
        if (filter.Area is { } code) keys.Add(new AreaKey(filter.AreaKind ?? throw new MapRequestError("Give 'areaKind' too: codes mean something within a kind."), filter.AreaVintage, code));
        if (query.FindText("other") is { } other) keys.Add(other.Split(':') is [var kind, var vintage, var its] ? new AreaKey(kind, vintage, its) : throw new MapRequestError("'other' is an area as kind:vintage:code."));
        var (services, cancellation) = (context.RequestServices, context.RequestAborted);
        var asked = new AskedAreas(await ProfileQueries.FindAsync(services, Caller.Of(context).Sight, keys, cancellation), filter.Within);
        var settings = services.GetRequiredService<TravelSettings>();
        return await services.GetRequiredService<AreaProfiles>().GetAsync(asked, Enum.GetValues<ProfilePart>().ToHashSet(), new TravelChoice(TravelChoice.Straight, null, settings.SpeedKmh, settings.Detour), Caller.Of(context).Sight, cancellation);
    }

    private static string FileName(AreaProfile profile) => profile.Code is { } code && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? code : "area";

    private static void Map(IEndpointRouteBuilder app, string pattern, Func<HttpContext, IReadOnlyList<AreaProfile>, Task> serve) =>
        app.MapMethods(pattern, Reading, (RequestDelegate)(async context =>
        {
            Asker.Name = Turns.ClientOf(context);
            context.Response.Headers.CacheControl = "no-cache";
            try
            {
                await serve(context, await ProfilesAsync(context));
            }
            catch (MapRequestError error) when (!context.Response.HasStarted)
            {
                await Problem(context, error.Message, error.Status);
            }
            catch (GraphRequestError error) when (!context.Response.HasStarted)
            {
                await Problem(context, error.Message, error.Code == GraphRequestError.Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity);
            }
            catch (NpgsqlException error) when (error is not PostgresException && !context.Response.HasStarted)
            {
                await Problem(context, "The database does not answer; try again in a moment.", StatusCodes.Status503ServiceUnavailable);
            }
        }));

    private static Task Problem(HttpContext context, string sentence, int status) => Results.Problem(detail: sentence, statusCode: status).ExecuteAsync(context);
}
