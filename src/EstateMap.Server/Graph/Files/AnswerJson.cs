using System.Text.Encodings.Web;
using System.Text.Json;

namespace EstateMap.Server.Graph.Files;

/// <summary>The answer as the API gives it, its pages put together: rows stream, all else is the first page's, and the page information comes last.</summary>
internal sealed class AnswerJson(AnswerQuery? query, Stream output) : IAsyncDisposable
{
    private const int FlushAt = 32 * 1024;
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public ValueTask DisposeAsync() => _json.DisposeAsync();

    public async Task WriteAsync(IAsyncEnumerable<JsonElement> pages, CancellationToken cancellation)
    {
        await using var page = pages.GetAsyncEnumerator(cancellation);
        await page.MoveNextAsync();
        if (query is null)
        {
            page.Current.WriteTo(_json);
        }
        else
        {
            // It is looked at once more after the other pages have come.
            var data = page.Current.GetProperty("data").Clone();
            _json.WriteStartObject();
            _json.WritePropertyName("data");
            await WriteAsync(data, depth: 0, page, cancellation);
            _json.WriteEndObject();
        }

        await _json.FlushAsync(cancellation);
        await output.WriteAsync("\n"u8.ToArray(), cancellation);
    }

    private async Task WriteAsync(JsonElement here, int depth, IAsyncEnumerator<JsonElement> pages, CancellationToken cancellation)
    {
        if (here.ValueKind != JsonValueKind.Object)
        {
            here.WriteTo(_json);
            return;
        }

        var isList = depth == query!.List.Path.Length;
        var last = here;
        _json.WriteStartObject();
        foreach (var member in here.EnumerateObject())
        {
            if (isList && (member.Name == AnswerQuery.PageInfo || query.List.PageInfos.Contains(member.Name))) continue;
            _json.WritePropertyName(member.Name);
            if (!isList && member.Name == query.List.Path[depth]) await WriteAsync(member.Value, depth + 1, pages, cancellation);
            else if (isList && query.IsWhole && query.List.Rows.Any(rows => rows.Name == member.Name)) last = await WriteRowsAsync(member, pages, cancellation) ?? last;
            else member.Value.WriteTo(_json);
        }

        if (isList)
            foreach (var name in query.List.PageInfos) WritePageInfo(name, here.GetProperty(name), last.GetProperty(name));
        _json.WriteEndObject();
    }

    /// <summary>This page's rows and those of all that follow; gives the last page's list, null when there is no other.</summary>
    private async Task<JsonElement?> WriteRowsAsync(JsonProperty member, IAsyncEnumerator<JsonElement> pages, CancellationToken cancellation)
    {
        var isCollection = member.Value.ValueKind == JsonValueKind.Object;
        if (isCollection)
        {
            _json.WriteStartObject();
            _json.WriteString("type", "FeatureCollection");
            _json.WritePropertyName("features");
        }

        JsonElement? last = null;
        _json.WriteStartArray();
        await WriteArrayAsync(member.Value);
        while (await pages.MoveNextAsync())
        {
            var list = query!.List.Path.Aggregate(pages.Current.GetProperty("data"), (here, name) => here.GetProperty(name));
            await WriteArrayAsync(list.GetProperty(member.Name));
            last = list.Clone();
        }

        _json.WriteEndArray();
        if (isCollection) _json.WriteEndObject();
        return last;

        async Task WriteArrayAsync(JsonElement rows)
        {
            foreach (var row in (isCollection ? rows.GetProperty("features") : rows).EnumerateArray())
            {
                row.WriteTo(_json);
                if (_json.BytesPending > FlushAt) await _json.FlushAsync(cancellation);
            }
        }
    }

    /// <summary>The whole begins as its first page does, and ends as its last.</summary>
    private void WritePageInfo(string name, JsonElement first, JsonElement last)
    {
        _json.WriteStartObject(name);
        foreach (var member in last.EnumerateObject())
            (member.Name is "startCursor" or "hasPreviousPage" ? first.GetProperty(member.Name) : member.Value).WriteTo(Named(member.Name));
        _json.WriteEndObject();

        Utf8JsonWriter Named(string property)
        {
            _json.WritePropertyName(property);
            return _json;
        }
    }
}
