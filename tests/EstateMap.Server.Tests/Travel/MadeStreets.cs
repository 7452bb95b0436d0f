using System.Globalization;
using System.Text;
using EstateMap.Database;
using EstateMap.Server.Tests.Database;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Tests.Travel;

/// <summary>Street files made for tests, around the village of <c>Village.sql</c>.</summary>
internal static class MadeStreets
{
    // Where the village's library stands.
    public const double West = -2.01, South = 53.01;

    private const double MetresPerDegreeNorth = 111_286.6, MetresPerDegreeEast = 67_100;

    public static readonly NetworkFiles Plain = new("", null, null, null, RunsThroughCrossings: false, Tolerance_m: 0.1, JoinWithin_m: 20);

    public static (double Longitude, double Latitude) At(double eastMetres, double northMetres) => (West + (eastMetres / MetresPerDegreeEast), South + (northMetres / MetresPerDegreeNorth));

    /// <summary>Streets every so many metres, from 100 m south-west of the library on.</summary>
    public static string Grid(int columns, int rows, double step = 100, Func<int, double>? shift = null)
    {
        var lines = new List<string>();
        (double, double) Crossing(int column, int row) => At((column * step) - 100 + (shift?.Invoke((row * columns) + column) ?? 0), (row * step) - 100);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                if (column < columns - 1) lines.Add(Line(Crossing(column, row), Crossing(column + 1, row)));
                if (row < rows - 1) lines.Add(Line(Crossing(column, row), Crossing(column, row + 1)));
            }

        return Collection(lines);
    }

    public static string Line(params (double Longitude, double Latitude)[] points) =>
        """{"type":"Feature","properties":{"function":"Local Road"},"geometry":{"type":"LineString","coordinates":[""" + string.Join(",", points.Select(point => string.Create(CultureInfo.InvariantCulture, $"[{point.Longitude:R},{point.Latitude:R}]"))) + "]}}";

    public static string Collection(IEnumerable<string> features) => """{"type":"FeatureCollection","features":[""" + string.Join(",\n", features) + "]}";

    public static string Write(TemporaryFolder folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    public static TravelSource Source(string name) => new(name, "Village Council", "OGL-UK-3.0", "Contains Village Council data", new DateOnly(2026, 1, 31));

    public static Task<NetworkReport> ImportAsync(EstateMapDatabase database, string file, string name, Func<NetworkFiles, NetworkFiles>? with = null) =>
        new NetworkImport(database).ImportAsync((with ?? (files => files))(Plain with { File = file }), Source(name), null, CancellationToken.None);
}
