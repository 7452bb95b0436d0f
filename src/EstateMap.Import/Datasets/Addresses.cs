using System.Text.RegularExpressions;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Splits a one-line British address into street number, street and post town, where the record does not give them apart.</summary>
internal static partial class Addresses
{
    /// <summary>Last part: post town, or the postcode and before it the post town. Part before it: street, with its number if it starts with one. The whole line stays in `address`.</summary>
    public static void Split(Draft draft)
    {
        if (draft.Text("address") is not { } address)
            return;
        var parts = address.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
            return;
        const string method = "split from the address";
        if (Postcodes.Parse(parts[^1]) is { Outcome: PostcodeOutcome.Full, Value: { } postcode })
        {
            if (!draft.Has("postcode"))
                draft.Derive("postcode", postcode, method);
            parts = parts[..^1];
        }

        if (parts.Length < 2)
            return;
        if (!draft.Has("post_town"))
            draft.Derive("post_town", parts[^1], method);
        // The street is the part with a house number, else the one that sounds like a street; of two parts the first is the only candidate.
        var street = parts[..^1].FirstOrDefault(p => Numbered().IsMatch(p)) ?? parts[..^1].FirstOrDefault(p => Street().IsMatch(p)) ?? (parts.Length == 2 ? parts[0] : null);
        if (street is null || draft.Has("street_name"))
            return;
        var numbered = Numbered().Match(street);
        draft.Derive("street_name", numbered.Success ? numbered.Groups["street"].Value : street, method);
        if (numbered.Success && !draft.Has("street_number"))
            draft.Derive("street_number", numbered.Groups["number"].Value, method);
    }

    [GeneratedRegex(@"^(?<number>\d+[A-Za-z]?(?:\s*-\s*\d+[A-Za-z]?)?)\s+(?<street>\D.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"(\b(road|street|avenue|lane|drive|close|crescent|place|square|grove|court|terrace|gardens|parade|walk|rd|st|ave)|way)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Street();
}
