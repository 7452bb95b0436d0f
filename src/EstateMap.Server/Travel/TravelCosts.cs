using System.Security.Cryptography;
using System.Text;
using EstateMap.Planning.Travel;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Travel;

/// <summary>Travel times between places.</summary>
/// <param name="Seconds">[from x to], row by row; positive infinity is out of reach. Shared by all who ask the same: not to be changed.</param>
/// <param name="Badge">How they were reckoned, in words: "straight line x 1.3 at 4.8 km/h".</param>
/// <param name="Version">Another text whenever the same question may have another answer.</param>
internal sealed record TravelMatrix(double[] Seconds, string Badge, string Version);

/// <summary>Who can reach what in how long, in one place for all rooms: by straight line, walking network or imported matrix. Answers are kept by method, version and places.</summary>
internal sealed class TravelCosts(TravelSettings settings) : IDisposable
{
    // Raised when the method itself changes its answers.
    private const string StraightVersion = "straight-1";

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = settings.CacheBytes });

    /// <summary>Seconds from every place to every other.</summary>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <exception cref="TravelRequestError">There is no such network or matrix, a matrix lacks places, a place or figure makes no sense, or it would be too much.</exception>
    public Task<TravelMatrix> GetAsync(TravelChoice choice, IReadOnlyList<TravelPlace> from, IReadOnlyList<TravelPlace> to, IProgress<double>? progress, CancellationToken cancellation)
    {
        choice.Check();
        foreach (var place in from.Concat(to)) Check(place);
        if ((long)from.Count * to.Count > settings.MaxPairs)
            throw TravelRequestError.Beyond($"{from.Count} x {to.Count} places are more than the {settings.MaxPairs} times that one question may take. Ask about fewer places.");
        cancellation.ThrowIfCancellationRequested();
        return choice.Method switch
        {
            TravelChoice.Network => throw TravelRequestError.UnknownNetwork(choice.Source),
            TravelChoice.Matrix => throw TravelRequestError.UnknownMatrix(choice.Source),
            _ => KeepAsync(choice, StraightVersion, from, to, progress, () => Task.FromResult((Straight(choice, from, to), choice.StraightBadge))),
        };
    }

    private static double[] Straight(TravelChoice choice, IReadOnlyList<TravelPlace> from, IReadOnlyList<TravelPlace> to) => StraightLine.Matrix(
        [.. from.Select(place => place.Longitude)], [.. from.Select(place => place.Latitude)],
        [.. to.Select(place => place.Longitude)], [.. to.Select(place => place.Latitude)],
        choice.Detour / choice.MetresPerSecond);

    private async Task<TravelMatrix> KeepAsync(
        TravelChoice choice, string version, IReadOnlyList<TravelPlace> from, IReadOnlyList<TravelPlace> to, IProgress<double>? progress, Func<Task<(double[] Seconds, string Badge)>> reckon)
    {
        var key = (choice, version, Digest(from), Digest(to));
        if (!_kept.TryGetValue(key, out TravelMatrix? matrix))
        {
            var (seconds, badge) = await reckon();
            matrix = new TravelMatrix(seconds, badge, version);
            _kept.Set(key, matrix, new MemoryCacheEntryOptions { Size = (8L * seconds.Length) + 1_000 });
        }

        progress?.Report(1);
        return matrix!;
    }

    private static void Check(TravelPlace place)
    {
        if (!(Math.Abs(place.Longitude) <= 180 && Math.Abs(place.Latitude) <= 90))
            throw TravelRequestError.NotAChoice(FormattableString.Invariant($"There is no place at longitude {place.Longitude}, latitude {place.Latitude}: degrees go from -180 to 180 and from -90 to 90."));
    }

    private static string Digest(IReadOnlyList<TravelPlace> places)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> position = stackalloc byte[16];
        foreach (var place in places)
        {
            BitConverter.TryWriteBytes(position, place.Longitude);
            BitConverter.TryWriteBytes(position[8..], place.Latitude);
            hash.AppendData(position);
            // A key holds no line end, so none runs into the next place's.
            hash.AppendData(Encoding.UTF8.GetBytes($"{place.Key}\n"));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public void Dispose() => _kept.Dispose();
}
