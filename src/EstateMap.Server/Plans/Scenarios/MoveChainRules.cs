using System.Globalization;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>
/// Puts the tasks of a scenario into an order in which nobody is without a place and no place is overfull: an activity-on-node network with finish-to-start dependencies (critical path method, Kelley &amp; Walker 1959).
/// </summary>
/// <remarks>
/// A task t waits for a task u when
///  1. t moves into, or is done in, a place that u makes ready (opens, acquires, enlarges);
///  2. t moves what u moved before it: the same thing twice;
///  3. t moves into a place where room is short until u has moved out;
///  4. t closes a place that u moves out of: what is there goes first;
///  5. t disposes of a place that u closes or moves out of: it must be empty.
/// Room is counted carefully: what moves takes room at its destination from the beginning of its move and gives room free at the end of it. Pure: no clock, no database.
/// </remarks>
internal static class MoveChainRules
{
    /// <param name="places">Every place that a task names.</param>
    /// <param name="tasks">In the order of the scenario's changes, which decides between equals.</param>
    public static MoveChain Order(IReadOnlyCollection<ChainPlace> places, IReadOnlyList<ChainTask> tasks)
    {
        var byId = places.ToDictionary(place => place.Id);
        var problems = new List<string>();
        var room = new ChainRoom(byId, tasks);
        var needs = tasks.ToDictionary(task => task.Number, task => new SortedSet<int>(Needs(task, tasks)));
        foreach (var (number, wait) in room.Waits(problems)) needs[number].Add(wait);
        var cycles = BreakCycles(byId, tasks, needs, room);
        var times = Schedule(tasks, needs);
        var end = times.Count == 0 ? 0 : times.Values.Max(time => time.End);
        var latest = Latest(tasks, needs, end);
        var steps = tasks.OrderBy(task => times[task.Number].Start).ThenBy(task => task.Number)
            .Select(task =>
            {
                var (fits, words) = room.At(task, times);
                return new ChainStep(task, Words(byId, task), [.. needs[task.Number]], times[task.Number].Start, latest[task.Number] - times[task.Number].End < 1e-9, fits, words);
            }).ToList();
        problems.AddRange(steps.Where(step => step.Fits == false).Select(step => $"Step {step.Task.Number}: {step.Space}").Where(problem => !problems.Contains(problem)));
        var begin = steps.Count == 0 ? 0 : steps.Min(step => step.StartWeek);
        return new MoveChain(steps, end - begin, cycles, Homeless(byId, tasks), problems);
    }

    /// <summary>1, 2, 4, 5: what does not depend on room.</summary>
    private static IEnumerable<int> Needs(ChainTask task, IReadOnlyList<ChainTask> tasks)
    {
        var isIn = task.Kind == ChainStepKind.Move ? task.To : null;
        foreach (var other in tasks.Where(other => other.Number != task.Number))
        {
            var isEarlier = other.Number < task.Number;
            var isNeeded = other.Kind switch
            {
                ChainStepKind.Ready => isEarlier && (other.Place == isIn || (other.Place == task.Place && task.Kind is ChainStepKind.Close or ChainStepKind.Dispose)),
                ChainStepKind.Move when task.Kind == ChainStepKind.Move => isEarlier && other.What == task.What && other.To == task.Place,
                ChainStepKind.Move => other.Place == task.Place && task.Kind is ChainStepKind.Close or ChainStepKind.Dispose && !ReopensBetween(task, other, tasks),
                ChainStepKind.Close => isEarlier && other.Place == task.Place && task.Kind is ChainStepKind.Dispose or ChainStepKind.Ready,
                _ => false,
            };
            if (isNeeded) yield return other.Number;
        }
    }

    /// <summary>A closure does not wait for those who leave only after the place has opened anew.</summary>
    private static bool ReopensBetween(ChainTask closure, ChainTask departure, IReadOnlyList<ChainTask> tasks) =>
        tasks.Any(task => task.Kind == ChainStepKind.Ready && task.Place == closure.Place && task.Number > closure.Number && task.Number < departure.Number);

    /// <summary>Finds circles and takes out of each the wait that a temporary place for its smallest occupant makes needless, until none is left.</summary>
    private static List<ChainCycle> BreakCycles(Dictionary<Guid, ChainPlace> places, IReadOnlyList<ChainTask> tasks, Dictionary<int, SortedSet<int>> needs, ChainRoom room)
    {
        var cycles = new List<ChainCycle>();
        var byNumber = tasks.ToDictionary(task => task.Number);
        while (FindCycle(tasks, needs) is { } cycle)
        {
            // Only a wait for room is made needless by a decant; a circle has one, because the other rules look back in the list or end in a closure.
            var decant = cycle.Select((number, i) => (Task: byNumber[cycle[(i + 1) % cycle.Count]], Waits: number))
                .OrderBy(pair => room.IsForRoom(pair.Waits, pair.Task.Number) ? 0 : 1).ThenBy(pair => pair.Task.Area_m2 ?? double.MaxValue).ThenBy(pair => pair.Task.Number).First();
            needs[decant.Waits].Remove(decant.Task.Number);
            room.Decant(decant.Task.Number);
            cycles.Add(new ChainCycle(cycle, decant.Task.Number, CycleWords(places, tasks, byNumber, cycle, decant.Task)));
        }

        return cycles;
    }

