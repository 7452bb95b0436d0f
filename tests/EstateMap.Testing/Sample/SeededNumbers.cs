namespace EstateMap.Testing.Sample;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same seed gives the same numbers on every machine and every .NET, which System.Random does not promise.</summary>
public sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Evenly spread over [0, 1).</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly spread over [from, to).</summary>
    public double NextBetween(double from, double to) => from + (to - from) * NextUnit();

    /// <summary>Evenly spread over 0 .. bound - 1.</summary>
    public int NextBelow(int bound) => (int)(NextUnit() * bound);
}
