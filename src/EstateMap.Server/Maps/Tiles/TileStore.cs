using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using EstateMap.Database;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Maps.Tiles;

/// <summary>A tile as it is sent. Empty where nothing is.</summary>
internal sealed class Tile(byte[] bytes)
{
    private readonly Lazy<byte[]> _compressed = new(() =>
    {
        using var output = new MemoryStream(bytes.Length / 2);
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(bytes);
        return output.ToArray();
    });

    public byte[] Bytes => bytes;

    public byte[] Compressed => _compressed.Value;

    /// <summary>Hash of the bytes: what a strong tag names.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
}

/// <param name="CacheBytes">Tiles kept; 0 keeps none. Setting <c>EstateMap:Tiles:CacheMegabytes</c>, 64 unless given.</param>
internal sealed record TileSettings(long CacheBytes)
{
    /// <exception cref="UsageException">The setting is no number of megabytes.</exception>
    public static TileSettings From(IConfiguration configuration)
    {
        var text = configuration["EstateMap:Tiles:CacheMegabytes"] ?? "64";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes <= 1_000_000
            ? new(megabytes * 1_000_000)
            : throw new UsageException($"EstateMap:Tiles:CacheMegabytes is '{text}'; it must be a whole number from 0 to 1000000.");
    }
}

/// <summary>Which tile of which layer; <paramref name="Layer"/> is <c>sites</c>, <c>ground</c>, or kind and vintage of boundaries as <c>ward-2023</c>.</summary>
internal readonly record struct TileAddress(string Layer, int Zoom, uint Column, uint Row);

/// <summary>
/// Makes tiles and keeps those asked for lately, apart for each caller's rights and each state of the register, so that nobody is sent what another may see or what is no more.
/// Of several who ask for one tile at a time the first makes it for all.
/// </summary>
internal sealed class TileStore(EstateMapDatabase database, SiteIndexes indexes, TileSettings settings) : IDisposable
{
    public const string Sites = "sites";
    public const string Ground = "ground";
    public const int MostZoom = 22;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = Math.Max(1, settings.CacheBytes) });
    private readonly ConcurrentDictionary<Key, Lazy<Task<Tile>>> _making = new();

    private sealed record Key(Caller Caller, string Version, TileAddress Address, string Filter);

    /// <exception cref="MapRequestError">There is no such layer, or the filter names what there is not.</exception>
    public async Task<Tile> GetAsync(Caller caller, TileAddress address, SiteFilter filter, CancellationToken cancellationToken)
    {
        var key = new Key(caller, await indexes.GetVersionAsync(cancellationToken), address, filter.Key);
        if (_kept.TryGetValue(key, out Tile? kept)) return kept!;
        var making = _making.GetOrAdd(key, _ => new(() => Task.Run(() => MakeAsync(key, filter), CancellationToken.None)));
        return await making.Value.WaitAsync(cancellationToken);
    }

    /// <summary>The kind and vintage that a layer's name stands for; null where it is none of boundaries.</summary>
    public static (string Kind, string Vintage)? FindAreaLayer(string layer) => layer.LastIndexOf('-') is > 0 and var at ? (layer[..at], layer[(at + 1)..]) : null;

    private async Task<Tile> MakeAsync(Key key, SiteFilter filter)
    {
        try
        {
            var tile = new Tile(key.Address.Layer switch
            {
                Sites => SiteTile.Write(await indexes.SelectAsync(key.Caller, filter, CancellationToken.None), key.Address.Zoom, key.Address.Column, key.Address.Row),
                Ground => [.. await DrawAsync(key, DrawnTileSql.Footprints), .. PlaceTile.Write(await indexes.GetAsync(key.Caller, CancellationToken.None), key.Address.Zoom, key.Address.Column, key.Address.Row)],
                _ => await DrawAreasAsync(key),
            });
            // The bytes, those compressed, and the words of the key.
            if (settings.CacheBytes > 0) _kept.Set(key, tile, new MemoryCacheEntryOptions { Size = (tile.Bytes.Length * 3 / 2) + (2 * (key.Filter.Length + key.Version.Length)) + 500 });
            return tile;
        }
        finally
        {
            _making.TryRemove(key, out _);
        }
    }

    private async Task<byte[]> DrawAreasAsync(Key key)
    {
        var index = await indexes.GetAsync(key.Caller, CancellationToken.None);
        if (FindAreaLayer(key.Address.Layer) is not { } layer || !index.HasAreas(layer.Kind, layer.Vintage))
            throw MapRequestError.NotFound($"There is no layer '{key.Address.Layer}'; there is {string.Join(", ", index.AreaLayers.Select(area => $"{area.Kind}-{area.Vintage}").Prepend(Ground).Prepend(Sites))}.");
        return await DrawAsync(key, DrawnTileSql.Areas, layer.Kind, layer.Vintage);
    }

    private async Task<byte[]> DrawAsync(Key key, string sql, params string[] more)
    {
        await using var command = key.Caller.Reads(database).CreateCommand(sql, [key.Address.Zoom, (int)key.Address.Column, (int)key.Address.Row, .. more]);
        return await command.ExecuteScalarAsync() as byte[] ?? [];
    }

    /// <exception cref="MapRequestError">Not a tile of the world.</exception>
    public static TileAddress Read(string layer, string zoom, string column, string row)
    {
        if (!int.TryParse(zoom, NumberStyles.None, CultureInfo.InvariantCulture, out var z) || z > MostZoom)
            throw new MapRequestError($"A tile's zoom is a whole number from 0 to {MostZoom}.");
        return new(layer, z, Number(column, "column"), Number(row, "row"));

        uint Number(string text, string what) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1U << z
            ? number
            : throw new MapRequestError($"At zoom {z} a tile's {what} is a whole number from 0 to {(1U << z) - 1}.");
    }

    public void Dispose() => _kept.Dispose();
}
