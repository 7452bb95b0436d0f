using System.Globalization;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Fourth phase: where a record is, and how we know. Given coordinates first, then the centre of a full postcode, else nowhere; never a guess beyond that.</summary>
public static class Locate
{
    /// <summary>Reads the coordinates of a row: in the system declared, else the one the values can only be in.</summary>
    public static void Given(Draft draft, string? xText, string? yText, string? manifestCrs, int? fileSrid)
    {
        if ((draft.Layout.Becomes & (Becomes.Site | Becomes.Postcode)) == 0)
            return;
        if (xText is null && yText is null && draft.Shape is Point { IsEmpty: false } point)
            (xText, yText) = (point.X.ToString("R", CultureInfo.InvariantCulture), point.Y.ToString("R", CultureInfo.InvariantCulture));
        if (xText is null && yText is null)
            return;
        var original = $"{xText ?? "(empty)"}, {yText ?? "(empty)"}";
        if (!TryNumber(xText, out var x) || !TryNumber(yText, out var y))
        {
            draft.Report(IssueType.CoordinatesIncomplete, "longitude", original, $"Of the coordinates {original} not both can be read; they were not used.");
            return;
        }

        var declared = draft.Text("crs") is { } said ? SridOf(said) : null;
        declared ??= manifestCrs is null ? fileSrid : SridOf(manifestCrs);
        switch (Interpret(x, y))
        {
            case (4326, false):
                draft.Point = (x, y, 4326, "given");
                break;
            case (4326, true):
                draft.Point = (y, x, 4326, "swapped");
                draft.Report(IssueType.CoordinatesSwapped, "longitude", original, $"Longitude and latitude of {draft.Key} stood in each other's column ({original}) and were put right.");
                break;
            case (27700, false):
                draft.Point = (x, y, 27700, "given_grid");
                if (declared != 27700)
                    draft.Report(IssueType.CoordinatesOnGrid, "longitude", original, $"The coordinates {original} were read as eastings and northings of the British National Grid.");
                break;
            default:
                draft.Report(IssueType.CoordinatesImpossible, "longitude", original, $"The coordinates {original} of {draft.Key} lie in the United Kingdom on no system we know; they were not used.");
                break;
        }
    }

    /// <summary>EPSG code that a pair can only be in, and whether it is swapped; null when it is nowhere in the United Kingdom.
    /// Bounds: 49..61.5 degrees north, 9 west..2.5 east; grid 0..700 km by 0..1,300 km. No pair fits two of them, since grid values under 100 m lie in the sea.</summary>
    public static (int Srid, bool IsSwapped)? Interpret(double x, double y) =>
        x is >= -9 and <= 2.5 && y is >= 49 and <= 61.5 ? (4326, false)
        : y is >= -9 and <= 2.5 && x is >= 49 and <= 61.5 ? (4326, true)
        : x is > 100 and < 700_000 && y is > 100 and < 1_300_000 ? (27700, false)
        : null;

