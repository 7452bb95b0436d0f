using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Parquet;
using Parquet.Schema;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Graph.Files;

/// <summary>
/// Apache Parquet with typed columns, and GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/) where a geometry is selected: well-known binary, WGS84, longitude first.
/// Licences are in the file's metadata under <c>attribution</c> and <c>datasets</c>.
/// </summary>
internal sealed class AnswerParquet
{
    // Rows in memory at a time.
    private const int GroupSize = 10_000;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly (AnswerColumn Column, DataField Field, List<object?> Values)[] _columns;
    private readonly Dictionary<AnswerColumn, (SortedSet<string> Types, Envelope Extent)> _geometries;

    private AnswerParquet(IReadOnlyList<AnswerColumn> columns)
    {
        _columns = [.. columns.Select(column => (column, Field(column), new List<object?>()))];
        _geometries = columns.Where(column => column.Kind == ColumnKind.Geometry).ToDictionary(column => column, _ => (new SortedSet<string>(StringComparer.Ordinal), new Envelope()));
    }

    public static async Task WriteAsync(AnswerReader reader, IReadOnlyList<ExportedDataset> datasets, Stream output, CancellationToken cancellation)
    {
        var made = new AnswerParquet(reader.Query!.List.Columns);
        await using var file = await ParquetWriter.CreateAsync(new ParquetSchema(made._columns.Select(column => column.Field)), output, cancellationToken: cancellation);
        var waiting = 0;
        await foreach (var row in reader.RowsAsync(cancellation))
        {
            made.Add(row);
            if (++waiting < GroupSize) continue;
            await made.WriteGroupAsync(file, cancellation);
            waiting = 0;
        }

        await made.WriteGroupAsync(file, cancellation);
        var metadata = new Dictionary<string, string>
        {
            ["attribution"] = string.Join(" ", datasets.Select(dataset => dataset.Attribution).Distinct()),
            ["datasets"] = JsonSerializer.Serialize(datasets, Plain),
        };
        if (made._geometries.Count > 0) metadata["geo"] = made.GeoMetadata();
        file.CustomMetadata = metadata;
    }

    private static DataField Field(AnswerColumn column) => column.Kind switch
    {
        ColumnKind.Integer => new DataField<int?>(column.Name),
        ColumnKind.Number => new DataField<double?>(column.Name),
        ColumnKind.Boolean => new DataField<bool?>(column.Name),
        ColumnKind.Day => new DataField<DateOnly?>(column.Name),
        ColumnKind.Instant => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: true),
        ColumnKind.Geometry => new DataField(column.Name, typeof(byte[]), isNullable: true),
        _ => new DataField(column.Name, typeof(string), isNullable: true),
    };

    private void Add(JsonElement row)
    {
        foreach (var (column, _, values) in _columns)
        {
            values.Add((column.Find(row), column.Kind) switch
            {
                (null, _) => null,
                ({ } value, ColumnKind.Integer) => value.GetInt32(),
                ({ } value, ColumnKind.Number) => value.GetDouble(),
                ({ } value, ColumnKind.Boolean) => value.GetBoolean(),
                ({ } value, ColumnKind.Day) => DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                ({ } value, ColumnKind.Instant) => value.GetDateTime(),
                ({ } value, ColumnKind.Geometry) => Binary(column, value),
                _ => column.FindText(row),
            });
        }
    }

    private byte[] Binary(AnswerColumn column, JsonElement value)
    {
        AnswerGeometry.RequireWgs84(column, value, "GeoParquet");
        var geometry = AnswerGeometry.Read(value);
        var (types, extent) = _geometries[column];
        types.Add(geometry.GeometryType);
        extent.ExpandToInclude(geometry.EnvelopeInternal);
        return geometry.AsBinary();
    }

    private async Task WriteGroupAsync(ParquetWriter file, CancellationToken cancellation)
    {
        if (_columns.Length == 0 || _columns[0].Values.Count == 0) return;
        using var group = file.CreateRowGroup();
        foreach (var (column, field, values) in _columns)
        {
            switch (column.Kind)
            {
                case ColumnKind.Integer:
                    await group.WriteAsync<int>(field, Array<int>(values), cancellationToken: cancellation);
                    break;
                case ColumnKind.Number:
                    await group.WriteAsync<double>(field, Array<double>(values), cancellationToken: cancellation);
                    break;
                case ColumnKind.Boolean:
                    await group.WriteAsync<bool>(field, Array<bool>(values), cancellationToken: cancellation);
                    break;
                case ColumnKind.Day:
                    await group.WriteAsync<DateOnly>(field, Array<DateOnly>(values), cancellationToken: cancellation);
                    break;
                case ColumnKind.Instant:
                    await group.WriteAsync<DateTime>(field, Array<DateTime>(values), cancellationToken: cancellation);
                    break;
                case ColumnKind.Geometry:
                    await group.WriteAsync(field, values.Select(value => (byte[]?)value).ToArray()!);
                    break;
                default:
                    await group.WriteAsync(field, values.Select(value => (string?)value).ToArray()!);
                    break;
            }

            values.Clear();
        }

        group.CompleteValidate();

        static ReadOnlyMemory<T?> Array<T>(List<object?> values)
            where T : struct => values.Select(value => (T?)value).ToArray();
    }

    private string GeoMetadata() => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["version"] = "1.1.0",
        ["primary_column"] = _geometries.Keys.First().Name,
        ["columns"] = _geometries.ToDictionary(geometry => geometry.Key.Name, geometry => Described(geometry.Value.Types, geometry.Value.Extent)),
    });

    private static Dictionary<string, object> Described(SortedSet<string> types, Envelope extent)
    {
        var described = new Dictionary<string, object> { ["encoding"] = "WKB", ["geometry_types"] = types };
        if (!extent.IsNull) described["bbox"] = new[] { extent.MinX, extent.MinY, extent.MaxX, extent.MaxY };
        return described;
    }
}
