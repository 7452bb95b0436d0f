using System.Globalization;
using System.Text.Json;
using EstateMap.Server.People;

namespace EstateMap.Server.Maps.Sites;

/// <summary>What the map's panel and table ask: counts under a filter, and which sites stand where in an order.</summary>
internal static class SiteEndpoints
{
    private const int MostRows = 200;

    /// <summary>GET /maps/facets.json: totals and counts by facet; <c>bbox</c> for those in view.</summary>
    public static async Task ServeFacetsAsync(HttpContext context)
    {
        var query = new QueryParameters(context.Request.Query, [.. SiteFilter.Parameters, "bbox"]);
        var filter = SiteFilter.Read(query);
        var bbox = query.FindText("bbox") is { } text ? Box(text) : null;
        var indexes = context.RequestServices.GetRequiredService<SiteIndexes>();
        if (ContentTag.Answers(context, await indexes.GetVersionAsync(context.RequestAborted))) return;
        var selection = await indexes.SelectAsync(Caller.Of(context).Sight, filter, context.RequestAborted);
        var seen = bbox is null ? null : selection.CountInBox(SiteIndexLoader.X(bbox[0]), SiteIndexLoader.Y(bbox[3]), SiteIndexLoader.X(bbox[2]), SiteIndexLoader.Y(bbox[1]));
        await WriteAsync(context, json => WriteFacets(json, filter, selection, seen));
    }

    /// <summary>GET /maps/rows.json: ids of <c>count</c> sites from rank <c>from</c> in the order <c>sort</c>, and the rank of <c>site</c>.</summary>
    public static async Task ServeRowsAsync(HttpContext context)
    {
        var query = new QueryParameters(context.Request.Query, [.. SiteFilter.Parameters, "sort", "from", "count", "site"]);
        var filter = SiteFilter.Read(query);
        var (from, count) = (query.GetNumber("from", 0, int.MaxValue), query.GetNumber("count", 50, MostRows));
        var sort = query.FindText("sort") ?? "name";
        var (column, descending) = sort.EndsWith(".desc", StringComparison.Ordinal) ? (sort[..^5], true) : (sort, false);
        if (!SiteFacetSql.Orders.ContainsKey(column))
            throw new MapRequestError($"There is no order '{sort}'; there is {string.Join(", ", SiteFacetSql.Orders.Keys)}, each also with .desc after it.");
        var wanted = query.FindText("site") is { } id ? Graph.GlobalId.FindNumber("Site", id) : null;
        var indexes = context.RequestServices.GetRequiredService<SiteIndexes>();
        if (ContentTag.Answers(context, await indexes.GetVersionAsync(context.RequestAborted))) return;
        var selection = await indexes.SelectAsync(Caller.Of(context).Sight, filter, context.RequestAborted);
        var order = await indexes.OrderAsync(Caller.Of(context).Sight, selection.Index, column, descending);

        var ids = new List<string>(count);
        int rank = 0, at = -1;
        foreach (var place in order)
        {
            if (!selection.Has(place)) continue;
            if (rank >= from && ids.Count < count) ids.Add(SiteId.Write(selection.Index.Id(place)));
            if (wanted == selection.Index.Id(place)) at = rank;
            rank++;
        }
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", rank);
            json.WriteStartArray("ids");
            foreach (var one in ids) json.WriteStringValue(one);
            json.WriteEndArray();
            if (at < 0) json.WriteNull("at");
            else json.WriteNumber("at", at);
            json.WriteEndObject();
        });
    }

    private static void WriteFacets(Utf8JsonWriter json, SiteFilter filter, SiteSelection selection, IReadOnlyList<int[]>? seen)
    {
        var totals = selection.Totals;
        json.WriteStartObject();
        json.WriteNumber("count", totals.Count);
        json.WriteNumber("locatedCount", totals.Located);
        json.WriteNumber("propertyCount", totals.Properties);
        json.WriteStartObject("floorArea_m2");
        WriteNumber("sum", totals.Counted_m2);
        WriteNumber("repeatedSum", totals.Repeated_m2);
        WriteNumber("assumedShare", double.IsNaN(totals.Counted_m2) ? double.NaN : (double.IsNaN(totals.Assumed_m2) ? 0 : totals.Assumed_m2) / totals.Counted_m2);
        WriteNumber("knownShare", totals.Buildings == 0 ? double.NaN : (double)totals.BuildingsKnown / totals.Buildings);
        json.WriteEndObject();
        json.WriteStartArray("facets");
        for (var facet = 0; facet < selection.Index.Facets.Count; facet++)
        {
            var (of, counts) = (selection.Index.Facets[facet], selection.Counts[facet]);
            var chosen = filter.Chosen.FirstOrDefault(item => item.Facet == of.Name).Codes ?? [];
            json.WriteStartObject();
            json.WriteString("facet", of.Name);
            json.WriteStartArray("values");
            // Number 0 is "none" and comes last.
            foreach (var number in Enumerable.Range(1, of.Codes.Count - 1).Append(0))
            {
                if (counts[number] == 0 && !chosen.Contains(of.Codes[number])) continue;
                json.WriteStartObject();
                json.WriteString("code", of.Codes[number]);
                json.WriteString("label", of.Labels[number]);
                json.WriteNumber("count", counts[number]);
                if (seen is not null) json.WriteNumber("inView", seen[facet][number]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        void WriteNumber(string name, double number)
        {
            if (double.IsNaN(number)) json.WriteNull(name);
            else json.WriteNumber(name, number);
        }
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        write(json);
        json.Flush();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static double[] Box(string text)
    {
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return numbers is [var west, var south, var east, var north] && west is >= -540 and <= 540 && east >= west && east <= 540 && south >= -90 && north >= south && north <= 90
            ? numbers
            : throw new MapRequestError("'bbox' is west,south,east,north in WGS84 degrees.");
    }
}
