using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace EstateMap.Testing.Sample;

/// <summary>Makes the derived files of geodata/sample from its hand-made ones; the same inputs give the same bytes.</summary>
public static class SampleBuilder
{
    // Any seed would do; changing it redraws every small area.
    private const ulong Seed = 20240630;

    /// <summary>Path within geodata/sample -> UTF-8 text with LF line ends.</summary>
    public static IReadOnlyDictionary<string, string> Build(SampleInputs inputs)
    {
        var areas = SchematicBoundaries.Draw(inputs, Seed);
        var people = SmallAreaPopulations.Share(areas, Seed);
        Geometry Union(IEnumerable<SmallArea> parts) => SchematicBoundaries.Dissolve(parts.Select(a => a.Shape));

        return new Dictionary<string, string>
        {
            ["boundaries/authority.geojson"] = Features([([("area_code", inputs.AuthorityCode), ("area_name", inputs.AuthorityName)], Union(areas))]),
            ["boundaries/neighbourhoods.geojson"] = Features(areas.GroupBy(a => a.Ward.Neighbourhood).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (Fields: new[] { ("area_name", g.Key) }, Shape: Union(g)))),
            ["boundaries/wards.geojson"] = Features(areas.GroupBy(a => a.Ward)
                .Select(g => (Fields: new[] { ("area_code", g.Key.Code), ("area_name", g.Key.Name) }, Shape: Union(g)))),
            ["boundaries/small-areas.geojson"] = Features(areas
                .Select(a => (Fields: new[] { ("area_code", a.Code), ("area_name", $"{a.Ward.Name} {a.Code[^2..]}") }, a.Shape))),
            ["population/authority.csv"] = PopulationTable([(inputs.AuthorityCode, Sum(inputs.Wards))]),
            ["population/wards.csv"] = PopulationTable(inputs.Wards.Select(w => (w.Code, Sum([w])))),
            ["population/small-areas.csv"] = PopulationTable(areas.Select(a => (a.Code, people[a.Code]))),
        };
    }

    private static PeopleByAge Sum(IReadOnlyList<SampleWard> wards) =>
        new(wards.Sum(w => w.Aged0To15), wards.Sum(w => w.Aged16To64), wards.Sum(w => w.Aged65AndOver));

    private static string PopulationTable(IEnumerable<(string Code, PeopleByAge People)> rows) =>
        string.Join('\n', rows.Select(r => $"{r.Code},{r.People.All},{r.People.Aged0To15},{r.People.Aged16To64},{r.People.Aged65AndOver}")
            .Prepend("area_code,population_all,population_0_15,population_16_64,population_65_over")) + "\n";

    // A feature a line, so that a change to one area is one line of a diff; rings run as RFC 7946 asks, outer ones anticlockwise.
    private static string Features(IEnumerable<((string Name, string Value)[] Fields, Geometry Shape)> features) =>
        "{\"type\":\"FeatureCollection\",\"features\":[\n" + string.Join(",\n", features.Select(f => Feature(f.Fields, f.Shape))) + "\n]}\n";

    private static string Feature((string Name, string Value)[] fields, Geometry shape)
    {
        var text = new StringBuilder("{\"type\":\"Feature\",\"properties\":{");
        text.AppendJoin(',', fields.Select(f => $"{JsonSerializer.Serialize(f.Name)}:{JsonSerializer.Serialize(f.Value, Plain)}"));
        text.Append("},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[");
        text.AppendJoin(',', Enumerable.Range(0, shape.NumGeometries).Select(i => Rings((Polygon)shape.GetGeometryN(i))));
        return text.Append("]}}").ToString();
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Rings(Polygon polygon)
    {
        var oriented = polygon.Copy();
        oriented.Normalize();
        // NTS normal form runs outer rings clockwise and holes anticlockwise: the reverse of RFC 7946.
        var reversed = (Polygon)oriented.Reverse();
        var rings = reversed.InteriorRings.Prepend(reversed.ExteriorRing);
        return "[" + string.Join(',', rings.Select(ring => "[" + string.Join(',', ring.Coordinates.Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"[{c.X:0.#####},{c.Y:0.#####}]"))) + "]")) + "]";
    }
}
