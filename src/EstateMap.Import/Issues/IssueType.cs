namespace EstateMap.Import.Issues;

/// <summary>The closed list of faults an import can report: a name for each code of geodata/vocabulary/issue-types.csv, which holds severity and who must mend it.</summary>
public static class IssueType
{
    public const string EncodingGuessed = "encoding-guessed";
    public const string BadQuoting = "bad-quoting";
    public const string DuplicateHeader = "duplicate-header";
    public const string TooFewValues = "too-few-values";
    public const string TooManyValues = "too-many-values";
    public const string ControlCharacter = "control-character";
    public const string BadGeometry = "bad-geometry";
    public const string GeometryRepaired = "geometry-repaired";
    public const string GeometryMissing = "geometry-missing";
    public const string UnmappedColumn = "unmapped-column";
    public const string MissingColumn = "missing-column";
    public const string RequiredValueMissing = "required-value-missing";
    public const string InvalidNumber = "invalid-number";
    public const string InvalidDate = "invalid-date";
    public const string InvalidValue = "invalid-value";
    public const string InvalidUprn = "invalid-uprn";
    public const string InvalidPostcode = "invalid-postcode";
    public const string PostcodeRepaired = "postcode-repaired";
    public const string OutwardPostcodeOnly = "outward-postcode-only";
    public const string UnknownTerm = "unknown-term";
    public const string TermSpelling = "term-spelling";
    public const string Mojibake = "mojibake";
    public const string MarkupRemoved = "markup-removed";
    public const string TelephoneRepaired = "telephone-repaired";
    public const string PersonalDataDropped = "personal-data-dropped";
    public const string OpeningHoursUnread = "opening-hours-unread";
    public const string CoordinatesSwapped = "coordinates-swapped";
    public const string CoordinatesIncomplete = "coordinates-incomplete";
    public const string CoordinatesImpossible = "coordinates-impossible";
    public const string CoordinatesOnGrid = "coordinates-on-grid";
    public const string LocatedByPostcode = "located-by-postcode";
    public const string NotLocated = "not-located";
    public const string OutsidePlace = "outside-place";
    public const string FarFromPostcode = "far-from-postcode";
    public const string PostcodeUnknown = "postcode-unknown";
    public const string PossibleMatch = "possible-match";
    public const string MatchedByRule = "matched-by-rule";
    public const string DuplicateRow = "duplicate-row";
    public const string DuplicateKey = "duplicate-key";
    public const string FloorAreaRepeated = "floor-area-repeated";
    public const string TenureContradictory = "tenure-contradictory";
    public const string TotalsDisagree = "totals-disagree";
    public const string UnknownArea = "unknown-area";
    public const string UnknownReference = "unknown-reference";
    public const string OrganisationMissing = "organisation-missing";
    public const string JoinUnmatched = "join-unmatched";
    public const string TitleRows = "title-rows";
    public const string TotalsRow = "totals-row";
    public const string UnitConverted = "unit-converted";
    public const string DateSerial = "date-serial";
    public const string ApostropheRemoved = "apostrophe-removed";
    public const string NotLandOrBuilding = "not-land-or-building";
    public const string AddressCompleted = "address-completed";
    public const string RowInName = "row-in-name";
    public const string NumberInStreet = "number-in-street";
    public const string TownSpelling = "town-spelling";
    public const string PointOutsideFootprint = "point-outside-footprint";
    public const string NameDerived = "name-derived";
    public const string PlaceNotKnown = "place-not-known";
    public const string EditAdopted = "edit-adopted";
    public const string EditConflict = "edit-conflict";

    public static IReadOnlySet<string> All { get; } = typeof(IssueType).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ToHashSet();
}
