namespace EstateMap.Planning;

/// <summary>
/// What is decided about the sites at a node of the search tree, and what follows from it. state [site] is 1 open, -1 closed, 0 free.
/// </summary>
internal static class Branching
{
    /// <summary>Draws conclusions from p and the rules until nothing follows any more; false when they contradict each other.</summary>
    public static bool Propagate(Kernel kernel, int p, sbyte[] state)
    {
        while (true)
        {
            int open = 0, free = 0;
            foreach (var s in state)
            {
                if (s > 0) open++;
                else if (s == 0) free++;
            }

            if (open > p || open + free < p) return false;
            var isChanged = false;
            if (free > 0 && (open == p || open + free == p))
            {
                var rest = (sbyte)(open == p ? -1 : 1);
                for (var j = 0; j < state.Length; j++)
                    if (state[j] == 0) state[j] = rest;
                isChanged = true;
            }

            if (kernel.Rules is { } rules && !Follow(rules, p - open, state, ref isChanged)) return false;
            if (double.IsFinite(kernel.Allowed) && !FollowLimits(kernel, state, ref isChanged)) return false;
            if (!isChanged) return true;
        }
    }

    private static bool Follow(Rules rules, int need, sbyte[] state, ref bool isChanged)
    {
        for (var j = 0; j < state.Length; j++)
        {
            if (state[j] <= 0) continue;
            foreach (var rival in rules.Rivals[j])
                if (!Set(state, rival, -1, ref isChanged)) return false;
        }

        var deficits = 0;
        for (var g = 0; g < rules.Minimum.Length; g++)
        {
            int open = 0, free = 0;
            for (var j = 0; j < state.Length; j++)
            {
                if (rules.Group[j] != g) continue;
                if (state[j] > 0) open++;
                else if (state[j] == 0) free++;
            }

            deficits += Math.Max(0, rules.Minimum[g] - open);
            if (open + free < rules.Minimum[g]) return false;
            if (free == 0 || open + free > rules.Minimum[g]) continue;
            for (var j = 0; j < state.Length; j++)
                if (rules.Group[j] == g && state[j] == 0) Set(state, j, 1, ref isChanged);
        }

        // What has just been opened is no longer needed, so a stale count only delays the contradiction by a round.
        if (deficits > need && !isChanged) return false;
        for (var k = 0; k < rules.Most.Length; k++)
        {
            var left = rules.Most[k] * (1 + 1e-9);
            var uses = new List<double>();
            for (var j = 0; j < state.Length; j++)
            {
                if (state[j] > 0) left -= rules.Use[k][j];
                else if (state[j] == 0) uses.Add(rules.Use[k][j]);
            }

            uses.Sort();
            var still = isChanged ? 0 : need;
            for (var n = 0; n < still - 1 && n < uses.Count; n++) left -= uses[n];
            if (left < 0) return false;
            for (var j = 0; j < state.Length; j++)
                if (state[j] == 0 && rules.Use[k][j] > left && !Set(state, j, -1, ref isChanged)) return false;
        }

        return true;
    }

    /// <summary>A demand point with a limit needs one of its list.</summary>
    private static bool FollowLimits(Kernel kernel, sbyte[] state, ref bool isChanged)
    {
        var lists = kernel.Lists;
        for (var i = 0; i < lists.DemandPoints; i++)
        {
            if (lists.Beyond[i] <= kernel.Allowed) continue;
            var only = -1;
            var count = 0;
            for (var at = lists.Starts[i]; at < lists.Starts[i + 1] && count < 2; at++)
            {
                var j = lists.Sites[at];
                if (state[j] < 0) continue;
                count = state[j] > 0 ? 2 : count + 1;
                only = j;
            }

            if (count == 0) return false;
            if (count == 1) Set(state, only, 1, ref isChanged);
        }

        return true;
    }

    private static bool Set(sbyte[] state, int site, sbyte to, ref bool isChanged)
    {
        if (state[site] == to) return true;
        if (state[site] != 0) return false;
        state[site] = to;
        isChanged = true;
        return true;
    }
}
