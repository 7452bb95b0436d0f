using System.Globalization;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Valid;

namespace EstateMap.Import.Phases;

/// <summary>What a place's outline says: the point that stands for it on the map, the use its name ends in, and a stand-in where it has no name.</summary>
internal static class Footprint
{
    /// <summary>Makes an invalid outline valid and says so, and puts a point inside it in place of whatever coordinates the row gives.</summary>
    /// <param name="draft">With its fields read.</param>
    /// <param name="manifest">Of the dataset.</param>
    /// <param name="coordinates">X and y as texts, in the outline's own system; set here when there is an outline, or a point and nothing else.</param>
    public static void Prepare(Draft draft, Manifest manifest, string?[] coordinates)
    {
        if (draft.Text("name") is { } name && !draft.Has("use") && manifest.SiteUseByEnding is { } endings)
            foreach (var (ending, use) in endings)
                if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                    draft.Derive("use", use, $"the name ends in '{ending}'", name, 0.95m);

        if (draft.Shape is Point { IsEmpty: false } at && coordinates[0] is null && coordinates[1] is null)
            Set(at.Coordinate);
        if (draft.Shape is not (Polygon or MultiPolygon))
            return;
        if (draft.Text("name") is not { } said || HarmoniseField.IsUnknown(said))
        {
            var kind = Label("site-uses", draft.Text("use") ?? manifest.SiteUse) ?? Label("service-kinds", manifest.ServiceKind) ?? "Place";
            draft.Set("unnamed_kind", kind);
            // Its place is not known yet; the name is finished there.
            draft.Set("name", kind);
        }

        Repair(draft);
        if (draft.Shape is null)
            return;
        var inside = draft.Shape.InteriorPoint;
        if (double.TryParse(coordinates[0], CultureInfo.InvariantCulture, out var x) && double.TryParse(coordinates[1], CultureInfo.InvariantCulture, out var y)
            && Locate.Interpret(x, y) is { IsSwapped: false } given && Locate.Interpret(inside.X, inside.Y)?.Srid == given.Srid && !draft.Shape.Covers(new Point(x, y)))
            draft.Report(IssueType.PointOutsideFootprint, "longitude", $"{coordinates[0]}, {coordinates[1]}", $"The point that the row gives for {draft.Text("name")} lies outside its outline; a point inside is used.");
        Set(inside.Coordinate);

        void Set(Coordinate point)
        {
            coordinates[0] = point.X.ToString("R", CultureInfo.InvariantCulture);
            coordinates[1] = point.Y.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private static void Repair(Draft draft)
    {
        var check = new IsValidOp(draft.Shape);
        if (check.IsValid)
            return;
        var valid = GeometryFixer.Fix(draft.Shape);
        if (valid is not (Polygon or MultiPolygon) || valid.IsEmpty || valid.Area <= 0)
        {
            draft.Report(IssueType.BadGeometry, "geometry", null, $"The outline of {draft.Text("name")} encloses nothing; it was not used.");
            draft.Shape = null;
            return;
        }

        draft.Report(IssueType.GeometryRepaired, "geometry", null, $"The outline of {draft.Text("name")} was invalid ({check.ValidationError.Message}) and was made valid.");
        draft.Shape = valid;
    }

    private static string? Label(string vocabulary, string? code) => code is null ? null : Vocabulary.Of(vocabulary).FirstOrDefault(t => t.Code == code)?.Label;
}
