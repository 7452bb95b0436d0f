using System.Text.RegularExpressions;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Suggest;

/// <summary>What the sampled values of one column look like. Shares are of the filled values, 0 to 1.</summary>
internal sealed partial class ColumnProfile
{
    private const int sampleLength = 40;

    private readonly List<string> values = [];
    private readonly Dictionary<string, double> vocabularyShares = [];

    public ColumnProfile(int index, string header, IEnumerable<string?> sampled)
    {
        Index = index;
        Header = header;
        values.AddRange(sampled.Where(v => !TextCleaning.IsNull(v)).Select(v => TextCleaning.SingleSpaced(v!)));
        Distinct = values.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        Numbers = values.Select(v => Units.TryRead(v, out var n, out _) ? (double?)(double)n : null).OfType<double>().ToArray();
        NumberShare = Share(v => Units.TryRead(v, out _, out _));
        // Ten digits or more: a shorter number may be anything.
        LongUprnShare = Share(v => IsUprn(v) && v.Length >= 8);
        UprnShare = Share(IsUprn);
        var full = Share(v => Postcodes.Parse(v).Outcome is PostcodeOutcome.Full or PostcodeOutcome.Repaired);
        // "B12" is an outward code and many other things; only beside full postcodes does it count.
        PostcodeShare = full >= 0.2 ? full + Share(v => Postcodes.Parse(v).Outcome == PostcodeOutcome.OutwardOnly) : full;
        LongitudeShare = Share(v => IsDegrees(v, -9, 2.5));
        LatitudeShare = Share(v => IsDegrees(v, 49, 61.5));
        PairShare = Share(v => v.Length < 80 && CoordinatePair.Read(v) is var (x, y) && Locate.Interpret(double.Parse(x, System.Globalization.CultureInfo.InvariantCulture), double.Parse(y, System.Globalization.CultureInfo.InvariantCulture)) is not null);
        DateShare = Share(v => DateForm(v) is not null);
        RatingShare = Share(v => v.Length <= 2 && char.ToUpperInvariant(v[0]) is >= 'A' and <= 'G' && (v.Length == 1 || v[1] == '+') || v.Length is > 2 and < 8 && Rating().IsMatch(v));
        FlagShare = Share(v => v.ToUpperInvariant() is "YES" or "NO" or "Y" or "N" or "TRUE" or "FALSE");
        EmailShare = Share(v => v.Contains('@', StringComparison.Ordinal) && !v.Contains(' ', StringComparison.Ordinal));
        TelephoneShare = Share(v => v.Length is >= 9 and <= 20 && v.Count(char.IsAsciiDigit) is >= 9 and <= 14 && v.All(c => char.IsAsciiDigit(c) || " +-()".Contains(c, StringComparison.Ordinal)) && v.TrimStart('(')[0] is '0' or '+');
        UrlShare = Share(v => v.StartsWith("http", StringComparison.OrdinalIgnoreCase) || v.StartsWith("www.", StringComparison.OrdinalIgnoreCase));
        StreetShare = Share(v => Street().IsMatch(v));
        AddressShare = Share(v => v.Count(c => c == ',') >= 2 && v.Any(char.IsLetter) && CoordinatePair.Read(v) is null);
        BodyShare = Share(v => Body().IsMatch(v));
        HoursShare = Share(v => Days().IsMatch(v));
        WordsShare = Share(v => v.Any(char.IsLetter) && v.Contains(' ', StringComparison.Ordinal) && v.Length is >= 6 and <= 120);
        LetterShare = Share(v => v.Any(char.IsLetter));
        CodeShare = Share(v => v.Length is >= 2 and <= 30 && v.Any(char.IsAsciiDigit) && !v.Contains(' ', StringComparison.Ordinal) && v.Any(c => char.IsLetter(c) || c is '/' or '-'));
        IsPersonal = PersonalData.IsPersonalHeader(header) || EmailShare > 0.3;
    }

    public int Index { get; }
    public string Header { get; }
    public int Filled => values.Count;
    public int Distinct { get; }
    public double[] Numbers { get; }
    public double NumberShare { get; }
    public double UprnShare { get; }
    public double LongUprnShare { get; }
    public double PostcodeShare { get; }
    public double LongitudeShare { get; }
    public double LatitudeShare { get; }
    public double PairShare { get; }
    public double DateShare { get; }
    public double RatingShare { get; }
    public double FlagShare { get; }
    public double EmailShare { get; }
    public double TelephoneShare { get; }
    public double UrlShare { get; }
    public double StreetShare { get; }
    public double AddressShare { get; }
    public double BodyShare { get; }
    public double HoursShare { get; }
    public double WordsShare { get; }
    public double LetterShare { get; }
    public double CodeShare { get; }

    /// <summary>Named as what belongs to a person; its values are not shown.</summary>
    public bool IsPersonal { get; }

    public double DistinctShare => Filled == 0 ? 0 : (double)Distinct / Filled;

    /// <summary>Six-digit numbers within 60 km of each other: how the eastings or northings of one council look.</summary>
    public bool LooksLikeGrid => Filled > 0 && NumberShare > 0.9 && Numbers.Length > 0 && Numbers.Min() is >= 10_000 and < 1_300_000 && Numbers.Max() - Numbers.Min() < 60_000 && DistinctShare > 0.3;

