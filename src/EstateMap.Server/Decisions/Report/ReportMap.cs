namespace EstateMap.Server.Decisions.Report;

/// <summary>A small map: what each building that stays serves, what closes and what opens, with the same as a table.</summary>
internal static class ReportMap
{
    private const double Width = 640, Highest = 900;

    /// <summary>The same in words: the buildings that are open afterwards with their people, and the names of those that close.</summary>
    public static void Table(Html html, IReadOnlyList<EvidenceSite> sites)
    {
        html.Table("Buildings that are open afterwards", ["Building", "What happens", "People who go there afterwards"],
            sites.Where(site => site.State != "closes").OrderBy(site => site.Name, StringComparer.Ordinal).Select(site => (IReadOnlyList<string>)[site.Name, site.State, ReportWords.People(site.People)]));
        var closing = sites.Where(site => site.State == "closes").Select(site => site.Name).Order(StringComparer.Ordinal).ToList();
        if (closing.Count > 0) html.Element("h3", ReportWords.Count(closing.Count, "building closes", "buildings close")).Begin("div", ("class", "columns")).Items("ul", closing).End();
    }

    public static void Draw(Html html, IReadOnlyList<EvidenceSite> sites)
    {
        if (sites.Count == 0)
        {
            html.Element("p", "No building of the study is open, today or afterwards.");
            return;
        }

        var positions = sites.SelectMany(site => site.Catchment.SelectMany(ring => ring).Append([site.Longitude, site.Latitude])).ToList();
        var (west, east) = (positions.Min(position => position[0]), positions.Max(position => position[0]));
        var (south, north) = (positions.Min(position => position[1]), positions.Max(position => position[1]));
        // Plate carrée, true to scale at the middle: a place is too small for the difference to show.
        var squeeze = Math.Cos((south + north) / 2 * Math.PI / 180);
        // A place that is long from north to south fits the height, or its ends would be cut off.
        var scale = Math.Min((Width - 20) / Math.Max((east - west) * squeeze, 1e-6), (Highest - 20) / Math.Max(north - south, 1e-6));
        var height = Math.Max(((north - south) * scale) + 20, 60);
        string X(double longitude) => ReportCharts.Coordinate(10 + ((longitude - west) * squeeze * scale));
        string Y(double latitude) => ReportCharts.Coordinate(10 + ((north - latitude) * scale));

        var open = sites.Count(site => site.State != "closes");
        ReportCharts.Picture(html, "map", Width, height, "Map of the buildings", $"{ReportWords.Count(open, "building is", "buildings are")} open afterwards (filled circles, squares where they open anew); {ReportWords.Count(sites.Count - open, "closes", "close")} (crosses). Lines part the areas that each serves. Their names are in the appendix “Every building”.", () =>
        {
            foreach (var site in sites)
                foreach (var ring in site.Catchment)
                    html.Empty("polygon", ("points", string.Join(' ', ring.Select(position => $"{X(position[0])},{Y(position[1])}"))), ("fill", "#eef3f8"), ("stroke", "#505a5f"), ("stroke-width", "0.75"));
            foreach (var site in sites) Mark(html, site, X(site.Longitude), Y(site.Latitude));
        });
    }

    private static void Mark(Html html, EvidenceSite site, string x, string y)
    {
        html.Begin("g", ("transform", $"translate({x} {y})")).Element("title", $"{site.Name} {site.State}");
        switch (site.State)
        {
            case "closes":
                html.Empty("path", ("d", "M-5 -5L5 5M-5 5L5 -5"), ("stroke", "#942514"), ("stroke-width", "2.5"), ("fill", "none"));
                break;
            case "opens":
                html.Empty("rect", ("x", "-5"), ("y", "-5"), ("width", "10"), ("height", "10"), ("fill", "#00703c"));
                break;
            default:
                html.Empty("circle", ("r", "5"), ("fill", "#1d70b8"), ("stroke", "#fff"));
                break;
        }

        html.End();
    }
}
