namespace EstateMap.Testing.Sample;

/// <summary>People of an area by age, in persons.</summary>
public sealed record PeopleByAge(int Aged0To15, int Aged16To64, int Aged65AndOver)
{
    public int All => Aged0To15 + Aged16To64 + Aged65AndOver;
}

/// <summary>Shares a ward's published people out among its schematic small areas, age by age, by seeded shares and largest remainders.</summary>
public static class SmallAreaPopulations
{
    public static IReadOnlyDictionary<string, PeopleByAge> Share(IReadOnlyList<SmallArea> areas, ulong seed)
    {
        var numbers = new SeededNumbers(seed);
        var people = new Dictionary<string, PeopleByAge>();
        foreach (var ward in areas.GroupBy(a => a.Ward))
        {
            // Sizes differ by up to a third either way; ages lean a little from one small area to the next, as streets do.
            var sizes = ward.Select(_ => numbers.NextBetween(0.75, 1.35)).ToArray();
            int[] Shared(int total, double lean) => Apportion(total, [.. sizes.Select(size => size * numbers.NextBetween(1 - lean, 1 + lean))]);
            var (young, working, old) = (Shared(ward.Key.Aged0To15, 0.2), Shared(ward.Key.Aged16To64, 0.05), Shared(ward.Key.Aged65AndOver, 0.35));
            foreach (var (area, i) in ward.Select((a, i) => (a, i)))
                people.Add(area.Code, new PeopleByAge(young[i], working[i], old[i]));
        }
        return people;
    }

    /// <summary>Whole numbers in proportion to the weights that add up to the total: floors first, then one more each to the largest remainders, earlier first.</summary>
    public static int[] Apportion(int total, double[] weights)
    {
        var sum = weights.Sum();
        var exact = weights.Select(w => total * w / sum).ToArray();
        var shares = exact.Select(x => (int)Math.Floor(x)).ToArray();
        foreach (var i in Enumerable.Range(0, weights.Length).OrderByDescending(i => exact[i] - shares[i]).ThenBy(i => i).Take(total - shares.Sum()))
            shares[i]++;
        return shares;
    }
}
