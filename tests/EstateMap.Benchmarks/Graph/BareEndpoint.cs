using System.Text.Json;
using EstateMap.Server.Estate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Benchmarks.Graph;

/// <summary>The floor: a server that knows the statements for each question and writes their columns as JSON, with the reader's rights, over the same web server and driver. `bench bare CONNECTION`.</summary>
internal static class BareEndpoint
{
    public const string Announcement = "bare at ";

    private const string Geometry = "SELECT s.id, s.name, s.postcode, upper(s.location_precision::text) AS precision, ST_AsGeoJSON(s.geom, 6) FROM site s WHERE s.is_current ORDER BY s.name, s.id LIMIT 100";
    private const string Plain = "SELECT s.id, s.name, s.postcode, s.street_name, s.post_town, upper(s.location_precision::text) AS precision, s.is_outside_place FROM site s WHERE s.is_current ORDER BY s.name, s.id LIMIT 100";
    private const string Box = "s.is_current AND s.geom && ST_MakeEnvelope(0.835, 54.4203, 0.8405, 54.4233, 4326) AND ST_Within(s.geom, ST_MakeEnvelope(0.835, 54.4203, 0.8405, 54.4233, 4326))";

    private const string Wards = "SELECT a.id, a.code, a.name FROM area a WHERE a.kind = 'ward' ORDER BY a.name, a.id LIMIT 10";

    private const string SitesOfWards = """
        SELECT parent.id, child.*
        FROM unnest($1::bigint[]) AS parent (id)
        CROSS JOIN LATERAL (
            SELECT s.id, s.name FROM site_area sa JOIN site s ON s.id = sa.site_id WHERE sa.area_id = parent.id AND s.is_current ORDER BY s.id LIMIT 10
        ) AS child (key, name)
        """;

    private const string ServicesOfSites = """
        SELECT parent.id, child.*
        FROM unnest($1::bigint[]) AS parent (id)
        CROSS JOIN LATERAL (
            SELECT v.id, v.name FROM service_at_location l JOIN service v ON v.id = l.service_id WHERE l.site_id = parent.id AND v.is_current ORDER BY v.name, v.id LIMIT 5
        ) AS child (key, name)
        """;

    /// <summary>Sites and floor by ward, as one would write it for these figures alone; the peers are shown it as a view.</summary>
    public const string Grouped = """
        SELECT a.code, a.name AS label, count(DISTINCT s.id) AS count, sum(f.area_m2) FILTER (WHERE NOT f.is_repeat)::double precision AS sum,
               (coalesce(sum(f.area_m2) FILTER (WHERE NOT f.is_repeat AND f.basis = 'assumption'), 0) / nullif(sum(f.area_m2) FILTER (WHERE NOT f.is_repeat), 0))::double precision AS "assumedShare"
        FROM site s
        LEFT JOIN (site_area sa JOIN area a ON a.id = sa.area_id AND a.kind = 'ward' AND a.vintage = '2023') ON sa.site_id = s.id
        LEFT JOIN property p ON p.site_id = s.id AND p.is_current
        LEFT JOIN floor_area f ON f.property_id = p.id
        WHERE s.is_current
        GROUP BY a.code, a.name
        """;

