using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EstateMap.Database;
using EstateMap.Server.Areas;

namespace EstateMap.Server.Graph;

/// <summary>
/// The guide for analysts, /graphql/docs. Its examples are files of their own, which tests run and readers can save; the page holds them, and this server's limits, from the moment it starts.
/// </summary>
internal static partial class DocsPage
{
    /// <summary>Stands in the examples for this server's address.</summary>
    private const string Address = "http://127.0.0.1:5080";

    private const string Middle = "0.00, 51.48", SouthWest = "-0.05, 51.45", NorthEast = "0.05, 51.51";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "docs");

    public static void MapDocs(this WebApplication app)
    {
        var examples = Directory.GetFiles(Path.Combine(Folder, "examples")).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        var page = Compose(File.ReadAllText(Path.Combine(Folder, "index.html")), examples, app.Services.GetRequiredService<GraphSettings>());
        // The second parameter keeps these from being taken for handlers that write their answer themselves.
        app.MapGet("/graphql/docs", async (HttpContext http, CancellationToken _) => Text(http, (await InPlaceAsync(page, http)).Replace(Address, WebUtility.HtmlEncode(Here(http)), StringComparison.Ordinal), "text/html"));
        app.MapGet("/graphql/docs/docs.css", (HttpContext http) => Text(http, File.ReadAllText(Path.Combine(Folder, "docs.css")), "text/css"));
        foreach (var (name, text) in examples)
            app.MapGet($"/graphql/docs/{name}", async (HttpContext http, CancellationToken _) => Text(http, (await InPlaceAsync(text, http)).Replace(Address, Here(http), StringComparison.Ordinal), "text/plain"));
    }

    /// <summary>The examples speak of Greenwich; a reader wants answers from the place that is loaded. Its middle, and the points half way from there to its corners, take the place of ours.</summary>
    private static async Task<string> InPlaceAsync(string text, HttpContext http)
    {
        if (!text.Contains(Middle, StringComparison.Ordinal) && !text.Contains(SouthWest, StringComparison.Ordinal)) return text;
        await using var command = http.RequestServices.GetRequiredService<EstateMapDatabase>().Reader.CreateCommand(AreaSql.Place);
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        if (!await reader.ReadAsync(http.RequestAborted) || await reader.IsDBNullAsync(1, http.RequestAborted)) return text;
        var (west, south, east, north) = (reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3), reader.GetDouble(4));
        return text.Replace(Middle, At(0.5), StringComparison.Ordinal).Replace(SouthWest, At(0.25), StringComparison.Ordinal).Replace(NorthEast, At(0.75), StringComparison.Ordinal);

        string At(double share) => string.Create(CultureInfo.InvariantCulture, $"{west + share * (east - west):0.####}, {south + share * (north - south):0.####}");
    }

    private static string Here(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    private static IResult Text(HttpContext http, string text, string contentType)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(text, contentType, Encoding.UTF8);
    }

    private static string Compose(string template, Dictionary<string, string> examples, GraphSettings settings) => Placeholder().Replace(template, found => found.Groups["word"].Value switch
    {
        "DefaultPageSize" => Connections.DefaultPageSize.ToString(CultureInfo.InvariantCulture),
        "setting" => Setting(settings, found.Groups["name"].Value),
        _ => Figure(found.Groups["name"].Value, examples[found.Groups["name"].Value]),
    });

    private static string Figure(string name, string text) =>
        $"""<figure><figcaption><a href="/graphql/docs/{name}" download="{name}">{name}</a></figcaption><pre><code data-example="{name}">{WebUtility.HtmlEncode(text.TrimEnd())}</code></pre></figure>""";

    private static string Setting(GraphSettings settings, string name) => typeof(GraphSettings).GetProperty(name)!.GetValue(settings) switch
    {
        TimeSpan time => time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        var other => $"{other}",
    };

    [GeneratedRegex(@"\{\{(?<word>[A-Za-z]+)( (?<name>[A-Za-z.-]+))?\}\}")]
    private static partial Regex Placeholder();
}
