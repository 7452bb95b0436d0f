namespace EstateMap.Server.Travel;

/// <summary>What Program.cs says to have travel times.</summary>
internal static class TravelServices
{
    public static IServiceCollection AddEstateMapTravel(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(TravelSettings.From(configuration)).AddSingleton<TravelCosts>();
}
