namespace EstateMap.Import;

/// <summary>How an import goes about it.</summary>
public sealed record ImportOptions
{
    /// <summary>Say what would change, and change nothing that is served.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where a hand edit and a file that has changed since disagree, let the file win. Otherwise the hand does.</summary>
    public bool PreferFile { get; init; }

    /// <summary>Take a file that lacks most of the records that are loaded; otherwise it is refused as cut off.</summary>
    public bool AcceptMissing { get; init; }

    /// <summary>What people call the files; null: as they are called on disk.</summary>
    public string? FileName { get; init; }

    /// <summary>Told the id of the run once there is one, however it ends.</summary>
    public Action<long>? OnBegun { get; init; }
}
