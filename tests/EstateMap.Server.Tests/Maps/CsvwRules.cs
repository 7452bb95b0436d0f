using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EstateMap.Server.Tests.Maps;

/// <summary>
/// The rules of CSV on the Web for one table: Metadata Vocabulary for Tabular Data (https://www.w3.org/TR/tabular-metadata/) for its description,
/// Model for Tabular Data (https://www.w3.org/TR/tabular-data-model/) for the table held against it. Stricter than a processor has to be: what it may pass over with a warning is a fault here.
/// </summary>
internal static class CsvwRules
{
    private static readonly string[] TableProperties = ["@context", "@type", "@id", "url", "dialect", "notes", "suppressOutput", "tableDirection", "tableSchema", "transformations"];
    private static readonly string[] Inherited = ["aboutUrl", "datatype", "default", "lang", "null", "ordered", "propertyUrl", "required", "separator", "textDirection", "valueUrl"];
    private static readonly string[] SchemaProperties = ["@type", "@id", "columns", "foreignKeys", "primaryKey", "rowTitles", .. Inherited];
    private static readonly string[] ColumnProperties = ["@type", "@id", "name", "suppressOutput", "titles", "virtual", .. Inherited];
    private static readonly string[] DialectProperties =
        ["@type", "@id", "commentPrefix", "delimiter", "doubleQuote", "encoding", "header", "headerRowCount", "lineTerminators", "quoteChar", "skipBlankRows", "skipColumns", "skipInitialSpace", "skipRows", "trim"];
    private static readonly string[] DatatypeProperties = ["@type", "@id", "base", "format", "length", "minLength", "maxLength", "minimum", "maximum", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"];
    private static readonly string[] Datatypes = ["string", "anyURI", "date", "decimal", "boolean"];

    // Prefixes that the RDFa initial context gives; of those only Dublin Core is used.
    private static readonly string[] Prefixes = ["dc", "dcterms"];

    /// <summary>Every fault of the description and of the table, in words.</summary>
    public static List<string> Faults(byte[] metadata, string table)
    {
        var faults = new List<string>();
        using var parsed = JsonDocument.Parse(metadata, new JsonDocumentOptions { AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow });
        var root = parsed.RootElement;
        Members(root, TableProperties, isCommonAllowed: true, "table", faults);
        var context = root.GetProperty("@context");
        Rule(context.ValueKind == JsonValueKind.Array && context.GetArrayLength() == 2 && context[0].GetString() == "http://www.w3.org/ns/csvw" && context[1].GetProperty("@language").GetString() == "en", "@context is not the vocabulary and a language");
        Rule(root.GetProperty("@type").GetString() == "Table", "@type is not Table");
        Rule(Uri.TryCreate(root.GetProperty("url").GetString(), UriKind.RelativeOrAbsolute, out _), "url is none");
        foreach (var said in (string[])["dc:title", "dc:publisher", "dc:license", "dc:rights"])
            Rule(root.TryGetProperty(said, out var text) && (text.ValueKind == JsonValueKind.Object ? text.GetProperty("@id").GetString() : text.GetString()) is { Length: > 0 }, $"{said} is missing");

        var dialect = root.GetProperty("dialect");
        Members(dialect, DialectProperties, isCommonAllowed: false, "dialect", faults);
        Rule(dialect.GetProperty("encoding").GetString() == "utf-8" && dialect.GetProperty("header").GetBoolean() && dialect.GetProperty("delimiter").GetString() == ",", "the dialect is another than the table's");

        var schema = root.GetProperty("tableSchema");
        Members(schema, SchemaProperties, isCommonAllowed: true, "tableSchema", faults);
        var columns = schema.GetProperty("columns").EnumerateArray().ToList();
        foreach (var column in columns)
            Column(column);
        var names = columns.Select(column => column.GetProperty("name").GetString()!).ToList();
        Rule(names.Distinct().Count() == names.Count, "two columns have one name");

        var rows = Rows(table, faults);
        Rule(rows.Count > 0 && rows[0].SequenceEqual(columns.Select(column => column.GetProperty("titles").GetString()!)), "the header is not the titles of the columns");
        var key = schema.GetProperty("primaryKey").EnumerateArray().Select(column => names.IndexOf(column.GetString()!)).ToArray();
        Rule(key.Length > 0 && !key.Contains(-1), "primaryKey names no column");
        Rule(rows.Skip(1).DistinctBy(row => string.Join('\u001f', key.Select(column => row[column]))).Count() == rows.Count - 1, "two rows have one key");
        for (var i = 1; i < rows.Count; i++)
            for (var c = 0; c < columns.Count && rows[i].Count == columns.Count; c++)
                if (CellFault(columns[c], rows[i][c]) is { } fault)
                    faults.Add($"row {i}, {names[c]} '{rows[i][c]}': {fault}");
        return faults;

        void Column(JsonElement column)
        {
            Members(column, ColumnProperties, isCommonAllowed: true, "column", faults);
            var name = column.GetProperty("name").GetString()!;
            Rule(Regex.IsMatch(name, "^[A-Za-z0-9][A-Za-z0-9_.]*$"), $"the name '{name}' is no URI template variable");
            Rule(column.GetProperty("required").ValueKind is JsonValueKind.True or JsonValueKind.False, $"required of {name} is no boolean");
            var datatype = column.GetProperty("datatype");
            Members(datatype, DatatypeProperties, isCommonAllowed: false, $"datatype of {name}", faults);
            var of = datatype.GetProperty("base").GetString();
            Rule(Datatypes.Contains(of), $"{name} has the datatype {of}");
            Rule(of is "decimal" or "date" || !datatype.TryGetProperty("minimum", out _) && !datatype.TryGetProperty("maximum", out _), $"{of} of {name} has no order");
        }

        void Rule(bool holds, string otherwise)
        {
            if (!holds)
                faults.Add(otherwise);
        }
    }

    private static void Members(JsonElement of, string[] allowed, bool isCommonAllowed, string what, List<string> faults)
    {
        var seen = new HashSet<string>();
        foreach (var member in of.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                faults.Add($"{what} has {member.Name} twice");
            if (member.Name.Split(':') is [var prefix, { Length: > 0 }] && isCommonAllowed && Prefixes.Contains(prefix))
                CommonValue(member, what, faults);
            else if (!allowed.Contains(member.Name))
                faults.Add($"{what} has {member.Name}, which means nothing there");
        }
    }

    /// <summary>Section 5.8: a text, or an object with an address, or one with a value and its type.</summary>
    private static void CommonValue(JsonProperty member, string what, List<string> faults)
    {
        if (member.Value.ValueKind == JsonValueKind.String)
            return;
        var holds = member.Value.ValueKind == JsonValueKind.Object && member.Value.EnumerateObject().Select(m => m.Name).ToArray() switch
        {
            ["@id"] => Uri.TryCreate(member.Value.GetProperty("@id").GetString(), UriKind.Absolute, out _),
            ["@value", "@type"] => Datatypes.Contains(member.Value.GetProperty("@type").GetString()),
            _ => false,
        };
        if (!holds)
            faults.Add($"{what} says {member.Name} in a way that cannot be read");
    }

    private static string? CellFault(JsonElement column, string cell)
    {
        // The default of `null` is the empty text.
        if (cell.Length == 0)
            return column.GetProperty("required").GetBoolean() ? "required" : null;
        var datatype = column.GetProperty("datatype");
        var format = datatype.TryGetProperty("format", out var said) ? said.GetString() : null;
        switch (datatype.GetProperty("base").GetString())
        {
            case "decimal":
                // XML Schema's decimal: no exponent, no blank, no thousands.
                if (!Regex.IsMatch(cell, @"^[+-]?(\d+(\.\d*)?|\.\d+)$"))
                    return "no decimal";
                var number = double.Parse(cell, CultureInfo.InvariantCulture);
                return datatype.TryGetProperty("minimum", out var least) && number < least.GetDouble() || datatype.TryGetProperty("maximum", out var most) && number > most.GetDouble() ? "outside its bounds" : null;
            case "date":
                return format == "yyyy-MM-dd" && DateOnly.TryParseExact(cell, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "no date";
            case "boolean":
                return cell is "true" or "false" ? null : "no boolean";
            case "anyURI":
                return Uri.TryCreate(cell, UriKind.Absolute, out _) ? null : "no address";
            default:
                return format is null || Regex.IsMatch(cell, $"^(?:{format})$") ? null : $"not of the form {format}";
        }
    }

    /// <summary>RFC 4180 to the letter.</summary>
    private static List<List<string>> Rows(string text, List<string> faults)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var cell = new StringBuilder();
            if (text[at] == '"')
            {
                for (at++; at < text.Length && (text[at] != '"' || at + 1 < text.Length && text[at + 1] == '"'); at++)
                    if (text[at] == '"')
                        cell.Append(text[at++]);
                    else
                        cell.Append(text[at]);
                at++;
            }
            else
            {
                while (at < text.Length && text[at] is not (',' or '\r' or '\n' or '"'))
                    cell.Append(text[at++]);
            }

            row.Add(cell.ToString());
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            if (string.CompareOrdinal(text, at, "\r\n", 0, 2) != 0)
                faults.Add($"row {rows.Count} does not end with a carriage return and a line feed");
            at = text.IndexOf('\n', Math.Min(at, text.Length - 1)) is >= 0 and var end ? end + 1 : text.Length;
            rows.Add(row);
            row = [];
        }

        foreach (var (uneven, i) in rows.Select((cells, i) => (cells, i)).Where(r => r.cells.Count != rows[0].Count))
            faults.Add($"row {i} has {uneven.Count} cells, the header {rows[0].Count}");
        return rows;
    }
}
