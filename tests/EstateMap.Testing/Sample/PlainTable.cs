using System.Globalization;

namespace EstateMap.Testing.Sample;

/// <summary>A row of one of our own hand-made tables, its fields by column name.</summary>
public sealed class PlainRow(IReadOnlyDictionary<string, string> fields)
{
    public string Text(string column) => fields[column];

    public int Whole(string column) => int.Parse(fields[column], CultureInfo.InvariantCulture);

    public double Number(string column) => double.Parse(fields[column], CultureInfo.InvariantCulture);
}

/// <summary>Reads comma-separated tables without quotes, as the sample's inputs are; anything else is for the import to read.</summary>
public static class PlainTable
{
    /// <summary>The rows in the order of the file; throws <see cref="InvalidDataException"/> naming the line whose fields are not as many as the header's.</summary>
    public static IReadOnlyList<PlainRow> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select((line, i) => line.Split(',') is var fields && fields.Length == header.Length
            ? new PlainRow(header.Zip(fields).ToDictionary(f => f.First, f => f.Second))
            : throw new InvalidDataException($"{Path.GetFileName(path)} line {i + 2} has {fields.Length} fields where the header has {header.Length}."))];
    }
}
