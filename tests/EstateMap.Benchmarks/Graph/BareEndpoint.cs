using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EstateMap.Benchmarks.Graph;

/// <summary>The floor: a server that knows one statement for each question and writes its columns as JSON, with the reader's rights, over the same web server and driver. `bench bare CONNECTION`.</summary>
internal static class BareEndpoint
{
    public const string Announcement = "bare at ";

    public static async Task<int> RunAsync(string connection)
    {
        var own = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, Options = "-c role=estatemap_reader -c estatemap.clearance=public" };
        await using var source = new NpgsqlDataSourceBuilder(own.ConnectionString).Build();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        foreach (var question in Question.All.Where(question => question.Bare is not null))
        {
            app.MapPost("/" + question.Key, async (HttpContext http) =>
            {
                using var body = await JsonDocument.ParseAsync(http.Request.Body);
                http.Response.ContentType = "application/json";
                await using var command = source.CreateCommand(question.Bare!);
                await using var reader = await command.ExecuteReaderAsync();
                await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
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
            });
        }

        await app.StartAsync();
        Console.WriteLine(Announcement + app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int column)
    {
        var type = reader.GetFieldType(column);
        if (type == typeof(long)) json.WriteNumberValue(reader.GetInt64(column));
        else if (type == typeof(bool)) json.WriteBooleanValue(reader.GetBoolean(column));
        else json.WriteStringValue(reader.GetString(column));
    }
}
