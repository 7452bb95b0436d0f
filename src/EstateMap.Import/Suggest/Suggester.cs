using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Suggest;

/// <summary>Looks at the first rows of a file that nobody has described yet and proposes its manifest. Nothing is stored, and no database is needed.</summary>
public static partial class Suggester
{
    /// <summary>Reads the file's first rows. A file that no reader can read, or that fits no layout, is a <see cref="UsageException"/>.</summary>
    public static async Task<Suggestion> SuggestAsync(string path, SuggestOptions options, CancellationToken cancellation = default)
    {
        var format = Format(path);
        var file = await SourceFile.MeasureAsync(path, new ManifestFile { MirrorPath = Path.GetFileName(path), Format = format }, cancellation);
        var issues = new IssueLog();
        var rows = new List<RawRow>();
        foreach (var row in Read.Rows(file, issues).Take(options.Rows))
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(row);
        }

        var columns = Columns(rows);
        var hasOutlines = rows.Count(r => r.Shape is NetTopologySuite.Geometries.Polygon or NetTopologySuite.Geometries.MultiPolygon) > rows.Count / 2;
        var ranked = Rank(columns, rows, hasOutlines, Path.GetFileNameWithoutExtension(path), options.Layout);
        var (layout, scores) = (ranked[0].Layout, ranked[0].Scores);

