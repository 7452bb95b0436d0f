using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.People;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Server.Maps.Sites;

internal enum SiteExportFormat { Csv, GeoJson, GeoPackage }

/// <summary>Everything that the reader may know of sites, located or not, as a file with its licences inside.</summary>
internal static class SiteExport
{
    /// <summary>Streams the sites by id. The output stays open.</summary>
    /// <param name="ids">Ids of the sites wanted; null for all.</param>
    /// <param name="withBom">Whether a CSV begins with a byte order mark, which Excel needs to read UTF-8.</param>
    internal static async Task WriteAsync(
        CallerSource reader, long[]? ids, SiteExportFormat format, Stream output, bool withBom, CancellationToken cancellationToken)
    {
        var areaKinds = format == SiteExportFormat.GeoJson ? [] : await ListAreaKindsAsync(reader, cancellationToken);
        var datasets = format == SiteExportFormat.Csv ? [] : await ListDatasetsAsync(reader, cancellationToken);
        var sites = ReadAsync(reader, ids, cancellationToken);
        await (format switch
        {
            SiteExportFormat.Csv => SiteCsv.WriteAsync(sites, areaKinds, output, withBom, cancellationToken),
            SiteExportFormat.GeoJson => SiteGeoJson.WriteAsync(sites, datasets, output, cancellationToken),
            _ => SiteGeoPackage.WriteAsync(sites, areaKinds, datasets, output, cancellationToken),
        });
    }

    /// <summary>Ids of the public sites that a filter leaves, for a program without a server; null for all where it is empty.</summary>
    /// <param name="query">As an address has it: <c>theme=libraries&amp;tenure=freehold</c>.</param>
    /// <exception cref="UsageException">The filter is wrong; the sentence names the word.</exception>
    public static async Task<long[]?> FindIdsAsync(CallerSource reader, string query, CancellationToken cancellationToken)
    {
        try
        {
            var filter = SiteFilter.Parse(query);
            return filter.IsEmpty ? null : SiteSelection.Of(await SiteIndexLoader.LoadAsync(reader.Source, Caller.Public, DateOnly.FromDateTime(DateTime.UtcNow), cancellationToken), filter).Ids();
        }
        catch (MapRequestError error)
        {
            throw new UsageException(error.Message, error);
        }
    }

    /// <summary>$1 of <see cref="MapSql.SiteFilter"/>.</summary>
    internal static NpgsqlParameter Ids(long[]? ids) => new() { Value = (object?)ids ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    /// <summary>The connection is taken with the first site and given back with the last.</summary>
    private static async IAsyncEnumerable<ExportedSite> ReadAsync(CallerSource reader, long[]? ids, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = reader.CreateCommand(SiteExportSql.Sites);
        command.CommandTimeout = 0; // Any size: who waits for a file ends it by leaving.
        command.Parameters.Add(Ids(ids));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            yield return ExportedSite.Read(rows);
    }

    private static async Task<List<(string Kind, string Vintage)>> ListAreaKindsAsync(CallerSource reader, CancellationToken cancellationToken)
    {
        var kinds = new List<(string, string)>();
        await using var command = reader.CreateCommand(MapSql.AreaKinds);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            kinds.Add((rows.GetString(0), rows.GetString(1)));
        return kinds;
    }

    /// <summary>What every export rests on: each dataset that is served, with its licence.</summary>
    internal static async Task<List<ExportedDataset>> ListDatasetsAsync(CallerSource reader, CancellationToken cancellationToken)
    {
        var datasets = new List<ExportedDataset>();
        await using var command = reader.CreateCommand(SiteExportSql.Datasets);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            datasets.Add(new(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.IsDBNull(4) ? null : rows.GetString(4),
                rows.GetString(5), rows.GetBoolean(6), rows.GetBoolean(7), rows.GetBoolean(8), rows.IsDBNull(9) ? null : rows.GetFieldValue<DateOnly>(9)));
        }
        return datasets;
    }
}

internal sealed record ExportedDataset(
    string Id, string Title, string Publisher, string Licence, string? LicenceUrl, string Attribution, bool IsShareAlike, bool IsSample, bool IsSchematic, DateOnly? AsAt);

/// <summary>A row a site; each kind and vintage of areas has a column of codes and one of names, and the licences end the row.</summary>
internal static class SiteCsv
{
    private static readonly string[] Before =
    [
        "id", "uuid", "name", "description", "street_number", "street_name", "locality", "post_town", "postcode", "uprns", "longitude", "latitude",
        "location_precision", "location_method", "is_outside_place", "owner", "uses", "themes", "property_count", "asset_codes", "tenures",
        "floor_area_m2", "floor_area_assumed_m2", "floor_area_repeated_m2", "land_area_ha",
    ];

