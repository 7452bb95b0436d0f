using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>Everything that a site's card shows.</summary>
public static class SiteCardQueries
{
    private const string CardQuery = """
        query Card($id: ID!) {
          site(id: $id) {
            id name description streetNumber streetName locality postTown postcode uprns locationPrecision gridReference locationMethod isOutsidePlace uses themes tenures visibility
            geometry { type }
            floorArea_m2 floorAreaAssumedShare
            owner { name kind url }
            properties(first: 50) { totalCount nodes { assetCode name kind tenureType tenureDetail floorArea_m2 floorMeasurement isFloorAreaRepeat landArea_ha energyRating dataset { title } } }
            services(first: 50) { nodes { name kind description status alert url email telephone organisation { name } schedules { freq byday opensAt closesAt description } } }
            communityAssets(first: 50) { nodes { name abcdClass description isIllustrative } }
            areas { code name kind vintage isSchematic }
            provenance { field value dataset { title publisher } recordKey asAt basis method originalValue confidence corroboratedBy }
            links(first: 50) {
              nodes {
                kind evidence basis isIllustrative
                from { __typename ... on Organisation { name } ... on Site { name } ... on Service { name } ... on CommunityAsset { name } }
                to { __typename ... on Organisation { name } ... on Site { name } ... on Service { name } ... on CommunityAsset { name } }
              }
            }
            issues { issueType severity field value message responsible }
            datasets { title publisher licence licenceUrl activeRun { asAt } }
          }
        }
        """;

    /// <summary>The card of a site, or null when there is no such site (or it may not be seen).</summary>
    public static async Task<SiteCardFacts?> FindCardAsync(this EstateMapApi api, string id, CancellationToken cancel) =>
        (await api.AskAsync<CardAnswer>(CardQuery, new { id }, cancel)).Site;
}

public sealed record CardAnswer(SiteCardFacts? Site);

public sealed record SiteCardFacts(
    string Id, string Name, string? Description, string? StreetNumber, string? StreetName, string? Locality, string? PostTown, string? Postcode, IReadOnlyList<string> Uprns,
    string LocationPrecision, string? GridReference, string? LocationMethod, bool IsOutsidePlace, IReadOnlyList<string> Uses, IReadOnlyList<string> Themes, IReadOnlyList<string> Tenures, string Visibility,
    GeometryKind? Geometry, double? FloorArea_m2, double? FloorAreaAssumedShare, OwnerFacts? Owner, Page<PropertyFacts> Properties, Page<ServiceFacts> Services,
    Page<CommunityFacts> CommunityAssets, IReadOnlyList<AreaFacts> Areas, IReadOnlyList<FieldFacts> Provenance, Page<LinkFacts> Links, IReadOnlyList<IssueFacts> Issues,
    IReadOnlyList<SourceFacts> Datasets)
{
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

public sealed record GeometryKind(string Type);
public sealed record OwnerFacts(string Name, string Kind, string? Url);
public sealed record PropertyFacts(string AssetCode, string Name, string Kind, string? TenureType, string? TenureDetail, double? FloorArea_m2, string? FloorMeasurement, bool IsFloorAreaRepeat, double? LandArea_ha, string? EnergyRating, DatasetTitle Dataset);
public sealed record DatasetTitle(string Title, string? Publisher);
public sealed record ServiceFacts(string Name, string Kind, string? Description, string Status, string? Alert, string? Url, string? Email, string? Telephone, OwnerName Organisation, IReadOnlyList<ScheduleFacts> Schedules);
public sealed record OwnerName(string Name);
public sealed record ScheduleFacts(string Freq, string? Byday, string? OpensAt, string? ClosesAt, string? Description);
public sealed record CommunityFacts(string Name, string AbcdClass, string? Description, bool IsIllustrative);
public sealed record AreaFacts(string Code, string Name, string Kind, string Vintage, bool IsSchematic);
public sealed record FieldFacts(string Field, string? Value, DatasetTitle Dataset, string RecordKey, DateOnly? AsAt, string Basis, string Method, string? OriginalValue, double? Confidence, IReadOnlyList<string> CorroboratedBy);
public sealed record LinkFacts(string Kind, string Evidence, string Basis, bool IsIllustrative, LinkEndFacts From, LinkEndFacts To);
public sealed record LinkEndFacts(string Name);
public sealed record IssueFacts(string IssueType, string Severity, string? Field, string? Value, string Message, string Responsible);
public sealed record SourceFacts(string Title, string Publisher, string Licence, string? LicenceUrl, RunFacts? ActiveRun);
public sealed record RunFacts(DateOnly? AsAt);
