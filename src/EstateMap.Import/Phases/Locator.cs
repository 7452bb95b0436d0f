using System.Globalization;
using EstateMap.Database;
using EstateMap.Import.Issues;
using EstateMap.Import.Issues.Proposals;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>
/// Fourth phase, second half: where a record is, and how we know. Given coordinates first, then the centre of a full postcode, else nowhere; never a guess beyond that.
/// Postcodes and authorities are held in memory, since every row asks for them; eastings and northings go through PostGIS, which has the OSTN15 grid, a batch at a time.
/// </summary>
internal sealed class Locator
{
    private const double farFromPostcode_m = 500;

    private readonly bool forSites;

    private readonly Dictionary<ulong, (double Longitude, double Latitude)> postcodes = [];
    private readonly List<(Envelope Box, IndexedPointInAreaLocator Area)> authorities = [];

    // By the three letters of the inward code; made when first asked, which most files never do.
    private ILookup<uint, (string Postcode, double Longitude, double Latitude)>? sameInward;

    private NearestPostcode? nearest;

    // Metres; measured when the first eastings and northings come.
    private double? gridError_m;

    private Locator(bool forSites) => this.forSites = forSites;

    /// <summary>Reads what is loaded of postcodes and authorities; for a file of postcodes there is nothing to look up, only grid coordinates to turn into degrees.</summary>
    public static async Task<Locator> LoadAsync(NpgsqlConnection connection, bool forSites, CancellationToken cancellation)
    {
        var locator = new Locator(forSites);
        if (!forSites)
            return locator;
        await using (var command = new NpgsqlCommand("SELECT postcode, ST_X(geom), ST_Y(geom) FROM postcode", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                locator.postcodes[Packed(reader.GetString(0))] = (reader.GetDouble(1), reader.GetDouble(2));
        var wkb = new WKBReader();
        await using (var command = new NpgsqlCommand("SELECT ST_AsBinary(geom) FROM area WHERE kind = 'authority' AND ended_by_run_id IS NULL", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var outline = wkb.Read(reader.GetFieldValue<byte[]>(0));
                locator.authorities.Add((outline.EnvelopeInternal, new IndexedPointInAreaLocator(outline)));
            }
        }

        return locator;
    }

    /// <summary>Sets place and method of a draft whose point, if any, is in degrees; writes them into its content and reports what is odd.</summary>
    public void Place(Draft draft)
    {
        if (!forSites)
        {
            if (draft.Point is { } at)
            {
                draft.Place = (at.X, at.Y, "given");
                draft.Set("location_method", at.Method);
                draft.Set("longitude", decimal.Round((decimal)at.X, 7));
                draft.Set("latitude", decimal.Round((decimal)at.Y, 7));
            }

            return;
        }

        var name = draft.Text("name") ?? draft.Key!;
        var postcode = draft.Text("postcode") is { } text && text.Contains(' ', StringComparison.Ordinal) ? text : null;
        (double Longitude, double Latitude)? centre = postcode is not null && postcodes.TryGetValue(Packed(postcode), out var found) ? found : null;
        if (draft.Point is { } given)
        {
            // Seven decimals are a centimetre: what more there is in a file is noise of its making.
            draft.Place = (Math.Round(given.X, 7), Math.Round(given.Y, 7), given.Method == "footprint" ? "footprint" : "given");
            draft.LocationMethod = given.Method;
            if (given.Method == "swapped")
                Assume(draft, "longitude and latitude put into each other's place", string.Create(CultureInfo.InvariantCulture, $"{given.Y}, {given.X}"), 0.95m);
        }
        else if (centre is { } middle)
        {
            draft.Place = (middle.Longitude, middle.Latitude, "postcode");
            draft.LocationMethod = "postcode_centroid";
            Assume(draft, $"centre of postcode {postcode}", null, 0.5m);
            draft.Report(IssueType.LocatedByPostcode, "postcode", postcode, $"{name} has no coordinates; the centre of {postcode} stands in.");
        }
        else
        {
            draft.LocationMethod = "unlocated";
            draft.Report(IssueType.NotLocated, "longitude", null, $"{name} has neither usable coordinates nor a full postcode that is known; it is on no map.");
        }

        NameByPlace(draft);
        draft.Set("location_precision", draft.Place?.Precision ?? "unlocated");
        draft.Set("location_method", draft.LocationMethod);
        if (postcode is not null && centre is null && postcodes.Count > 0)
            draft.Report(IssueType.PostcodeUnknown, "postcode", postcode, $"Postcode {postcode} of {name} is not in the postcode file.", OtherOutward(postcode, draft));
        if (draft.Place is not { } place)
            return;

        var (longitude, latitude) = (decimal.Round((decimal)place.Longitude, 7), decimal.Round((decimal)place.Latitude, 7));
        draft.Set("longitude", longitude);
        draft.Set("latitude", latitude);
        if (place.Precision != "postcode" && centre is { } own && Apart_m(place.Longitude, place.Latitude, own.Longitude, own.Latitude) is > farFromPostcode_m and var apart_m)
            draft.Report(IssueType.FarFromPostcode, "longitude", Invariant($"{longitude}, {latitude}"), Invariant($"{name} lies {apart_m:0} m from the centre of its own postcode {postcode}."));
        draft.IsOutsidePlace = authorities.Count > 0 && !IsInAuthority(new Coordinate(place.Longitude, place.Latitude));
        if (draft.IsOutsidePlace)
            draft.Report(IssueType.OutsidePlace, "longitude", Invariant($"{longitude}, {latitude}"), $"{name} lies in no authority area that is loaded; it is kept, and counted in no area.");
    }

    /// <summary>The postcode that is meant, when only its outward code can be wrong; a row without a point of its own does not say enough.</summary>
    private string? OtherOutward(string postcode, Draft draft)
    {
        if (draft.Place is not { Precision: "given" or "footprint" } place)
            return null;
        sameInward ??= postcodes.ToLookup(known => (uint)(known.Key & 0xFF_FFFF), known => (Unpacked(known.Key), known.Value.Longitude, known.Value.Latitude));
        return OtherPostcode.WithOtherOutward(postcode, sameInward[(uint)(Packed(postcode) & 0xFF_FFFF)].Select(known => (known.Item1, Apart_m(place.Longitude, place.Latitude, known.Longitude, known.Latitude))));
    }

    /// <summary>What the source leaves without a name is called after its kind and the nearest postcode; an assumption, and no name to match by.</summary>
    private void NameByPlace(Draft draft)
    {
        if (draft.Text("unnamed_kind") is not { } kind)
            return;
        nearest ??= new NearestPostcode(postcodes.Select(known => (Unpacked(known.Key), known.Value.Longitude, known.Value.Latitude)));
        var name = draft.Place is not { } at ? kind
            : nearest.To(at.Longitude, at.Latitude) is { } postcode ? $"{kind} near {postcode}" : string.Create(CultureInfo.InvariantCulture, $"{kind} at {at.Latitude:0.0000}, {at.Longitude:0.0000}");
        draft.Derive("name", name, "the source gives no name: called after its kind and the nearest postcode", confidence: 0.5m);
        draft.Report(IssueType.NameDerived, "name", null, $"The source gives no name; it is called '{name}' here.");
    }

    private bool IsInAuthority(Coordinate at)
    {
        foreach (var (box, area) in authorities)
            if (box.Contains(at) && area.Locate(at) != Location.Exterior)
                return true;
        return false;
    }

    private static void Assume(Draft draft, string method, string? original, decimal confidence)
    {
        foreach (var field in (string[])["longitude", "latitude"])
            draft.Provenance.Add(new ProvenanceDraft(field, method, original, confidence));
    }

    /// <summary>How far the database's transformation from the British National Grid is out, in metres: null while nothing was on it.</summary>
    public double? GridError_m => gridError_m;

    /// <summary>Turns points on the British National Grid into degrees. What people put right is in degrees too: this comes first.</summary>
    public async Task FromGridAsync(NpgsqlConnection connection, List<Draft> drafts, CancellationToken cancellation)
    {
        var onGrid = drafts.Where(d => d.Point is { Srid: 27700 }).ToArray();
        if (onGrid.Length == 0)
            return;
        gridError_m ??= await ProjData.MeasureError_mAsync(connection, cancellation);
        var how = gridError_m < ProjData.Exact_m ? "transformed from the British National Grid (EPSG:27700)"
            : Invariant($"transformed from the British National Grid (EPSG:27700) without the OSTN15 grid, about {gridError_m:0} m out");
        await using var command = new NpgsqlCommand(
            """
            SELECT ST_X(g), ST_Y(g)
            FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY p (x, y, n)
            CROSS JOIN LATERAL ST_Transform(ST_SetSRID(ST_MakePoint(p.x, p.y), 27700), 4326) g
            ORDER BY n
            """, connection);
        command.Parameters.AddWithValue(onGrid.Select(d => d.Point!.Value.X).ToArray());
        command.Parameters.AddWithValue(onGrid.Select(d => d.Point!.Value.Y).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        foreach (var draft in onGrid)
        {
            await reader.ReadAsync(cancellation);
            var (x, y, _, method) = draft.Point!.Value;
            Assume(draft, how, string.Create(CultureInfo.InvariantCulture, $"{x}, {y}"), gridError_m < ProjData.Exact_m ? 0.95m : 0.7m);
            draft.Point = (reader.GetDouble(0), reader.GetDouble(1), 4326, method);
        }
    }

    /// <summary>Metres between two points in degrees that are some kilometres apart at most: arc lengths of the WGS84 spheroid at the middle latitude (series of the US National Imagery and Mapping Agency), good to 1 in 10,000 there.</summary>
    private static double Apart_m(double longitudeA, double latitudeA, double longitudeB, double latitudeB)
    {
        var middle = (latitudeA + latitudeB) / 2 * Math.PI / 180;
        var north = (111_132.92 - 559.82 * Math.Cos(2 * middle) + 1.175 * Math.Cos(4 * middle)) * (latitudeA - latitudeB);
        var east = (111_412.84 * Math.Cos(middle) - 93.5 * Math.Cos(3 * middle) + 0.118 * Math.Cos(5 * middle)) * (longitudeA - longitudeB);
        return Math.Sqrt(north * north + east * east);
    }

    /// <summary>A postcode's eight ASCII letters as one number: the England of postcodes fits into memory that way.</summary>
    private static ulong Packed(string postcode)
    {
        ulong packed = 0;
        foreach (var c in postcode)
            packed = packed << 8 | (byte)c;
        return packed;
    }

    private static string Unpacked(ulong packed)
    {
        var letters = new char[8];
        var at = letters.Length;
        for (; packed > 0; packed >>= 8)
            letters[--at] = (char)(packed & 0xFF);
        return new string(letters, at, letters.Length - at);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
