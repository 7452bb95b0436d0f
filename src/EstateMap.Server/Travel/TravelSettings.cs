namespace EstateMap.Server.Travel;

/// <summary>How travel is reckoned when a question does not say; settings <c>EstateMap:Travel:...</c>, environment <c>EstateMap__Travel__...</c>.</summary>
internal sealed record TravelSettings
{
    /// <summary>Walking speed: 4.8 km/h, the Department for Transport's journey time statistics' own.</summary>
    public double SpeedKmh { get; init; } = 4.8;

    /// <summary>How much longer the way is than the straight line.</summary>
    public double Detour { get; init; } = 1.3;

    /// <summary>Bytes of travel times that are kept for whoever asks again.</summary>
    public long CacheBytes { get; init; } = 256_000_000;

    /// <summary>Most times that one question may take: places left times places reached.</summary>
    public int MaxPairs { get; init; } = 30_000_000;

    /// <exception cref="Database.UsageException">A setting is outside what makes sense.</exception>
    public static TravelSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection("EstateMap:Travel").Get<TravelSettings>() ?? new TravelSettings();
        try
        {
            new TravelChoice(TravelChoice.Straight, null, settings.SpeedKmh, settings.Detour).Check();
        }
        catch (TravelRequestError error)
        {
            throw new Database.UsageException($"Settings EstateMap:Travel: {error.Message}", error);
        }

        return settings;
    }
}
