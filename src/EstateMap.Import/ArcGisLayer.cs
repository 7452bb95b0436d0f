using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Database;
using EstateMap.Import.Phases;

namespace EstateMap.Import;

/// <summary>
/// A layer of an ArcGIS server (developers.arcgis.com/rest, Query of a Feature Service layer), fetched a page at a time into one GeoJSON file in WGS 84.
/// Such servers answer 200 with an error object, cut answers short at their own limit, and may ignore what they are asked; so the features are counted.
/// </summary>
internal static partial class ArcGisLayer
{
    private const int usualPage = 1_000;
    private const int largestPage = 2_000;

    /// <summary>Null when the layer has not been edited since the copy that is known.</summary>
    public static async Task<Copy?> FetchAsync(PublisherDownload source, Uri address, string part, Copy? known, CancellationToken cancellation)
    {
        var layer = Layer().Match(address.AbsolutePath) is { Success: true } match ? new Uri(address, match.Value)
            : throw new UsageException($"{address} is no address of an ArcGIS layer; one ends in /FeatureServer/ or /MapServer/ and the layer's number.");
        var page = part + ".page";
        try
        {
            var about = await AskAsync(source, layer, "f=json", page, About.Of, cancellation);
            if (known is not null && about.LastEdit is not null && about.LastEdit == known.LastModified)
                return null;
            var all = await AskAsync(source, layer, "where=1%3D1&returnCountOnly=true&f=json", page, CountOf, cancellation, "/query");
            if (!about.CanPage && all > about.PageSize)
                throw new UsageException($"{layer} has {all} features, gives {about.PageSize} at a time and cannot be asked for the rest. Ask the publisher for a file.");

            long bytes;
            await using (var to = File.Create(part))
            {
                await WritePagesAsync(source, layer, about, all, page, to, cancellation);
                bytes = to.Length;
            }

            return new Copy(address.ToString(), null, about.LastEdit, bytes);
        }
        finally
        {
            File.Delete(page);
        }
    }

    private static async Task WritePagesAsync(PublisherDownload source, Uri layer, About about, int all, string page, FileStream to, CancellationToken cancellation)
    {
        to.Write("{\"type\":\"FeatureCollection\",\"features\":[\n"u8);
        var got = 0;
        while (true)
        {
            // In a fixed order, or a feature may stand on two pages and another on none.
            var order = about.IdField is { } id ? $"&orderByFields={Uri.EscapeDataString(id)}" : "";
            var paging = about.CanPage ? $"{order}&resultOffset={got}&resultRecordCount={about.PageSize}" : "";
            var before = got;
            var (count, isCutShort) = await AskAsync(source, layer, $"where=1%3D1&outFields=*&f=geojson&outSR=4326{paging}", page, path => AppendPage(path, to, isFirst: before == 0), cancellation, "/query");
            got += count;
            if (to.Length > source.MostBytes)
                throw new UsageException($"{layer} is larger than {source.MostBytes} bytes and was not loaded.");
            if (got > all)
                throw new UsageException($"{layer} counts {all} features but has given {got} and goes on: it gives the same page again, or was changed meanwhile. Nothing of it was kept; try again later, or ask the publisher for a file.");
            if (got == all && !isCutShort)
                break;
            if (count == 0)
                throw new UsageException($"{layer} counts {all} features but gave {got}: it was changed meanwhile, or hides some. Nothing of it was kept; try again later, or ask the publisher for a file.");
        }

        to.Write("\n]}\n"u8);
    }

    /// <summary>Asks, and reads the answer within the attempt, so that an answer which cannot be read is asked for again.</summary>
    private static async Task<T> AskAsync<T>(PublisherDownload source, Uri layer, string query, string page, Func<string, T> read, CancellationToken cancellation, string operation = "")
    {
        T? answer = default;
        await source.FetchAsync(new Uri($"{layer.GetLeftPart(UriPartial.Path)}{operation}?{query}"), page, null, path => answer = read(path), cancellation);
        return answer!;
    }

