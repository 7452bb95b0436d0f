using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans;

/// <summary>What Program.cs says to have the planner.</summary>
internal static class PlansServices
{
    public static IServiceCollection AddEstateMapPlans(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SolveSettings.From(configuration));
        services.AddSingleton<StudyProblems>();
        services.AddSingleton<SolveJobs>();
        services.AddSingleton<PointAnalyses>();
        services.AddSingleton<ScenarioEvaluations>();
        services.AddSingleton<SolveWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SolveWorker>());
        return services;
    }
}
