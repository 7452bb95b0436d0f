using System.Globalization;
using EstateMap.Server.People;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Graph;

/// <summary>
/// The values of one statement. Statements are composed of constant fragments only; whatever comes from a caller becomes a parameter here.
/// </summary>
internal sealed class SqlParameters
{
    // PostgreSQL plans some thousands of conditions in seconds, and cannot plan many more.
    private const int MostConditions = 1_000;

    private readonly List<NpgsqlParameter> _all = [];
    private int _conditions;

    /// <exception cref="GraphRequestError">HC0016: the statement has too many.</exception>
    public void CountCondition()
    {
        if (++_conditions > MostConditions) throw GraphRequestError.BadArgument($"`where` holds more than {MostConditions} conditions.");
    }

    /// <summary>Adds a value and gives the placeholder, with its cast, that stands for it.</summary>
    public string Text(string? value) => Add(Checked(value), NpgsqlDbType.Text, "text");

    /// <summary>A LIKE pattern for lower-cased columns: the text itself between the given wildcards, its own % and _ meaning themselves.</summary>
    public string Pattern(string before, string text, string after) =>
        Text(before + text.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + after);

    public string Texts(IReadOnlyCollection<string> values) => Add(values.Select(Checked).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, "text[]");

    public string Number(double value) => Add(value, NpgsqlDbType.Double, "double precision");

    public string Numbers(IReadOnlyCollection<double> values) => Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Double, "double precision[]");

    public string Integer(long value) => Add(value, NpgsqlDbType.Bigint, "bigint");

    /// <summary>Null stands for "any" in statements that say so.</summary>
    public string FindInteger(long? value) => Add(value, NpgsqlDbType.Bigint, "bigint");

    /// <summary>Null stands for "any" in statements that say so.</summary>
    public string FindIntegers(IReadOnlyCollection<long>? values) => Add(values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint, "bigint[]");

    public string Integers(IReadOnlyCollection<long> values) => Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint, "bigint[]");

    public string Boolean(bool value) => Add(value, NpgsqlDbType.Boolean, "boolean");

    public string Day(DateOnly value) => Add(value, NpgsqlDbType.Date, "date");

    public string Days(IReadOnlyCollection<DateOnly> values) => Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date, "date[]");

    /// <summary>In UTC.</summary>
    public string Instant(DateTime value) => Add(value, NpgsqlDbType.TimestampTz, "timestamptz");

    /// <summary>Null stands for "any" in statements that say so.</summary>
    public string FindInstant(DateTime? value) => Add(value, NpgsqlDbType.TimestampTz, "timestamptz");

    public string Instants(IReadOnlyCollection<DateTime> values) => Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, "timestamptz[]");

    /// <summary>A geometry in WGS84, whatever CRS it came in.</summary>
    public string Geometry(Geometry value)
    {
        var placeholder = Add(value, NpgsqlDbType.Geometry, "geometry");
        return value.SRID == Database.Crs.Wgs84 ? placeholder : $"ST_Transform({placeholder}, 4326)";
    }

    public CallerCommand Command(CallerSource source, string sql)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in _all) command.Parameters.Add(parameter);
        return command;
    }

    public int Count => _all.Count;

    /// <summary>The statement as one of several that go out together, with parameters of its own, one of which may have another value this time.</summary>
    public NpgsqlBatchCommand BatchCommand(string sql, int changed, object? value)
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var n = 0; n < _all.Count; n++)
        {
            var parameter = _all[n];
            command.Parameters.Add(new NpgsqlParameter { Value = n == changed ? value : parameter.Value, NpgsqlDbType = parameter.NpgsqlDbType });
        }

        return command;
    }

    /// <summary>PostgreSQL's text holds neither NUL nor half a surrogate pair; the asker hears it before the database does.</summary>
    private static string? Checked(string? value)
    {
        if (value is null) return null;
        if (value.Contains('\0', StringComparison.Ordinal)) throw GraphRequestError.BadArgument("Text must not contain the NUL character.");
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i])) continue;
            if (!char.IsSurrogatePair(value, i)) throw GraphRequestError.BadArgument("Text must be well-formed Unicode.");
            i++;
        }

        return value;
    }

    private string Add(object? value, NpgsqlDbType type, string cast)
    {
        _all.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${_all.Count}::{cast}");
    }
}
