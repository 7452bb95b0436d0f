namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What a change does to the estate.</summary>
internal enum ScenarioChangeKind
{
    /// <summary>A building that is closed today opens.</summary>
    OpenSite,

    /// <summary>A building stops serving people.</summary>
    CloseSite,

    /// <summary>A service is offered at another site from then on.</summary>
    MoveService,

    /// <summary>A team that no service stands for works at another site from then on.</summary>
    MoveTeam,

    /// <summary>A site, or one service there, is open at other hours.</summary>
    ChangeHours,

    /// <summary>A site gets more or less room, or takes more or fewer people.</summary>
    ChangeCapacity,

    /// <summary>A closed and empty building is sold, let or handed over.</summary>
    Dispose,

    /// <summary>Room in a partner's or community's building comes to be used.</summary>
    AcquireSpace,
}

/// <summary>Whether a figure is stated by somebody who knows, or assumed.</summary>
internal enum FigureBasis { Fact, Assumption }

/// <summary>A site or service: its uuid, and the name that it had when the change was written.</summary>
internal sealed record Thing(Guid Id, string Name);

/// <summary>Hours of some days of the week, in the words of Open Referral's schedules.</summary>
/// <param name="Days">MO,TU,WE,TH,FR,SA,SU.</param>
/// <param name="Opens">hh:mm.</param>
/// <param name="Closes">hh:mm, up to 24:00; not after <paramref name="Opens"/> means past midnight.</param>
internal sealed record ChangedHours(string Days, string Opens, string Closes);

/// <summary>One change of a scenario; which members belong to which kind is said by <see cref="ScenarioRules.FindFault"/>.</summary>
internal sealed record ScenarioChange(ScenarioChangeKind Kind)
{
    /// <summary>Where it happens; of a move, where from.</summary>
    public Thing? Site { get; init; }

    /// <summary>Of a move: where to.</summary>
    public Thing? ToSite { get; init; }

    public Thing? Service { get; init; }

    /// <summary>Name of a team, such as “Housing options”; never of a person.</summary>
    public string? Team { get; init; }

    public IReadOnlyList<ChangedHours>? Hours { get; init; }

    /// <summary>Floor area in square metres: that a move needs, that a site has then, or that is acquired.</summary>
    public double? SpaceArea_m2 { get; init; }

    /// <summary>People at once, or places, as the study counts them.</summary>
    public int? Capacity { get; init; }

    /// <summary>Pounds that come in once.</summary>
    public double? Receipt_gbp { get; init; }

    /// <summary>Pounds that are spent once.</summary>
    public double? Capital_gbp { get; init; }

    /// <summary>What the figures of this change rest on; nothing said is an assumption.</summary>
    public FigureBasis? Basis { get; init; }

    public DateOnly? StartsOn { get; init; }

    /// <summary>How long it takes.</summary>
    public double? Weeks { get; init; }

    public string? Why { get; init; }

    /// <summary>Equal when all members are, the hours one by one.</summary>
    public bool Equals(ScenarioChange? other) => other is not null
        && (Kind, Site, ToSite, Service, Team, SpaceArea_m2) == (other.Kind, other.Site, other.ToSite, other.Service, other.Team, other.SpaceArea_m2)
        && (Capacity, Receipt_gbp, Capital_gbp, Basis, StartsOn, Weeks, Why) == (other.Capacity, other.Receipt_gbp, other.Capital_gbp, other.Basis, other.StartsOn, other.Weeks, other.Why)
        && (Hours ?? []).SequenceEqual(other.Hours ?? []);

    public override int GetHashCode() => HashCode.Combine(Kind, Site, ToSite, Service, Team, StartsOn, Why);
}
