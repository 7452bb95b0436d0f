using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Graph.Transport;

/// <summary>Operations that are known by the SHA-256 of their text in hexadecimal: those of a folder, and those that callers have stored.</summary>
internal sealed class PersistedDocuments : IDisposable
{
    private const long MostCharacters = 4_000_000;

    private readonly Dictionary<string, string> _ofFolder = new(StringComparer.OrdinalIgnoreCase);
    private readonly MemoryCache _stored = new(new MemoryCacheOptions { SizeLimit = MostCharacters });
    private readonly GraphSettings _settings;

    public PersistedDocuments(GraphSettings settings)
    {
        _settings = settings;
        if (settings.PersistedFolder is null) return;
        foreach (var file in Directory.GetFiles(settings.PersistedFolder, "*.graphql")) _ofFolder[Path.GetFileNameWithoutExtension(file)] = File.ReadAllText(file);
    }

    public void Dispose() => _stored.Dispose();

    /// <summary>The text of a request.</summary>
    /// <exception cref="GraphRequestError">HC0020 an unknown hash; HC0067 a text where only known operations are taken; HC0009 a hash that is not the text's.</exception>
    public string Find(GraphRequestMessage request)
    {
        if (request.Hash is null) return _settings.OnlyPersisted ? throw OnlyPersisted() : request.Query!;
        var hash = request.Hash.ToLowerInvariant();
        if (_ofFolder.TryGetValue(hash, out var known)) return known;
        if (!_settings.OnlyPersisted && _stored.TryGetValue(hash, out string? stored)) return stored!;
        if (request.Query is not { } query) throw new GraphRequestError("HC0020", "PersistedQueryNotFound");
        if (_settings.OnlyPersisted) throw OnlyPersisted();
        if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query))) != hash) throw new GraphRequestError("HC0009", "The hash is not the SHA-256 of the query in hexadecimal.");
        if (_settings.StorePersisted) _stored.Set(hash, query, new MemoryCacheEntryOptions { Size = query.Length, SlidingExpiration = TimeSpan.FromHours(24) });
        return query;
    }

    private static GraphRequestError OnlyPersisted() => new("HC0067", "Only persisted operations are allowed.");
}
