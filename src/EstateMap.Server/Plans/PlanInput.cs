using System.Globalization;
using System.Text.RegularExpressions;
using EstateMap.Import.Phases;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Plans;

/// <summary>Reads the parts of a mutation's <c>input</c>, each with the path by which its error names it.</summary>
/// <param name="given">As coerced: what was left out is absent.</param>
/// <param name="path">Of this part within the whole input; empty for the input itself.</param>
internal readonly partial struct PlanInput(IDictionary<string, object?> given, string path = "")
{
    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether it was given at all, null included.</summary>
    public bool Has(string name) => given.ContainsKey(name);

    public object? Find(string name) => given.TryGetValue(name, out var value) ? value : null;

    public PlanInput? FindPart(string name) => Find(name) is IDictionary<string, object?> part ? new PlanInput(part, Path(name)) : null;

    /// <summary>The items of a list, each with its place in the path.</summary>
    /// <exception cref="MutationError">There are too many.</exception>
    public IReadOnlyList<PlanInput> Parts(string name, int most)
    {
        var items = Items(name, most);
        var own = Path(name);
        return [.. items.Select((item, n) => new PlanInput((IDictionary<string, object?>)item!, string.Create(CultureInfo.InvariantCulture, $"{own}.{n}")))];
    }

    /// <summary>One line of words, without personal addresses and mobile numbers. What is written down is put into Unicode's normal form C by PostgreSQL.</summary>
    /// <exception cref="MutationError">It is missing or too long.</exception>
    public string Text(string name, int most)
    {
        var text = Find(name) as string ?? "";
        if (text.Length > 4 * most) throw TooLong(name, text.Length, most);
        text = TextCleaning.SingleSpaced(PersonalData.Clear(TextCleaning.WithoutControls(text), out _)).ReplaceLineEndings(" ");
        if (text.Length == 0) throw MutationError.Invalid($"`{Path(name)}` is missing: say it in words.", Path(name));
        return text.Length <= most ? text : throw TooLong(name, text.Length, most);
    }

    /// <exception cref="MutationError">It is outside the range.</exception>
    public double Number(string name, double least, double most) => FindNumber(name, least, most) ?? throw MutationError.Invalid($"`{Path(name)}` is missing.", Path(name));

    /// <summary>Null where it is null or absent.</summary>
    /// <exception cref="MutationError">It is outside the range.</exception>
    public double? FindNumber(string name, double least, double most)
    {
        if (Find(name) is not { } value) return null;
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number >= least && number <= most ? number
            : throw MutationError.Invalid(string.Create(CultureInfo.InvariantCulture, $"`{Path(name)}` is {number}; it may be {least:#,0.##} to {most:#,0.##}."), Path(name));
    }

    public int? FindInteger(string name, int least, int most) => FindNumber(name, least, most) is { } number ? (int)number : null;

    /// <summary>A code as vocabularies have them; null where it is null or absent.</summary>
    /// <exception cref="MutationError">It is none.</exception>
    public string? FindCode(string name) => Find(name) is string code ? Code(code, Path(name)) : null;

    /// <summary>Codes, each once, in order; null where the list is null or absent.</summary>
    /// <exception cref="MutationError">There are too many, or one is none.</exception>
    public IReadOnlyList<string>? FindCodes(string name, int most)
    {
        if (Find(name) is null) return null;
        var own = Path(name);
        return [.. Items(name, most).Select(item => Code((string)item!, own)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Single words in lower case; null where the list is null or absent.</summary>
    /// <exception cref="MutationError">There are too many, or one is no single word.</exception>
    public IReadOnlyList<string>? FindWords(string name, int most)
    {
        if (Find(name) is null) return null;
        var own = Path(name);
        return [.. Items(name, most).Select(item => Word((string)item!, own)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The number behind a global id.</summary>
    /// <exception cref="MutationError">It is none of that type.</exception>
    public long Id(string name, string type)
    {
        var text = Find(name) as string ?? "";
        return GlobalId.FindNumber(type, text) ?? throw MutationError.NotFound($"`{Path(name)}` is no id of a {type}.", Shown(text));
    }

    private static string Code(string text, string path) => CodeForm().IsMatch(text) ? text : throw MutationError.Invalid($"`{path}` holds “{Shown(text)}”, which is no code: those are lower-case letters, digits and underscores.", path);

    private static string Word(string text, string path) =>
        text.Trim() is { Length: > 0 and <= 40 } word && word.All(char.IsLetterOrDigit) ? word.ToLowerInvariant() : throw MutationError.Invalid($"`{path}` holds “{Shown(text)}”, which is no single word.", path);

    private List<object?> Items(string name, int most)
    {
        var items = (Find(name) as IEnumerable<object?>)?.ToList() ?? [];
        return items.Count <= most ? items : throw MutationError.Invalid($"`{Path(name)}` has {items.Count} items; at most {most} are taken.", Path(name));
    }

    private MutationError TooLong(string name, int length, int most) => MutationError.Invalid($"`{Path(name)}` has {length} characters; at most {most} are kept.", Path(name));

    private static string Shown(string text) => TextCleaning.WithoutControls(Solves.PlanWords.Short(text, 61));

    [GeneratedRegex("^[a-z0-9_]{1,100}$")]
    private static partial Regex CodeForm();
}
