namespace EstateMap.Client.Community;

/// <summary>What two changed at once, part by part, and whose stands. What I alone changed is mine, what they alone changed is theirs; where both did, somebody chooses.</summary>
public sealed class ConflictChoice(BothSides both)
{
    /// <summary>The version that is kept now, on which the choice is sent.</summary>
    public int CurrentVersion => both.CurrentVersion;

    /// <summary>Fields that are changed together are one part, see <see cref="AssetDraft.Part"/>.</summary>
    public IReadOnlyList<ConflictPart> Parts { get; } = [.. both.Fields.GroupBy(field => AssetDraft.Part(field.Field)).Select(fields => new ConflictPart(fields.Key, [.. fields]))];

    /// <summary>Parts of which nobody has said yet whose stands.</summary>
    public IReadOnlyList<ConflictPart> Open => [.. Parts.Where(part => part.IsMine is null)];

    /// <summary>Of what I would send, what I still send: all but the parts that are to stay theirs.</summary>
    public Dictionary<string, object?> Mine(Dictionary<string, object?> changed)
    {
        var theirs = Parts.Where(part => part.IsMine == false).Select(part => part.Name).ToHashSet();
        return changed.Where(field => !theirs.Contains(AssetDraft.Part(field.Key))).ToDictionary();
    }
}

/// <summary>One part of a conflict.</summary>
/// <param name="name">A field, or <see cref="AssetDraft.PlacePart"/>.</param>
public sealed class ConflictPart(string name, IReadOnlyList<BothField> fields)
{
    public string Name => name;

    public string Base => Words(one => one.Base);

    public string Kept => Words(one => one.Kept);

    public string Sent => Words(one => one.Sent);

    public bool IsKeptChanged => fields.Any(one => one.IsKeptChanged);

    public bool IsSentChanged => fields.Any(one => one.IsSentChanged);

    /// <summary>Null where both changed it and nobody has chosen.</summary>
    public bool? IsMine { get; set; } = (fields.Any(one => one.IsKeptChanged), fields.Any(one => one.IsSentChanged)) switch { (true, true) => null, (_, var isSent) => isSent };

    private string Words(Func<BothField, string?> of) => string.Join(", ", fields.Select(of).OfType<string>()) is { Length: > 0 } words ? CommunityWords.Value(words) : "nothing";
}
