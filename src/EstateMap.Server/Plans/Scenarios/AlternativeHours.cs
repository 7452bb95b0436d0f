using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Whether an alternative is open when a service used to be. Pure.</summary>
internal static class AlternativeHours
{
    /// <param name="sessions">Hours of the service that goes.</param>
    /// <param name="alternative">Hours of the other.</param>
    /// <returns>Whether it is open during all sessions, null where that cannot be said; and a sentence that names the times at which it is shut.</returns>
    public static (bool? IsOpen, string Words) Judge(WeeklyHours sessions, WeeklyHours alternative)
    {
        if (!sessions.IsKnown) return (null, sessions.Unsaid.Count == 0 ? "When the service is there today is not known, so whether it is open then cannot be said." : $"The service is there at times that no ordinary week holds ({string.Join("; ", sessions.Unsaid)}), so whether it is open then cannot be said.");
        if (!alternative.IsKnown) return (null, "Its hours are not known, so whether it is open then cannot be said.");
        var shut = sessions.Open.Where(session => !alternative.IsOpenDuring(session.From, session.To)).ToList();
        var unsaid = sessions.Unsaid.Count == 0 ? "" : $" Of {string.Join("; ", sessions.Unsaid)} nothing can be said.";
        if (shut.Count == 0) return (sessions.Unsaid.Count == 0 ? true : null, $"It is open at all of these times.{unsaid}");
        var times = new WeeklyHours(shut, []).Words();
        var named = times.Count <= 5 ? string.Join(", ", times) : $"{string.Join(", ", times.Take(4))} and {times.Count - 4} more";
        return (false, $"It is shut for all or part of {shut.Count} of {PlanWords.Count(sessions.Open.Count, "time")}: {named}.{unsaid}");
    }
}
