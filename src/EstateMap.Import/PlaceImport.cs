using System.Diagnostics;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Import;

/// <summary>Imports every dataset of a place, in the order in which they need each other.</summary>
public static class PlaceImport
{
    /// <summary>All files are fetched before the first is imported, so that a missing one is known at once. Real files take the place of the sample.</summary>
    public static async Task<PlaceSummary> RunAsync(NpgsqlDataSource writer, ManifestCatalogue catalogue, IGeodataSource source, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var work = new List<(Manifest Manifest, List<string> Paths)>();
        var leftOut = new List<string>();
        foreach (var manifest in catalogue.Manifests)
        {
            progress?.Report(new ImportProgress(manifest.Id, "fetch", work.Count, catalogue.Manifests.Count));
            var paths = new List<string>();
            try
            {
                foreach (var file in manifest.Files)
                    paths.Add(await source.GetAsync(file, cancellation));
                work.Add((manifest, paths));
            }
            catch (UsageException fault) when (manifest.IsOptional)
            {
                leftOut.Add($"{manifest.Id}: {fault.Message}");
            }
        }

        if (catalogue.Manifests.Any(m => !m.IsSample))
            await SampleRemoval.RunAsync(writer, cancellation);
        var importer = new Importer(writer);
        var summaries = new List<ImportSummary>();
        foreach (var (manifest, paths) in work)
            summaries.Add(await importer.ImportAsync(manifest, paths, progress, cancellation));
        return new PlaceSummary(summaries, await FiguresAsync(writer, cancellation), clock.Elapsed) { LeftOut = leftOut };
    }

    /// <summary>What is in the register now.</summary>
    public static async Task<PlaceFigures> FiguresAsync(NpgsqlDataSource writer, CancellationToken cancellation = default)
    {
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        var methods = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand("SELECT location_method, count(*)::int FROM property WHERE is_current GROUP BY location_method", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                methods.Add(reader.GetString(0), reader.GetInt32(1));

        var areas = new List<AreaFigures>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT a.kind, a.vintage, count(*)::int, sum(area_population(a.id))
            FROM area a
            JOIN vocabulary_term t ON t.vocabulary = 'area-kinds' AND t.code = a.kind
            WHERE a.ended_by_run_id IS NULL
            GROUP BY a.kind, a.vintage, t.sort_order
            ORDER BY t.sort_order, a.vintage
            """, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                areas.Add(new AreaFigures(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetDouble(3)));

        await using var counts = new NpgsqlCommand(
            """
            SELECT (SELECT count(*)::int FROM site WHERE is_current),
                   (SELECT count(*)::int FROM site WHERE is_current AND is_outside_place),
                   (SELECT count(*)::int FROM property p JOIN site s ON s.id = p.site_id WHERE p.is_current AND s.is_outside_place),
                   (SELECT count(*)::int FROM service WHERE is_current),
                   (SELECT count(*)::int FROM community_asset WHERE is_current),
                   (SELECT count(*)::int FROM link WHERE is_current),
                   (SELECT count(*)::int FROM postcode),
                   (SELECT count(*)::int FROM demand_point),
                   coalesce(sum(f.area_m2), 0), coalesce(sum(f.area_m2) FILTER (WHERE NOT f.is_repeat), 0)
            FROM floor_area f
            JOIN property p ON p.id = f.property_id
            WHERE p.is_current
            """, connection);
        await using var row = await counts.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new PlaceFigures
        {
            Sites = row.GetInt32(0),
            SitesOutsidePlace = row.GetInt32(1),
            PropertiesOutsidePlace = row.GetInt32(2),
            Services = row.GetInt32(3),
            CommunityAssets = row.GetInt32(4),
            Links = row.GetInt32(5),
            Postcodes = row.GetInt32(6),
            DemandPoints = row.GetInt32(7),
            FloorAreaStatedM2 = row.GetDecimal(8),
            FloorAreaCountedM2 = row.GetDecimal(9),
            PropertiesByLocationMethod = methods,
            Areas = areas,
        };
    }
}
