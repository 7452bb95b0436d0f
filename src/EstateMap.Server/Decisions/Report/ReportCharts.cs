using System.Globalization;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Decisions.Report;

/// <summary>The report's pictures other than the map, each with a title, a description and a table of the same beside it.</summary>
internal static class ReportCharts
{
    private const double Width = 640, Height = 260, Left = 56, Bottom = 40, Top = 16, Right = 16;

    /// <summary>Mean travel against the number of buildings; the decision's own number is marked.</summary>
    public static void Curve(Html html, IReadOnlyList<EvidencePoint> curve, int decided)
    {
        var points = curve.Where(point => point.MeanSeconds is not null).OrderBy(point => point.P).ToList();
        if (points.Count >= 2)
        {
            var (least, most) = (points[0].P, points[^1].P);
            var longest = points.Max(point => point.MeanSeconds!.Value);
            double X(double p) => Left + ((p - least) / Math.Max(1.0, most - least) * (Width - Left - Right));
            double Y(double seconds) => Height - Bottom - (seconds / Math.Max(longest, 1) * (Height - Bottom - Top));
            Picture(html, "curve", Width, Height, "Mean travel by number of buildings", $"The fewer buildings, the longer the way: from {ReportWords.Minutes(points[^1].MeanSeconds)} with {PlanWords.Count(most, "building")} to {ReportWords.Minutes(points[0].MeanSeconds)} with {least}.", () =>
            {
                html.Empty("path", ("d", $"M{Coordinate(Left)} {Coordinate(Top)}V{Coordinate(Height - Bottom)}H{Coordinate(Width - Right)}"), ("fill", "none"), ("stroke", "#505a5f"));
                html.Empty("polyline", ("points", string.Join(' ', points.Select(point => $"{Coordinate(X(point.P))},{Coordinate(Y(point.MeanSeconds!.Value))}"))), ("fill", "none"), ("stroke", "#1d70b8"), ("stroke-width", "3"));
                if (points.Find(point => point.P == decided) is { } here)
                {
                    html.Empty("circle", ("cx", Coordinate(X(here.P))), ("cy", Coordinate(Y(here.MeanSeconds!.Value))), ("r", "6"), ("fill", "#942514"));
                    html.Element("text", PlanWords.Count(decided, "building"), ("x", Coordinate(Math.Min(X(here.P) + 8, Width - 110))), ("y", Coordinate(Math.Max(Y(here.MeanSeconds!.Value) - 10, 14))));
                }

                html.Element("text", ReportWords.Minutes(longest), ("x", "0"), ("y", Coordinate(Top + 10))).Element("text", "0 min", ("x", "0"), ("y", Coordinate(Height - Bottom)));
                html.Element("text", PlanWords.Count(least, "building"), ("x", Coordinate(Left)), ("y", Coordinate(Height - 12))).Element("text", $"{most}", ("x", Coordinate(Width - 40)), ("y", Coordinate(Height - 12)));
            });
        }

    }

    /// <summary>The curve in figures.</summary>
    public static void CurveTable(Html html, IReadOnlyList<EvidencePoint> curve, int decided) =>
        html.Table("Every number of buildings that the planner looked at", ["Buildings", "Mean travel", "Within 15 minutes", "Running cost a year", "Gap to the best possible"],
            curve.Select(point => (IReadOnlyList<string>)[$"{point.P}{(point.P == decided ? " (decided)" : "")}", ReportWords.Minutes(point.MeanSeconds), ReportWords.Share(point.Within15), ReportWords.Pounds(point.RunningCost_gbp), point.Gap is { } gap ? $"{(100 * gap).ToString("0.###", CultureInfo.InvariantCulture)} %" : "not proven"]));

    /// <summary>The hours of a week, darker where more people have an open building near.</summary>
    public static void HeatStrips(Html html, HoursOfTheWeek hours)
    {
        foreach (var (id, title, shares) in new[] { ("hours-then", "This decision", hours.Then), ("hours-now", "Doing nothing", hours.Now) })
        {
            var best = Array.IndexOf(shares, shares.Max());
            Picture(html, id, 640, 160, $"{title}: people with an open building within {ReportWords.Number(hours.Minutes)} minutes, by hour", $"At most {ReportWords.Share(shares.Max())}, on {WeeklyHours.DayNames[best / 24]} at {best % 24:00}:00.", () =>
            {
                for (var hour = 0; hour < shares.Length; hour++)
                    html.Empty("rect", ("x", Coordinate(90 + (hour % 24 * 22.5))), ("y", Coordinate(hour / 24 * 19)), ("width", "21.5"), ("height", "18"), ("fill", Shade(shares[hour])), ("stroke", "#b1b4b6"), ("stroke-width", "0.5"));
                for (var day = 0; day < 7; day++) html.Element("text", WeeklyHours.DayNames[day], ("x", "0"), ("y", Coordinate((day * 19) + 14)));
                for (var hour = 0; hour < 24; hour += 4) html.Element("text", $"{hour:00}:00", ("x", Coordinate(90 + (hour * 22.5))), ("y", "152"));
            });
        }
    }

    /// <summary>The same in figures: a line an hour and a column a day, which fits a sheet of paper. Hours that are nought on every day, both ways, are left out.</summary>
    public static void HoursTable(Html html, HoursOfTheWeek hours)
    {
        var told = Enumerable.Range(0, 24).Where(hour => Enumerable.Range(0, 7).Any(day => hours.Then[(day * 24) + hour] > 0 || hours.Now[(day * 24) + hour] > 0)).ToList();
        html.Table($"This decision, and in brackets doing nothing: percentage of people with an open building within {ReportWords.Number(hours.Minutes)} minutes", ["From", .. WeeklyHours.DayNames],
            told.Select(hour => (IReadOnlyList<string>)[$"{hour:00}:00", .. Enumerable.Range(0, 7).Select(day => $"{100 * hours.Then[(day * 24) + hour]:0} ({100 * hours.Now[(day * 24) + hour]:0})")]));
        if (told.Count < 24) html.Element("p", told.Count == 0 ? "In no hour of the week is a building open of which the hours are known." : "In the other hours nobody has one.");
    }

    /// <summary>A picture that says of itself what it shows.</summary>
    public static void Picture(Html html, string id, double width, double height, string title, string description, Action draw)
    {
        html.Begin("figure").Begin("svg", ("role", "img"), ("viewBox", $"0 0 {Coordinate(width)} {Coordinate(height)}"), ("width", Coordinate(width)), ("height", Coordinate(height)), ("aria-labelledby", $"{id}-title {id}-description"));
        html.Element("title", title, ("id", $"{id}-title")).Element("desc", description, ("id", $"{id}-description"));
        draw();
        html.End().Element("figcaption", $"{title}. {description}").End();
    }

    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    // From white to a dark blue.
    private static string Shade(double share) => string.Create(CultureInfo.InvariantCulture, $"rgb({(int)(255 - (226 * share))},{(int)(255 - (185 * share))},{(int)(255 - (117 * share))})");
}
