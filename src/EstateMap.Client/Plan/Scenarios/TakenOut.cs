namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Personal addresses and numbers that the server took out of what somebody wrote.</summary>
public static class TakenOut
{
    // What stands in their place.
    private const string Mark = "[removed]";

    /// <summary>A sentence, led by a space, that says so; empty where nothing was taken out.</summary>
    public static string Words(IEnumerable<string?> written, IEnumerable<string?> kept) => Count(kept) > Count(written) ? " Personal addresses or numbers were taken out of it first." : "";

    private static int Count(IEnumerable<string?> texts) => texts.Sum(text => (text?.Split(Mark).Length ?? 1) - 1);
}
