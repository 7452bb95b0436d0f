using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>What a site's card shows, as the API answers.</summary>
public sealed record SiteCardFacts(
    string Id, string Name, string? Description, string? StreetNumber, string? StreetName, string? Locality, string? PostTown, string? Postcode, IReadOnlyList<string> Uprns,
    string LocationPrecision, string? GridReference, string? LocationMethod, bool IsOutsidePlace, IReadOnlyList<string> Uses, IReadOnlyList<string> Themes, IReadOnlyList<string> Tenures, string Visibility,
    PointGeometry? Geometry, double? FloorArea_m2, double? FloorAreaAssumedShare, OwnerFacts? Owner, Page<PropertyFacts> Properties, Page<ServiceFacts> Services,
    Page<CommunityFacts> CommunityAssets, IReadOnlyList<AreaFacts> Areas, IReadOnlyList<FieldFacts> Provenance, Page<LinkFacts> Links, IReadOnlyList<IssueFacts> Issues,
    IReadOnlyList<SourceFacts> Datasets, IReadOnlyList<RecordOfSite> Records, IReadOnlyList<DesignationFacts> Designations, IReadOnlyList<AccessFacts> AccessPoints)
{
    /// <summary>Date and time at the place when the card was read: what opening hours are reckoned by.</summary>
    public DateTime LocalTime { get; init; }

    /// <summary>The address as one would write it on a line.</summary>
    public string Address => string.Join(", ", new[] { string.Join(' ', new[] { StreetNumber, StreetName }.Where(part => !string.IsNullOrWhiteSpace(part))), Locality, PostTown, Postcode }
        .Where(part => !string.IsNullOrWhiteSpace(part)).Distinct());

    /// <summary>What a line of the card rests on. Among the sources of a field one that states the shown value as a fact goes before a newer one that only assumes it.</summary>
    /// <param name="shown">The line's text; null to take the first source.</param>
    /// <param name="fields">Names as the harmonised columns of sources have them; the first that any source states counts.</param>
    public FieldFacts? FindSource(string? shown, params string[] fields)
    {
        var stated = fields.Select(field => Provenance.Where(fact => fact.Field == field).ToList()).FirstOrDefault(facts => facts.Count > 0) ?? [];
        return stated.Find(fact => fact.Basis == "FACT" && fact.Value is { Length: > 0 } value && shown?.Contains(value, StringComparison.OrdinalIgnoreCase) == true) ?? stated.FirstOrDefault();
    }
}

public sealed record OwnerFacts(string Name, string Kind, string? Url);
public sealed record PropertyFacts(
    string AssetCode, string Name, string Kind, string? TenureType, string? TenureDetail, double? FloorArea_m2, string? FloorMeasurement, bool IsFloorAreaRepeat, string? FloorAreaBasis, double? LandArea_ha,
    string? EnergyRating, string? ConditionBand, DatasetTitle Dataset, IReadOnlyList<CertificateFacts> EnergyCertificates, IReadOnlyList<SurveyFacts> ConditionSurveys, IReadOnlyList<CostFacts> RunningCosts,
    IReadOnlyList<VacantFacts> VacantSpaces, Page<OccupationFacts> Occupations);
public sealed record CertificateFacts(string Kind, string Rating, DateOnly? IssuedOn, DateOnly? ExpiresOn);
public sealed record SurveyFacts(DateOnly SurveyedOn, string Band, double? Backlog_gbp, string Basis);
public sealed record CostFacts(string Kind, DateOnly? PeriodStart, DateOnly? PeriodEnd, double Cost_gbp, string Basis);
public sealed record VacantFacts(double? Area_m2, DateOnly? AvailableFrom, string? Description);
public sealed record OccupationFacts(OwnerName? Organisation, double? Area_m2, DateOnly? PeriodStart, DateOnly? PeriodEnd, string Basis);
public sealed record DatasetTitle(string Key, string Title, string? Publisher = null);
public sealed record ServiceFacts(string Name, string Kind, string? Description, string Status, string? Alert, string? Url, string? Email, string? Telephone, OwnerName Organisation, IReadOnlyList<ScheduleFacts> Schedules);
public sealed record OwnerName(string Name);
public sealed record ScheduleFacts(
    string Freq, string? Byday, string? OpensAt, string? ClosesAt, string? Description, int Interval = 1, string? Bymonthday = null, DateOnly? ValidFrom = null, DateOnly? ValidTo = null, string? Notes = null);
public sealed record CommunityFacts(string Name, string AbcdClass, string? Description, bool IsIllustrative, string? Id = null);
public sealed record AreaFacts(string Code, string Name, string Kind, string Vintage, bool IsSchematic);
public sealed record FieldFacts(string Field, string? Value, DatasetTitle Dataset, string RecordKey, DateOnly? AsAt, string Basis, string Method, string? OriginalValue, double? Confidence, IReadOnlyList<string> CorroboratedBy);
public sealed record RecordOfSite(DatasetTitle Dataset, string RecordKey, string? Name, DateOnly? AsAt);
public sealed record DesignationFacts(string Designation, string Name, string? Grade, string Reference, DateOnly? DesignatedOn, string? Url);
public sealed record AccessFacts(string AccessType, double Longitude, double Latitude);
public sealed record LinkFacts(string Kind, string? Title, double? Amount_gbp, DateOnly? AgreedOn, string Evidence, string Basis, bool IsIllustrative, LinkEndFacts From, LinkEndFacts To);

/// <summary>One end of a link, with what leads to a site: its own id, where a service is offered, where a community asset is.</summary>
public sealed record LinkEndFacts(string Name, string? Id = null, Page<SiteId>? Sites = null, SiteId? Site = null)
{
    /// <summary>The site to open; null for what has none.</summary>
    public string? SiteId => Id ?? Site?.Id ?? (Sites is { Nodes: [var first, ..] } ? first.Id : null);
}

public sealed record IssueFacts(string IssueType, string Severity, string? Field, string? Value, string Message, string Responsible, string? RecordKey, DatasetTitle Dataset);
public sealed record SourceFacts(string Key, string Title, string Publisher, string Licence, string? LicenceUrl, RunFacts? ActiveRun);
public sealed record RunFacts(DateOnly? AsAt);