    /// <summary>Up to three different values as people may see them: without addresses and numbers of persons, and cut to forty characters.</summary>
    public IReadOnlyList<string> Samples => IsPersonal ? ["(withheld)"] : values.Distinct().Take(3).Select(Shown).ToArray();

    /// <summary>Share of values that the vocabulary knows, in the singular or plural.</summary>
    public double VocabularyShare(string vocabulary)
    {
        if (!vocabularyShares.TryGetValue(vocabulary, out var share))
            vocabularyShares.Add(vocabulary, share = Share(v => v.Length < 60 && (Vocabulary.Find(vocabulary, v) ?? (v.EndsWith('s') ? Vocabulary.Find(vocabulary, v[..^1]) : null)) is not null));
        return share;
    }

    /// <summary>The different ways in which dates are written here, most frequent first.</summary>
    public IReadOnlyList<string> DateForms() => values.Select(DateForm).OfType<string>().GroupBy(f => f).OrderByDescending(g => g.Count()).Select(g => g.Key).ToArray();

    /// <summary>What the column seems to hold, in words for a person.</summary>
    public string LooksLike() =>
        Filled == 0 ? "empty"
        : EmailShare > 0.5 ? "e-mail addresses"
        : TelephoneShare > 0.5 ? "telephone numbers"
        : IsPersonal ? "contacts or persons"
        : PostcodeShare > 0.5 ? "postcodes"
        : PairShare > 0.5 ? "pairs of coordinates"
        : UrlShare > 0.5 ? "web addresses"
        : FlagShare > 0.8 ? "yes or no"
        : DateShare > 0.5 ? "dates"
        : LongUprnShare > 0.8 ? "UPRNs or other long numbers"
        : values.Any(v => v.StartsWith('£')) ? "money"
        : NumberShare > 0.8 ? FormattableString.Invariant($"numbers from {Numbers.Min()} to {Numbers.Max()}")
        : CodeShare > 0.8 ? "codes"
        : Distinct == 1 ? "the same everywhere"
        : DistinctShare < 0.2 || Distinct < 6 ? $"{Distinct} different words"
        : "free text";

    /// <summary>Share of the values that something holds of.</summary>
    public double Matches(Func<string, bool> holds) => Share(holds);

    private double Share(Func<string, bool> fits) => values.Count == 0 ? 0 : (double)values.Count(fits) / values.Count;

    private static string Shown(string value)
    {
        var cleared = PersonalData.Clear(TextCleaning.WithoutControls(value), out _);
        return cleared.Length <= sampleLength ? cleared : TextCleaning.WithoutControls(cleared[..sampleLength]) + "…";
    }

    private static bool IsUprn(string text)
    {
        var digits = text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        return digits.Length is >= 1 and <= 12 && digits.All(char.IsAsciiDigit) && digits.Any(c => c != '0');
    }

    private static bool IsDegrees(string text, double least, double most) =>
        text.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 && text.Length - dot > 3 && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    /// <summary>A name for the way a date is written, or null for what is none.</summary>
    private static string? DateForm(string text)
    {
        if (text.Length is < 5 or > 25)
            return null;
        if (Iso().IsMatch(text))
            return "year first";
        if (Slashed().Match(text) is { Success: true } slashed)
            return int.Parse(slashed.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) > 12 ? "month first" : "day first";
        if (Worded().IsMatch(text))
            return "month in words";
        return HarmoniseField.SerialDate(text) is not null ? "a spreadsheet's day number" : null;
    }

    [GeneratedRegex(@"^[A-G]\+?[\s(\-]*\d{1,3}\)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rating();

    [GeneratedRegex(@"\b(road|street|avenue|lane|drive|close|crescent|grove|terrace|gardens|parade|rd|st|ave|way)\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Street();

    [GeneratedRegex(@"\b(council|borough|nhs|trust|police|authority|ltd|limited|cic|association)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Body();

    [GeneratedRegex(@"\b(mon|tue|wed|thu|fri|sat|sun)(day|s|nesday|rsday|urday)?\b.*\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Days();

    [GeneratedRegex(@"^\d{4}[-/]\d{1,2}[-/]\d{1,2}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Slashed();

    [GeneratedRegex(@"^\d{1,2}(st|nd|rd|th)?[ \-](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ \-,]+\d{2,4}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Worded();
}

/// <summary>The words of a header: parted by blanks, punctuation and capitals, in lower case, small words left out.</summary>
internal static class HeaderWords
{
    private static readonly HashSet<string> Small = ["the", "of", "and", "or", "for", "a", "an", "in", "is", "to", "by"];

    public static IReadOnlyList<string> Split(string header)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= header.Length; i++)
        {
            if (i < header.Length && char.IsLetterOrDigit(header[i]) && char.IsLetterOrDigit(header[i - 1]) && !(char.IsLower(header[i - 1]) && char.IsUpper(header[i])))
                continue;
            var word = string.Concat(header[start..i].Where(char.IsLetterOrDigit)).ToLowerInvariant();
            if (word.Length > 0 && !Small.Contains(word))
                words.Add(word);
            start = i;
        }

        return words;
    }

    /// <summary>Dice's coefficient of the two sets of words: twice what they share over what they have, 0 to 1.</summary>
    public static double Likeness(IReadOnlyCollection<string> one, IReadOnlyCollection<string> other) =>
        one.Count == 0 || other.Count == 0 ? 0 : 2.0 * one.Intersect(other).Count() / (one.Distinct().Count() + other.Distinct().Count());
}