    private static bool TryNumber(string? text, out double number)
    {
        number = 0;
        return text is not null && double.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static int? SridOf(string crs)
    {
        var plain = string.Concat(crs.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return plain.Contains("27700", StringComparison.Ordinal) || plain.Contains("BNG", StringComparison.Ordinal) || plain.Contains("OSGB", StringComparison.Ordinal) || plain.Contains("BRITISHNATIONALGRID", StringComparison.Ordinal) ? 27700
            : plain.Contains("4326", StringComparison.Ordinal) || plain.Contains("WGS84", StringComparison.Ordinal) || plain.Contains("CRS84", StringComparison.Ordinal) ? 4326
            : null;
    }

    /// <summary>Sets geom, precision and method of every staged record, writes them into its content, and reports what is odd.</summary>
    public static Task PlaceAsync(NpgsqlConnection connection, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        UPDATE staged
        SET geom = CASE srid
                WHEN 4326 THEN ST_SetSRID(ST_MakePoint(x, y), 4326)
                ELSE ST_Transform(ST_SetSRID(ST_MakePoint(x, y), srid), 4326)
            END,
            precision = 'given'
        WHERE x IS NOT NULL;

        UPDATE staged s
        SET geom = p.geom, precision = 'postcode', method = 'postcode_centroid'
        FROM postcode p
        WHERE s.geom IS NULL AND p.postcode = s.content->>'postcode';

        UPDATE staged SET method = 'unlocated' WHERE geom IS NULL;

        UPDATE staged
        SET content = content || jsonb_build_object('location_precision', precision, 'location_method', method)
            || CASE WHEN geom IS NULL THEN '{}' ELSE jsonb_build_object('longitude', round(ST_X(geom)::numeric, 7), 'latitude', round(ST_Y(geom)::numeric, 7)) END;

        INSERT INTO staged_provenance (line, record_key, field, method, original_value, confidence)
        SELECT s.line, s.record_key, f.field,
               CASE s.method WHEN 'swapped' THEN 'longitude and latitude put into each other''s place'
                             WHEN 'given_grid' THEN 'transformed from the British National Grid (EPSG:27700)'
                             ELSE 'centre of postcode ' || (s.content->>'postcode') END,
               CASE WHEN s.method <> 'postcode_centroid' THEN concat_ws(', ', s.x, s.y) END,
               CASE s.method WHEN 'postcode_centroid' THEN 0.5 ELSE 0.95 END
        FROM staged s, (VALUES ('longitude'), ('latitude')) f (field)
        WHERE s.method IN ('swapped', 'given_grid', 'postcode_centroid');

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
        SELECT line, record_key, 'postcode', content->>'postcode', 'located-by-postcode',
               format('%s has no coordinates; the centre of %s stands in.', coalesce(content->>'name', record_key), content->>'postcode')
        FROM staged WHERE method = 'postcode_centroid'
        UNION ALL
        SELECT line, record_key, 'longitude', NULL, 'not-located',
               format('%s has neither usable coordinates nor a full postcode that is known; it is on no map.', coalesce(content->>'name', record_key))
        FROM staged WHERE method = 'unlocated'
        UNION ALL
        SELECT s.line, s.record_key, 'postcode', s.content->>'postcode', 'postcode-unknown',
               format('Postcode %s of %s is not in the postcode file.', s.content->>'postcode', coalesce(s.content->>'name', s.record_key))
        FROM staged s
        WHERE s.content->>'postcode' LIKE '% %'
          AND EXISTS (SELECT FROM postcode)
          AND NOT EXISTS (SELECT FROM postcode p WHERE p.postcode = s.content->>'postcode')
        UNION ALL
        SELECT s.line, s.record_key, 'longitude', format('%s, %s', s.content->>'longitude', s.content->>'latitude'), 'far-from-postcode',
               format('%s lies %s m from the centre of its own postcode %s.', coalesce(s.content->>'name', s.record_key),
                      round(ST_Distance(s.geom::geography, p.geom::geography)), p.postcode)
        FROM staged s
        JOIN postcode p ON p.postcode = s.content->>'postcode'
        WHERE s.precision = 'given' AND ST_Distance(s.geom::geography, p.geom::geography) > 500
        UNION ALL
        SELECT s.line, s.record_key, 'longitude', format('%s, %s', s.content->>'longitude', s.content->>'latitude'), 'outside-place',
               format('%s lies in no authority area that is loaded; it is kept, and counted in no area.', coalesce(s.content->>'name', s.record_key))
        FROM staged s
        WHERE s.geom IS NOT NULL
          AND EXISTS (SELECT FROM area WHERE kind = 'authority')
          AND NOT EXISTS (SELECT FROM area a WHERE a.kind = 'authority' AND ST_Covers(a.geom, s.geom))
        """, cancellation);
}
