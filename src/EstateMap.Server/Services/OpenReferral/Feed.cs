using System.Buffers;
using System.Text;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Phases;
using EstateMap.Server.Maps;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Services.OpenReferral;

/// <summary>
/// Answers of the Open Referral UK feed. Whoever asks reads as the public: the rights of a signed-in caller never reach it. A page is at most <see cref="FeedPage.MostPerPage"/> items and is tagged by
/// what it says, so that a harvester who has it is told so (304).
/// </summary>
internal sealed class Feed(EstateMapDatabase database, FeedSettings settings)
{
    private const string Profile = "https://docs.openreferraluk.org/en/latest/";
    private const string Version = "HSDS-UK-3.0";
    private const double MostProximity_m = 1_000_000;
    private static readonly Lazy<byte[]> OpenApi = new(() =>
    {
        using var stream = typeof(Feed).Assembly.GetManifestResourceStream("openreferral/openapi.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    });

    public Task ServeRootAsync(HttpContext context)
    {
        _ = new QueryParameters(context.Request.Query);
        var root = settings.Address ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{FeedEndpoints.Root}";
        return SendAsync(context, JsonSerializer.SerializeToUtf8Bytes(new { version = Version, profile = Profile, openapi_url = root + "/openapi.json" }));
    }

    public static Task ServeOpenApiAsync(HttpContext context)
    {
        _ = new QueryParameters(context.Request.Query);
        return SendAsync(context, OpenApi.Value);
    }

    public Task ServeServicesAsync(HttpContext context)
    {
        var query = new QueryParameters(context.Request.Query, [.. FeedPage.Parameters, .. FeedFilter.Parameters]);
        var filter = FeedFilter.Read(query);
        return ServePageAsync(context, FeedSql.Services, FeedPage.Read(query), (parameters, addPage) =>
        {
            filter.AddTo(parameters);
            addPage();
        });
    }

    public async Task ServeServicesAtLocationsAsync(HttpContext context)
    {
        var query = new QueryParameters(context.Request.Query, [.. FeedPage.Parameters, .. FeedFilter.Parameters, "postcode", "proximity"]);
        var filter = FeedFilter.Read(query);
        var proximity_m = query.Has("proximity") ? query.GetMetres("proximity", MostProximity_m) : (double?)null;
        var centre = query.FindText("postcode") is { } postcode ? await LocateAsync(postcode, context.RequestAborted) : ((double, double)?)null;
        if (proximity_m is not null && centre is null)
            throw new MapRequestError("'proximity' is metres from a postcode: give 'postcode' too.");
        await ServePageAsync(context, FeedSql.ServicesAtLocations, FeedPage.Read(query), (parameters, addPage) =>
        {
            filter.AddTo(parameters);
            addPage();
            FeedFilter.Add(parameters, centre?.Item1, NpgsqlDbType.Double);
            FeedFilter.Add(parameters, centre?.Item2, NpgsqlDbType.Double);
            FeedFilter.Add(parameters, proximity_m, NpgsqlDbType.Double);
            FeedFilter.Add(parameters, settings.StateProvince, NpgsqlDbType.Text);
        });
    }

    /// <summary>Taxonomies or their terms.</summary>
    public Task ServeWordsAsync(HttpContext context, string sql) =>
        ServePageAsync(context, sql, FeedPage.Read(new QueryParameters(context.Request.Query, FeedPage.Parameters)), (_, addPage) => addPage());

    /// <summary>One thing by its id; 404 when it is not there, or not for the public.</summary>
    public async Task ServeItemAsync(HttpContext context, string sql, string kind, bool hasAddress)
    {
        _ = new QueryParameters(context.Request.Query);
        var id = FeedFilter.ReadId((string)context.Request.RouteValues["id"]!, $"id of a {kind}");
        await using var command = database.Reader.CreateCommand(sql);
        FeedFilter.Add(command.Parameters, id, NpgsqlDbType.Uuid);
        if (hasAddress)
            FeedFilter.Add(command.Parameters, settings.StateProvince, NpgsqlDbType.Text);
        var item = (string?)await command.ExecuteScalarAsync(context.RequestAborted) ?? throw MapRequestError.NotFound($"There is no {kind} {id}.");
        await SendAsync(context, Encoding.UTF8.GetBytes(item));
    }

    private async Task<(double Longitude, double Latitude)> LocateAsync(string text, CancellationToken cancellation)
    {
        if (Postcodes.Parse(text) is not { Outcome: PostcodeOutcome.Full, Value: { } postcode })
            throw new MapRequestError($"'{text}' is no full postcode.");
        await using var command = database.Reader.CreateCommand(FeedSql.Centroid);
        command.Parameters.Add(new() { Value = postcode });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetDouble(0), row.GetDouble(1)) : throw new MapRequestError($"The postcode {postcode} is not one that is known here.");
    }

    private async Task ServePageAsync(HttpContext context, string sql, FeedPage page, Action<NpgsqlParameterCollection, Action> fill)
    {
        await using var command = database.Reader.CreateCommand(sql);
        fill(command.Parameters, () =>
        {
            FeedFilter.Add(command.Parameters, (long)page.PerPage, NpgsqlDbType.Bigint);
            FeedFilter.Add(command.Parameters, page.Offset, NpgsqlDbType.Bigint);
        });
        long total = 0;
        var items = new List<string>();
        await using (var rows = await command.ExecuteReaderAsync(context.RequestAborted))
        {
            while (await rows.ReadAsync(context.RequestAborted))
            {
                total = rows.GetInt64(0);
                if (!await rows.IsDBNullAsync(1, context.RequestAborted))
                    items.Add(rows.GetString(1));
            }
        }

        await SendAsync(context, Write(page, total, items));
    }

    private static ReadOnlyMemory<byte> Write(FeedPage page, long total, List<string> items)
    {
        var pages = (total + page.PerPage - 1) / page.PerPage;
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("total_items", total);
            json.WriteNumber("total_pages", pages);
            json.WriteNumber("page_number", page.Number);
            json.WriteNumber("size", items.Count);
            json.WriteBoolean("first_page", page.Number == 1);
            json.WriteBoolean("last_page", page.Number >= pages);
            json.WriteBoolean("empty", items.Count == 0);
            json.WriteStartArray("contents");
            foreach (var item in items)
                json.WriteRawValue(item, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        if (ContentTag.Answers(context, answer)) return;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
