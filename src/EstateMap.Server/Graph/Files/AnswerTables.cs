using System.Text.Encodings.Web;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Maps;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Graph.Files;

/// <summary>A row a row of the list; geometries as well-known text in the CRS that the query asks for.</summary>
internal static class AnswerCsv
{
    public static async Task WriteAsync(AnswerReader reader, Stream output, bool withBom, CancellationToken cancellation)
    {
        var columns = reader.Query!.List.Columns;
        await using var csv = new CsvText(output, withBom);
        foreach (var column in columns) csv.Text(column.Name);
        var isHeaderOut = false;
        await foreach (var row in reader.RowsAsync(cancellation))
        {
            if (!isHeaderOut) await csv.EndRowAsync(cancellation);
            isHeaderOut = true;
            foreach (var column in columns)
            {
                switch (column.Kind)
                {
                    case ColumnKind.Integer or ColumnKind.Number or ColumnKind.Boolean:
                        csv.Plain(column.FindText(row) ?? "");
                        break;
                    case ColumnKind.Geometry:
                        csv.Text(column.Find(row) is { } geometry ? AnswerGeometry.Read(geometry).AsText() : null);
                        break;
                    default:
                        csv.Text(column.FindText(row));
                        break;
                }
            }

            await csv.EndRowAsync(cancellation);
        }

        if (!isHeaderOut) await csv.EndRowAsync(cancellation);
    }
}

/// <summary>A feature a row of the list: its first geometry is the feature's, all else its properties. Licences are members of the collection.</summary>
internal static class AnswerGeoJson
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="UsageException">The list selects no geometry, or one that is not in WGS84.</exception>
    public static async Task WriteAsync(AnswerReader reader, IReadOnlyList<ExportedDataset> datasets, Stream output, CancellationToken cancellation)
    {
        var list = reader.Query!.List;
        var isReady = list.IsOfFeatures;
        var geometry = list.Columns.FirstOrDefault(column => column.Kind == ColumnKind.Geometry);
        if (!isReady && geometry is null)
            throw new UsageException($"GeoJSON needs a geometry, and `{reader.Lists[0]}` selects none: add one, such as `geometry {{ type }}` of a site or an area, or choose csv, json or parquet.");
        await using var json = new FeatureStream(output, head =>
        {
            head.WriteString("name", list.Path[^1]);
            head.WriteString("attribution", string.Join(" ", datasets.Select(dataset => dataset.Attribution).Distinct()));
            head.WritePropertyName("datasets");
            head.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(datasets, Plain));
        });
        await foreach (var row in reader.RowsAsync(cancellation))
        {
            if (isReady) json.Whole(row);
            else json.Feature(properties => WriteProperties(properties, list.Columns.Where(column => column != geometry), row), place => WriteGeometry(place, geometry!, row));
            await json.FlushWhenLargeAsync(cancellation);
        }

        json.End();
    }

    private static void WriteProperties(Utf8JsonWriter json, IEnumerable<AnswerColumn> columns, JsonElement row)
    {
        foreach (var column in columns)
        {
            json.WritePropertyName(column.Name);
            if (column.Kind == ColumnKind.Geometry) WriteGeometry(json, column, row);
            else if (column.Find(row) is { } value) value.WriteTo(json);
            else json.WriteNullValue();
        }
    }

    private static void WriteGeometry(Utf8JsonWriter json, AnswerColumn column, JsonElement row)
    {
        if (column.Find(row) is { } geometry) AnswerGeometry.WriteGeoJson(json, column, geometry);
        else json.WriteNullValue();
    }
}