    private static (int Count, bool IsCutShort) AppendPage(string path, FileStream to, bool isFirst)
    {
        var start = to.Position;
        using var stream = File.OpenRead(path);
        var scanner = new FeatureScanner(stream);
        var count = 0;
        try
        {
            while (scanner.Next() is { } feature)
            {
                using (feature)
                {
                    if (!isFirst || count > 0)
                        to.Write(",\n"u8);
                    to.Write(JsonMarshal.GetRawUtf8Value(feature.RootElement));
                    count++;
                }
            }

            Refuse(scanner.Refusal);
            return (count, scanner.IsCutShort);
        }
        catch (UsageException fault) when (scanner.Refusal is null)
        {
            // Not JSON, or half of it: a gateway's page of apology. The next attempt may fare better.
            TakeBack();
            throw new IOException(fault.Message, fault);
        }
        catch
        {
            TakeBack();
            throw;
        }

        void TakeBack()
        {
            to.SetLength(start);
            to.Position = start;
        }
    }

    private static int CountOf(string path)
    {
        using var answer = Json(path);
        return answer.RootElement.TryGetProperty("count", out var count) && count.TryGetInt32(out var number) && number >= 0 ? number : throw new IOException("the number of features is missing");
    }

    private static JsonDocument Json(string path)
    {
        if (new FileInfo(path).Length > 10_000_000)
            throw new UsageException("The server's description of the layer is larger than ten million bytes; it is no ArcGIS layer.");
        JsonDocument answer;
        try
        {
            answer = JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException fault)
        {
            throw new IOException($"the answer is no JSON: {fault.Message}", fault);
        }

        if (answer.RootElement.ValueKind != JsonValueKind.Object)
            throw new IOException("the answer is no JSON object");
        if (answer.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            Refuse((error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : 0,
                error.TryGetProperty("message", out var message) ? message.ToString() : ""));
        return answer;
    }

    // 498 and 499: a token is asked for. 5xx: as over HTTP, perhaps only now.
    private static void Refuse((int Code, string Message)? refusal)
    {
        if (refusal is not var (code, message))
            return;
        var said = $"error {code}{(message.Length > 0 ? $", {PersonalData.Clear(TextCleaning.WithoutControls(message.Length > 200 ? message[..200] + "…" : message), out _)}" : "")}";
        throw code is 429 or >= 500 ? new IOException($"the ArcGIS server answers {said}")
            : new UsageException($"The ArcGIS server answers {said.TrimEnd('.')}. {(code is 498 or 499 or 401 or 403 ? "The layer is not open to everybody: ask the publisher." : "Correct downloadUrl in the manifest, or give a mirror folder.")}");
    }

    [GeneratedRegex("^.*/(FeatureServer|MapServer)/[0-9]+(?=/?(query/?)?$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Layer();

    /// <summary>What the layer's own page says of it.</summary>
    private sealed record About(int PageSize, bool CanPage, string? IdField, string? LastEdit)
    {
        public static About Of(string path)
        {
            using var answer = Json(path);
            var root = answer.RootElement;
            var most = Find(root, "maxRecordCount") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) && count > 0 ? count : usualPage;
            if (Find(root, "supportedQueryFormats") is { ValueKind: JsonValueKind.String } formats && !formats.GetString()!.Contains("geojson", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"The ArcGIS layer gives {formats.GetString()} but no GeoJSON. Ask the publisher for a file.");
            var canPage = Find(Find(root, "advancedQueryCapabilities"), "supportsPagination") is not { ValueKind: JsonValueKind.False };
            var edit = Find(Find(root, "editingInfo"), "dataLastEditDate") ?? Find(Find(root, "editingInfo"), "lastEditDate");
            return new About(Math.Min(most, largestPage), canPage, Find(root, "objectIdField") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null,
                edit is { ValueKind: JsonValueKind.Number } date ? date.GetRawText() : null);
        }

        private static JsonElement? Find(JsonElement? parent, string name) =>
            parent is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var child) ? child : null;
    }
}
