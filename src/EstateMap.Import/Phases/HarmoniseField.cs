using System.Globalization;
using System.Text.RegularExpressions;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Issues.Proposals;

namespace EstateMap.Import.Phases;

/// <summary>One value of one field, by its kind.</summary>
internal static partial class HarmoniseField
{
    private static readonly string[] DateForms =
        ["yyyy-MM-dd", "dd/MM/yyyy", "d/M/yyyy", "dd-MM-yyyy", "dd.MM.yyyy", "d MMM yyyy", "d MMMM yyyy", "yyyyMMdd", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MM/yyyy HH:mm:ss",
            "yyyy/MM/dd", "d/M/yy", "d-MMM-yyyy", "d-MMM-yy", "d MMM yy", "d-M-yyyy"];

    // Ways of saying nothing that are words, and so are nothing only where no words are looked for.
    private static readonly HashSet<string> Unknown = new(StringComparer.OrdinalIgnoreCase) { "unknown", "not known", "not available", "not applicable", "none", "no data", "not recorded", "tbc", "tba", "to be confirmed", "?" };

    private const string FormulaStarts = "=+-@|\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>Whether a text is one of the words for not knowing.</summary>
    public static bool IsUnknown(string text) => Unknown.Contains(text);

    // What is indexed must fit an index; a longer name is a column gone wrong.
    private const int longestName = 300;

    public static void Into(Draft draft, Field field, string raw)
    {
        var name = field.Name;
        var visible = TextCleaning.WithoutControls(raw);
        if (visible.Length != raw.Length)
            draft.Report(IssueType.ControlCharacter, name, visible, $"Characters that cannot be shown were removed from {name}.");
        var text = TextCleaning.SingleSpaced(visible);
        if (TextCleaning.HasMarkup(text))
        {
            text = TextCleaning.SingleSpaced(TextCleaning.WithoutControls(TextCleaning.WithoutMarkup(text)));
            draft.Report(IssueType.MarkupRemoved, name, text, $"HTML was removed from {name}.");
        }

        if (TextCleaning.IsNull(text) || field.Kind is not (FieldKind.Text or FieldKind.Hours) && Unknown.Contains(text))
            return;
        object? value = field.Kind switch
        {
            FieldKind.Email => Email(draft, name, text),
            FieldKind.Telephone => Telephone(draft, name, text),
            FieldKind.Uprn => Uprn(draft, name, text),
            FieldKind.Postcode => PostcodeOf(draft, name, text),
            FieldKind.Number => Number(draft, field, text, whole: false),
            FieldKind.Whole => Number(draft, field, text, whole: true),
            FieldKind.Date => Date(draft, name, text),
            FieldKind.Term => Term(draft, field, text),
            FieldKind.Url => Url(draft, name, text),
            FieldKind.Flag => Flag(draft, name, text),
            FieldKind.EnergyRating => EnergyRating(draft, name, text),
            _ => Words(draft, name, text),
        };
        if (value is not null)
            draft.Set(name, value);
    }

    private static string Words(Draft draft, string field, string text)
    {
        // What exports put before a formula so that a spreadsheet leaves it alone: https://owasp.org/www-community/attacks/CSV_Injection
        if (text.Length > 1 && text[0] == '\'' && FormulaStarts.Contains(text[1], StringComparison.Ordinal))
        {
            text = text[1..];
            draft.Report(IssueType.ApostropheRemoved, field, text, $"The apostrophe that keeps a spreadsheet from calculating {field} was taken off.");
        }

        var repaired = GarbledText.Repair(text);
        if (repaired is not null || TextCleaning.IsGarbled(text))
            draft.Report(IssueType.Mojibake, field, text, $"The text of {field} looks as if it was decoded wrongly once; it is kept as it stands.", repaired);
        // Three commas are the least that the rest of a row brings with it.
        if (field == "name" && text.AsSpan().Count(',') >= 3 && MisplacedText.NameBeforeRow(text) is { } name)
            draft.Report(IssueType.RowInName, field, text, "The rest of the row ran into the name; it is kept as it stands.", name);
        if (text.Length > longestName && field is ("id" or "asset_code" or "area_code" or "name" or "area_name" or "organisation_name"))
        {
            draft.Report(IssueType.InvalidValue, field, text, $"The value of {field} has {text.Length} characters and was cut to {longestName}.");
            text = TextCleaning.WithoutControls(text[..longestName]).TrimEnd();
        }

        var cleared = PersonalData.Clear(text, out var dropped, isCode: field is "id" or "asset_code" or "area_code");
        for (var i = 0; i < dropped; i++)
            draft.DropPersonal(field, "A personal address or mobile number in the text");
        return cleared;
    }

