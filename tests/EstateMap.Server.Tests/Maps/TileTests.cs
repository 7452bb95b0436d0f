using System.IO.Compression;
using System.Net;
using EstateMap.Server.Maps.Tiles;
using EstateMap.Server.People;
using EstateMap.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.VectorTiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;
using Xunit;
using Tile = NetTopologySuite.IO.VectorTiles.Tiles.Tile;

namespace EstateMap.Server.Tests.Maps;

public class TileTests(ServedTown town) : IClassFixture<ServedTown>
{
    /// <summary>What PostGIS makes of the sites of a tile, with our buffer: $1 zoom, $2 column, $3 row.</summary>
    private const string Oracle = """
        SELECT ST_AsMVT(f, 'sites', 4096, 'geom', 'id')
        FROM (
            SELECT s.id, s.name, coalesce((
                       SELECT string_agg(DISTINCT t.broader, ',' ORDER BY t.broader)
                       FROM site_use u
                       JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
                       WHERE u.site_id = s.id), '') AS themes,
                   ST_AsMVTGeom(ST_Transform(s.geom, 3857), ST_TileEnvelope($1::int, $2::int, $3::int), 4096, 256, true) AS geom
            FROM site s
            WHERE s.is_current AND s.geom && ST_Transform(ST_TileEnvelope($1::int, $2::int, $3::int, margin => 256.0 / 4096), 4326)
        ) f
        WHERE f.geom IS NOT NULL
        """;

