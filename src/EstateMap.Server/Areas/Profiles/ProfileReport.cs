using System.Globalization;
using EstateMap.Server.Decisions.Report;

namespace EstateMap.Server.Areas.Profiles;

/// <summary>An area's profile as one self-contained HTML file for a meeting, beside the whole place and, where wanted, another area. It holds no script and asks nothing of any server.</summary>
internal static class ProfileReport
{
    private const int MostBars = 12;

    public static string Write(AreaProfile area, AreaProfile? other, DateOnly today)
    {
        var html = new Html();
        html.Begin("html", ("lang", "en-GB")).Begin("head").Empty("meta", ("charset", "utf-8")).Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Element("title", $"{area.Name}: neighbourhood profile").Style(ReportStyles.Of(area.Name)).End().Begin("body").Begin("main");
        html.Element("h1", area.Name).Element("p", $"{(area.People is { } people ? $"{ReportWords.People(people)} people live here. " : "")}As known on {ReportWords.Day(today)}, beside {area.WholeName}{(other is null ? "" : $" and {other.Name}")}. Minutes are reckoned as {area.Travel}.");
        Contents(html, area.Parts);
        foreach (var part in area.Parts)
        {
            html.Begin("section", ("id", Id(part)), ("class", "part")).Element("h2", part.Title);
            if (part.Note is { } note) html.Element("p", note);
            Bars(html, part);
            if (part.Figures.Count > 0) Table(html, area, part, other);
            html.End();
        }

        return html.End().End().End().ToString();
    }

    private static void Contents(Html html, IReadOnlyList<AreaPart> parts)
    {
        html.Begin("nav", ("aria-labelledby", "contents")).Element("h2", "What is in this profile", ("id", "contents")).Begin("ul");
        foreach (var part in parts) html.Begin("li").Link(Id(part), part.Title).End();
        html.End().End();
    }

    private static void Table(Html html, AreaProfile area, AreaPart part, AreaProfile? other)
    {
        var assumed = part.Figures.Any(figure => figure.AssumedShare is not null);
        html.Table(part.Title, [part.Part == ProfilePart.Sources ? "Dataset" : "Figure", area.Name, .. other is null ? Array.Empty<string>() : [other.Name], area.WholeName, .. assumed ? ["Assumed"] : Array.Empty<string>()], part.Figures.Select(figure => (IReadOnlyList<string>)
        [
            figure.Note is { } note ? $"{figure.Label} ({note})" : figure.Label, ProfileWords.Value(figure.Value, figure.Unit), .. other is null ? Array.Empty<string>() : [ProfileWords.Value(other.Find(figure.Code)?.Value, figure.Unit)], ProfileWords.Value(figure.Whole, figure.Unit),
            .. assumed ? [figure.AssumedShare is { } share ? ReportWords.AssumedShare(share) : ""] : Array.Empty<string>(),
        ]));
    }

    /// <summary>The part's leading figures as bars, of which the table has the numbers.</summary>
    private static void Bars(Html html, AreaPart part)
    {
        var shown = (part.Part switch
        {
            ProfilePart.Strengths => part.Figures.Where(figure => figure.Measure == "assets"),
            ProfilePart.Services => part.Figures.Where(figure => figure.Measure == "services"),
            ProfilePart.Access => part.Figures.Where(figure => figure is { Measure: "minutes", Group: "all" }),
            ProfilePart.Money => part.Figures.Where(figure => figure.Measure == "granted_in"),
            _ => [],
        }).Where(figure => figure.Value is > 0).Take(MostBars).ToList();
        if (shown.Count < 2) return;
        var most = shown.Max(figure => figure.Value!.Value);
        var longest = shown.MaxBy(figure => figure.Value)!;
        ReportCharts.Picture(html, $"{Id(part)}-bars", 640, (shown.Count * 26) + 6, $"{part.Title} in a picture", $"The longest bar is {ReportWords.Inside(longest.Label)} with {ProfileWords.Value(longest.Value, longest.Unit)}", () =>
        {
            for (var i = 0; i < shown.Count; i++)
            {
                var (y, wide) = (i * 26, Math.Max(1, shown[i].Value!.Value / most * 260));
                html.Element("text", Short(shown[i].Label), ("x", "0"), ("y", ReportCharts.Coordinate(y + 16)));
                html.Empty("rect", ("x", "270"), ("y", ReportCharts.Coordinate(y + 3)), ("width", ReportCharts.Coordinate(wide)), ("height", "18"), ("fill", "#1d70b8"));
                html.Element("text", ProfileWords.Value(shown[i].Value, shown[i].Unit), ("x", ReportCharts.Coordinate(276 + wide)), ("y", ReportCharts.Coordinate(y + 16)));
            }
        });
    }

    private static string Short(string label) => new StringInfo(label) is { LengthInTextElements: > 36 } elements ? elements.SubstringByTextElements(0, 35) + "…" : label;

    private static string Id(AreaPart part) => part.Part.ToString().ToLowerInvariant();
}
