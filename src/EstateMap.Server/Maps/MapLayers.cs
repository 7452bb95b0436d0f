using EstateMap.Database;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Maps;

/// <summary>Whole layers as compact GeoJSON (RFC 7946), streamed row by row: coordinates are WGS84 degrees to 6 decimals, about 0.1 m.</summary>
internal static class MapLayers
{
    private const int Decimals = 6;
    private const double LargestTolerance = 1000;

    /// <summary>GET /maps/sites.geojson: the located sites that the filter leaves, by id.</summary>
    public static async Task ServeSitesAsync(HttpContext context, EstateMapDatabase database)
    {
        var (cancel, caller) = (context.RequestAborted, Caller.Of(context));
        var reader = caller.Reads(database);
        var filter = SiteFilter.Read(new QueryParameters(context.Request.Query, SiteFilter.Parameters));
        var ids = await context.RequestServices.GetRequiredService<SiteIndexes>().FindIdsAsync(caller.Sight, filter, cancel);
        if (await ContentTag.AnswersAsync(context, reader))
            return;
        await using var command = reader.CreateCommand(MapSql.Sites);
        command.Parameters.Add(SiteExport.Ids(ids));
        await using var rows = await command.ExecuteReaderAsync(cancel);
        await using var json = Begin(context);
        while (await rows.ReadAsync(cancel))
        {
            WriteSite(json, rows);
            await json.FlushWhenLargeAsync(cancel);
        }
        json.End();
    }

    /// <summary>GET /maps/areas/{kind}/{vintage}.geojson: outlines for drawing, by code.</summary>
    public static async Task ServeAreasAsync(HttpContext context, EstateMapDatabase database, string kind, string vintage)
    {
        var cancel = context.RequestAborted;
        var reader = Caller.Of(context).Reads(database);
        var tolerance_m = new QueryParameters(context.Request.Query, "simplify").GetMetres("simplify", LargestTolerance);
        await EnsureLoadedAsync(reader, kind, vintage, cancel);
        if (await ContentTag.AnswersAsync(context, reader))
            return;
        await using var command = reader.CreateCommand(MapSql.Areas);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = vintage });
        command.Parameters.Add(new() { Value = tolerance_m });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        await using var json = Begin(context);
        while (await rows.ReadAsync(cancel))
        {
            WriteArea(json, rows);
            await json.FlushWhenLargeAsync(cancel);
        }
        json.End();
    }

    private static FeatureStream Begin(HttpContext context)
    {
        context.Response.ContentType = FeatureStream.ContentType;
        return new FeatureStream(context.Response.Body);
    }

    private static void WriteSite(FeatureStream json, NpgsqlDataReader row) => json.Feature(
        properties =>
        {
            properties.WriteString("id", SiteId.Write(row.GetInt64(0)));
            properties.WriteString("name", row.GetString(1));
            FeatureStream.WriteWords(properties, "themes", row.GetFieldValue<string[]>(2));
            FeatureStream.WriteWords(properties, "uses", row.GetFieldValue<string[]>(3));
            properties.WriteString("precision", row.GetString(4));
            properties.WriteString("owner", row.IsDBNull(5) ? null : row.GetString(5));
            properties.WriteNumber("propertyCount", row.GetInt32(6));
        },
        geometry => FeatureStream.WritePoint(geometry, row.GetDouble(7), row.GetDouble(8)));

    private static void WriteArea(FeatureStream json, NpgsqlDataReader row) => json.Feature(
        properties =>
        {
            properties.WriteString("id", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"Area:{row.GetInt64(0)}")));
            properties.WriteString("code", row.GetString(1));
            properties.WriteString("name", row.GetString(2));
            properties.WriteString("kind", row.GetString(3));
            properties.WriteString("vintage", row.GetString(4));
            properties.WriteBoolean("isSchematic", row.GetBoolean(5));
            if (row.IsDBNull(6))
                properties.WriteNull("population");
            else
                properties.WriteNumber("population", row.GetDouble(6));
            properties.WriteStartArray("labelPoint");
            properties.WriteNumberValue(Math.Round(row.GetDouble(7), Decimals));
            properties.WriteNumberValue(Math.Round(row.GetDouble(8), Decimals));
            properties.WriteEndArray();
        },
        geometry => geometry.WriteRawValue(row.GetString(9)));

    private static async Task EnsureLoadedAsync(CallerSource reader, string kind, string vintage, CancellationToken cancellationToken)
    {
        var loaded = new List<string>();
        await using var command = reader.CreateCommand(MapSql.AreaKinds);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            loaded.Add($"{rows.GetString(0)}/{rows.GetString(1)}");
        if (!loaded.Contains($"{kind}/{vintage}"))
            throw MapRequestError.NotFound($"There are no areas of that kind and vintage; {(loaded.Count == 0 ? "none are loaded" : $"there are {string.Join(", ", loaded)}")}.");
    }
}