    private static readonly Coordinate Middle = new(0.838, 54.4225);

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(19)]
    public async Task Sites_one_by_one_are_those_that_PostGIS_makes(int zoom)
    {
        var (column, row) = At(Middle, zoom);
        foreach (var (c, r) in from right in new[] { -1, 0, 1 } from down in new[] { -1, 0, 1 } select (column + right, row + down))
        {
            await using var command = town.Database.Reader.CreateCommand(Oracle);
            foreach (var value in new[] { zoom, c, r }) command.Parameters.Add(new() { Value = value });
            var wanted = Points(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as byte[] ?? [], "sites", zoom, c, r);
            var given = Points(await TileAsync("sites", zoom, c, r), "sites", zoom, c, r);
            Assert.Equal(wanted.Select(point => (point.Id, point.Name, point.Themes)).Order(), given.Select(point => (point.Id, point.Name, point.Themes)).Order());
            // Half a unit may be rounded either way.
            var unit = 360 / Math.Pow(2, zoom) / MvtLayer.Extent;
            foreach (var (one, other) in wanted.OrderBy(point => point.Id).Zip(given.OrderBy(point => point.Id)))
                Assert.True(Math.Abs(one.At.X - other.At.X) <= 1.01 * unit && Math.Abs(one.At.Y - other.At.Y) <= 1.01 * unit, $"Site {one.Id} is at {other.At}, not at {one.At}.");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    public async Task At_every_zoom_each_site_is_drawn_or_counted_once(int zoom)
    {
        foreach (var filter in new[] { "", "?use=park", "?tenure=leasehold" })
        {
            var selection = await town.Indexes.SelectAsync(Caller.Public, Server.Maps.Sites.SiteFilter.Parse(filter.TrimStart('?')), TestContext.Current.CancellationToken);
            var (column, row) = At(Middle, zoom);
            var drawn = 0;
            foreach (var (c, r) in from right in Enumerable.Range(-3, 7) from down in Enumerable.Range(-3, 7) select (column + right, row + down))
            {
                if (c < 0 || r < 0 || c >= 1 << zoom || r >= 1 << zoom) continue;
                drawn += TileContent.CountInside(await TileAsync("sites", zoom, c, r, filter));
            }
            Assert.Equal(selection.Totals.Located, drawn);
        }
    }

    [Fact]
    public async Task Boundaries_have_codes_names_and_a_point_for_the_name()
    {
        var (column, row) = At(Middle, 12);
        var tile = Read(await TileAsync("ward-2023", 12, column, row), 12, column, row);
        var areas = tile.Layers.Single(layer => layer.Name == "areas").Features;
        Assert.Equal(["T01", "T02", "T03", "T04"], areas.Select(area => (string)area.Attributes["code"]).Order());
        Assert.All(areas, area => Assert.IsType<Polygon>(area.Geometry, exactMatch: false));
        Assert.Contains(tile.Layers.Single(layer => layer.Name == "labels").Features, label => (string)label.Attributes["name"] is { Length: > 0 } && label.Geometry is Point);
    }

    [Fact]
    public async Task Nobody_is_sent_what_only_others_may_see_and_a_change_counts_at_once()
    {
        var id = await AskAsync("SELECT min(id) FROM site WHERE visibility = 'public' AND is_current AND geom IS NOT NULL AND id % 41 <> 0");
        var place = await PlaceAsync(id);
        var (column, row) = At(place, 18);
        Assert.Contains(Points(await TileAsync("sites", 18, column, row), "sites", 18, column, row), point => point.Id == id);
        try
        {
            await town.RunAsync($"UPDATE site SET visibility = 'partner' WHERE id = {id}");
            await EventuallyAsync(async () => !Points(await TileAsync("sites", 18, column, row), "sites", 18, column, row).Exists(point => point.Id == id));
            Assert.DoesNotContain(id, (await town.Indexes.SelectAsync(Caller.Public, Server.Maps.Sites.SiteFilter.Parse(""), TestContext.Current.CancellationToken)).Ids());
            // Kept apart from the public's, not instead of it.
            Assert.Contains(id, (await town.Indexes.SelectAsync(new Caller("partner"), Server.Maps.Sites.SiteFilter.Parse(""), TestContext.Current.CancellationToken)).Ids());
            Assert.DoesNotContain(id, (await town.Indexes.SelectAsync(Caller.Public, Server.Maps.Sites.SiteFilter.Parse(""), TestContext.Current.CancellationToken)).Ids());
        }
        finally
        {
            await town.RunAsync($"UPDATE site SET visibility = 'public' WHERE id = {id}");
        }
        await EventuallyAsync(async () => Points(await TileAsync("sites", 18, column, row), "sites", 18, column, row).Exists(point => point.Id == id));
    }

    [Fact]
    public async Task Each_caller_gets_what_the_database_lets_them_see()
    {
        foreach (var caller in new[] { Caller.Public, new Caller("partner"), new Caller("restricted") })
        {
            await using var connection = await town.Database.Reader.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await caller.ClaimAsync(connection, TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand("SELECT array_agg(s.id ORDER BY s.id) FROM site s WHERE s.is_current", connection);
            var seen = (long[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            Assert.Equal(seen, (await town.Indexes.SelectAsync(caller, Server.Maps.Sites.SiteFilter.Parse(""), TestContext.Current.CancellationToken)).Ids());
        }
    }

    [Fact]
    public async Task A_tile_has_a_strong_tag_for_each_encoding_and_is_not_sent_twice()
    {
        var (column, row) = At(Middle, 14);
        var address = $"/tiles/sites/14/{column}/{row}.mvt";
        using var plain = await SendAsync(address);
        using var packed = await SendAsync(address, ("Accept-Encoding", "gzip"));
        Assert.Equal("application/vnd.mapbox-vector-tile", plain.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.False(plain.Headers.ETag!.IsWeak);
        Assert.NotEqual(plain.Headers.ETag.Tag, packed.Headers.ETag!.Tag);
        using var unpacked = new MemoryStream();
        await using (var gzip = new GZipStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress))
            await gzip.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), unpacked.ToArray());
        using var again = await SendAsync(address, ("Accept-Encoding", "gzip"), ("If-None-Match", packed.Headers.ETag.Tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var nothing = await SendAsync("/tiles/sites/14/0/0.mvt");
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task Many_who_ask_for_one_tile_at_once_get_the_same()
    {
        var (column, row) = At(Middle, 13);
        var tiles = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TileAsync("sites", 13, column, row, "?freshness=none")));
        Assert.NotEmpty(tiles[0]);
        Assert.All(tiles, tile => Assert.Equal(tiles[0], tile));
    }

    [Theory]
    [InlineData("/tiles/sites/23/0/0.mvt", 400, "from 0 to 22")]
    [InlineData("/tiles/sites/x/0/0.mvt", 400, "from 0 to 22")]
    [InlineData("/tiles/sites/2/4/0.mvt", 400, "column is a whole number from 0 to 3")]
    [InlineData("/tiles/sites/2/0/-1.mvt", 400, "row is a whole number from 0 to 3")]
    [InlineData("/tiles/sites/2/0/0.mvt?theme=castles", 400, "There is no theme 'castles'")]
    [InlineData("/tiles/ward-2023/2/0/0.mvt?theme=green", 400, "There is no parameter 'theme'")]
    [InlineData("/tiles/ward-1066/2/0/0.mvt", 404, "There is no layer 'ward-1066'; there is sites, ground, authority-2023, ward-2023.")]
    [InlineData("/tiles/moats.json", 404, "There is no layer 'moats'")]
    [InlineData("/tiles/somewhere", 404, "/tiles/index.json lists the layers")]
    public async Task A_bad_address_gets_a_sentence_that_names_what_is_wrong(string address, int status, string sentence)
    {
        using var answer = await SendAsync(address);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TileJSON_says_what_the_tiles_hold_and_keeps_the_filter()
    {
        var json = System.Text.Json.JsonDocument.Parse(await town.Client.GetStringAsync("/tiles/sites.json?use=park", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("3.0.0", json.GetProperty("tilejson").GetString());
        Assert.EndsWith("/tiles/sites/{z}/{x}/{y}.mvt?use=park", json.GetProperty("tiles")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(["sites", "clusters"], json.GetProperty("vector_layers").EnumerateArray().Select(layer => layer.GetProperty("id").GetString()));
        Assert.Equal("Made up for tests", json.GetProperty("attribution").GetString());
        Assert.Contains("ward-2023", await town.Client.GetStringAsync("/tiles/index.json", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private sealed record Drawn(long Id, string Name, string Themes, Coordinate At);

    private static VectorTile Read(byte[] tile, int zoom, int column, int row) => new MapboxTileReader().Read(new MemoryStream(tile), new Tile(column, row, zoom), "id");

    private static List<Drawn> Points(byte[] tile, string layer, int zoom, int column, int row) =>
        [.. Read(tile, zoom, column, row).Layers.Where(one => one.Name == layer).SelectMany(one => one.Features).Select(feature =>
        {
            object? Of(string name) => feature.Attributes.Exists(name) ? feature.Attributes[name] : null;
            return new Drawn(Convert.ToInt64(Of("id") ?? 0), Of("name") as string ?? "", Of("themes") as string ?? "", feature.Geometry.Coordinate);
        })];

    private async Task<byte[]> TileAsync(string layer, int zoom, int column, int row, string filter = "") => await town.Client.GetByteArrayAsync($"/tiles/{layer}/{zoom}/{column}/{row}.mvt{filter}", TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> SendAsync(string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await town.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<long> AskAsync(string sql)
    {
        await using var command = town.Owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<Coordinate> PlaceAsync(long id)
    {
        await using var command = town.Owner.CreateCommand($"SELECT ST_X(geom), ST_Y(geom) FROM site WHERE id = {id}");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        return new Coordinate(reader.GetDouble(0), reader.GetDouble(1));
    }

    /// <summary>A change is heard of within moments, not at the very instant of its commit.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var wait = 0; wait < 200; wait++)
        {
            if (await holds()) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail("Ten seconds were not enough.");
    }

    private static (int Column, int Row) At(Coordinate at, int zoom) => Mercator(at) is var (x, y) ? ((int)(x * Math.Pow(2, zoom)), (int)(y * Math.Pow(2, zoom))) : default;

    private static (double X, double Y) Mercator(Coordinate at) => ((at.X + 180) / 360, (1 - (Math.Asinh(Math.Tan(at.Y * Math.PI / 180)) / Math.PI)) / 2);
}
