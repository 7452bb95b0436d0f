namespace EstateMap.Client.Plan.Scenarios;

/// <summary>A kind of change in plain words, and what it needs to be told.</summary>
/// <param name="Code">As the API names it.</param>
/// <param name="Label">What is done.</param>
/// <param name="Hint">When it is the right one.</param>
/// <param name="SiteLabel">What its building is called.</param>
public sealed record ChangeKind(string Code, string Label, string Hint, string SiteLabel)
{
    public static readonly ChangeKind Close = new("CLOSE_SITE", "Close a building", "People go to the next nearest building that stays open.", "Building that closes");

    /// <summary>All kinds, those that planners need most often first.</summary>
    public static readonly IReadOnlyList<ChangeKind> All =
    [
        Close,
        new("MOVE_SERVICE", "Move a service to another building", "A service that the register knows is offered elsewhere from then on.", "Building that it leaves") { NeedsToSite = true, NeedsService = true, HasArea = true, HasCapital = true },
        new("MOVE_TEAM", "Move a team to another building", "People who work in a building and are no service of the register.", "Building that it leaves") { NeedsToSite = true, NeedsTeam = true, HasArea = true, HasCapital = true },
        new("CHANGE_HOURS", "Change when a building is open", "For the whole building, or one service in it.", "Building") { HasService = true, NeedsHours = true },
        new("CHANGE_CAPACITY", "Change how much room there is", "An extension, a partition, fewer or more places.", "Building") { HasArea = true, HasCapacity = true, HasCapital = true },
        new("OPEN_SITE", "Open a building that is closed today", "It takes part from then on.", "Building that opens") { HasCapital = true },
        new("ACQUIRE_SPACE", "Use space in a partner’s or the community’s building", "A lease, a licence, a shared room.", "Building with the space") { NeedsArea = true, HasArea = true, HasCapital = true },
        new("DISPOSE", "Sell, let or hand over a building", "It must be closed and empty before.", "Building that is given up") { HasReceipt = true, HasCapital = true },
    ];

    public bool NeedsToSite { get; private init; }

    public bool NeedsService { get; private init; }

    /// <summary>May be about one service instead of the whole building.</summary>
    public bool HasService { get; private init; }

    public bool NeedsTeam { get; private init; }

    public bool NeedsHours { get; private init; }

    public bool NeedsArea { get; private init; }

    public bool HasArea { get; private init; }

    public bool HasCapacity { get; private init; }

    public bool HasReceipt { get; private init; }

    public bool HasCapital { get; private init; }

    /// <summary>What the floor area of such a change is.</summary>
    public string AreaLabel => Code switch
    {
        "CHANGE_CAPACITY" => "Floor area from then on, in square metres",
        "ACQUIRE_SPACE" => "Space that is taken, in square metres",
        _ => "Space that it needs there, in square metres",
    };

    /// <summary>The kind of a code; one that is not known here keeps its code as its words.</summary>
    public static ChangeKind Of(string code) => All.FirstOrDefault(kind => kind.Code == code) ?? new(code, Shell.Figures.Words(code), "", "Building");
}
