using EstateMap.Database;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;

namespace EstateMap.Server.Maps.Tiles;

/// <summary>Vector tiles for the map and for other programs, with TileJSON 3.0 (https://github.com/mapbox/tilejson-spec/tree/master/3.0.0) to say what there is.</summary>
internal static class TileEndpoints
{
    private const string ContentType = "application/vnd.mapbox-vector-tile";

    private sealed record Layer(string Name, string Title, double[] Bounds, string Attribution, object[] VectorLayers);

    /// <summary>GET /tiles/{layer}/{z}/{x}/{y}.mvt: 204 where nothing is. Sites take a filter.</summary>
    public static async Task ServeTileAsync(HttpContext context)
    {
        string Part(string name) => (string)context.Request.RouteValues[name]!;
        var address = TileStore.Read(Part("layer"), Part("z"), Part("x"), Part("y"));
        var filter = SiteFilter.Read(new QueryParameters(context.Request.Query, address.Layer == TileStore.Sites ? SiteFilter.Parameters : []));
        var tile = await context.RequestServices.GetRequiredService<TileStore>().GetAsync(Caller.Of(context).Sight, address, filter, context.RequestAborted);
        // Small tiles grow by compression.
        var isCompressed = tile.Bytes.Length > 400 && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        context.Response.Headers.Vary = "Accept-Encoding";
        if (ContentTag.AnswersHash(context, tile.Hash, isCompressed ? "gzip" : null)) return;
        if (tile.Bytes.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        context.Response.ContentType = ContentType;
        if (isCompressed) context.Response.Headers.ContentEncoding = "gzip";
        var bytes = isCompressed ? tile.Compressed : tile.Bytes;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>GET /tiles/{layer}.json: TileJSON; for sites the tiles' address keeps the filter.</summary>
    public static async Task ServeTileJsonAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["layer"]!;
        SiteFilter.Read(new QueryParameters(context.Request.Query, name == TileStore.Sites ? SiteFilter.Parameters : []));
        var layers = await ListAsync(context);
        if (layers.FirstOrDefault(known => known.Name == name) is not { } layer)
            throw MapRequestError.NotFound($"There is no layer '{name}'; there is {string.Join(", ", layers.Select(known => known.Name))}.");
        await context.Response.WriteAsJsonAsync(new
        {
            tilejson = "3.0.0",
            name = layer.Title,
            attribution = layer.Attribution,
            bounds = layer.Bounds,
            center = (double[])[(layer.Bounds[0] + layer.Bounds[2]) / 2, (layer.Bounds[1] + layer.Bounds[3]) / 2, 11],
            minzoom = 0,
            maxzoom = TileStore.MostZoom,
            scheme = "xyz",
            tiles = (string[])[$"{Root(context)}/tiles/{layer.Name}/{{z}}/{{x}}/{{y}}.mvt{context.Request.QueryString}"],
            vector_layers = layer.VectorLayers,
        }, context.RequestAborted);
    }

    /// <summary>GET /tiles/index.json: every layer with the address of its TileJSON.</summary>
    public static async Task ServeIndexAsync(HttpContext context)
    {
        _ = new QueryParameters(context.Request.Query);
        await context.Response.WriteAsJsonAsync(new { layers = (await ListAsync(context)).Select(layer => new { layer = layer.Name, title = layer.Title, tilejson = $"{Root(context)}/tiles/{layer.Name}.json" }) }, context.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext context) => throw MapRequestError.NotFound("There is nothing here: /tiles/index.json lists the layers, and a tile is /tiles/{layer}/{z}/{x}/{y}.mvt.");

    private static string Root(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";

    private static async Task<List<Layer>> ListAsync(HttpContext context)
    {
        var reader = Caller.Of(context).Reads(context.RequestServices.GetRequiredService<EstateMapDatabase>());
        var datasets = await SiteExport.ListDatasetsAsync(reader, context.RequestAborted);
        var layers = new List<Layer>();
        await using var command = reader.CreateCommand(DrawnTileSql.Layers);
        await using var rows = await command.ExecuteReaderAsync(context.RequestAborted);
        while (await rows.ReadAsync(context.RequestAborted))
            layers.Add(new($"{rows.GetString(0)}-{rows.GetString(1)}", $"{rows.GetString(2)} {rows.GetString(1)}{(rows.GetBoolean(4) ? ", schematic" : "")}", [.. Enumerable.Range(5, 4).Select(column => Math.Round(rows.GetDouble(column), 6))], rows.GetString(9),
            [
                new { id = "areas", description = "Outlines", fields = new { code = "Code", name = "Name" } },
                new { id = "labels", description = "Points for names", fields = new { code = "Code", name = "Name", side_m = "Side in metres of a square of the same surface" } },
            ]));
        var whole = layers.Count == 0 ? [-180.0, -85.0, 180.0, 85.0]
            : new[] { layers.Min(layer => layer.Bounds[0]), layers.Min(layer => layer.Bounds[1]), layers.Max(layer => layer.Bounds[2]), layers.Max(layer => layer.Bounds[3]) };
        layers.Insert(0, new(TileStore.Sites, "Sites", whole, string.Join(' ', datasets.Select(dataset => dataset.Attribution).Distinct()),
        [
            new { id = "sites", description = "Sites; the feature's id is the number of the site", fields = new { name = "Name", themes = "Codes of its themes, apart by commas" } },
            new { id = "clusters", description = "Sites too close together to be shown apart at this zoom", fields = new { count = "How many" } },
        ]));
        layers.Add(new(TileStore.Ground, "Ground: outlines of sites and names of places", whole, layers[0].Attribution,
        [
            new { id = "footprints", description = "Outlines of sites", fields = new { is_green = "Whether it is green space" } },
            new { id = "places", description = "Places that addresses name", fields = new { name = "Name", count = "Sites there" } },
        ]));
        return layers;
    }
}
