namespace EstateMap.Server.Plans.Solves;

/// <summary>A question that can be asked of the planner, in plain words first.</summary>
/// <param name="Model">Word of the API.</param>
/// <param name="ObjectiveUnit">What its objective counts.</param>
internal sealed record PlanModelDescription(string Model, string Question, string Name, string Source, bool NeedsSites, bool NeedsReach, string ObjectiveUnit)
{
    /// <summary>As it is kept in the database.</summary>
    public string Code => Model.ToLowerInvariant();
}

/// <summary>The questions, the plainest first.</summary>
internal static class PlanModels
{
    public const string PortfolioCurve = "PORTFOLIO_CURVE";
    public const string PMedian = "P_MEDIAN";
    public const string MaximalCovering = "MAXIMAL_COVERING";
    public const string LocationSetCovering = "LOCATION_SET_COVERING";
    public const string PCenter = "P_CENTER";
    public const string BackupCovering = "BACKUP_COVERING";
    public const string CapacitatedPMedian = "CAPACITATED_P_MEDIAN";
    public const string MultiServiceHubs = "MULTI_SERVICE_HUBS";

    private const string PersonSeconds = "person-seconds";

    public static readonly IReadOnlyList<PlanModelDescription> All =
    [
        new(PortfolioCurve, "If we keep fewer and fewer buildings, which goes next, and what does each step cost people?", "Portfolio curve: the p-median for every p",
            "C. ReVelle, A. T. Murray and D. Serra (2007), Location models for ceding market share and shrinking services, Omega 35(5).", NeedsSites: false, NeedsReach: false, PersonSeconds),
        new(PMedian, "If so many buildings stay, which ones give the least travel in all?", "p-median", "S. L. Hakimi (1964), Optimum locations of switching centers and the absolute centers and medians of a graph, Operations Research 12(3).",
            NeedsSites: true, NeedsReach: false, PersonSeconds),
        new(MaximalCovering, "If so many buildings stay, which ones have the most people near enough?", "Maximal covering location problem (MCLP)",
            "R. Church and C. ReVelle (1974), The maximal covering location problem, Papers of the Regional Science Association 32.", NeedsSites: true, NeedsReach: true, "people"),
        new(LocationSetCovering, "How few buildings have everybody near enough?", "Location set covering problem (LSCP)", "C. Toregas, R. Swain, C. ReVelle and L. Bergman (1971), The location of emergency service facilities, Operations Research 19(6).",
            NeedsSites: false, NeedsReach: true, "buildings"),
        new(PCenter, "If so many buildings stay, which ones leave the worst off least badly off?", "p-center", "S. L. Hakimi (1964), as for the p-median; solved by set covering after E. Minieka (1970), SIAM Review 12(1).",
            NeedsSites: true, NeedsReach: false, "seconds"),
        new(BackupCovering, "With as few buildings as have everybody near enough, who has a second one should theirs close?", "Backup coverage (BACOP1)",
            "K. Hogan and C. ReVelle (1986), Concepts and applications of backup coverage, Management Science 32(11).", NeedsSites: false, NeedsReach: true, "people"),
        new(CapacitatedPMedian, "If so many buildings stay and each has room for only so many, which ones give the least travel?", "Capacitated p-median with single sources",
            "J. M. Mulvey and M. P. Beck (1984), Solving capacitated clustering problems, European Journal of Operational Research 18(3).", NeedsSites: true, NeedsReach: false, PersonSeconds),
        new(MultiServiceHubs, "Which services belong together in which hub?", "Multi-service hubs", "After T. Suzuki and M. J. Hodgson (2003), Multi-service facility location models, Annals of Operations Research 123.",
            NeedsSites: false, NeedsReach: false, "£ per year"),
    ];

    /// <summary>The question of the API's word or the database's.</summary>
    public static PlanModelDescription Get(string model) => All.First(description => string.Equals(description.Model, model, StringComparison.OrdinalIgnoreCase));
}
