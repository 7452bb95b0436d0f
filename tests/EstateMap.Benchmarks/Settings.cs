using System.Globalization;

namespace EstateMap.Benchmarks;

/// <summary>What `bench` was asked for: rounds of each way, sites of the fictional town, points to place, rows of the messy register.</summary>
internal sealed record Settings(int Rounds, int Sites, int Points, int Rows)
{
    private const string Usage = """
        usage: bench [--rounds N] [--sites N] [--points N] [--rows N]
               bench micro [BenchmarkDotNet arguments]
          --rounds  timed rounds of each way, at least 5 (default 7)
          --sites   sites of the fictional town, 50 to 1000000 (default 10000)
          --points  points to find the small area of (default 20000)
          --rows    rows of the messy register that is imported, at least 1000 (default 1000000: about three minutes a round)
        """;

    /// <summary>Null, with a sentence on the writer, when the arguments make no sense.</summary>
    public static Settings? Read(string[] args, TextWriter errors)
    {
        var settings = new Settings(7, 10_000, 20_000, 1_000_000);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return Refuse($"{args[i]} needs a whole number.", errors);
            switch (args[i])
            {
                case "--rounds" when value >= Benchmarks.Rounds.Fewest: settings = settings with { Rounds = value }; break;
                case "--sites" when value is >= 50 and <= Testing.Town.TownSites.MostSites: settings = settings with { Sites = value }; break;
                case "--points" when value > 0: settings = settings with { Points = value }; break;
                case "--rows" when value >= 1_000: settings = settings with { Rows = value }; break;
                case "--rounds" or "--sites" or "--points" or "--rows": return Refuse($"{args[i]} {value} is out of range.", errors);
                default: return Refuse($"{args[i]} is not known.", errors);
            }
        }
        return settings;
    }

    private static Settings? Refuse(string why, TextWriter errors)
    {
        errors.WriteLine(why);
        errors.WriteLine(Usage);
        return null;
    }
}
