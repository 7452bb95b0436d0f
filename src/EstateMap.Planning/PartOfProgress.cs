namespace EstateMap.Planning;

/// <summary>Passes on how far a part of the work is as how far that makes the whole.</summary>
/// <param name="whole">Told the share of the whole that is done, 0 to 1.</param>
/// <param name="from">Share of the whole that is done when the part begins.</param>
/// <param name="to">Share of the whole that is done when the part ends.</param>
internal sealed class PartOfProgress(IProgress<double> whole, double from, double to) : IProgress<double>
{
    public static PartOfProgress? Of(IProgress<double>? whole, double from, double to) => whole is null ? null : new(whole, from, to);

    public void Report(double value) => whole.Report(from + (value * (to - from)));
}