        var fileIssues = issues.Take();
        var manifest = Draw(path, format, layout, scores, columns, options, fileIssues);
        var (trial, key) = Trial.Run(manifest, layout, rows);
        manifest = manifest with { Crs = trial.Crs, Key = key.Fields };
        var warnings = Warnings(fileIssues, scores, columns, layout, trial, key, manifest).ToList();
        return new Suggestion
        {
            Manifest = manifest,
            Layouts = Confidences(ranked),
            Columns = columns.Select(c => Describe(c, scores)).ToArray(),
            Encoding = file.IsUtf8 ? "utf-8" : "windows-1252",
            Coordinates = trial.Coordinates,
            Key = key.Words,
            RowsRead = rows.Count,
            RowsUsable = trial.Usable,
            Warnings = warnings,
        };
    }

    /// <summary>The format of manifests that a file is in, by its first bytes and, packed, by what is inside.</summary>
    private static string Format(string path)
    {
        var kind = Kind(Unpack.Open(path));
        if (kind == FileKind.GeoPackage)
            return "geopackage";
        if (kind == FileKind.Zip)
        {
            using var archive = Unpack.Zip(path);
            if (Unpack.Entries(archive, ".shp").Count > 0)
                return "shapefile";
            return Unpack.Entries(archive, ".geojson", ".json").Count > 0 ? "geojson" : "csv";
        }

        // What is none of these is refused by the reader, which says what it found.
        return (kind == FileKind.Gzip ? Kind(new GZipStream(Unpack.Open(path), CompressionMode.Decompress)) : kind) switch { FileKind.Json => "geojson", FileKind.GeoPackage => "geopackage", _ => "csv" };

        static FileKind Kind(Stream content)
        {
            using var opened = content;
            var head = new byte[FileKinds.HeadBytes];
            try
            {
                return FileKinds.Of(head.AsSpan(0, opened.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
            }
            catch (InvalidDataException)
            {
                return FileKind.Gzip; // damaged, which the reader says too
            }
        }
    }

    private static List<ColumnProfile> Columns(List<RawRow> rows)
    {
        // The features of a GeoJSON may each have properties of their own.
        var headers = rows.Select(r => r.Headers).Distinct(ReferenceEqualityComparer.Instance).Cast<IReadOnlyList<string>>().SelectMany(h => h).Where(h => h.Length > 0).Distinct().ToList();
        var values = headers.ToDictionary(h => h, _ => new List<string?>());
        foreach (var row in rows)
            for (var i = 0; i < row.Headers.Count && i < row.Values.Count; i++)
                if (row.Headers[i].Length > 0)
                    values[row.Headers[i]].Add(row.Values[i]);
        return headers.Select((h, i) => new ColumnProfile(i, h, values[h])).ToList();
    }

    /// <summary>A feed is read from its address and is no file that somebody has to describe.</summary>
    private static readonly Layout[] OfFiles = [.. Layouts.All.Where(l => l.Name != "open_referral")];

    /// <summary>
    /// Layouts by how well they fit, best first: the sum of the confidences of their columns, twice for a field that at most two layouts have, less 0.15 for each filled column left over;
    /// 1.5 more where the file's name or its places' names say the kind. One that lacks a column it cannot do without is out.
    /// </summary>
    private static List<(Layout Layout, List<ColumnScore> Scores, double Score)> Rank(List<ColumnProfile> columns, List<RawRow> rows, bool hasOutlines, string fileName, string? known)
    {
        var hasPoints = rows.Any(r => r.Shape is not null);
        var ranked = new List<(Layout Layout, List<ColumnScore> Scores, double Score)>();
        foreach (var layout in OfFiles.Where(l => known is null || l.Name == known))
        {
            if (layout.Becomes.HasFlag(Becomes.Area) != hasOutlines && known is null)
                continue;
            var scores = Assign(layout, columns, hasPoints);
            if (layout.Fields.Any(f => f.IsRequired && scores.All(s => s.Field != f) && !(hasPoints && f.Kind == FieldKind.Coordinate)) || scores.Count == 0)
                continue;
            var own = scores.Sum(s => s.Confidence * (OfFiles.Count(l => l.Fields.Any(f => f.Name == s.Field.Name)) <= 2 ? 2 : 1));
            var left = columns.Count(c => c.Filled > 0 && scores.All(s => s.Column != c));
            ranked.Add((layout, scores, own - 0.15 * left + Hint(layout, fileName, columns, scores)));
        }

        if (ranked.Count == 0)
            throw new UsageException((known is null ? "The columns fit no layout: each needs at least a name. " : $"The columns do not fit the layout {known}. ")
                + $"They are: {PersonalData.Clear(string.Join(", ", columns.Take(40).Select(c => c.Header)), out _)}. geodata/README.md lists the layouts and their fields.");
        return ranked.OrderByDescending(r => r.Score).ThenBy(r => r.Layout.Name == "site" ? 0 : 1).ThenBy(r => r.Layout.Rank).ToList();
    }

    /// <summary>Services of one kind look like services of another; only words tell them apart.</summary>
    private static double Hint(Layout layout, string fileName, List<ColumnProfile> columns, List<ColumnScore> scores)
    {
        var words = layout.Name switch
        {
            "general_practice" => ["practice", "surgery", "medical", "gp"],
            "leisure_centre" => ["leisure"],
            "community_hub" => ["hub"],
            var kind => new[] { kind.Split('_')[^1] },
        };
        if (!layout.Becomes.HasFlag(Becomes.Service))
            return 0;
        var name = scores.Find(s => s.Field.Name == "name")?.Column;
        return words.Any(w => fileName.Contains(w, StringComparison.OrdinalIgnoreCase)) || name is not null && name.Matches(v => words.Any(w => v.Contains(w, StringComparison.OrdinalIgnoreCase))) > 0.5 ? 1.5 : -1.5;
    }

    /// <summary>Each column to the field it is surest of, the surest pair first.</summary>
    private static List<ColumnScore> Assign(Layout layout, List<ColumnProfile> columns, bool hasPoints)
    {
        // A number called area, cost or rent is not a coordinate, however it looks.
        var grid = columns.Where(c => c.LooksLikeGrid && layout.Fields.All(f => ColumnScore.HeaderEvidence(f, c.Header) < 0.45)).Select(c => c.Index).ToList();
        if (grid.Count != 2 || columns.Any(c => layout.Fields.Any(f => f.Kind == FieldKind.Coordinate && ColumnScore.HeaderEvidence(f, c.Header) > 0.9)))
            grid = [];
        var pairs = layout.Fields.SelectMany(f => columns.Select(c => ColumnScore.Of(f, c, grid))).Where(s => s.Confidence >= ColumnScore.Least)
            .OrderByDescending(s => s.Confidence).ThenBy(s => s.Column.Index).ToList();
        var taken = new List<ColumnScore>();
        foreach (var pair in pairs)
            if (taken.All(t => t.Field != pair.Field && t.Column != pair.Column) && !(hasPoints && pair.Field.Kind is FieldKind.Coordinate or FieldKind.CoordinatePair && pair.Header < 0.9))
                taken.Add(pair);

        // A register without references of its own is told apart by UPRN, if that does it.
        if (layout.Fields.FirstOrDefault(f => f.Name == "asset_code") is { } code && taken.All(t => t.Field != code)
            && taken.Find(t => t.Field.Kind == FieldKind.Uprn) is { } uprn && uprn.Column.DistinctShare > 0.99 && uprn.Column.Filled >= columns.Max(c => c.Filled) * 0.95)
            taken.Add(uprn with { Field = code, Header = 0, Values = uprn.Column.DistinctShare, Telling = 0.55 });
        return taken;
    }

    private static SuggestedLayout[] Confidences(List<(Layout Layout, List<ColumnScore> Scores, double Score)> ranked) =>
        // The logistic function of the lead: of the best over the second, and of each other over the best.
        ranked.Take(3).Select((r, i) => new SuggestedLayout(r.Layout.Name,
            Math.Round(1 / (1 + Math.Exp(-(r.Score - (i > 0 ? ranked[0].Score : ranked.Count > 1 ? ranked[1].Score : r.Score - 4)))), 2))).ToArray();

    private static SuggestedColumn Describe(ColumnProfile column, List<ColumnScore> scores)
    {
        var score = scores.Find(s => s.Column == column);
        return new SuggestedColumn(column.Header, score?.Field.Name, Math.Round(score?.Confidence ?? 0, 2), Math.Round(score?.Header ?? 0, 2), Math.Round(score?.Values ?? 0, 2), column.Filled, column.Distinct, column.LooksLike(), column.Samples);
    }

    private static Manifest Draw(string path, string format, Layout layout, List<ColumnScore> scores, List<ColumnProfile> columns, SuggestOptions options, IReadOnlyList<Issue> issues)
    {
        var file = Path.GetFileName(path);
        var publisher = options.Publisher ?? $"{Manifest.ToFillIn}: who publishes the file";
        var licence = options.Licence ?? $"{Manifest.ToFillIn}: its licence, such as OGL-UK-3.0";
        var map = scores.GroupBy(s => s.Field.Name).ToDictionary(g => g.Key, g => new[] { g.First().Column.Header });
        // A field that its own spelling would give to a column whose values contradict it gets none.
        foreach (var field in layout.Fields.Where(f => !map.ContainsKey(f.Name) && columns.Any(c => ColumnScore.HeaderEvidence(f, c.Header) > 0.9 && map.Values.All(h => h is not [var taken] || taken != c.Header))))
            map.Add(field.Name, []);
        var isOwned = (layout.Becomes & (Becomes.Property | Becomes.Service)) != 0 && layout.RunsItself is null;
        return new Manifest
        {
            Id = options.Id ?? (Names.Slug(Path.GetFileNameWithoutExtension(path)) is { Length: > 0 } slug ? slug.Trim('-') : "dataset"),
            Title = options.Title ?? $"{Manifest.ToFillIn}: what the file is, in words",
            Publisher = publisher,
            MirrorPath = file,
            Licence = licence,
            LicenceUrl = licence == "OGL-UK-3.0" ? "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" : null,
            Attribution = licence == "OGL-UK-3.0" ? $"{publisher}. Contains public sector information licensed under the Open Government Licence v3.0" : options.Publisher is null ? $"{Manifest.ToFillIn}: the sentence to show with the data" : $"{publisher} ({licence})",
            Theme = layout.Name switch { "boundary" => "boundaries", "postcode" => "postcodes", "population" => "population", "library" => "libraries", "leisure_centre" => "leisure", "community_hub" => "hubs", "school" => "schools", "general_practice" => "health", "community_asset" or "link" => "community", _ => "estate" },
            Format = format,
            Layout = layout.Name,
            Columns = layout.Fields.Where(f => map.ContainsKey(f.Name)).ToDictionary(f => f.Name, f => map[f.Name]),
            AsAt = issues.Where(i => i.Type == IssueType.TitleRows).Select(i => DateIn(i.Value ?? "")).FirstOrDefault(d => d is not null),
            ServiceKind = layout.Becomes.HasFlag(Becomes.Service) && Vocabulary.Has("service-kinds", layout.Name) ? layout.Name : null,
            SiteUse = layout.Becomes.HasFlag(Becomes.Service) && Vocabulary.Has("site-uses", layout.Name) ? layout.Name : null,
            Area = layout.NeedsArea && AreaKind(columns, scores) is { } kind && Year().Match(file) is { Success: true } year ? new ManifestArea { Kind = kind, Vintage = year.Value } : null,
            Organisation = isOwned ? new ManifestOrganisation { Name = publisher, Kind = BodyKind(publisher) } : null,
        };
    }

    private static string BodyKind(string name) =>
        name.Contains("council", StringComparison.OrdinalIgnoreCase) || name.Contains("borough", StringComparison.OrdinalIgnoreCase) ? "council"
        : name.Contains("nhs", StringComparison.OrdinalIgnoreCase) ? "nhs"
        : name.Contains("police", StringComparison.OrdinalIgnoreCase) ? "police"
        : name.Contains("fire", StringComparison.OrdinalIgnoreCase) ? "fire"
        : name.Contains("housing", StringComparison.OrdinalIgnoreCase) || name.Contains("homes", StringComparison.OrdinalIgnoreCase) ? "housing"
        : "other";

    /// <summary>The kind of area that the letters of GSS codes stand for (ONS register of geographic codes).</summary>
    private static string? AreaKind(List<ColumnProfile> columns, List<ColumnScore> scores) =>
        (scores.Find(s => s.Field.Name == "area_code")?.Column ?? columns[0]).Samples is [{ Length: >= 3 } code, ..]
            ? code[..3] switch { "E05" => "ward", "E00" => "oa", "E01" => "lsoa", "E02" => "msoa", "E06" or "E07" or "E08" or "E09" => "authority", _ => null } : null;

    /// <summary>The date in a title such as "Asset register as at 31st March 2026", or null.</summary>
    private static DateOnly? DateIn(string title) =>
        TitleDate().Match(title) is { Success: true } found
        && DateOnly.TryParseExact($"{found.Groups[1].Value} {found.Groups[2].Value[..3]} {found.Groups[3].Value}", "d MMM yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static IEnumerable<string> Warnings(IReadOnlyList<Issue> fileIssues, List<ColumnScore> scores, List<ColumnProfile> columns, Layout layout, Trial trial, KeyChoice key, Manifest manifest)
    {
        foreach (var group in fileIssues.GroupBy(i => i.Type))
            yield return group.First().Message + (group.Count() > 1 ? $" ({group.Count()} times)" : "");
        foreach (var score in scores.Where(s => s.Field.Kind == FieldKind.Date && s.Column.DateForms().Count > 1))
            yield return $"The dates of '{score.Column.Header}' are written in more than one way: {string.Join(", ", score.Column.DateForms())}. Month-first dates cannot be told from day-first ones below the 13th.";
        foreach (var score in scores.Where(s => s.Field.Kind == FieldKind.Date && s.Column.DateForms() is ["month first"]))
            yield return $"The dates of '{score.Column.Header}' put the month first; only those that can be read the British way are.";
        foreach (var score in scores.Where(s => s.Confidence < 0.7))
            yield return string.Create(CultureInfo.InvariantCulture, $"'{score.Column.Header}' was taken for {score.Field.Name} with little certainty ({score.Confidence:0.00}); look at its values.");
        if (scores.GroupBy(s => s.Column).FirstOrDefault(g => g.Count() > 1) is { } shared)
            yield return $"No column holds references of the owner's; '{shared.Key.Header}' serves as asset_code too.";
        if (layout.NeedsArea && manifest.Area is null)
            yield return $"The layout {layout.Name} needs an area, which the file does not tell: add \"area\": {{ \"kind\": \"ward\", \"vintage\": \"2023\" }}.";
        if (layout.Becomes.HasFlag(Becomes.Service) && manifest.ServiceKind is null)
            yield return $"The layout {layout.Name} needs a serviceKind, a code of vocabulary/service-kinds.csv.";
        if (columns.Where(c => c.IsPersonal && scores.All(s => s.Column != c)).Select(c => c.Header).ToArray() is { Length: > 0 } personal)
            yield return $"Contacts or persons, not read: {string.Join(", ", personal)}.";
        if (!key.IsUnique)
            yield return key.Words;
        foreach (var (type, count) in trial.Issues)
            yield return $"{type}: {count} of the rows that were read{(trial.Example(type) is { } example ? $", such as: {example}" : "")}";
    }

    [GeneratedRegex(@"(\d{1,2})(?:st|nd|rd|th)?\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+(\d{4})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TitleDate();

    [GeneratedRegex(@"(19|20)\d\d", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Year();
}
