using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Room in the places of a move chain: who must leave before who can come, and how full a place is when somebody arrives.</summary>
internal sealed class ChainRoom(IReadOnlyDictionary<Guid, ChainPlace> places, IReadOnlyList<ChainTask> tasks)
{
    private readonly HashSet<(int Number, int Wait)> _forRoom = [];
    private readonly HashSet<int> _decanted = [];

    /// <summary>Whoever moves by this step waits in a temporary place, and has left before anybody arrives.</summary>
    public void Decant(int number) => _decanted.Add(number);

    /// <summary>True when the first waits for the second because room is short.</summary>
    public bool IsForRoom(int number, int wait) => _forRoom.Contains((number, wait));

    /// <summary>
    /// Rule 3. Arrivals of a place take its free room in the order of the list; the first that finds too little waits for the fewest departures, in the order of the list, that make enough; what still does not fit is a problem.
    /// </summary>
    public IReadOnlyList<(int Number, int Wait)> Waits(List<string> problems)
    {
        foreach (var place in places.Values)
        {
            if (Most(place) is not { } most) continue;
            var leaving = tasks.Where(task => task.Kind == ChainStepKind.Move && task.Place == place.Id && task.To != place.Id).ToList();
            var free = most - place.Occupied_m2;
            var gone = 0;
            foreach (var arrival in tasks.Where(task => task.Kind == ChainStepKind.Move && task.To == place.Id && task.Place != place.Id))
            {
                free -= arrival.Takes_m2;
                while (free < -1e-9 && gone < leaving.Count) free += Leaves(place, leaving[gone++]);
                foreach (var departure in leaving.Take(gone).Where(departure => departure.What != arrival.What)) _forRoom.Add((arrival.Number, departure.Number));
                if (free < -1e-9) problems.Add($"Step {arrival.Number}: {arrival.What} needs {MoveChainRules.Area(arrival.Takes_m2)} in {place.Name}, which is {MoveChainRules.Area(-free)} short even when everybody who leaves has left.");
            }
        }

        return [.. _forRoom.Order()];
    }

    /// <summary>Whether a move finds room when it begins; what arrives at the same time counts, what leaves counts once it is gone.</summary>
    public (bool? Fits, string Words) At(ChainTask task, IReadOnlyDictionary<int, (double Start, double End)> times)
    {
        if (task.Kind != ChainStepKind.Move) return (null, "Nothing moves.");
        var place = places[task.To!.Value];
        if (Most(place) is not { } most) return (null, $"The floor area of {place.Name} is not known, so whether it fits cannot be said.");
        var start = times[task.Number].Start;
        var taken = place.Occupied_m2
            + tasks.Where(other => other.Kind == ChainStepKind.Move && other.To == place.Id && (times[other.Number].Start, other.Number).CompareTo((start, task.Number)) < 0).Sum(other => other.Takes_m2)
            - tasks.Where(other => other.Kind == ChainStepKind.Move && other.Place == place.Id && other.To != place.Id && (_decanted.Contains(other.Number) || times[other.Number].End <= start + 1e-9)).Sum(other => Leaves(place, other));
        var free = most - taken;
        var needs = task.Takes_m2;
        return free >= needs - 1e-9
            ? (true, $"{MoveChainRules.Area(Math.Max(0, free))} free in {place.Name}, {MoveChainRules.Area(needs)} needed.")
            : (false, $"{MoveChainRules.Area(Math.Max(0, free))} free in {place.Name} {(start < 1e-9 ? "at the start" : $"after {PlanWords.Count(Math.Round(start, 1), "week")}")}, {MoveChainRules.Area(needs)} needed.");
    }

    /// <summary>Its room once it is made ready: a chain does not move anybody in before.</summary>
    private double? Most(ChainPlace place) => tasks.LastOrDefault(task => task.Kind == ChainStepKind.Ready && task.Place == place.Id && task.Area_m2 is not null)?.Area_m2 ?? place.Room_m2;

    // Nothing frees more room than is taken.
    private static double Leaves(ChainPlace place, ChainTask departure) => Math.Min(departure.Area_m2 ?? 0, place.Occupied_m2);
}
