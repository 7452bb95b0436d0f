using EstateMap.Client.Api;

namespace EstateMap.Client.Plan;

/// <summary>A figure that a study reckons with, as it stands in a form: the usual one, or one's own with its source.</summary>
/// <param name="label">What it is.</param>
/// <param name="unit">Null where the label says it.</param>
/// <param name="value">As it is kept.</param>
/// <param name="isDefault">Whether nobody has set it in this study.</param>
public sealed class OwnFigure(string key, string label, string? unit, double value, string source, bool isDefault)
{
    private readonly (string Value, string Source) kept = (PlanNumbers.Write(value), source);

    public string Key { get; } = key;

    public string Label { get; } = label;

    public string? Unit { get; } = unit;

    public bool IsDefault { get; } = isDefault;

    /// <summary>What is typed; empty goes back to the usual figure.</summary>
    public string Value { get; set; } = PlanNumbers.Write(value);

    /// <summary>What is typed for its source.</summary>
    public string Source { get; set; } = source;

    private bool IsChanged => Value.Trim() != kept.Value;

    /// <summary>Whether it is to be kept with the study: what was set stays until it is emptied, and a usual figure becomes one's own by being changed.</summary>
    public bool IsOwn => Value.Trim().Length > 0 && (!IsDefault || IsChanged || Source.Trim() != kept.Source);

    /// <summary>The figure and where it comes from.</summary>
    /// <exception cref="ApiException">It is no number, or a changed figure still has the usual one's source.</exception>
    public (double Value, string Source) Read()
    {
        var read = PlanNumbers.Read(Value, Label)!.Value;
        if (string.IsNullOrWhiteSpace(Source) || (IsDefault && IsChanged && Source.Trim() == kept.Source))
            throw new ApiException($"Say where your figure of “{Label}” comes from.");
        return (read, Source.Trim());
    }
}
