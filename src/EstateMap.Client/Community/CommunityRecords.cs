using EstateMap.Client.Api;

namespace EstateMap.Client.Community;

public sealed record SentPayload(SentContribution Contribution);

/// <param name="Status">IN_REVIEW or ACCEPTED.</param>
public sealed record SentContribution(string Id, string Status, IdOnly? Asset);

public sealed record IdOnly(string Id);

public sealed record Named(string Id, string Name);

public sealed record CodeLabel(string Code, string Label);

public sealed record NearAsset(string Id, string Name, string AbcdClass, double? Distance, PointGeometry? Geometry);

public sealed record NearAnswer(Page<NearAsset> CommunityAssets);

public sealed record AssetAnswer(AssetFacts? CommunityAsset);

/// <summary>A community asset with all that its page shows.</summary>
public sealed record AssetFacts(
    string Id, string Name, string AbcdClass, string? Description, string? Url, int Version, string? MeetingNote, string? ContactTitle, string? ContactEmail, string? ContactTelephone, DateOnly? ContactConsentOn, DateOnly? LastConfirmedOn,
    bool NeedsALook, bool IsRemoved, bool IsIllustrative, IReadOnlyList<string> KeptFields, bool MayChange, Named? Organisation, MeetingSite? Site, Named? Area, TitleOnly? Dataset, PointGeometry? Geometry,
    IReadOnlyList<MeetingTime> Schedules, Page<OfferRow> OffersAndAsks, Page<AssetLink> Links, IReadOnlyList<VersionRow> Versions, IReadOnlyList<WaitingRow> Waiting);

public sealed record MeetingSite(string Id, string Name, string? Postcode);

public sealed record TitleOnly(string Title);

public sealed record MeetingTime(string Freq, int Interval, string? Byday, string? Bymonthday, string? OpensAt, string? ClosesAt, DateOnly? ValidFrom, DateOnly? ValidTo, string? Description, string? Notes);

public sealed record OfferRow(string Id, string Direction, string Kind, string Words, DateOnly? ValidUntil, string State, bool IsOpen);

public sealed record AssetLink(string Id, string Kind, int Version, string Evidence, string Basis, string? Note, DateOnly? PeriodStart, DateOnly? PeriodEnd, bool IsIllustrative, LinkEnd From, LinkEnd To);

public sealed record LinkEnd(string __typename, string Id, string Name);

public sealed record CommentRow(string Id, string Words, string Actor, DateTime MadeAt);

public sealed record CommentsAnswer(Commented? Node);

public sealed record Commented(Page<CommentRow>? Comments);

public sealed record DifferencesAnswer(IReadOnlyList<ChangedField> VersionDifferences);

public sealed record ClaimantAnswer(Claimant? Me);

public sealed record Claimant(Named? Organisation, IReadOnlyList<ClaimantRight> Rights);

public sealed record ClaimantRight(Named? Organisation);

public sealed record VersionRow(string Id, int Number, string Action, string Actor, string? AcceptedBy, string? Why, DateTime At, IReadOnlyList<ChangedField> Changes);

public sealed record ChangedField(string Field, string? Before, string? After);

public sealed record WaitingRow(string Id, string Kind, string MadeBy, DateTime MadeAt);

public sealed record ReviewAnswer(ReviewCounts ReviewQueue, Page<ReviewRow> Contributions);

public sealed record ReviewCounts(int Contributions, int Matches, string MatchesUrl, int ProblemReports, string ProblemReportsUrl, int Stale, DateOnly StaleBefore);

public sealed record ReviewRow(
    string Id, string Kind, string Status, string Title, double? Longitude, double? Latitude, int? Version, int? CurrentVersion, string? Why, string MadeBy, DateTime MadeAt, string? DecidedBy, string? DecidedWhy, bool IsMine, bool MayDecide,
    Named? Asset, IdOnly? Link, Named? Site, IReadOnlyList<ChangedField> Fields);

public sealed record AssetListAnswer(Page<ListedAsset> CommunityAssets);

public sealed record ListedAsset(string Id, string Name, string AbcdClass, bool IsIllustrative, DateOnly? LastConfirmedOn, Named? Site, Named? Area);

public sealed record AssetCount(int TotalCount);

public sealed record StaleAnswer(Page<StaleAsset> CommunityAssets);

public sealed record StaleAsset(string Id, string Name, string AbcdClass, DateOnly? LastConfirmedOn);

public sealed record ExchangeAnswer(Page<ExchangeRow> OffersAndAsks, Page<AreaRow> Areas);

public sealed record ExchangeRow(string Id, string Direction, string Kind, string Words, DateOnly? ValidFrom, DateOnly? ValidUntil, string State, Named Asset, IReadOnlyList<ExchangeMatch> Matches);

public sealed record ExchangeMatch(double? Distance_m, IReadOnlyList<string> SharedWords, MatchedOffer Other);

public sealed record MatchedOffer(string Id, string Words, Named Asset);

public sealed record AreaRow(string Id, string Code, string Name, string Kind, string Vintage);

public sealed record SentAnswer(Page<SentKey> Contributions);

public sealed record SentKey(string Key, string Status, string? DecidedWhy, IdOnly? Asset);

public sealed record LinkKindsAnswer(IReadOnlyList<CodeLabel> Vocabulary);

/// <summary>What two changed at once.</summary>
public sealed record BothSides(int CurrentVersion, IReadOnlyList<BothField> Fields);

public sealed record BothField(string Field, string? Base, string? Kept, string? Sent, bool IsKeptChanged, bool IsSentChanged);

