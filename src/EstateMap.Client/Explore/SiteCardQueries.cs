using EstateMap.Client.Api;
using EstateMap.Client.Data;

namespace EstateMap.Client.Explore;

/// <summary>Everything that a site's card shows.</summary>
public static class SiteCardQueries
{
    /// <summary>Records whose history the card reads; a place of more is read record by record.</summary>
    private const int MostHistories = 12;

    private const string CardQuery = """
        query Card($id: ID!) {
          localTime
          site(id: $id) {
            id name description streetNumber streetName locality postTown postcode uprns locationPrecision gridReference locationMethod isOutsidePlace uses themes tenures visibility
            geometry { ... on GeoJSONPointType { coordinates } }
            floorArea_m2 floorAreaAssumedShare
            owner { name kind url }
            properties(first: 50) {
              totalCount
              nodes {
                assetCode name kind tenureType tenureDetail floorArea_m2 floorMeasurement isFloorAreaRepeat floorAreaBasis landArea_ha energyRating conditionBand dataset { key title }
                energyCertificates { kind rating issuedOn expiresOn }
                conditionSurveys { surveyedOn band backlog_gbp basis }
                runningCosts { kind periodStart periodEnd cost_gbp basis }
                vacantSpaces { area_m2 availableFrom description }
                occupations(first: 20) { nodes { organisation { name } area_m2 periodStart periodEnd basis } }
              }
            }
            services(first: 50) {
              totalCount
              nodes {
                name kind description status alert url email telephone organisation { name }
                schedules { freq interval byday bymonthday opensAt closesAt validFrom validTo description notes }
              }
            }
            communityAssets(first: 50) { nodes { id name abcdClass description isIllustrative } }
            areas { code name kind vintage isSchematic }
            designations { designation name grade reference designatedOn url }
            accessPoints { accessType longitude latitude }
            provenance { field value dataset { key title publisher } recordKey asAt basis method originalValue confidence corroboratedBy }
            records { dataset { key title } recordKey name asAt }
            links(first: 50) {
              totalCount
              nodes {
                kind title amount_gbp agreedOn evidence basis isIllustrative
                from { __typename ... on Organisation { name } ... on Site { id name } ... on Service { name sites(first: 1) { nodes { id } } } ... on CommunityAsset { name site { id } } }
                to { __typename ... on Organisation { name } ... on Site { id name } ... on Service { name sites(first: 1) { nodes { id } } } ... on CommunityAsset { name site { id } } }
              }
            }
            issues { issueType severity field value message responsible recordKey dataset { key title } }
            datasets { key title publisher licence licenceUrl activeRun { asAt } }
          }
        }
        """;

    /// <summary>The card of a site, or null when there is no such site (or it may not be seen).</summary>
    public static async Task<SiteCardFacts?> FindCardAsync(this EstateMapApi api, string id, CancellationToken cancel) =>
        await api.AskAsync<CardAnswer>(CardQuery, new { id }, cancel) is { Site: { } site } answer ? site with { LocalTime = answer.LocalTime } : null;

    /// <summary>What records said before, the newest change first.</summary>
    public static async Task<IReadOnlyList<SiteChange>> ListChangesAsync(this EstateMapApi api, IReadOnlyList<RecordOfSite> records)
    {
        var histories = await Task.WhenAll(records.Take(MostHistories).Select(async record => (Record: record, History: await api.FindRecordAsync(record.Dataset.Key, record.RecordKey))));
        return [.. histories
            .SelectMany(known => (known.History?.Versions ?? []).SelectMany(version => version.Changes.Select(change => new SiteChange(version.AsAt, version.Run, known.Record, change))))
            .OrderByDescending(change => change.AsAt ?? DateOnly.MinValue).ThenByDescending(change => change.Run)];
    }
}

public sealed record CardAnswer(DateTime LocalTime, SiteCardFacts? Site);

/// <param name="Run">Import that brought the change.</param>
public sealed record SiteChange(DateOnly? AsAt, int Run, RecordOfSite Record, FieldDifference Change);
