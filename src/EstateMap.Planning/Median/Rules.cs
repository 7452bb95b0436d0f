namespace EstateMap.Planning;

/// <summary>
/// The side constraints on Y alone: least numbers in groups (5), ceilings (6), exclusions (7); the numbers are those of <see cref="PMedian"/>.
/// Knows how much a set of open sites breaks them and what a swap would change, so that a search can walk back to what is allowed.
/// </summary>
internal sealed class Rules
{
    private const double Tolerance = 1e-9;

    public Rules(LocationProblem problem, int[] siteOf, int[] kernelOf)
    {
        Minimum = problem.GroupMinimum ?? [];
        Group = [.. siteOf.Select(j => problem.GroupMinimum is null ? -1 : problem.Groups![j])];
        Use = [.. problem.Ceilings.Select(ceiling => siteOf.Select(j => ceiling.Use[j]).ToArray())];
        Most = [.. problem.Ceilings.Select(ceiling => ceiling.Most)];
        var rivals = new List<int>[siteOf.Length];
        for (var j = 0; j < rivals.Length; j++) rivals[j] = [];
        foreach (var (first, second) in problem.Exclusions.Distinct())
        {
            int a = kernelOf[first], b = kernelOf[second];
            if (a < 0 || b < 0 || rivals[a].Contains(b)) continue;
            rivals[a].Add(b);
            rivals[b].Add(a);
        }

        Rivals = [.. rivals.Select(list => list.ToArray())];
    }

    private Rules(int[] group, int[] minimum, double[][] use, double[] most, int[][] rivals) => (Group, Minimum, Use, Most, Rivals) = (group, minimum, use, most, rivals);

    /// <summary>[site]: its group or -1.</summary>
    public int[] Group { get; }

    /// <summary>[group].</summary>
    public int[] Minimum { get; }

    /// <summary>[ceiling][site].</summary>
    public double[][] Use { get; }

    /// <summary>[ceiling].</summary>
    public double[] Most { get; }

    /// <summary>[site]: those that exclude it.</summary>
    public int[][] Rivals { get; }

    /// <summary>The same rules without the sites that are out; <paramref name="numbers"/> [site] gives the new number, or -1.</summary>
    public Rules Keeping(int[] numbers, int count)
    {
        var old = new int[count];
        for (var j = 0; j < numbers.Length; j++)
            if (numbers[j] >= 0) old[numbers[j]] = j;
        return new Rules(
            [.. old.Select(j => Group[j])],
            Minimum,
            [.. Use.Select(use => old.Select(j => use[j]).ToArray())],
            Most,
            [.. old.Select(j => Rivals[j].Select(rival => numbers[rival]).Where(rival => rival >= 0).ToArray())]);
    }

    /// <summary>What a set breaks: missing members of groups, shares above ceilings, pairs that exclude each other; 0 is allowed.</summary>
    public double Broken(IReadOnlyList<int> open)
    {
        var tally = new Tally(this);
        foreach (var j in open) tally.Change(j, -1);
        return tally.Broken;
    }

    /// <summary>How a set stands with the rules while it changes.</summary>
    public sealed class Tally(Rules rules)
    {
        private readonly int[] members = new int[rules.Minimum.Length];
        private readonly double[] use = new double[rules.Most.Length];
        private readonly bool[] isOpen = new bool[rules.Group.Length];
        private int rivalries;

        public double Broken => After(-1, -1);

        /// <summary>What would be broken after one site opens and one closes; -1 is none.</summary>
        public double After(int enter, int leave)
        {
            double broken = rivalries;
            if (enter >= 0)
                foreach (var rival in rules.Rivals[enter])
                    if (isOpen[rival] && rival != leave) broken++;
            if (leave >= 0)
                foreach (var rival in rules.Rivals[leave])
                    if (isOpen[rival]) broken--;
            for (var g = 0; g < members.Length; g++)
            {
                var count = members[g];
                if (enter >= 0 && rules.Group[enter] == g) count++;
                if (leave >= 0 && rules.Group[leave] == g) count--;
                broken += Math.Max(0, rules.Minimum[g] - count);
            }

            for (var k = 0; k < use.Length; k++)
            {
                var total = use[k] + (enter >= 0 ? rules.Use[k][enter] : 0) - (leave >= 0 ? rules.Use[k][leave] : 0);
                var scale = Math.Max(rules.Most[k], 1e-12);
                if (total > rules.Most[k] + Tolerance * scale) broken += (total - rules.Most[k]) / scale;
            }

            return broken;
        }

        public void Change(int enter, int leave)
        {
            if (leave >= 0)
            {
                isOpen[leave] = false;
                foreach (var rival in rules.Rivals[leave])
                    if (isOpen[rival]) rivalries--;
                if (rules.Group[leave] >= 0) members[rules.Group[leave]]--;
                for (var k = 0; k < use.Length; k++) use[k] -= rules.Use[k][leave];
            }

            if (enter >= 0)
            {
                foreach (var rival in rules.Rivals[enter])
                    if (isOpen[rival]) rivalries++;
                isOpen[enter] = true;
                if (rules.Group[enter] >= 0) members[rules.Group[enter]]++;
                for (var k = 0; k < use.Length; k++) use[k] += rules.Use[k][enter];
            }
        }
    }
}
