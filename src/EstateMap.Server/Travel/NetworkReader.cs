using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using EstateMap.Planning.Travel;
using NetTopologySuite.Geometries;
using Npgsql;

namespace EstateMap.Server.Travel;

/// <summary>Reads the lines of street files: GeoJSON, GeoPackage, zipped Shapefile, and OpenStreetMap's own through GDAL.</summary>
internal sealed class NetworkReader(NpgsqlDataSource database)
{
    /// <summary>$1 eastings, $2 northings.</summary>
    public const string ToDegrees = """
        SELECT ST_X(p.geom), ST_Y(p.geom)
        FROM unnest($1::double precision[], $2::double precision[]) WITH ORDINALITY AS c (x, y, n)
        CROSS JOIN LATERAL ST_Transform(ST_SetSRID(ST_MakePoint(c.x, c.y), 27700), 4326) AS p (geom)
        ORDER BY c.n
        """;

    private const int PointsAtOnce = 100_000;
    private const int LongestWord = 200;

    private static readonly string[] StartNodes = ["startnode", "startnodeid"], EndNodes = ["endnode", "endnodeid"], Tags = ["othertags"];
    private static readonly string[] Kinds = ["highway", "roadfunction", "function", "roadclassification", "classifica", "class", "formofway", "status"], Names = ["name1", "name", "distname", "roadname1", "prowref"];

    /// <summary>All lines, in degrees; what is none goes to <paramref name="rejected"/>.</summary>
    /// <param name="crs">EPSG code for files that do not say; null when they do.</param>
    /// <exception cref="UsageException">The file cannot be read, holds no lines, or says nothing of its coordinates.</exception>
    public async Task<(List<StreetLine> Lines, int Rows)> ReadAsync(string path, string? layer, int? crs, bool isPath, List<RejectedLine> rejected, CancellationToken cancellation)
    {
        if (!OsmExtract.IsOne(path)) return await ReadLinesAsync(path, Path.GetFileName(path), layer, crs, isPath, rejected, cancellation);
        var copy = Path.Combine(Path.GetTempPath(), $"estatemap-{Guid.NewGuid():N}.gpkg");
        try
        {
            await OsmExtract.ToGeoPackageAsync(path, copy, cancellation);
            return await ReadLinesAsync(copy, Path.GetFileName(path), OsmExtract.Layer, null, isPath, rejected, cancellation);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private async Task<(List<StreetLine> Lines, int Rows)> ReadLinesAsync(string path, string name, string? layer, int? crs, bool isPath, List<RejectedLine> rejected, CancellationToken cancellation)
    {
        var format = FormatOf(path);
        var (sha256, bytes, isUtf8) = await Read.MeasureAsync(path, format, cancellation);
        var issues = new IssueLog();
        var (lines, rows, srid) = (new List<StreetLine>(), 0, (int?)null);
        foreach (var row in Read.Rows(new SourceFile(path, format, sha256, bytes, isUtf8) { Layer = layer }, issues))
        {
            cancellation.ThrowIfCancellationRequested();
            rows++;
            var parts = row.Shape switch
            {
                LineString line when !line.IsEmpty => [line],
                MultiLineString several => several.Geometries.Cast<LineString>().Where(part => !part.IsEmpty).ToArray(),
                _ => Array.Empty<LineString>(),
            };
            if (parts.Length == 0)
            {
                rejected.Add(new RejectedLine(name, row.Line, "not-a-line", row.Shape is null ? "The feature has no geometry that can be read." : $"The feature is a {row.Shape.GeometryType}, not a line."));
                continue;
            }

            srid ??= CrsOf(row, format, crs, name);
            var kind = Word(Value(row, Kinds));
            if (WalkableKinds.FindWhyNot(kind, Value(row, Tags)) is { } why)
            {
                rejected.Add(new RejectedLine(name, row.Line, "not-walkable", why));
                continue;
            }

            // A name of an end belongs to the line as a whole.
            var (start, end) = parts.Length == 1 ? (Value(row, StartNodes), Value(row, EndNodes)) : (null, null);
            lines.AddRange(parts.Select(part => Line(row.Line, part, start, end, kind, Word(Value(row, Names)), isPath)));
        }

        rejected.AddRange(issues.Take().Where(issue => issue.IsRejection).Select(issue => new RejectedLine(name, issue.Line ?? 0, issue.Type, issue.Message)));
        if (lines.Count == 0)
            throw new UsageException($"{name} holds no line that one can walk along: {rows} features, {string.Join(", ", rejected.Where(one => one.File == name).CountBy(one => one.Reason).Select(reason => $"{reason.Value} {reason.Key}"))}. Nothing was changed.");
        if (srid == Crs.BritishNationalGrid) await TransformAsync(lines, cancellation);
        return (lines, rows);
    }

    private static string FormatOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".geojson" or ".json" => "geojson",
            ".gpkg" => "geopackage",
            ".zip" or ".shp" => "shapefile",
            var other => throw new UsageException($"Streets are read from .geojson, .gpkg, .zip (Shapefile), .osm and .osm.pbf; {Path.GetFileName(path)} ends with '{other}'."),
        };
    }

