using System.Globalization;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>How far it is from each building that closes to each place where something equivalent is offered.</summary>
/// <param name="Seconds">By number of the closing site and of the other.</param>
/// <param name="Badge">How it was reckoned, in words.</param>
internal sealed record ClosureTravel(IReadOnlyDictionary<(long From, long To), double> Seconds, string Badge)
{
    public double? FindSeconds(long from, long to) => Seconds.TryGetValue((from, to), out var seconds) && double.IsFinite(seconds) ? seconds : null;

    /// <summary>By the study's own way to travel; where that knows nothing of these places (a matrix of homes and hubs), by straight line, and the badge says so.</summary>
    public static async Task<ClosureTravel> OfAsync(TravelCosts travel, TravelSettings settings, StudyProblem study, ScenarioRegister register, IReadOnlyCollection<long> closing, CancellationToken cancellation)
    {
        var from = study.Sites.Concat(study.NotEligible).Where(site => closing.Contains(site.Id) && !double.IsNaN(site.Longitude)).ToList();
        var to = register.Services.Where(service => service.Longitude is not null).DistinctBy(service => service.SiteId).ToList();
        if (from.Count == 0 || to.Count == 0) return new ClosureTravel(new Dictionary<(long, long), double>(), study.Travel.Badge);
        var chosen = study.Content.Travel;
        var choice = new TravelChoice(chosen.Method, chosen.Source, chosen.SpeedKmh ?? settings.SpeedKmh, chosen.Detour ?? settings.Detour);
        TravelPlace[] starts = [.. from.Select(site => new TravelPlace(site.Longitude, site.Latitude, site.Id.ToString(CultureInfo.InvariantCulture)))];
        TravelPlace[] ends = [.. to.Select(service => new TravelPlace(service.Longitude!.Value, service.Latitude!.Value, service.SiteId.ToString(CultureInfo.InvariantCulture)))];
        TravelMatrix matrix;
        try
        {
            matrix = await travel.GetAsync(choice, starts, ends, progress: null, cancellation);
        }
        catch (TravelRequestError)
        {
            matrix = await travel.GetAsync(choice with { Method = TravelChoice.Straight, Source = null }, starts, ends, progress: null, cancellation);
        }

        var seconds = new Dictionary<(long, long), double>();
        for (var i = 0; i < from.Count; i++)
            for (var j = 0; j < to.Count; j++) seconds[(from[i].Id, to[j].SiteId)] = matrix.Seconds[(i * to.Count) + j];
        return new ClosureTravel(seconds, matrix.Badge);
    }
}