    private static string? Email(Draft draft, string field, string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal) && !text.Contains('＠', StringComparison.Ordinal) || PersonalData.IsMobile(text))
        {
            // What stands here instead of an address may be a name or a number: nobody's business.
            draft.DropPersonal(field, "What stands instead of an e-mail address");
            return null;
        }

        if (OneAddress().IsMatch(text) && PersonalData.IsRoleAddress(text))
            return text.ToLowerInvariant();
        draft.DropPersonal(field, "The e-mail address");
        return null;
    }

    private static string? Telephone(Draft draft, string field, string text)
    {
        if (PersonalData.IsMobile(text))
        {
            draft.DropPersonal(field, "The mobile number");
            return null;
        }

        var number = text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        if (digits.Length is < 3 or > 14 || number.Any(c => !char.IsAsciiDigit(c) && !" +-().".Contains(c, StringComparison.Ordinal)))
        {
            draft.Report(IssueType.InvalidValue, field, null, $"What stands in {field} is no telephone number; it was left empty.");
            return null;
        }

        if (digits.Length is 9 or 10 && digits[0] is '1' or '2' or '3' or '8')
        {
            draft.Report(IssueType.TelephoneRepaired, field, number, $"The leading zero of {number} was lost and put back.");
            draft.Derive(field, "0" + digits, "leading zero put back", number);
            return "0" + digits;
        }

        return number;
    }

    private static string? Uprn(Draft draft, string field, string text)
    {
        var digits = text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        if (digits.Length is >= 1 and <= 12 && digits.All(char.IsAsciiDigit) && digits.Any(c => c != '0'))
            return digits.PadLeft(12, '0');
        draft.Report(IssueType.InvalidUprn, field, text, $"'{text}' is no UPRN (1 to 12 digits); it was left empty.", MisplacedText.Uprn(text));
        return null;
    }

    private static string? PostcodeOf(Draft draft, string field, string text)
    {
        var read = Postcodes.Parse(text);
        switch (read.Outcome)
        {
            case PostcodeOutcome.Invalid:
                draft.Report(IssueType.InvalidPostcode, field, text, $"'{text}' is neither a postcode nor an outward code; it was left empty.", OtherPostcode.WithoutPunctuation(text));
                return null;
            case PostcodeOutcome.Repaired:
                draft.Report(IssueType.PostcodeRepaired, field, text, $"'{text}' was read as {read.Value}.");
                draft.Derive(field, read.Value!, "letter and digit that look alike put right", text, 0.9m);
                break;
            case PostcodeOutcome.OutwardOnly:
                draft.Report(IssueType.OutwardPostcodeOnly, field, text, $"'{text}' is not a full postcode; {read.Value} is kept, and locates nothing.");
                break;
        }

        return read.Value;
    }

    private static decimal? Number(Draft draft, Field field, string text, bool whole)
    {
        if (!Units.TryRead(text, out var number, out var unit) || unit is not null && field.Unit is null || whole && number != decimal.Truncate(number))
        {
            draft.Report(IssueType.InvalidNumber, field.Name, text, $"'{text}' is no {(whole ? "whole " : "")}number; {field.Name} was left empty.");
            return null;
        }

        if (unit is not null && unit != field.Unit)
        {
            if (number > field.Most)
                number = field.Most + 1;
            number = decimal.Round(Units.Convert(number, unit, field.Unit!), 4);
            draft.Derive(field.Name, number, $"converted from {unit} to {field.Unit}", text, 0.99m);
        }

        // Divided by a one of 28 places a decimal loses its closing noughts: 1,234.50 is no other number than 1234.5.
        number = (whole ? decimal.Truncate(number) : decimal.Round(number, 4)) / 1.0000000000000000000000000000m;
        if (number < field.Least || number > field.Most)
        {
            draft.Remove(field.Name);
            draft.Report(IssueType.InvalidValue, field.Name, text, $"'{text}' is outside what {field.Name} can be; it was left empty.");
            return null;
        }

        return number;
    }

    private static string? Date(Draft draft, string field, string text)
    {
        if (DateTime.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var date) && date.Year is > 1000 and < 2200)
            return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (Ordinal(text) is { } plain && DateTime.TryParseExact(plain, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
            return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (SerialDate(text) is { } serial)
        {
            draft.Derive(field, serial, "a spreadsheet's count of days since 30 December 1899", text, 0.9m);
            draft.Report(IssueType.DateSerial, field, text, $"'{text}' was read as the spreadsheet's number for {serial}.");
            return serial;
        }

        draft.Report(IssueType.InvalidDate, field, text, $"'{text}' is no date we can read; {field} was left empty.");
        return null;
    }

    /// <summary>"31st March 2026" without its "st", or null.</summary>
    private static string? Ordinal(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits is 1 or 2 && text.Length > digits + 2 && text.AsSpan(digits, 2) is "st" or "nd" or "rd" or "th" ? text[..digits] + text[(digits + 2)..].Replace(",", "", StringComparison.Ordinal) : null;
    }

    /// <summary>The date behind a spreadsheet's day number between 1954 and 2064, or null. Smaller and larger numbers are likelier to be something else.</summary>
    internal static string? SerialDate(string text) =>
        text.Length >= 5 && text[..5].All(char.IsAsciiDigit) && (text.Length == 5 || text[5..] == ".0") && int.Parse(text[..5], CultureInfo.InvariantCulture) is >= 20_000 and <= 60_000 and var days
            ? new DateOnly(1899, 12, 30).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static bool? Flag(Draft draft, string field, string text)
    {
        switch (text.ToUpperInvariant())
        {
            case "TRUE" or "YES" or "Y" or "1" or "X" or "✓" or "T":
                return true;
            case "FALSE" or "NO" or "N" or "0" or "F":
                return false;
            default:
                draft.Report(IssueType.InvalidValue, field, text, $"'{text}' is neither yes nor no; {field} was left empty.");
                return null;
        }
    }

    private static string? Term(Draft draft, Field field, string text)
    {
        if (Vocabulary.Find(field.Vocabulary!, text) is not { } term)
        {
            draft.Report(IssueType.UnknownTerm, field.Name, text, $"The vocabulary {field.Vocabulary} does not know '{text}'; {field.Name} was left empty.",
                Spelling.Nearest(text, Vocabulary.Of(field.Vocabulary!).Select(t => t.Label)));
            return null;
        }

        if (text != term.Label && text != term.Code && !term.Synonyms.Contains(text))
            draft.Report(IssueType.TermSpelling, field.Name, text, $"'{text}' was read as '{term.Label}'.");
        return term.Code;
    }

    private static string? Url(Draft draft, string field, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return Words(draft, field, text);
        if (BareAddress().IsMatch(text))
        {
            draft.Report(IssueType.AddressCompleted, field, text, $"'{text}' was completed to http://{text}.");
            draft.Derive(field, "http://" + text, "http:// put before it", text);
            return Words(draft, field, "http://" + text);
        }

        draft.Report(IssueType.InvalidValue, field, text, $"'{text}' is no web address; {field} was left empty.");
        return null;
    }

    private static string? EnergyRating(Draft draft, string field, string text)
    {
        var rating = BeforeRating().Replace(text, "").ToUpperInvariant();
        if (rating is "A" or "A+" or "B" or "C" or "D" or "E" or "F" or "G")
            return rating;
        // "D (87)", "C76", "B-45": the letter and its score.
        if (rating.Length > 1 && rating[0] is >= 'A' and <= 'G' && rating[1..].Any(char.IsAsciiDigit) && rating[1..].All(c => char.IsAsciiDigit(c) || c is ' ' or '(' or ')' or '-'))
        {
            draft.Derive(field, rating[..1], "the letter without its score", text, 0.99m);
            return rating[..1];
        }

        draft.Report(IssueType.InvalidValue, field, text, $"'{text}' is no energy rating from A to G; it was left empty.");
        return null;
    }

    // "Band A", "EPC rating: D".
    [GeneratedRegex(@"^(?:(?:energy|epc|dec|rating|band|class)[\s:]+)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BeforeRating();

    [GeneratedRegex(@"^[^\s@]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex OneAddress();

    [GeneratedRegex(@"^[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}(/\S*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex BareAddress();
}