    private static int CrsOf(RawRow row, string format, int? given, string name)
    {
        if ((row.Srid ?? given) is { } stated)
            return stated is Crs.Wgs84 or Crs.BritishNationalGrid ? stated : throw new UsageException($"The coordinate system EPSG:{stated} is not read: EPSG:4326 and EPSG:27700 are.");
        // GeoJSON that says nothing is in degrees (RFC 7946, section 4), if it can be.
        var box = row.Shape!.EnvelopeInternal;
        return format == "geojson" && box.MinX >= -180 && box.MaxX <= 180 && box.MinY >= -90 && box.MaxY <= 90
            ? Crs.Wgs84
            : throw new UsageException($"{name} does not say in which coordinate system it is{(format == "geojson" ? ", and its coordinates are no degrees" : "")}: give --crs 27700 (British National Grid) or --crs 4326.");
    }

    private static StreetLine Line(int row, LineString line, string? start, string? end, string? kind, string? name, bool isPath)
    {
        var points = line.CoordinateSequence;
        var (x, y) = (new double[points.Count], new double[points.Count]);
        for (var point = 0; point < points.Count; point++) (x[point], y[point]) = (points.GetX(point), points.GetY(point));
        return new StreetLine(row, x, y, start, end, kind, name, isPath);
    }

    /// <summary>The first of the columns that has a value, whatever the case and marks of its name.</summary>
    private static string? Value(RawRow row, string[] columns)
    {
        foreach (var column in columns)
            for (var at = 0; at < row.Headers.Count; at++)
                if (IsNamed(row.Headers[at], column) && !string.IsNullOrWhiteSpace(row.Values[at])) return row.Values[at]!.Trim();
        return null;
    }

    /// <summary>As the database can hold it, without what may be personal.</summary>
    private static string? Word(string? value)
    {
        if (value is null) return null;
        var plain = string.Concat(value.Take(LongestWord).Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)));
        return PersonalData.Clear(plain, out _);
    }

    private static bool IsNamed(string header, string column)
    {
        var at = 0;
        foreach (var letter in header)
        {
            if (!char.IsAsciiLetterOrDigit(letter)) continue;
            if (at == column.Length || char.ToLowerInvariant(letter) != column[at]) return false;
            at++;
        }

        return at == column.Length;
    }

    /// <summary>British National Grid to degrees, by PostGIS and whatever grid it has.</summary>
    private async Task TransformAsync(List<StreetLine> lines, CancellationToken cancellation)
    {
        foreach (var chunk in Chunks(lines))
        {
            // PROJ refuses what is far outside Britain; the builder names such lines.
            var points = chunk.SelectMany(line => Enumerable.Range(0, line.Points).Select(point => (Line: line, Point: point))).ToList();
            var known = points.FindAll(at => at.Line.Longitudes[at.Point] is >= -1_000_000 and <= 2_000_000 && at.Line.Latitudes[at.Point] is >= -1_000_000 and <= 3_000_000);
            foreach (var (line, point) in points.Except(known)) (line.Longitudes[point], line.Latitudes[point]) = (double.NaN, double.NaN);
            await using var command = database.CreateCommand(ToDegrees);
            command.Parameters.Add(new() { Value = known.ConvertAll(at => at.Line.Longitudes[at.Point]) });
            command.Parameters.Add(new() { Value = known.ConvertAll(at => at.Line.Latitudes[at.Point]) });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            for (var at = 0; await reader.ReadAsync(cancellation); at++) (known[at].Line.Longitudes[known[at].Point], known[at].Line.Latitudes[known[at].Point]) = (reader.GetDouble(0), reader.GetDouble(1));
        }
    }

    private static IEnumerable<List<StreetLine>> Chunks(List<StreetLine> lines)
    {
        var (chunk, points) = (new List<StreetLine>(), 0);
        foreach (var line in lines)
        {
            chunk.Add(line);
            points += line.Points;
            if (points < PointsAtOnce) continue;
            yield return chunk;
            (chunk, points) = ([], 0);
        }

        if (chunk.Count > 0) yield return chunk;
    }
}
