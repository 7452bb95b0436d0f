using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Any service at a place: pharmacies, care homes, jobcentres, sports facilities. What kind it is and what its place is used for, the manifest says.</summary>
internal static class ServiceAtPlace
{
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private static readonly string[] AddressLines = ["address", "address_line_2", "address_line_3"];

    public static readonly Layout Layout = new("service", 105, Becomes.Site | Becomes.Service,
    [
        .. CommonFields.Service,
        // A file that lists what a place has gives the place a number of its own: equal numbers are one site.
        new("place_id", FieldKind.Text),
        new("site_name", FieldKind.Text, "venue", "building name"),
        new("access_type", FieldKind.Text),
        new("quantity", FieldKind.Whole),
        new("address_line_2", FieldKind.Text, "address2"),
        new("address_line_3", FieldKind.Text, "address3"),
        .. Days.Select(day => new Field($"opening_hours_{day}", FieldKind.Text)),
    ], ["name", "postcode"])
    {
        Fixed = ["place_id", "address_line_2", "address_line_3", .. Days.Select(day => $"opening_hours_{day}")],
        Refine = (draft, _) =>
        {
            Lines(draft);
            Hours(draft);
            Addresses.Split(draft);
        },
    };

    private static void Lines(Draft draft)
    {
        var lines = AddressLines.Select(draft.Text).OfType<string>().ToArray();
        draft.Remove("address_line_2");
        draft.Remove("address_line_3");
        if (lines.Length > 1)
            draft.Set("address", string.Join(", ", lines));
    }

    /// <summary>A column for each day becomes one text, as people write it: "Monday 09:00-12:30, Monday 13:00-16:30, Tuesday ...". Days without hours, or CLOSED, are not in it.</summary>
    private static void Hours(Draft draft)
    {
        var openings = new List<string>();
        foreach (var day in Days)
        {
            if (draft.Text($"opening_hours_{day}") is { } hours && !hours.Equals("closed", StringComparison.OrdinalIgnoreCase))
                openings.AddRange(hours.Split([',', ';', '&'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(h => $"{char.ToUpperInvariant(day[0])}{day[1..]} {h}"));
            draft.Remove($"opening_hours_{day}");
        }

        if (openings.Count > 0 && !draft.Has("opening_hours"))
            draft.Set("opening_hours", string.Join(", ", openings));
    }
}
