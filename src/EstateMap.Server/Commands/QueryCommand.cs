using System.CommandLine;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph.Files;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Commands;

/// <summary>Asks a GraphQL query of the database, without a server, and writes the answer as a file for other programs.</summary>
internal static class QueryCommand
{
    private const string About = """
        Ask a GraphQL query and write the answer.

        A list that says neither first nor last comes whole: its cursors are followed, page after page. One that says so gives what it asks for.
        csv, geojson and parquet take the rows of the one list in the query (the one with pages, where others are short):
          objects become columns with dots (owner.name); several words are joined by semicolons; lists of objects are JSON.
          Of a geometry any field will do: select geometry { type }, and it comes whole.
          csv      geometry as well-known text; cells that a spreadsheet would calculate are led by an apostrophe. It has no place for licences: select datasets { licence attribution } where you pass it on.
          geojson  the first geometry is the feature's, all else its properties; licences and attribution in the collection.
          parquet  typed columns; with a geometry it is GeoParquet 1.1; licences and attribution in its metadata.
        json is the answer as the API gives it.
        """;

    internal sealed record Wishes(string File, string Format, string? Variables, string? Operation, string? Out, bool WithBom);

    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "The query, a .graphql file; - reads it from standard input." };
        var format = new Option<string>("--format") { Description = "csv, json, geojson or parquet. Default: json.", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("csv", "json", "geojson", "parquet");
        var variables = new Option<string?>("--variables") { Description = "The query's variables, a JSON object; @FILE reads them from a file.", HelpName = "JSON" };
        var operation = new Option<string?>("--operation") { Description = "Which operation, where the file holds several.", HelpName = "NAME" };
        var output = new Option<string?>("--out") { Description = "The file to write; one that is there is replaced once the new one is whole. Default: standard output.", HelpName = "FILE" };
        var bom = new Option<bool>("--bom") { Description = "Begin a CSV with a byte order mark, for Excel." };
        var data = SharedOptions.Data();
        var connection = SharedOptions.Database();
        var command = new Command("query", About) { file, format, variables, operation, output, bom, data, connection };
        command.SetAction((parsed, cancel) => RunAsync(
            new Wishes(parsed.GetRequiredValue(file), parsed.GetRequiredValue(format), parsed.GetValue(variables), parsed.GetValue(operation), parsed.GetValue(output), parsed.GetValue(bom)),
            DatabaseSettings.From(parsed.GetValue(data), parsed.GetValue(connection)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Wishes wishes, DatabaseSettings settings, CancellationToken cancel)
    {
        if (wishes is { Format: "parquet", Out: null } && !Console.IsOutputRedirected) throw new UsageException("Parquet is no text for a terminal: name a file with --out.");
        var request = await ReadRequestAsync(wishes, cancel);
        using var progress = new ConsoleProgress();
        await using var database = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, progress, cancel);
        await database.MigrateAsync(progress, cancel);
        progress.End();
        await using var services = AnswerReader.BuildServices(database);
        var reader = AnswerReader.Open(services, request, isTable: wishes.Format != "json");
        try
        {
            if (wishes.Out is null)
            {
                await using var console = Console.OpenStandardOutput();
                await WriteAsync(reader, wishes, database, console, cancel);
            }
            else
            {
                await WholeFile.WriteAsync(wishes.Out, output => WriteAsync(reader, wishes, database, output, cancel));
                Console.WriteLine(reader.Query is null ? $"The answer is in {wishes.Out}." : $"{reader.Rows} {(reader.Rows == 1 ? "row is" : "rows are")} in {wishes.Out}.");
            }
        }
        catch (QueryFailure failure)
        {
            foreach (var sentence in failure.Sentences) await Console.Error.WriteLineAsync($"estatemap: {sentence}");
            return EstateMapCommand.Failed;
        }

        if (reader.Lists.Count > 1)
            await Console.Error.WriteLineAsync($"estatemap: the query has several lists ({string.Join(", ", reader.Lists)}): each gives one page, as the API does. Ask one at a time to have it whole.");
        else if (reader is { Query.IsWhole: false, HasMore: true })
            await Console.Error.WriteLineAsync($"estatemap: `{reader.Lists[0]}` goes on: the query itself says how many rows it wants. Leave out first, last, after and before to have them all.");
        return EstateMapCommand.Done;
    }

    private static async Task WriteAsync(AnswerReader reader, Wishes wishes, EstateMapDatabase database, Stream output, CancellationToken cancel)
    {
        if (wishes.Format == "json")
        {
            await using var json = new AnswerJson(reader.Query, output);
            await json.WriteAsync(reader.PagesAsync(cancel), cancel);
            return;
        }

        await RequireRowsAsync(reader, wishes.Format, cancel);
        if (wishes.Format == "csv")
        {
            await AnswerCsv.WriteAsync(reader, output, wishes.WithBom, cancel);
            return;
        }

        var datasets = await SiteExport.ListDatasetsAsync(database.Reader, cancel);
        if (wishes.Format == "geojson") await AnswerGeoJson.WriteAsync(reader, datasets, output, cancel);
        else await AnswerParquet.WriteAsync(reader, datasets, output, cancel);
    }

    /// <summary>A query that is wrong is told so in its own words before it is said to have no rows.</summary>
    private static async Task RequireRowsAsync(AnswerReader reader, string format, CancellationToken cancel)
    {
        var isReady = reader.Query?.List.IsOfFeatures == true;
        if (reader.Query is not null && (reader.Query.List.Columns.Count > 0 || isReady && format == "geojson")) return;
        await foreach (var _ in reader.PagesAsync(cancel))
            break;
        throw new UsageException(reader.Lists.Count switch
        {
            0 => $"The query asks for no list, and {format} is made of the rows of one: ask for a list such as `sites`, or choose json.",
            1 when isReady => $"`{reader.Lists[0]}` selects features, which are GeoJSON: choose geojson, or select nodes for {format}.",
            1 => $"`{reader.Lists[0]}` selects no rows: add `nodes {{ ... }}` with the fields that you want as columns.",
            _ => $"The query asks for {reader.Lists.Count} lists ({string.Join(", ", reader.Lists)}), and {format} is made of the rows of one: keep one, or choose json.",
        });
    }

    private static async Task<GraphRequestMessage> ReadRequestAsync(Wishes wishes, CancellationToken cancel)
    {
        var query = wishes.File == "-" ? await Console.In.ReadToEndAsync(cancel) : await ReadAsync(wishes.File, cancel);
        var variables = wishes.Variables is ['@', ..] named ? await ReadAsync(named[1..], cancel) : wishes.Variables;
        JsonElement? given;
        try
        {
            given = variables is null ? null : JsonElement.Parse(variables);
        }
        catch (JsonException error)
        {
            throw new UsageException($"--variables is not JSON: {error.Message}", error);
        }

        if (given is not (null or { ValueKind: JsonValueKind.Object })) throw new UsageException("--variables must be a JSON object, such as {\"ward\": \"E05000001\"}.");
        var (request, problem) = RequestReader.Read(JsonSerializer.SerializeToElement(new { query, variables = given, operationName = wishes.Operation }), new GraphSettings());
        return request ?? throw new UsageException(problem!.Code != "HC0013" ? problem.Message : $"{(wishes.File == "-" ? "Standard input" : wishes.File)} is empty, and should hold a GraphQL query.");
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancel);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {error.Message}", error);
        }
    }
}
