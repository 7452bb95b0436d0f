using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EstateMap.Database;
using EstateMap.Import.Issues;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace EstateMap.Import.Phases;

/// <summary>
/// A zipped Shapefile (ESRI white paper of July 1998; dBASE III table), shapes and table read side by side from the archive, a record at a time. Heights and measures are left out.
/// </summary>
internal static class ReadShapefile
{
    private const int mostRecordBytes = 64_000_000;

    public static IEnumerable<RawRow> Rows(string path, string? layer, IssueLog issues)
    {
        var name = Path.GetFileName(path);
        using (var head = Peekable.Over(Unpack.Open(path)))
        {
            if (head.Head.IsEmpty)
                throw new UsageException("The file is empty: not even the frame of a zipped Shapefile.");
            FileKinds.Demand("shapefile", FileKinds.Of(head.Head), name);
        }

        // Two archives over one file, since one archive's entries share a position.
        using var shapes = Unpack.Zip(path);
        using var table = Unpack.Zip(path);
        var shapeFile = Layer(shapes, layer, name);
        var stem = shapeFile.FullName[..^4];
        var srid = Companion(shapes, stem, ".prj") is { } projection ? SourceCrs.OfWkt(SmallText(projection, name)) : (int?)null;
        var codePage = Companion(shapes, stem, ".cpg") is { } codes ? SmallText(codes, name).Trim() : null;
        var tableFile = Companion(table, stem, ".dbf") ?? throw new UsageException($"{name} holds {shapeFile.Name} without its .dbf; the values stand there. Zip all parts of the Shapefile together.");

        using var shapeStream = Unpack.OpenEntry(shapeFile, name);
        using var tableStream = Unpack.OpenEntry(tableFile, name);
        var values = new DbfTable(tableStream, codePage, tableFile.Name);
        var header = new byte[100];
        if (shapeStream.ReadAtLeast(header, 100, throwOnEndOfStream: false) < 100 || BinaryPrimitives.ReadInt32BigEndian(header) != 9994)
            throw Damaged(shapeFile.Name, 0);

        var head8 = new byte[8];
        for (var number = 1; ; number++)
        {
            var read = shapeStream.ReadAtLeast(head8, 8, throwOnEndOfStream: false);
            if (read == 0)
                break;
            var length = read < 8 ? -1 : BinaryPrimitives.ReadInt32BigEndian(head8.AsSpan(4)) * 2L;
            if (length is < 4 or > mostRecordBytes)
                throw Damaged(shapeFile.Name, number);
            var content = new byte[length];
            if (shapeStream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length)
                throw Damaged(shapeFile.Name, number);
            if (values.Next() is not { } row)
                throw new UsageException($"{tableFile.Name} has fewer records than {shapeFile.Name}, which has at least {number}: the Shapefile is damaged or was cut short. Nothing of it was kept; fetch it again.");
            if (values.IsDeleted)
                continue;
            var shape = Shape(content);
            if (shape is null && BinaryPrimitives.ReadInt32LittleEndian(content) != 0)
                issues.Add(IssueType.BadGeometry, number, null, "geometry", null, $"The geometry of record {number} cannot be read.");
            yield return new RawRow(number, values.Headers, row) { Shape = shape is { IsEmpty: true } ? null : shape, Srid = srid };
        }

        if (values.Next() is not null)
            throw new UsageException($"{shapeFile.Name} has fewer records than {tableFile.Name}: the Shapefile is damaged or was cut short. Nothing of it was kept; fetch it again.");
    }

    private static ZipArchiveEntry Layer(ZipArchive archive, string? layer, string name)
    {
        var all = Unpack.Entries(archive, ".shp");
        var fitting = layer is null ? all : all.Where(e => Path.GetFileNameWithoutExtension(e.Name).Equals(layer, StringComparison.OrdinalIgnoreCase)).ToList();
        return fitting.Count == 1 ? fitting[0]
            : throw new UsageException(all.Count == 0 ? $"{name} holds no .shp: it is no zipped Shapefile."
                : $"{name} holds the layers {string.Join(", ", all.Take(20).Select(e => Path.GetFileNameWithoutExtension(e.Name)))}; name one of them as layer in the manifest.");
    }

    private static ZipArchiveEntry? Companion(ZipArchive archive, string stem, string ending) =>
        archive.Entries.FirstOrDefault(e => e.FullName.Equals(stem + ending, StringComparison.OrdinalIgnoreCase));

