using System.Globalization;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Issues.Proposals;
using NetTopologySuite.Geometries;

namespace EstateMap.Import.Phases;

/// <summary>Third phase: every value in one spelling, whatever the file's. What cannot be read is left empty and reported, never guessed at.</summary>
public sealed class Harmonise(Layout layout, Manifest manifest, IssueLog issues)
{
    private readonly SpellingByUse towns = new();
    private readonly IReadOnlyList<string> key = manifest.Key ?? (layout.Fields.Any(f => f.Name == "id") ? ["id", .. layout.Key] : layout.Key);

    private static readonly Dictionary<string, string> EmptyValues = [];

    private readonly bool statesUri = layout.Fields.Any(f => f.Name == "organisation_uri");

    private readonly Field[] required = [.. layout.Fields.Where(f => f.IsRequired && f.Kind != FieldKind.Coordinate)];

    // Values that were read without a remark, by their text as the file has it: towns, dates and tenures come a thousand times.
    private const int mostRemembered = 20_000;
    private readonly Dictionary<string, object?>[] remembered = [.. layout.Fields.Select(_ => new Dictionary<string, object?>())];
    private readonly Dictionary<string, string> organisationKeys = [];

    /// <summary>The record of a row, or null when the row is no record or was rejected.</summary>
    /// <param name="row">As read.</param>
    /// <param name="values">One for each field of the layout.</param>
    /// <param name="joined">Fields of a joined file, or null.</param>
    public Draft? Record(RawRow row, IReadOnlyList<string?> values, JoinFile? joined)
    {
        var draft = new Draft(row.Line, layout, issues) { Shape = row.Shape };
        var coordinates = new string?[2];
        for (var i = 0; i < values.Count; i++)
        {
            var field = layout.Fields[i];
            if (TextCleaning.IsNull(values[i]))
                continue;
            if (field.Kind == FieldKind.Coordinate)
                coordinates[field.Name == "latitude" ? 1 : 0] = values[i]!.Trim();
            else if (field.Kind == FieldKind.CoordinatePair)
                Pair(draft, coordinates, values[i]!.Trim());
            else
                Read(draft, field, remembered[i], values[i]!);
        }

        if (!layout.IsRecord(draft))
            return null;
        if (layout.IsPersonal(draft))
        {
            issues.DropPersonalRecord(draft.Line);
            return null;
        }

        foreach (var (name, said) in manifest.Values ?? EmptyValues)
            if (!draft.Has(name) && layout.Fields.First(f => f.Name == name) is var field)
                HarmoniseField.Into(draft, field, said);
        joined?.AddTo(draft);
        NameSuffix(draft);
        if (draft.Number("maximum_age") < draft.Number("minimum_age"))
        {
            draft.Report(IssueType.InvalidValue, "maximum_age", $"{draft.Number("minimum_age")} to {draft.Number("maximum_age")}", $"The ages of {draft.Text("name")} end before they begin; both were left empty.");
            draft.Remove("minimum_age");
            draft.Remove("maximum_age");
        }

        if (layout.HasPlace)
            Footprint.Prepare(draft, manifest, coordinates);
        layout.Refine?.Invoke(draft, manifest);
        Organisation(draft);
        NumberInStreet(draft);
        draft.Key = Key(draft, coordinates);
        if (draft.Key is not null)
        {
            issues.Identify(draft.Line, draft.Key);
            if (draft.Text("post_town") is { } town)
                towns.Add(town, draft.Line, draft.Key);
        }

        if (draft.Key is null)
            draft.Reject(IssueType.RequiredValueMissing, key[0], $"The row on line {row.Line} has no value for {string.Join(" or ", key)}, by which records are told apart.");
        foreach (var field in required.Where(f => !draft.Has(f.Name) && !key.Contains(f.Name)))
            draft.Reject(IssueType.RequiredValueMissing, field.Name, $"The row on line {row.Line} has no usable {field.Name}; it was left out.");
        if (draft.IsRejected)
            return null;
        Locate.Given(draft, coordinates[0], coordinates[1], manifest.Crs, row.Srid);
        if (layout.Becomes.HasFlag(Becomes.Site) && draft is { Shape: Polygon or MultiPolygon, Point: { } inside })
            draft.Point = inside with { Method = "footprint" };
        if (layout.Becomes.HasFlag(Becomes.Postcode) && draft.Point is null)
            draft.Reject(IssueType.RequiredValueMissing, "longitude", $"Postcode {draft.Text("postcode")} has no usable coordinates; it was left out.");
        if (layout.Becomes.HasFlag(Becomes.Area) && draft.Shape is not (Polygon or MultiPolygon))
            draft.Reject(IssueType.GeometryMissing, "geometry", $"Area {draft.Key} has no polygon; it was left out.");
        return draft.IsRejected ? null : draft;
    }

