namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// Turns for what keeps a processor busy for long: studies that are made, analyses of their answers, outlines and walks over a network, evidence. About as many run at a time as there are processors; clients are served in turn, and none has more than
/// half of them. Whoever has a turn must not wait for another.
/// </summary>
internal sealed class Reckonings
{
    private const int MostWaiting = 400;
    private const double ClientShare = 0.5;

    // With one alone, whoever asks first would keep all others waiting.
    private readonly Turns _turns = new(Math.Max(2, Environment.ProcessorCount), MostWaiting, ClientShare);

    /// <summary>A turn in the asker's name, to be disposed of at its end.</summary>
    /// <exception cref="GraphRequestError">Too many wait already.</exception>
    /// <exception cref="OperationCanceledException">Whoever waited has gone.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation) => await _turns.TakeAsync(Asker.Name, cancellation) ?? throw GraphRequestError.TooManyWaiting();
}