    private static readonly string[] After = ["datasets", "licences", "attributions"];

    public static async Task WriteAsync(
        IAsyncEnumerable<ExportedSite> sites, List<(string Kind, string Vintage)> areaKinds, Stream output, bool withBom, CancellationToken cancellationToken)
    {
        await using var csv = new CsvText(output, withBom);
        var areaColumns = areaKinds.SelectMany(area => new[] { $"{area.Kind}_{area.Vintage}_code", $"{area.Kind}_{area.Vintage}_name" });
        foreach (var column in Before.Concat(areaColumns).Concat(After))
            csv.Text(column);
        await csv.EndRowAsync(cancellationToken);
        await foreach (var site in sites)
        {
            csv.Text(SiteId.Write(site.Id)).Text(site.Uuid).Text(site.Name).Text(site.Description).Text(site.StreetNumber).Text(site.StreetName)
                .Text(site.Locality).Text(site.PostTown).Text(site.Postcode).Words(site.Uprns).Number(site.Longitude).Number(site.Latitude)
                .Text(site.LocationPrecision).Text(site.LocationMethod).Flag(site.IsOutsidePlace).Text(site.Owner).Words(site.Uses).Words(site.Themes)
                .Number(site.AssetCodes.Length).Words(site.AssetCodes).Words(site.Tenures)
                .Number(site.FloorArea_m2).Number(site.FloorAreaAssumed_m2).Number(site.FloorAreaRepeated_m2).Number(site.LandArea_ha);
            foreach (var (kind, vintage) in areaKinds)
            {
                var areas = site.Areas.Where(area => area.Kind == kind && area.Vintage == vintage).ToList();
                csv.Words([.. areas.Select(area => area.Code)]).Words([.. areas.Select(area => area.Name)]);
            }
            csv.Words(site.Datasets).Words(site.Licences).Words(site.Attributions);
            await csv.EndRowAsync(cancellationToken);
        }
    }
}

/// <summary>A feature a site, its geometry null where it is not located; the datasets with their licences are members of the collection.</summary>
internal static class SiteGeoJson
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(IAsyncEnumerable<ExportedSite> sites, List<ExportedDataset> datasets, Stream output, CancellationToken cancellationToken)
    {
        await using var json = new FeatureStream(output, head =>
        {
            head.WriteString("name", "sites");
            head.WriteString("attribution", string.Join(" ", datasets.Select(dataset => dataset.Attribution).Distinct()));
            // Not serialised straight into the writer, which would flush it synchronously.
            head.WritePropertyName("datasets");
            head.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(datasets, Plain));
        });
        await foreach (var site in sites)
        {
            json.Feature(properties => WriteProperties(properties, site), geometry =>
            {
                if (site is { Longitude: { } longitude, Latitude: { } latitude })
                    FeatureStream.WritePoint(geometry, longitude, latitude);
                else
                    geometry.WriteNullValue();
            });
            await json.FlushWhenLargeAsync(cancellationToken);
        }
        json.End();
    }

    private static void WriteProperties(Utf8JsonWriter json, ExportedSite site)
    {
        json.WriteString("id", SiteId.Write(site.Id));
        json.WriteString("uuid", site.Uuid);
        json.WriteString("name", site.Name);
        json.WriteString("description", site.Description);
        json.WriteString("streetNumber", site.StreetNumber);
        json.WriteString("streetName", site.StreetName);
        json.WriteString("locality", site.Locality);
        json.WriteString("postTown", site.PostTown);
        json.WriteString("postcode", site.Postcode);
        FeatureStream.WriteWords(json, "uprns", site.Uprns);
        json.WriteString("locationPrecision", site.LocationPrecision);
        json.WriteString("locationMethod", site.LocationMethod);
        json.WriteBoolean("isOutsidePlace", site.IsOutsidePlace);
        json.WriteString("owner", site.Owner);
        FeatureStream.WriteWords(json, "uses", site.Uses);
        FeatureStream.WriteWords(json, "themes", site.Themes);
        FeatureStream.WriteWords(json, "assetCodes", site.AssetCodes);
        FeatureStream.WriteWords(json, "tenures", site.Tenures);
        WriteNumber(json, "floorArea_m2", site.FloorArea_m2);
        WriteNumber(json, "floorAreaAssumed_m2", site.FloorAreaAssumed_m2);
        WriteNumber(json, "floorAreaRepeated_m2", site.FloorAreaRepeated_m2);
        WriteNumber(json, "landArea_ha", site.LandArea_ha);
        json.WritePropertyName("areas");
        json.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(site.Areas, Plain));
        FeatureStream.WriteWords(json, "datasets", site.Datasets);
        FeatureStream.WriteWords(json, "licences", site.Licences);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
