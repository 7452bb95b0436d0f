using EstateMap.Database;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Which rows of the register a record turns into.</summary>
[Flags]
public enum Becomes
{
    Site = 1,
    Property = 2,
    Service = 4,
    CommunityAsset = 8,
    Link = 16,
    Area = 32,
    Postcode = 64,
    Population = 128,
    Indicator = 256,
    AccessPoint = 512,
    Designation = 1024,
    Lookup = 2048,
    Grant = 4096,
}

/// <summary>How the text of a field is read.</summary>
public enum FieldKind { Text, Postcode, Uprn, Number, Whole, Date, Url, Email, Telephone, Term, Coordinate, CoordinatePair, Flag, Hours, EnergyRating }

/// <summary>One thing a record can say. <see cref="Headers"/> are the column names that mean it, besides its own; case, blanks and punctuation do not count.</summary>
public sealed record Field(string Name, FieldKind Kind, params string[] Headers)
{
    /// <summary>A row without it is rejected.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The vocabulary its words come from; for <see cref="FieldKind.Term"/> only.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Smallest value that is a fact; for numbers. An area of nothing is a field not filled in.</summary>
    public decimal Least { get; init; }

    /// <summary>Largest value that fits; for numbers.</summary>
    public decimal Most { get; init; } = 999_999_999m;

    /// <summary>The unit its numbers are kept in, m2 or ha; numbers in another unit of area are converted. Null for what has no unit.</summary>
    public string? Unit { get; init; }

    public Field Required => this with { IsRequired = true };
}

/// <summary>A known shape of file: its fields, and what a record becomes.</summary>
public sealed record Layout(string Name, int Rank, Becomes Becomes, IReadOnlyList<Field> Fields, IReadOnlyList<string> Key)
{
    /// <summary>The manifest must say which kind and vintage of area it speaks of.</summary>
    public bool NeedsArea { get; init; }

    /// <summary>Decimals of a degree that coordinates have in a key: five are a metre.</summary>
    public int KeyDecimals { get; init; } = 5;

    /// <summary>Its records are somewhere: a site, or a way into one.</summary>
    public bool HasPlace => (Becomes & (Becomes.Site | Becomes.AccessPoint)) != 0;

    /// <summary>Rows at one point with like names are one site (blocks of a park); otherwise they are not.</summary>
    public bool GroupsByPoint { get; init; }

    /// <summary>Organisation kind of a record that runs itself, such as a practice; null when the manifest's organisation runs it.</summary>
    public string? RunsItself { get; init; }

    /// <summary>What this layout derives from the harmonised fields of a record.</summary>
    public Action<Draft, Manifest>? Refine { get; init; }

    /// <summary>Fields that a record is known by, or that others are made from: people cannot edit them.</summary>
    public IReadOnlyList<string> Fixed { get; init; } = [];

    /// <summary>Fields that every record has, derived where the source does not say them: people cannot empty them.</summary>
    public IReadOnlyList<string> Filled { get; init; } = [];

    /// <summary>Makes the fields that follow from others once more, after an edit.</summary>
    public Action<Draft>? Follow { get; init; }

    /// <summary>False for rows that are not records, such as the male half of a table of persons.</summary>
    public Func<Draft, bool> IsRecord { get; init; } = _ => true;

    /// <summary>Some of its records are about private persons, so that its rows may name them anywhere.</summary>
    public bool NamesPeople { get; init; }

    /// <summary>True for records about private persons: they are left out and counted, and nothing of them is stored.</summary>
    public Func<Draft, bool> IsPersonal { get; init; } = _ => false;
}

public static class Layouts
{
    public static IReadOnlyList<Layout> All { get; } =
    [
        Boundary.Layout, PostcodeFile.Layout, Population.Layout, IndicatorValues.Layout, Deprivation.Layout, Register.Layout, PlainSite.Layout, Library.Layout, LeisureCentre.Layout, CommunityHub.Layout,
        School.Layout, GeneralPractice.Layout, ServiceAtPlace.Layout, OpenReferral.Layout, Designation.Layout, AccessPoint.Layout, CommunityAsset.Layout, Link.Layout, Lookup.Layout, Grant.Layout,
    ];

