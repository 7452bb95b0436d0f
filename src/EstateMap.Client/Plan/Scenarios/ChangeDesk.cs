namespace EstateMap.Client.Plan.Scenarios;

/// <summary>What is being written on a scenario; it outlives the tab it was begun on.</summary>
public sealed class ChangeDesk
{
    /// <summary>Null while no change is being written.</summary>
    public ChangeDraft? Draft { get; private set; }

    /// <summary>The change that is being edited, as it was; null for a new one.</summary>
    public ScenarioChange? Edited { get; private set; }

    /// <summary>Why the draft was not kept; null when it was, or was not tried.</summary>
    public string? Refusal { get; set; }

    /// <summary>Somebody else changed the scenario meanwhile.</summary>
    public bool IsConflict { get; set; }

    /// <summary>Whether leaving now would lose something.</summary>
    public bool IsOpen => Draft is not null;

    public void Begin(ScenarioChange? edited = null) => (Draft, Edited, Refusal, IsConflict) = (edited is null ? new() : ChangeDraft.Of(edited), edited, null, false);

    public void Clear() => (Draft, Edited, Refusal, IsConflict) = (null, null, null, false);

    /// <summary>The scenario was read anew: finds again what is being edited; where it is gone, the draft becomes a new change.</summary>
    public void Meet(IReadOnlyList<ScenarioChange> changes)
    {
        if (Edited is { } before)
            Edited = changes.FirstOrDefault(change => change.IsSameAs(before));
    }

    /// <summary>The changes with the one that was written among them.</summary>
    public IReadOnlyList<ScenarioChange> With(IReadOnlyList<ScenarioChange> changes, ScenarioChange written) =>
        Edited is { } edited ? [.. changes.Select(change => change.Number == edited.Number ? written : change)] : [.. changes, written];
}