    public static async Task<int> RunAsync(string connection)
    {
        var own = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, Options = "-c role=estatemap_reader -c estatemap.clearance=public" };
        await using var source = new NpgsqlDataSourceBuilder(own.ConnectionString).Build();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/geometry", http => AnswerAsync(http, source, Geometry));
        app.MapPost("/plain", http => AnswerAsync(http, source, Plain));
        app.MapPost("/grouped", http => AnswerAsync(http, source, Grouped + "\nORDER BY a.name, a.code"));
        app.MapPost("/search", http => AnswerAsync(http, source, SearchSql.Find, isSearch: true));
        app.MapPost("/spatial", http => SpatialAsync(http, source));
        app.MapPost("/nested", http => NestedAsync(http, source));
        await app.StartAsync();
        Console.WriteLine(Announcement + app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http, NpgsqlDataSource source, string sql, bool isSearch = false)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        http.Response.ContentType = "application/json";
        await using var command = source.CreateCommand(sql);
        if (isSearch)
        {
            var text = body.RootElement.GetProperty("variables").GetProperty("text").GetString()!.ToLowerInvariant();
            foreach (var value in new object?[] { text, $"%{text}%", new string([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]), text.Length is >= 6 and <= 12 && text.All(char.IsAsciiDigit) ? text.PadLeft(12, '0') : null })
                command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = 10L });
        }

        await using var reader = await command.ExecuteReaderAsync();
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        await WriteRowsAsync(json, reader);
    }

    private static async Task SpatialAsync(HttpContext http, NpgsqlDataSource source)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        http.Response.ContentType = "application/json";
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new($"SELECT count(*)::int FROM site s WHERE {Box}"));
        batch.BatchCommands.Add(new($"SELECT s.id, s.name FROM site s WHERE {Box} ORDER BY s.name, s.id LIMIT 50"));
        await using var reader = await batch.ExecuteReaderAsync();
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        await reader.ReadAsync();
        json.WriteStartObject();
        json.WriteNumber("totalCount", reader.GetInt32(0));
        json.WritePropertyName("nodes");
        await reader.NextResultAsync();
        await WriteRowsAsync(json, reader);
        json.WriteEndObject();
    }

    /// <summary>A statement for each level, as anybody would who counts round trips.</summary>
    private static async Task NestedAsync(HttpContext http, NpgsqlDataSource source)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        http.Response.ContentType = "application/json";
        await using var connection = await source.OpenConnectionAsync();
        var wards = new List<(long Id, string Code, string Name)>();
        await using (var command = new NpgsqlCommand(Wards, connection))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) wards.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        var sites = await BelowAsync(connection, SitesOfWards, [.. wards.Select(ward => ward.Id)]);
        var services = await BelowAsync(connection, ServicesOfSites, [.. sites.SelectMany(group => group).Select(site => site.Id).Distinct()]);
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartArray();
        foreach (var (id, code, name) in wards)
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteString("name", name);
            json.WriteStartArray("sites");
            foreach (var site in sites[id])
            {
                json.WriteStartObject();
                json.WriteNumber("id", site.Id);
                json.WriteString("name", site.Name);
                json.WriteStartArray("services");
                foreach (var service in services[site.Id])
                {
                    json.WriteStartObject();
                    json.WriteNumber("id", service.Id);
                    json.WriteString("name", service.Name);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static async Task<ILookup<long, (long Id, string Name)>> BelowAsync(NpgsqlConnection connection, string sql, long[] parents)
    {
        var rows = new List<(long Parent, long Id, string Name)>();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parents } } };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2)));
        return rows.ToLookup(row => row.Parent, row => (row.Id, row.Name));
    }

    private static async Task WriteRowsAsync(Utf8JsonWriter json, NpgsqlDataReader reader)
    {
        json.WriteStartArray();
        while (await reader.ReadAsync())
        {
            json.WriteStartObject();
            for (var column = 0; column < reader.FieldCount; column++)
            {
                json.WritePropertyName(reader.GetName(column));
                if (await reader.IsDBNullAsync(column)) json.WriteNullValue();
                else if (reader.GetName(column) == "st_asgeojson") json.WriteRawValue(reader.GetString(column), skipInputValidation: true);
                else Write(json, reader, column);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int column)
    {
        var type = reader.GetFieldType(column);
        if (type == typeof(long)) json.WriteNumberValue(reader.GetInt64(column));
        else if (type == typeof(double)) json.WriteNumberValue(reader.GetDouble(column));
        else if (type == typeof(bool)) json.WriteBooleanValue(reader.GetBoolean(column));
        else json.WriteStringValue(reader.GetString(column));
    }
}