    public static Layout? Find(string name) => All.FirstOrDefault(l => l.Name == name);

    public static Layout Get(string name) => Find(name) ?? throw new UsageException($"There is no layout '{name}'.");
}

/// <summary>Fields that several layouts share, with the spellings met in the wild.</summary>
internal static class CommonFields
{
    public static readonly Field Id = new("id", FieldKind.Text, "reference", "ref", "identifier", "unique reference number", "urn");
    public static readonly Field Name = new Field("name", FieldKind.Text, "title", "site name", "property name").Required;
    public static readonly Field Description = new("description", FieldKind.Text, "facilities", "details", "notes");
    public static readonly Field OrganisationName = new("organisation_name", FieldKind.Text, "organisation", "organisation label", "organization", "owner", "managed by");
    public static readonly Field OrganisationUri = new("organisation_uri", FieldKind.Url);
    public static readonly Field Uprn = new("uprn", FieldKind.Uprn, "unique property reference number", "uprn number", "nlpg uprn", "llpg uprn", "property uprn");
    public static readonly Field Address = new("address", FieldKind.Text, "full address", "location");
    public static readonly Field StreetNumber = new("street_number", FieldKind.Text, "house number", "number", "building number", "street no", "no", "house no", "street numbers", "building no");
    public static readonly Field StreetName = new("street_name", FieldKind.Text, "street", "road", "road name", "street address", "thoroughfare");
    public static readonly Field Locality = new("locality", FieldKind.Text, "suburb");
    public static readonly Field PostTown = new("post_town", FieldKind.Text, "town", "city", "posttown", "town city", "post town city");
    public static readonly Field Postcode = new("postcode", FieldKind.Postcode, "post code", "pcd", "pcds", "postal code", "uk postcode", "united kingdom postcode", "zip");
    public static readonly Field Longitude = new("longitude", FieldKind.Coordinate, "lon", "long", "lng", "x", "geox", "geo x", "easting", "eastings", "x coordinate", "x coord", "coord x", "os x", "grid x", "osgb easting", "grid easting", "map easting");
    public static readonly Field Latitude = new("latitude", FieldKind.Coordinate, "lat", "y", "geoy", "geo y", "northing", "northings", "y coordinate", "y coord", "coord y", "os y", "grid y", "osgb northing", "grid northing", "map northing");
    public static readonly Field Coordinates = new("coordinates", FieldKind.CoordinatePair, "coordinate", "grid coordinates", "map reference", "os reference", "easting northing", "easting and northing", "lat long", "lat lon", "latlng", "wkt", "geom", "geometry", "the geom", "geo point", "geo point 2d", "point", "location coordinates");
    public static readonly Field Url = new("url", FieldKind.Url, "website", "web", "link");
    public static readonly Field Email = new("email", FieldKind.Email, "e-mail", "email address");
    public static readonly Field Telephone = new("telephone", FieldKind.Telephone, "phone", "tel", "telephone number");
    public static readonly Field IsIllustrative = new("is_illustrative", FieldKind.Flag, "illustrative", "fictional");

    public static readonly IReadOnlyList<Field> Place =
        [Name, Description, OrganisationName, Uprn, Address, StreetNumber, StreetName, Locality, PostTown, Postcode, Longitude, Latitude, Coordinates];

    /// <summary>A service at one place: what libraries, leisure centres, hubs, schools and practices say of themselves.</summary>
    public static readonly IReadOnlyList<Field> Service =
    [
        Id, .. Place, Url, Email, Telephone,
        new("opening_hours", FieldKind.Hours, "opening times", "hours"),
        new("minimum_age", FieldKind.Whole, "lowest age") { Most = 130 },
        new("maximum_age", FieldKind.Whole, "highest age") { Most = 130 },
        new("capacity", FieldKind.Whole, "places", "registered patients") { Most = 10_000_000 },
    ];
}
