namespace EstateMap.Import.Issues.Proposals;

/// <summary>Words that are nearly other words.</summary>
public static class Spelling
{
    /// <summary>The one known word that differs from the given one by a slip: one letter in words of five letters or more, two in words of nine or more; letter case does not count. Null when there is none or several are equally near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var most = word.Length >= 9 ? 2 : word.Length >= 5 ? 1 : 0;
        string? nearest = null;
        var least = most + 1;
        var isTie = false;
        foreach (var candidate in known)
        {
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant(), most);
            if (distance > most)
                continue;
            if (distance < least)
                (nearest, least, isTie) = (candidate, distance, false);
            else if (distance == least && !string.Equals(candidate, nearest, StringComparison.OrdinalIgnoreCase))
                isTie = true;
        }

        return isTie || least == 0 ? null : nearest;
    }

    /// <summary>Letters to insert, drop, replace or swap with their neighbour (optimal string alignment); more than <paramref name="most"/> is given as <paramref name="most"/> + 1.</summary>
    public static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most)
            return most + 1;
        var before = new int[b.Length + 1];
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, above) = (above, row);
        }

        return Math.Min(above[^1], most + 1);
    }
}
