namespace EstateMap.Client.Plan.Scenarios;

/// <summary>An ordered set of changes to the estate, judged against leaving everything as it is.</summary>
/// <param name="Version">Rises with each change; a change names the version it was made on.</param>
/// <param name="Status">DRAFT or DECIDED; what is decided stays as it is.</param>
/// <param name="ContentHash">SHA-256 of the content, in hexadecimal: the same content has the same hash anywhere.</param>
/// <param name="Parent">The scenario it was copied from.</param>
/// <param name="Staleness">Why its figures may be others than when it was saved; null when they are the same.</param>
public sealed record Scenario(
    string Id, string Title, int Version, string Status, string ContentHash, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, ScenarioName Study, ScenarioName? Parent, string? Staleness,
    IReadOnlyList<DecisionName> Decisions, IReadOnlyList<ScenarioChange> Changes)
{
    public bool IsDecided => Status == "DECIDED";
}

/// <summary>A scenario as a list shows it.</summary>
public sealed record ScenarioRow(string Id, string Title, string Status, string ContentHash, DateTimeOffset ChangedAt, ScenarioName Study, IReadOnlyList<DecisionName> Decisions)
{
    public bool IsDecided => Status == "DECIDED";
}

/// <summary>What is reckoned of a scenario for a list.</summary>
/// <param name="OpenSites">Global ids of buildings that are open afterwards.</param>
public sealed record ScenarioSize(string Id, IReadOnlyList<string> OpenSites, IReadOnlyList<ChangeProblems> Changes)
{
    public int Problems => Changes.Sum(change => change.Problems.Count);
}

public sealed record ChangeProblems(IReadOnlyList<string> Problems);

/// <summary>A scenario or study by id and title.</summary>
public sealed record ScenarioName(string Id, string Title);

/// <param name="Status">DRAFT, DECIDED or REVIEWED.</param>
public sealed record DecisionName(string Id, string Title, string Status);

/// <summary>A site or service by global id and the name that it had when it was written down.</summary>
/// <param name="Id">Null when this register does not have it.</param>
public sealed record Named(string? Id, string Name);

/// <summary>A building that can be part of a scenario.</summary>
/// <param name="Role">What the study makes of it.</param>
public sealed record Place(string Id, string Name, string? Ward, string? Owner, string Role, bool IsOpenToday)
{
    /// <summary>What tells it from another of its name.</summary>
    public string Where => string.Join(", ", new[] { Ward, Owner, IsOpenToday ? null : "closed today" }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>A service offered at a site.</summary>
public sealed record ServiceThere(string Id, string Name, OrganisationName? Organisation);

public sealed record OrganisationName(string Name);

/// <param name="Json">Canonical: importing it gives the same hash.</param>
public sealed record ScenarioFile(string ContentHash, string Json);
