using EstateMap.Import.Phases;

namespace EstateMap.Import.Issues.Proposals;

/// <summary>What an impossible or unknown postcode was meant to be.</summary>
public static class OtherPostcode
{
    /// <summary>How far the centre of the right postcode may lie from the place.</summary>
    public const double Near_m = 2_000;

    /// <summary>The postcode in the text once its punctuation is taken out ("M33-7ZF", "(M33 7ZF)"); null when that is no full postcode, or the text is one already.</summary>
    public static string? WithoutPunctuation(string text)
    {
        if (!text.Any(c => char.IsPunctuation(c) || char.IsSymbol(c)))
            return null;
        var read = Postcodes.Parse(string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c == ' ')));
        return read.Outcome == PostcodeOutcome.Full ? read.Value : null;
    }

    /// <summary>A postcode that exists, differs only in its outward code and lies near the place: WA14 9NT is unknown, and of all that end in 9NT only WA15 9NT lies within two kilometres. Null when none does or several do.</summary>
    /// <param name="unknown">A full postcode that the postcode file has not.</param>
    /// <param name="sameInward">Postcodes with the same inward code, and their metres from the place.</param>
    public static string? WithOtherOutward(string unknown, IEnumerable<(string Postcode, double Apart_m)> sameInward)
    {
        var near = sameInward.Where(known => known.Apart_m <= Near_m && known.Postcode != unknown).Take(2).ToArray();
        return near.Length == 1 ? near[0].Postcode : null;
    }
}
