namespace EstateMap.Server.Plans.Scenarios;

/// <summary>A service or team that is in a place or moves. Services are told apart by their uuid, whatever they are called; a team is its name.</summary>
/// <param name="Service">Uuid; null for a team.</param>
internal sealed record ChainOccupant(Guid? Service, string Name)
{
    public bool Equals(ChainOccupant? other) => other is not null && Service == other.Service && (Service is not null || Name == other.Name);

    public override int GetHashCode() => Service?.GetHashCode() ?? Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;

    /// <summary>A team.</summary>
    public static implicit operator ChainOccupant(string team) => new(null, team);
}

/// <summary>A place of a move chain as it stands before the first step.</summary>
/// <param name="Room_m2">Floor area that can be used; null when it is not known, and then nothing is said of whether things fit.</param>
/// <param name="Occupied_m2">Of it, taken today.</param>
/// <param name="Occupants">Services and teams that are there today.</param>
internal sealed record ChainPlace(Guid Id, string Name, double? Room_m2, double Occupied_m2, IReadOnlyList<ChainOccupant> Occupants);

/// <summary>What a step does.</summary>
internal enum ChainStepKind { Ready, Move, Close, Dispose }

/// <summary>One thing to be done.</summary>
/// <param name="Number">From 1: the change of the scenario that it comes from.</param>
/// <param name="What">What moves: a service or team; null for what is done to a place.</param>
/// <param name="Place">The place that it is done to; of a move, where it leaves.</param>
/// <param name="To">Of a move: where it goes.</param>
/// <param name="Area_m2">Of a move: the room that it takes. Of <see cref="ChainStepKind.Ready"/>: the room that is there then, or null when it stays as it is.</param>
/// <param name="Weeks">How long it takes; may be a fraction.</param>
/// <param name="NotBefore">Weeks from the start of the chain before which it must not begin.</param>
internal sealed record ChainTask(int Number, ChainStepKind Kind, ChainOccupant? What, Guid Place, Guid? To, double? Area_m2, double Weeks, double NotBefore = 0)
{
    /// <summary>Of a move to where the same thing is already: the room that it takes there beyond its own. Null is all of <see cref="Area_m2"/>.</summary>
    public double? Extra_m2 { get; init; }

    /// <summary>Room that a move takes at its destination.</summary>
    public double Takes_m2 => Extra_m2 ?? Area_m2 ?? 0;
}

/// <summary>A task with its place in the order.</summary>
/// <param name="Needs">Numbers of the steps that must be over before, ascending.</param>
/// <param name="StartWeek">Weeks from the start of the chain.</param>
/// <param name="IsCritical">True when a week's delay here is a week's delay of the whole.</param>
/// <param name="Fits">Whether the room at its destination suffices when it begins; null where the room is not known or nothing moves.</param>
/// <param name="Space">The same in words.</param>
internal sealed record ChainStep(ChainTask Task, string Words, IReadOnlyList<int> Needs, double StartWeek, bool IsCritical, bool? Fits, string Space)
{
    public double EndWeek => StartWeek + Task.Weeks;
}

/// <summary>Steps that wait for one another in a circle.</summary>
/// <param name="Steps">Their numbers, each waiting for the next and the last for the first.</param>
/// <param name="Decant">The step whose occupant would break the circle by going to a temporary place first.</param>
/// <param name="Words">The circle named, and what would break it.</param>
internal sealed record ChainCycle(IReadOnlyList<int> Steps, int Decant, string Words);

/// <summary>A service or team that loses its place and is given no other.</summary>
internal sealed record HomelessOccupant(string Name, Guid From, string FromName);

/// <summary>The order in which a scenario can be carried out.</summary>
/// <param name="Steps">In the order of their beginning; what waits for nothing comes first.</param>
/// <param name="Weeks">From the first step's beginning to the last step's end.</param>
/// <param name="Cycles">Circles; the order holds once each is broken as it says.</param>
/// <param name="Problems">What does not fit or cannot be, in sentences.</param>
internal sealed record MoveChain(IReadOnlyList<ChainStep> Steps, double Weeks, IReadOnlyList<ChainCycle> Cycles, IReadOnlyList<HomelessOccupant> Homeless, IReadOnlyList<string> Problems);
