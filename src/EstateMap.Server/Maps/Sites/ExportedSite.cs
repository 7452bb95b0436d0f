using Npgsql;

namespace EstateMap.Server.Maps.Sites;

/// <summary>One row of <see cref="SiteExportSql.Sites"/>: areas are in m², land in hectares, coordinates in WGS84 degrees.</summary>
internal sealed record ExportedSite(
    long Id, string Uuid, string Name, string? Description, string? StreetNumber, string? StreetName, string? Locality, string? PostTown, string? Postcode,
    string[] Uprns, double? Longitude, double? Latitude, string LocationPrecision, string? LocationMethod, bool IsOutsidePlace, string? Owner,
    string[] Uses, string[] Themes, string[] AssetCodes, string[] Tenures,
    double? FloorArea_m2, double? FloorAreaAssumed_m2, double? FloorAreaRepeated_m2, double? LandArea_ha,
    ExportedArea[] Areas, string[] Datasets, string[] Licences, string[] Attributions)
{
    public static ExportedSite Read(NpgsqlDataReader row)
    {
        var (kinds, vintages, codes, names) = (Words(row, 24), Words(row, 25), Words(row, 26), Words(row, 27));
        return new(
            row.GetInt64(0), row.GetString(1), row.GetString(2), Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6), Text(row, 7), Text(row, 8),
            Words(row, 9), Degrees(row, 10), Degrees(row, 11), row.GetString(12), Text(row, 13), row.GetBoolean(14), Text(row, 15),
            Words(row, 16), Words(row, 17), Words(row, 18), Words(row, 19),
            Number(row, 20), Number(row, 21), Number(row, 22), Number(row, 23),
            [.. kinds.Select((kind, i) => new ExportedArea(kind, vintages[i], codes[i], names[i]))], Words(row, 28), Words(row, 29), Words(row, 30));
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string[] Words(NpgsqlDataReader row, int column) => row.GetFieldValue<string[]>(column);

    private static double? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static double? Degrees(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Math.Round(row.GetDouble(column), 6);
}

internal sealed record ExportedArea(string Kind, string Vintage, string Code, string Name);
