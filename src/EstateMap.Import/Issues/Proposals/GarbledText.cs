using System.Text;

namespace EstateMap.Import.Issues.Proposals;

/// <summary>Text that was UTF-8, was read as an older code page and written as UTF-8 again: "Â£62" was "£62", "crÃ¨che" was "crèche", "ÔÇÖ" was "’".</summary>
public static class GarbledText
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding[] CodePages = Load();

    /// <summary>What the text was before, or null unless that is certain: every character must go back to a byte of the code page, and all those bytes be UTF-8. Plain ASCII and text that is right as it is give null.</summary>
    public static string? Repair(string text)
    {
        if (text.All(char.IsAscii))
            return null;
        // Two code pages may both lead back to UTF-8; then the one whose letters are of western Europe is meant, and if both are so nothing is certain.
        var answers = CodePages.Select(page => Back(text, page)).OfType<string>().Distinct().ToArray();
        if (answers.Length > 1)
            answers = [.. answers.Where(IsWestern)];
        return answers.Length == 1 ? answers[0] : null;
    }

    private static string? Back(string text, Encoding page)
    {
        try
        {
            var repaired = Utf8.GetString(page.GetBytes(text));
            return repaired != text && !repaired.Any(char.IsControl) ? repaired : null;
        }
        catch (ArgumentException)
        {
            // A character that the page has not, or bytes that are not UTF-8: both derive from it.
            return null;
        }
    }

    private static bool IsWestern(string text)
    {
        try
        {
            _ = CodePages[0].GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static Encoding[] Load()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return [Strict(1252), Strict(850)];

        static Encoding Strict(int page) => Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
