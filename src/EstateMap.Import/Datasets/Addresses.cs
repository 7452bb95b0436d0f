using System.Text.RegularExpressions;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Splits a one-line British address into street number, street and post town, where the record does not give them apart.</summary>
internal static partial class Addresses
{
    /// <summary>Last part: post town. Part before it: street, with its number if it starts with one. The whole line stays in `address`.</summary>
    public static void Split(Draft draft)
    {
        if (draft.Text("address") is not { } address)
            return;
        var parts = address.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
            return;
        const string method = "split from the address";
        if (!draft.Has("post_town"))
            draft.Derive("post_town", parts[^1], method);
        if (draft.Has("street_name"))
            return;
        var street = Numbered().Match(parts[^2]);
        draft.Derive("street_name", street.Success ? street.Groups["street"].Value : parts[^2], method);
        if (street.Success && !draft.Has("street_number"))
            draft.Derive("street_number", street.Groups["number"].Value, method);
    }

    [GeneratedRegex(@"^(?<number>\d+[A-Za-z]?(?:\s*-\s*\d+[A-Za-z]?)?)\s+(?<street>\D.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
