using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Benchmarks;

/// <summary>A page of 50 sites through GraphQL over HTTP against the same columns by one bare statement.</summary>
internal static class SitesPage
{
    private const int PageSize = 50;
    private const int PagesARound = 40;

    private const string Query = "{ sites(first: 50) { nodes { id name postcode locationPrecision geometry { ... on GeoJSONPointType { coordinates } } } } }";

    private const string BareSql = """
        SELECT s.id, s.name, s.postcode, s.location_precision::text, ST_AsGeoJSON(s.geom, 6)
        FROM site s
        ORDER BY s.name, s.id
        LIMIT 50
        """;

    /// <summary>Serves the database in this process; throws <see cref="InvalidOperationException"/> when the server answers with errors or too few sites.</summary>
    public static async Task<Entry> MeasureAsync(EstateMapDatabase database, int rounds)
    {
        await using var server = Program.BuildServer(database, "http://127.0.0.1:0");
        await server.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        await using var connection = await database.Reader.OpenConnectionAsync();
        await using var bare = new NpgsqlCommand(BareSql, connection);
        await bare.PrepareAsync();
        var (ours, floor) = await Rounds.AlternateAsync(
            "POST /graphql", () => Rounds.SecondsOfAsync(() => TimesAsync(() => AskAsync(http))), "one prepared statement", () => Rounds.SecondsOfAsync(() => TimesAsync(() => ReadAsync(bare))), rounds);
        return new Entry("GraphQL page of 50 sites", "pages", PagesARound, ours, floor);
    }

    private static async Task TimesAsync(Func<Task> once)
    {
        for (var i = 0; i < PagesARound; i++)
            await once();
    }

    private static async Task AskAsync(HttpClient http)
    {
        using var answer = await http.PostAsJsonAsync("graphql", new { query = Query });
        var body = await answer.Content.ReadAsStringAsync();
        if (!body.StartsWith('{'))
            throw new InvalidOperationException($"The server answers POST /graphql with {(int)answer.StatusCode} and no JSON.");
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.TryGetProperty("errors", out var errors))
            throw new InvalidOperationException($"The server answers with errors: {errors}");
        var rows = json.RootElement.GetProperty("data").GetProperty("sites").GetProperty("nodes").GetArrayLength();
        if (rows != PageSize)
            throw new InvalidOperationException($"The server gave {rows} sites where a page of {PageSize} was asked for.");
    }

    private static async Task ReadAsync(NpgsqlCommand bare)
    {
        var text = new StringBuilder();
        await using var reader = await bare.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            for (var column = 0; column < reader.FieldCount; column++)
                text.Append(reader.GetValue(column));
        }
    }
}
