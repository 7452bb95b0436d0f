using System.Globalization;

namespace EstateMap.Server.Travel;

/// <summary>A place that somebody leaves or reaches.</summary>
/// <param name="Longitude">Degrees, WGS84.</param>
/// <param name="Latitude">Degrees, WGS84.</param>
/// <param name="Key">What an imported matrix names: UPRN or id of a site, code of an area.</param>
internal sealed record TravelPlace(double Longitude, double Latitude, string? Key = null);

/// <summary>How travel is reckoned; stands on every figure that rests on it.</summary>
/// <param name="Method">One of <see cref="Straight"/>, <see cref="Network"/>, <see cref="Matrix"/>.</param>
/// <param name="Source">Number of the network or matrix; null for straight lines.</param>
/// <param name="SpeedKmh">How fast one walks; matrices bring their own seconds.</param>
/// <param name="Detour">What a straight line is multiplied by; networks know their own ways.</param>
internal sealed record TravelChoice(string Method, long? Source = null, double SpeedKmh = 4.8, double Detour = 1.3)
{
    public const string Straight = "straight";
    public const string Network = "network";
    public const string Matrix = "matrix";

    private const double SlowestKmh = 0.5;
    private const double FastestKmh = 130;
    private const double LongestDetour = 10;

    public double MetresPerSecond => SpeedKmh / 3.6;

    /// <exception cref="TravelRequestError">A figure is outside what makes sense; the sentence names it.</exception>
    public void Check()
    {
        if (Method is not (Straight or Network or Matrix)) throw TravelRequestError.NotAChoice($"'{Method}' is no way to travel; there are {Straight}, {Network} and {Matrix}.");
        if (!(SpeedKmh is >= SlowestKmh and <= FastestKmh)) throw TravelRequestError.NotAChoice(Sentence($"The speed is {SpeedKmh} km/h; it may be {SlowestKmh} to {FastestKmh}."));
        if (!(Detour is >= 1 and <= LongestDetour)) throw TravelRequestError.NotAChoice(Sentence($"The detour factor is {Detour}; it may be 1, a straight line, to {LongestDetour}."));
        if (Method == Network && Source is null) throw TravelRequestError.UnknownNetwork(null);
        if (Method == Matrix && Source is null) throw TravelRequestError.UnknownMatrix(null);
    }

    public string StraightBadge => Sentence($"straight line x {Detour:0.##} at {SpeedKmh:0.##} km/h");

    public string NetworkBadge(string name) => Sentence($"walking network {name} at {SpeedKmh:0.##} km/h");

    private static string Sentence(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