    private static string SmallText(ZipArchiveEntry entry, string name)
    {
        using var stream = Unpack.OpenEntry(entry, name);
        var bytes = new byte[10_000];
        return Encoding.Latin1.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private static UsageException Damaged(string name, int number) =>
        new($"{name} is damaged or was cut short{(number == 0 ? "" : $" at record {number}")}. Nothing of it was kept; fetch it again.");

    /// <summary>Null when there is none, or none that its bytes can hold. A multi-patch is none on a map.</summary>
    private static Geometry? Shape(byte[] content)
    {
        var type = Int(0);
        // Types come in tens: plain, with Z, with M; the first two ordinates lie alike in all.
        switch (type is > 0 and < 30 ? type % 10 : 0)
        {
            case 1 when content.Length >= 20:
                return Point(4) is { } only ? new Point(only) : null;
            case 8 when content.Length >= 40 && Int(36) is >= 0 and var count && 40 + 16L * count <= content.Length:
                return Line(40, count) is { } points ? new MultiPoint(points.Select(p => new Point(p)).ToArray()) : null;
            case 3 or 5 when content.Length >= 44:
                return Lines() is not { } lines ? null : type % 10 == 5 ? Rings.Assemble(lines) : lines.Any(l => l.Length == 1) ? null : new MultiLineString(lines.Select(l => new LineString(l)).ToArray());
            default:
                return null;
        }

        int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(at));

        Coordinate? Point(int at)
        {
            var x = BinaryPrimitives.ReadDoubleLittleEndian(content.AsSpan(at));
            var y = BinaryPrimitives.ReadDoubleLittleEndian(content.AsSpan(at + 8));
            return double.IsFinite(x) && double.IsFinite(y) ? new Coordinate(x, y) : null;
        }

        Coordinate[]? Line(int at, int count)
        {
            var line = new Coordinate[count];
            for (var i = 0; i < count; i++)
            {
                if (Point(at + 16 * i) is not { } point)
                    return null;
                line[i] = point;
            }

            return line;
        }

        List<Coordinate[]>? Lines()
        {
            int parts = Int(36), points = Int(40);
            if (parts < 0 || points < 0 || 44L + 4L * parts + 16L * points > content.Length)
                return null;
            var lines = new List<Coordinate[]>();
            for (var i = 0; i < parts; i++)
            {
                int from = Int(44 + 4 * i), to = i + 1 < parts ? Int(48 + 4 * i) : points;
                if (from < 0 || to < from || to > points || Line(44 + 4 * parts + 16 * from, to - from) is not { } line)
                    return null;
                if (line.Length > 0)
                    lines.Add(line);
            }

            return lines;
        }
    }
}

/// <summary>Rings of a Shapefile's polygon to polygons: clockwise is a shell, the others are holes in the smallest shell around them.</summary>
internal static class Rings
{
    // Every hole is held against every shell; Scotland's coast with all its islands is a hundredth of this.
    private const long mostComparisons = 100_000_000;

    /// <summary>Null when a ring does not close or has fewer than four points.</summary>
    public static Geometry? Assemble(List<Coordinate[]> lines)
    {
        if (lines.Any(l => l.Length < 4 || !l[0].Equals2D(l[^1])))
            return null;
        var shells = new List<(LinearRing Ring, List<LinearRing> Holes)>();
        var holes = new List<LinearRing>();
        foreach (var ring in lines.Select(l => new LinearRing(l)))
        {
            if (Orientation.IsCCW(ring.CoordinateSequence))
                holes.Add(ring);
            else
                shells.Add((ring, []));
        }

        if ((long)shells.Count * holes.Count > mostComparisons)
            return null;
        foreach (var hole in holes)
        {
            var around = shells.Where(s => s.Ring.EnvelopeInternal.Contains(hole.EnvelopeInternal) && PointLocation.IsInRing(hole.CoordinateSequence.GetCoordinate(0), s.Ring.Coordinates))
                .OrderBy(s => s.Ring.EnvelopeInternal.Area).Select(s => s.Holes).FirstOrDefault();
            // A hole in nothing is a shell that was drawn the wrong way round.
            if (around is null)
                shells.Add((hole, []));
            else
                around.Add(hole);
        }

        var polygons = shells.Select(s => new Polygon(s.Ring, s.Holes.ToArray())).ToArray();
        return polygons.Length == 1 ? polygons[0] : new MultiPolygon(polygons);
    }
}