    /// <summary>Both coordinates from one column, where they have none of their own.</summary>
    private static void Pair(Draft draft, string?[] coordinates, string text)
    {
        if (coordinates[0] is not null || coordinates[1] is not null)
            return;
        if (CoordinatePair.Read(text) is var (x, y))
            (coordinates[0], coordinates[1]) = (x, y);
        else
            draft.Report(IssueType.CoordinatesIncomplete, "coordinates", text, $"'{text}' holds no pair of coordinates; it was not used.");
    }

    private static void Read(Draft draft, Field field, Dictionary<string, object?> known, string raw)
    {
        if (!known.TryGetValue(raw, out var value))
        {
            var notes = draft.Notes;
            HarmoniseField.Into(draft, field, raw);
            if (draft.Notes == notes && known.Count < mostRemembered)
                known.Add(raw, draft.Value(field.Name));
        }
        else if (value is not null)
        {
            draft.Set(field.Name, value);
        }
    }

    /// <summary>What only the whole file shows: spellings that it uses once and others that it uses often. To be called after its last row.</summary>
    public void ReportSpellings()
    {
        foreach (var (line, key, spelling, meant) in towns.Suspects())
            issues.Add(IssueType.TownSpelling, line, key, "post_town", spelling, $"The town '{spelling}' is a slip away from '{meant}', which the file names often; it is kept as it stands.", proposed: meant);
    }

    private static void NumberInStreet(Draft draft)
    {
        if (draft.Text("street_name") is not { } street || draft.Has("street_number") || draft.Layout.Fields.All(f => f.Name != "street_number") || MisplacedText.NumberBeforeStreet(street) is not { } parts)
            return;
        draft.Report(IssueType.NumberInStreet, "street_name", street, $"The street '{street}' begins with a house number; it is kept as it stands.", parts.Street);
        draft.Report(IssueType.NumberInStreet, "street_number", null, $"The house number {parts.Number} stands in the street '{street}'; it was left there.", parts.Number);
    }

    private string? Key(Draft draft, string?[] coordinates)
    {
        // An own id is the whole key; otherwise the parts that are there.
        var parts = key[0] == "id" && draft.Text("id") is { } id ? [id] : key.Select(Part).OfType<string>().ToArray();
        return parts.Length == 0 || key[0] != "id" && draft.Text(key[0]) is null ? null : string.Join(" | ", parts);

        // Coordinates tell things of one name apart; to a metre, since vintages differ in the last digits without anything having moved.
        string? Part(string field) => field switch
        {
            "longitude" or "latitude" => coordinates[field == "latitude" ? 1 : 0] is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
                ? Math.Round(degrees, layout.KeyDecimals).ToString("0.#######", CultureInfo.InvariantCulture) : null,
            _ => Convert.ToString(draft.Value(field), CultureInfo.InvariantCulture) is { Length: > 0 } said ? said : null,
        };
    }

    private void NameSuffix(Draft draft)
    {
        if (manifest.NameSuffix is { } suffix && draft.Text("name") is { } name && !name.EndsWith(suffix.Trim(), StringComparison.OrdinalIgnoreCase))
            draft.Derive("name", name + suffix, $"the file names only '{name}'", name);
    }

    private void Organisation(Draft draft)
    {
        if ((layout.Becomes & (Becomes.Property | Becomes.Service | Becomes.CommunityAsset | Becomes.Site)) == 0)
            return;
        var runsItself = manifest.RunsItself ?? layout.RunsItself;
        var owned = (layout.Becomes & (Becomes.Property | Becomes.Service)) != 0;
        var name = draft.Text("organisation_name");
        if (name is null && owned)
        {
            name = runsItself is null ? manifest.Organisation?.Name : draft.Text("site_name") ?? draft.Text("name");
            if (name is not null)
                draft.Derive("organisation_name", name, runsItself is null ? "said of the whole file" : "runs itself, as far as the file says");
        }

        if (name is null)
        {
            if (owned)
                draft.Reject(IssueType.OrganisationMissing, "organisation_name", $"Neither the row on line {draft.Line} nor the manifest says which organisation it belongs to.");
            return;
        }

        if (!organisationKeys.TryGetValue(name, out var organisationKey))
        {
            organisationKey = Names.Key(name);
            if (organisationKeys.Count < mostRemembered)
                organisationKeys.Add(name, organisationKey);
        }

        draft.Set("organisation_key", organisationKey);
        var isManifests = manifest.Organisation is { } said && (said.Name == name || Names.Key(said.Name) == organisationKey);
        if (statesUri && isManifests && manifest.Organisation!.Uri is { } uri && !draft.Has("organisation_uri"))
            draft.Derive("organisation_uri", uri, "said of the whole file");
        draft.Organisations.Add(new OrganisationDraft(name, isManifests ? manifest.Organisation!.Kind : runsItself ?? "other",
            isManifests ? manifest.Organisation!.Url : null, draft.Text("organisation_uri") ?? (isManifests ? manifest.Organisation!.Uri : null)));
    }
}
