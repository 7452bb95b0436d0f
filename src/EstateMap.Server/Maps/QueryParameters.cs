using System.Globalization;

namespace EstateMap.Server.Maps;

/// <summary>A query string read strictly: an unknown or repeated parameter is a mistake to be told about, not to be passed over.</summary>
internal sealed class QueryParameters
{
    private const int LongestValue = 200;
    private const int LongestList = 6_000;
    private readonly IQueryCollection _given;

    /// <exception cref="MapRequestError">A parameter is unknown, given twice, too long or holds control characters.</exception>
    public QueryParameters(IQueryCollection given, params string[] known)
    {
        _given = given;
        foreach (var (name, values) in given)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new MapRequestError($"There is no parameter '{Shown(name)}' here; there is {(known.Length == 0 ? "none" : string.Join(", ", known))}.");
            if (values.Count > 1)
                throw new MapRequestError($"Give the parameter '{name}' once; it was given {values.Count} times.");
            if (values.ToString() is var value && (value.Length > LongestList || value.Any(char.IsControl)))
                throw new MapRequestError($"The value of '{name}' is longer than {LongestList} characters or holds control characters.");
        }
    }

    /// <summary>Null when absent or empty.</summary>
    /// <exception cref="MapRequestError">Too long.</exception>
    public string? FindText(string name, int longest = LongestValue) => _given[name].ToString() switch
    {
        "" => null,
        { } value when value.Length > longest => throw new MapRequestError($"The value of '{name}' is longer than {longest} characters."),
        { } value => value,
    };

    /// <summary>Whether it is given, be it empty.</summary>
    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>A whole number.</summary>
    /// <exception cref="MapRequestError">No whole number, or outside the range.</exception>
    public int GetNumber(string name, int fallback, int most) => FindText(name) is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
        : throw new MapRequestError($"'{name}' must be a whole number from 0 to {most}.");

    /// <exception cref="MapRequestError">Neither true nor false.</exception>
    public bool GetFlag(string name) => FindText(name)?.ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        _ => throw new MapRequestError($"'{name}' must be true or false."),
    };

    /// <summary>Metres; 0 when absent.</summary>
    /// <exception cref="MapRequestError">No number, or outside the range.</exception>
    public double GetMetres(string name, double most) => FindText(name) is not { } text ? 0
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var metres) && metres >= 0 && metres <= most ? metres
        : throw new MapRequestError(string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number of metres from 0 to {most}."));

    private static string Shown(string name) => new(name.Where(letter => !char.IsControl(letter)).Take(40).ToArray());
}
