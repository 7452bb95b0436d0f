using System.Globalization;
using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Somebody who uses room in a building.</summary>
/// <param name="Area_m2">While there.</param>
/// <param name="IsAreaAssumed">True when no source states it.</param>
/// <param name="Hours">When; null where they are not known, and then it counts as there at all hours that are asked about.</param>
internal sealed record RoomUser(string Name, double Area_m2, bool IsAreaAssumed, WeeklyHours? Hours);

/// <summary>A team that looks for a place: desks, square metres for each, every day from and to an hour.</summary>
internal sealed record TeamSize(int Desks, double DeskArea_m2, int FromHour = 8, int ToHour = 20)
{
    public double Area_m2 => Desks * DeskArea_m2;
}

/// <summary>An hour of the week in a building.</summary>
/// <param name="Weekday">0 is Monday.</param>
/// <param name="Used">Services and teams that are there during some of it.</param>
/// <param name="Share">Of the usable floor area that they take; null when the floor area is not known.</param>
internal sealed record HourFit(int Weekday, int Hour, int Used, double? Share);

/// <summary>Whether a team fits around what is there.</summary>
/// <param name="HoursShort">Of the hours that it would work, those without room enough.</param>
/// <param name="TightestFree_m2">Free in its tightest hour; negative where the building is overfull.</param>
internal sealed record TeamFit(int Desks, double DeskArea_m2, bool Fits, int HoursShort, double TightestFree_m2, IReadOnlyList<string> DaysThatFit);

/// <summary>How a building is used in space and time.</summary>
/// <param name="Usable_m2">Floor area times the share that can be used; null when the floor area is not known.</param>
/// <param name="Hours">[168], Monday 00:00 first.</param>
/// <param name="Words">Plain sentences: what fits, and what that assumes.</param>
internal sealed record SiteFitAnswer(double? FloorArea_m2, double? Usable_m2, IReadOnlyList<HourFit> Hours, TeamFit? Team, bool? CanHostSevenDay, IReadOnlyList<string> Assumptions, string Words);

/// <summary>Utilisation by hour, and whether a team that works seven days fits around it. Pure.</summary>
internal static class SiteFitRules
{
    /// <param name="floorArea_m2">Null when no source gives one.</param>
    /// <param name="usableShare">Of the floor area, without walls, stairs and plant.</param>
    public static SiteFitAnswer Judge(string site, double? floorArea_m2, bool isFloorAreaAssumed, double usableShare, IReadOnlyList<RoomUser> users, TeamSize team)
    {
        var usable = floorArea_m2 * usableShare;
        var taken = new double[WeeklyHours.Week / 60];
        var hours = new List<HourFit>(taken.Length);
        for (var at = 0; at < taken.Length; at++)
        {
            var there = users.Where(user => user.Hours is null ? IsAsked(team, at) : user.Hours.MinutesWithin(at * 60, (at + 1) * 60) > 0).ToList();
            taken[at] = there.Sum(user => user.Area_m2);
            hours.Add(new HourFit(at / 24, at % 24, there.Count, usable > 0 ? taken[at] / usable : null));
        }

        var assumptions = Assumptions(site, floorArea_m2, isFloorAreaAssumed, usableShare, users, team);
        if (usable is not { } room) return new SiteFitAnswer(null, null, hours, null, null, assumptions, $"The floor area of {site} is not known, so whether a team fits cannot be said.");
        var fit = Fit(room, taken, team);
        return new SiteFitAnswer(floorArea_m2, room, hours, fit, fit.Fits, assumptions, Words(site, room, taken, team, fit));
    }

    private static TeamFit Fit(double room, double[] taken, TeamSize team)
    {
        var asked = Enumerable.Range(0, taken.Length).Where(at => IsAsked(team, at)).ToList();
        var isShort = asked.Where(at => room - taken[at] < team.Area_m2 - 1e-9).ToHashSet();
        var days = Enumerable.Range(0, 7).Where(day => asked.Where(at => at / 24 == day).All(at => !isShort.Contains(at))).Select(day => WeeklyHours.DayNames[day]);
        return new TeamFit(team.Desks, team.DeskArea_m2, isShort.Count == 0, isShort.Count, asked.Count == 0 ? room : asked.Min(at => room - taken[at]), [.. days]);
    }

    private static string Words(string site, double room, double[] taken, TeamSize team, TeamFit fit)
    {
        var tightest = Enumerable.Range(0, taken.Length).Where(at => IsAsked(team, at)).OrderByDescending(at => taken[at]).ThenBy(at => at).FirstOrDefault();
        var when = $"{WeeklyHours.DayNames[tightest / 24]} {tightest % 24:00}:00";
        var size = string.Create(CultureInfo.InvariantCulture, $"{PlanWords.Count(team.Desks, "desk")} at {team.DeskArea_m2:0.#} m² ({Area(team.Area_m2)}), {team.FromHour:00}:00 to {team.ToHour:00}:00 on seven days");
        if (fit.Fits) return $"{size}: fits at {site}. The tightest hour is {when}, with {Area(fit.TightestFree_m2)} free of {Area(room)} that can be used.";
        var days = fit.DaysThatFit.Count == 0 ? "It fits on no whole day." : $"It would fit on {EstateSoFar.List(fit.DaysThatFit)}.";
        return $"{size}: does not fit at {site}. {fit.HoursShort} of {7 * (team.ToHour - team.FromHour)} hours {(fit.HoursShort == 1 ? "is" : "are")} short; at {when} {Area(Math.Max(0, fit.TightestFree_m2))} of {Area(room)} are free. {days}";
    }

    private static List<string> Assumptions(string site, double? floorArea_m2, bool isFloorAreaAssumed, double usableShare, IReadOnlyList<RoomUser> users, TeamSize team)
    {
        var said = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{usableShare:P0} of the floor area can be used.") };
        if (floorArea_m2 is { } area && isFloorAreaAssumed) said.Add($"The floor area of {site}, {Area(area)}, is assumed.");
        var sizes = users.Where(user => user.IsAreaAssumed).Select(user => user.Name).ToList();
        if (sizes.Count > 0) said.Add($"How much room these take is assumed: {EstateSoFar.List(sizes)}.");
        var hours = users.Where(user => user.Hours is null).Select(user => user.Name).ToList();
        if (hours.Count > 0) said.Add($"The hours of these are not known; they count as there from {team.FromHour:00}:00 to {team.ToHour:00}:00 every day: {EstateSoFar.List(hours)}.");
        return said;
    }

    private static bool IsAsked(TeamSize team, int hourOfWeek) => hourOfWeek % 24 >= team.FromHour && hourOfWeek % 24 < team.ToHour;

    private static string Area(double area_m2) => MoveChainRules.Area(area_m2);
}
