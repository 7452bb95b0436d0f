using GraphQL.Types;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>A whole GeoJSON object, in and out.</summary>
internal sealed class GeometryScalar : ScalarGraphType
{
    public GeometryScalar()
    {
        Name = "Geometry";
        Description = "A whole GeoJSON geometry, in and out; `crs` beside `type` is an EPSG code, 4326 unless given.";
    }

    public override object? ParseLiteral(GraphQLValue value) => value is GraphQLNullValue ? null : GeoJsonInput.Read(GeoJsonInput.Plain(value));

    public override object? ParseValue(object? value) => value is null ? null : GeoJsonInput.Read(value);

    public override bool CanParseLiteral(GraphQLValue value) => value is GraphQLObjectValue or GraphQLNullValue;
}

/// <summary>Values that leave as they are: numbers, arrays, objects of JSON.</summary>
internal sealed class OutputScalar : ScalarGraphType
{
    public OutputScalar(string name, string description)
    {
        Name = name;
        Description = description;
    }

    public override object? Serialize(object? value) => value;

    public override object? ParseLiteral(GraphQLValue value) => value is GraphQLNullValue ? null : GeoJsonInput.Plain(value);

    public override object? ParseValue(object? value) => value;
}

/// <summary>A date without time, yyyy-MM-dd.</summary>
internal sealed class LocalDateScalar : ScalarGraphType
{
    public LocalDateScalar()
    {
        Name = "LocalDate";
        Description = "A date without a time, yyyy-MM-dd.";
    }

    public override object? Serialize(object? value) => value switch
    {
        null => null,
        DateOnly date => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        _ => ThrowSerializationError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var date) => date,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLNullValue => null,
        GraphQLStringValue text => ParseValue(text.Value.ToString()),
        _ => ThrowLiteralConversionError(value),
    };
}

/// <summary>An instant, ISO 8601: written in UTC to the millisecond, read with any offset.</summary>
internal sealed class InstantScalar : ScalarGraphType
{
    // With or without seconds and their parts, but never without saying how far from UTC: a server does not know the caller's clock.
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    public InstantScalar()
    {
        Name = "DateTime";
        Description = "An instant, ISO 8601 with its offset from UTC, such as 2026-01-31T09:30:00Z; answers are in UTC.";
    }

    public override object? Serialize(object? value) => value switch
    {
        null => null,
        DateTime instant => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        _ => ThrowSerializationError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        string text when (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTime.TryParseExact(text, Forms, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal, out var instant) => instant,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLNullValue => null,
        GraphQLStringValue text => ParseValue(text.Value.ToString()),
        _ => ThrowLiteralConversionError(value),
    };
}
