using System.Text.Encodings.Web;
using System.Text.Json;

namespace EstateMap.Server.Maps.Registers;

/// <summary>CSV on the Web metadata of the published register (W3C, Metadata Vocabulary for Tabular Data, 17 December 2015): what each column means, how to read it, and under which licence.</summary>
internal static class RegisterMetadata
{
    public const string FileName = RegisterExport.FileName + "-metadata.json";
    public const string ContentType = "application/csvm+json";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="url">Of the CSV, absolute or beside the metadata.</param>
    public static byte[] Write(RegisterDataset dataset, string url)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context");
            json.WriteStringValue("http://www.w3.org/ns/csvw");
            json.WriteStartObject();
            json.WriteString("@language", "en");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("@type", "Table");
            json.WriteString("url", url);
            json.WriteString("dc:title", dataset.Title);
            json.WriteString("dc:description", dataset.Description ?? "Land and building assets in the columns of the Local Government Transparency Code 2015.");
            json.WriteString("dc:publisher", dataset.Publisher);
            if (dataset.PublisherUrl is { } page)
                WriteLink(json, "dc:source", page);
            if (dataset.LicenceUrl is { } licence)
                WriteLink(json, "dc:license", licence);
            else
                json.WriteString("dc:license", dataset.Licence);
            json.WriteString("dc:rights", dataset.Attribution);
            if (dataset.AsAt is { } asAt)
            {
                json.WriteStartObject("dc:modified");
                json.WriteString("@value", asAt.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("@type", "date");
                json.WriteEndObject();
            }

            WriteDialect(json);
            WriteSchema(json, dataset);
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private static void WriteDialect(Utf8JsonWriter json)
    {
        json.WriteStartObject("dialect");
        json.WriteString("encoding", "utf-8");
        json.WriteBoolean("header", true);
        json.WriteNumber("headerRowCount", 1);
        json.WriteString("delimiter", ",");
        json.WriteString("quoteChar", "\"");
        json.WriteBoolean("doubleQuote", true);
        json.WriteStartArray("lineTerminators");
        json.WriteStringValue("\r\n");
        json.WriteStringValue("\n");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter json, RegisterDataset dataset)
    {
        json.WriteStartObject("tableSchema");
        json.WriteStartArray("columns");
        foreach (var column in dataset.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("titles", column.Name);
            json.WriteString("dc:description", column.Description);
            json.WriteStartObject("datatype");
            json.WriteString("base", column.Base);
            if (column.Format is { } format)
                json.WriteString("format", format);
            if (column.Minimum is { } minimum)
                json.WriteNumber("minimum", minimum);
            if (column.Maximum is { } maximum)
                json.WriteNumber("maximum", maximum);
            json.WriteEndObject();
            json.WriteBoolean("required", column.IsRequired);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("primaryKey");
        foreach (var column in dataset.Key)
            json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, string property, string address)
    {
        json.WriteStartObject(property);
        json.WriteString("@id", address);
        json.WriteEndObject();
    }
}
