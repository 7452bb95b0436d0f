using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Phases;

namespace EstateMap.Import;

/// <summary>
/// An Open Referral UK feed (HSDS-UK 3.0; what 1.0 says otherwise is understood too), read into one GeoJSON file of services at locations: pages of services first, then each service whole, one request at a time.
/// Feeds give a page twice, cut answers short and change while they are read; so what comes is counted against what was promised, and half a feed is no feed.
/// </summary>
internal static class OpenReferralFeed
{
    private const int perPage = 100;
    private const int mostServices = 200_000;

    /// <summary>No description of one service, nor a page of a hundred short ones, comes near.</summary>
    private const long mostAnswerBytes = 20_000_000;

    /// <param name="source">Sends the requests.</param>
    /// <param name="address">The feed's stub, such as https://feed.example/oruk/v3; of a list in it the stub is taken.</param>
    /// <param name="part">The file to write.</param>
    /// <param name="cancellation">Stops between requests.</param>
    public static async Task<Copy> FetchAsync(PublisherDownload source, Uri address, string part, CancellationToken cancellation)
    {
        var stub = StubOf(address);
        var page = part + ".page";
        try
        {
            var ids = await ListAsync(source, stub, page, cancellation);
            long bytes;
            await using (var to = File.Create(part))
            {
                to.Write("{\"type\":\"FeatureCollection\",\"features\":[\n"u8);
                var isFirst = true;
                for (var i = 0; i < ids.Count; i++)
                {
                    var places = await AskAsync(source, new Uri($"{stub}/services/{Uri.EscapeDataString(ids[i])}"), page, service => Places(service, ids[i]), cancellation);
                    foreach (var place in places)
                    {
                        if (!isFirst)
                            to.Write(",\n"u8);
                        to.Write(place);
                        isFirst = false;
                    }

                    if (to.Length > source.MostBytes)
                        throw new UsageException($"{stub} holds more than {source.MostBytes} bytes and was not loaded.");
                    source.Progress?.Report($"Read {i + 1} of {ids.Count} services");
                }

                to.Write("\n]}\n"u8);
                bytes = to.Length;
            }

            return new Copy(address.ToString(), null, null, bytes);
        }
        finally
        {
            File.Delete(page);
        }
    }

    internal static string StubOf(Uri address)
    {
        var path = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return path.EndsWith("/services", StringComparison.OrdinalIgnoreCase) ? path[..^"/services".Length] : path;
    }

    /// <summary>The ids of all services, in the feed's order, each once.</summary>
    private static async Task<List<string>> ListAsync(PublisherDownload source, string stub, string page, CancellationToken cancellation)
    {
        var ids = new List<string>();
        var seen = new HashSet<string>();
        var got = 0;
        for (var number = 1; ; number++)
        {
            var (onPage, total, isLast) = await AskAsync(source, new Uri($"{stub}/services?page={number}&per_page={perPage}"), page, ReadPage, cancellation);
            if (total > mostServices)
                throw new UsageException($"{stub} counts {total} services; more than {mostServices} are not read.");
            var fresh = onPage.Where(seen.Add).ToList();
            ids.AddRange(fresh);
            got += onPage.Count;
            if (got > total || onPage.Count > 0 && fresh.Count == 0)
                throw new UsageException($"{stub} counts {total} services but has listed {got} and goes on: it gives the same page again, or was changed meanwhile. Nothing of it was kept; try again later, or ask the publisher.");
            if (got == total)
                return ids;
            if (onPage.Count == 0 || isLast)
                throw new UsageException($"{stub} counts {total} services but listed {got}: it was changed meanwhile, or hides some. Nothing of it was kept; try again later, or ask the publisher.");
        }
    }

    /// <summary>Ids on a page, how many there are in all, and whether it says it is the last.</summary>
    private static (List<string> Ids, int Total, bool IsLast) ReadPage(JsonElement page)
    {
        if (Find(page, "contents", "content") is not { ValueKind: JsonValueKind.Array } contents)
            throw new UsageException("The address answers, but with no page of services: an Open Referral feed gives \"contents\". Correct the address, which is the part before /services.");
        var ids = new List<string>();
        foreach (var item in contents.EnumerateArray())
            ids.Add(Find(item, "id") is { ValueKind: JsonValueKind.String } id && id.GetString() is { Length: > 0 and <= 300 } said ? said : throw new UsageException("A service on a page of the feed has no id; it cannot be read whole. Ask the publisher."));
        if (Find(page, "total_items", "totalElements") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var total) || total < 0)
            throw new UsageException("A page of the feed does not say how many services there are (total_items), so nobody could tell half of it from the whole. Ask the publisher.");
        return (ids, total, Find(page, "last_page", "last") is { ValueKind: JsonValueKind.True });
    }

    private static List<byte[]> Places(JsonElement service, string id)
    {
        // A wrapper that some feeds put around the one thing asked for.
        if (Find(service, "contents", "content") is { ValueKind: JsonValueKind.Array } one && one.GetArrayLength() == 1)
            service = one[0];
        if (Find(service, "id") is not { ValueKind: JsonValueKind.String } said || !said.GetString()!.Equals(id, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"The feed was asked for service {(id.Length > 60 ? id[..60] + "…" : id)} and gave another, or none. Nothing of it was kept; ask the publisher.");
        return OpenReferralService.Features(service);
    }

    /// <summary>Asks, and reads the answer within the attempt, so that an answer which is cut short is asked for again.</summary>
    private static async Task<T> AskAsync<T>(PublisherDownload source, Uri address, string page, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        T? answer = default;
        await source.FetchAsync(address, page, null, path => answer = Read(path), cancellation, mustBePublic: !source.AllowsPrivateFeeds);
        return answer!;

        T Read(string path)
        {
            if (new FileInfo(path).Length > mostAnswerBytes)
                throw new UsageException($"{address} answers with more than {mostAnswerBytes} bytes, which is no page of a feed; it was not read.");
            var bytes = File.ReadAllBytes(path);
            if (!System.Text.Unicode.Utf8.IsValid(bytes))
                throw new UsageException($"{address} answers in an encoding that is not UTF-8, as JSON must be (RFC 8259). Nothing of the feed was kept; ask the publisher.");
            try
            {
                using var json = JsonDocument.Parse(bytes.AsMemory(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0));
                return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement)
                    : throw new UsageException($"{address} answers with JSON that is no object: it is no Open Referral feed. Correct the address, which is the part before /services.");
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                // Half an answer, a gateway's page of apology, or a text that holds half a character: the next attempt may fare better.
                throw new IOException($"the answer is no JSON: {TextCleaning.WithoutControls(fault.Message)}", fault);
            }
        }
    }

    /// <summary>The first member of these names that is there and not null.</summary>
    internal static JsonElement? Find(JsonElement item, params ReadOnlySpan<string> names)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in names)
            if (item.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                return value;
        return null;
    }
}
