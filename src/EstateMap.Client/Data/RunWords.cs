namespace EstateMap.Client.Data;

/// <summary>What became of an import, in words and by a badge's colour.</summary>
public static class RunWords
{
    public static string Status(RunRow run) => (run.Status, run.IsServed) switch
    {
        (_, true) => "In use",
        ("previewed", _) => run.IsStale ? "Looked at; out of date" : "Looked at, not activated",
        ("superseded" or "activated", _) => "Replaced by a newer one",
        ("unchanged", _) => "Nothing had changed",
        ("undone", _) => "Undone",
        ("failed", _) => "Failed; nothing changed",
        ("cancelled", _) => "Cancelled; nothing changed",
        _ => "Being read",
    };

    public static string Colour(RunRow run) => (run.Status, run.IsServed) switch { (_, true) => "fact", ("failed", _) => "error", ("undone", _) => "warning", _ => "info" };
}