    private static string CycleWords(Dictionary<Guid, ChainPlace> places, IReadOnlyList<ChainTask> tasks, Dictionary<int, ChainTask> byNumber, List<int> cycle, ChainTask decant)
    {
        var circle = string.Join("; ", cycle.Select((number, i) => $"step {number} ({Words(places, byNumber[number])}) waits for step {cycle[(i + 1) % cycle.Count]}"));
        var needed = decant.Area_m2 ?? 0;
        var inCircle = cycle.SelectMany(number => new[] { byNumber[number].Place, byNumber[number].To ?? byNumber[number].Place }).ToHashSet();
        var refuge = places.Values.Where(place => !inCircle.Contains(place.Id) && place.Room_m2 - place.Occupied_m2 >= needed && tasks.All(task => task.Place != place.Id || task.Kind is ChainStepKind.Move))
            .OrderBy(place => place.Room_m2 - place.Occupied_m2).ThenBy(place => place.Name, StringComparer.Ordinal).FirstOrDefault();
        var where = refuge is null ? $"a temporary place of {Area(needed)} outside these buildings" : $"{refuge.Name}, which has {Area(refuge.Room_m2!.Value - refuge.Occupied_m2)} free,";
        return $"These steps wait for one another: {circle}. Moving {decant.What?.Name ?? Words(places, decant)} to {where} first would break the circle.";
    }

    /// <summary>The numbers of a circle, each waiting for the next; null when there is none. Depth first, lowest numbers first, so that the same chain names the same circle.</summary>
    private static List<int>? FindCycle(IReadOnlyList<ChainTask> tasks, Dictionary<int, SortedSet<int>> needs)
    {
        var done = new HashSet<int>();
        foreach (var first in tasks.Select(task => task.Number).Order())
        {
            var path = new List<(int Number, Queue<int> Left)>();
            if (done.Add(first)) path.Add((first, new Queue<int>(needs[first])));
            while (path.Count > 0)
            {
                if (!path[^1].Left.TryDequeue(out var next))
                {
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                if (path.FindIndex(step => step.Number == next) is >= 0 and var at) return path[at..].ConvertAll(step => step.Number);
                if (done.Add(next)) path.Add((next, new Queue<int>(needs[next])));
            }
        }

        return null;
    }

    /// <summary>Earliest beginnings; there are no circles left.</summary>
    private static Dictionary<int, (double Start, double End)> Schedule(IReadOnlyList<ChainTask> tasks, Dictionary<int, SortedSet<int>> needs)
    {
        var times = new Dictionary<int, (double Start, double End)>();
        var left = tasks.OrderBy(task => task.Number).ToList();
        while (left.Count > 0)
        {
            var ready = left.First(task => needs[task.Number].All(times.ContainsKey));
            var start = needs[ready.Number].Select(number => times[number].End).Append(ready.NotBefore).Max();
            times[ready.Number] = (start, start + ready.Weeks);
            left.Remove(ready);
        }

        return times;
    }

    /// <summary>The latest end of each task that does not delay the whole.</summary>
    private static Dictionary<int, double> Latest(IReadOnlyList<ChainTask> tasks, Dictionary<int, SortedSet<int>> needs, double end)
    {
        var latest = tasks.ToDictionary(task => task.Number, _ => end);
        var left = tasks.OrderByDescending(task => task.Number).ToList();
        while (left.Count > 0)
        {
            var last = left.First(task => left.TrueForAll(other => !needs[other.Number].Contains(task.Number)));
            foreach (var number in needs[last.Number]) latest[number] = Math.Min(latest[number], latest[last.Number] - last.Weeks);
            left.Remove(last);
        }

        return latest;
    }

    /// <summary>Who is in a place that closes or goes, and neither moves away from it nor comes back to it.</summary>
    private static List<HomelessOccupant> Homeless(Dictionary<Guid, ChainPlace> places, IReadOnlyList<ChainTask> tasks)
    {
        var homeless = new List<HomelessOccupant>();
        foreach (var id in tasks.Where(task => task.Kind is ChainStepKind.Close or ChainStepKind.Dispose).Select(task => task.Place).Distinct())
        {
            var movedIn = tasks.Where(task => task.Kind == ChainStepKind.Move && task.To == id).Select(task => task.What!);
            var last = tasks.Where(task => task.Place == id && task.Kind is ChainStepKind.Close or ChainStepKind.Dispose).Max(task => task.Number);
            var isReopened = tasks.Any(task => task.Kind == ChainStepKind.Ready && task.Place == id && task.Number > last);
            if (isReopened) continue;
            homeless.AddRange(places[id].Occupants.Concat(movedIn).Distinct().Where(what => !tasks.Any(task => task.Kind == ChainStepKind.Move && task.What == what && task.Place == id)).Select(what => new HomelessOccupant(what.Name, id, places[id].Name)));
        }

        return homeless;
    }

    private static string Words(Dictionary<Guid, ChainPlace> places, ChainTask task) => task.Kind switch
    {
        ChainStepKind.Move => $"{task.What} moves from {places[task.Place].Name} to {places[task.To!.Value].Name}",
        ChainStepKind.Ready => $"{places[task.Place].Name} is made ready",
        ChainStepKind.Close => $"{places[task.Place].Name} closes",
        _ => $"{places[task.Place].Name} is disposed of",
    };

    public static string Area(double area_m2) => string.Create(CultureInfo.InvariantCulture, $"{area_m2:#,0.#} m²");
}
