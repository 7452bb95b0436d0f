using System.Text;
using System.Text.Json;

namespace EstateMap.Client.Plan;

/// <summary>Writes what a plan's map shows as one GeoJSON text, in the words of <c>plan-layer.js</c>.</summary>
public static class PlanDrawing
{
    /// <summary>Decimals of a degree: about a metre.</summary>
    private const int Decimals = 5;

    /// <summary>Buildings by what they may become.</summary>
    public static string OfRoles(IEnumerable<Candidate> candidates) => Write(json =>
    {
        foreach (var candidate in candidates.OrderBy(candidate => PlanWords.Roles.IndexOf(candidate.Role)))
            Site(json, candidate, PlanSymbols.OfRole(candidate.Role), $"{PlanWords.Role(candidate.Role)}. {candidate.Reason}", isNamed: false, candidate.Role == "NOT_ELIGIBLE" ? 0.8 : 1);
    });

    /// <summary>An answer: what stays, what closes, and with its details whom each building serves and who travels further.</summary>
    /// <param name="detail">Null until it is read; the buildings are drawn at once.</param>
    public static string OfPoint(RunPoint point, PointDetail? detail, IReadOnlyDictionary<string, Candidate> sites) => Write(json =>
    {
        var tint = 0;
        foreach (var catchment in detail?.Catchments ?? [])
            if (catchment.Geometry is { Coordinates: { ValueKind: JsonValueKind.Array } corners } outline)
                Feature(json, "catchment", () => json.WriteNumber("tint", tint++), () => Geometry(json, outline.Type, () => corners.WriteTo(json)));
        foreach (var going in detail?.Assignments ?? [])
            if (going.Site is { } to && sites.TryGetValue(to, out var hub) && hub is { Longitude: { } longitude, Latitude: { } latitude })
                Feature(json, "line", null, () => Line(json, going.Longitude, going.Latitude, longitude, latitude));
        var most = detail?.Assignments.Select(going => going.Weight).DefaultIfEmpty(1).Max() ?? 1;
        foreach (var going in detail?.Assignments ?? [])
            if (going.ExtraSeconds is not null && going.Weight > 0)
                Feature(json, PlanSymbols.Loser, () => json.WriteNumber("size", Math.Round(0.45 + 0.55 * Math.Sqrt(going.Weight / most), 2)), () => Point(json, going.Longitude, going.Latitude));
        var open = point.OpenSites.ToHashSet(StringComparer.Ordinal);
        foreach (var candidate in sites.Values.Where(candidate => open.Contains(candidate.Id)))
            Site(json, candidate, PlanSymbols.Open, Stays(candidate), isNamed: open.Count <= 30, 1.25);
        foreach (var candidate in sites.Values.Where(candidate => candidate.IsOpenToday && candidate.Role != "NOT_ELIGIBLE" && !open.Contains(candidate.Id)))
            Site(json, candidate, PlanSymbols.Shut, "closes", isNamed: false, 0.9);
    });

    /// <summary>Places to choose on a map, each under its name; those without a position are left out.</summary>
    public static string OfPlaces(IEnumerable<(string Id, string Name, string Words, double Longitude, double Latitude)> places) => Write(json =>
    {
        foreach (var place in places)
            Site(json, place.Id, place.Name, PlanSymbols.Candidate, place.Words, isNamed: true, 1.1, place.Longitude, place.Latitude);
    });

    private static string Stays(Candidate candidate) => candidate.IsOpenToday ? "stays open" : "opens as a hub";

    private static string Write(Action<Utf8JsonWriter> features)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            features(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    // A building without a position is in the tables alone.
    private static void Site(Utf8JsonWriter json, Candidate candidate, string symbol, string words, bool isNamed, double size)
    {
        if (candidate is { Longitude: { } longitude, Latitude: { } latitude })
            Site(json, candidate.Id, candidate.Name, symbol, words, isNamed, size, longitude, latitude);
    }

    private static void Site(Utf8JsonWriter json, string id, string name, string symbol, string words, bool isNamed, double size, double longitude, double latitude) => Feature(json, "site", () =>
    {
        json.WriteString("id", id);
        json.WriteString("name", name);
        json.WriteString("symbol", symbol);
        json.WriteString("words", words);
        json.WriteBoolean("isNamed", isNamed);
        json.WriteNumber("size", size);
    }, () => Point(json, longitude, latitude));

    private static void Feature(Utf8JsonWriter json, string kind, Action? properties, Action geometry)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("kind", kind);
        properties?.Invoke();
        json.WriteEndObject();
        json.WritePropertyName("geometry");
        geometry();
        json.WriteEndObject();
    }

    private static void Point(Utf8JsonWriter json, double longitude, double latitude) => Geometry(json, "Point", () => Position(json, longitude, latitude));

    private static void Line(Utf8JsonWriter json, double fromLongitude, double fromLatitude, double toLongitude, double toLatitude) => Geometry(json, "LineString", () =>
    {
        json.WriteStartArray();
        Position(json, fromLongitude, fromLatitude);
        Position(json, toLongitude, toLatitude);
        json.WriteEndArray();
    });

    private static void Geometry(Utf8JsonWriter json, string type, Action coordinates)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WritePropertyName("coordinates");
        coordinates();
        json.WriteEndObject();
    }

    private static void Position(Utf8JsonWriter json, double longitude, double latitude)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round(longitude, Decimals));
        json.WriteNumberValue(Math.Round(latitude, Decimals));
        json.WriteEndArray();
    }
}
