using EstateMap.Database;
using EstateMap.Server.Maps.Registers;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using NpgsqlTypes;

namespace EstateMap.Server.Maps;

/// <summary>Files to take away: sites with every fact, and the faults that imports noticed.</summary>
internal static class ExportEndpoints
{
    /// <summary>GET /exports/sites.csv, .geojson, .gpkg: the sites of a filter; a CSV takes <c>bom=true</c> for Excel.</summary>
    public static async Task ServeSitesAsync(HttpContext context, EstateMapDatabase database, SiteExportFormat format)
    {
        var query = new QueryParameters(context.Request.Query, format == SiteExportFormat.Csv ? [.. SiteFilter.Parameters, "bom"] : SiteFilter.Parameters);
        var withBom = format == SiteExportFormat.Csv && query.GetFlag("bom");
        var ids = await context.RequestServices.GetRequiredService<SiteIndexes>().FindIdsAsync(Caller.Of(context).Sight, SiteFilter.Read(query), context.RequestAborted);
        var (contentType, fileName) = format switch
        {
            SiteExportFormat.Csv => (CsvText.ContentType, "sites.csv"),
            SiteExportFormat.GeoJson => (FeatureStream.ContentType, "sites.geojson"),
            _ => (SiteGeoPackage.ContentType, "sites.gpkg"),
        };
        Attach(context, contentType, fileName);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await SiteExport.WriteAsync(Caller.Of(context).Reads(database), ids, format, context.Response.Body, withBom, context.RequestAborted);
    }

    /// <summary>GET /exports/issues.csv: <c>dataset</c> for one alone, <c>rejected=true</c> for rows that did not get in.</summary>
    public static async Task ServeIssuesAsync(HttpContext context, EstateMapDatabase database)
    {
        var cancel = context.RequestAborted;
        var query = new QueryParameters(context.Request.Query, "dataset", "rejected", "bom");
        var (dataset, isRejectedOnly, withBom) = (query.FindText("dataset"), query.GetFlag("rejected"), query.GetFlag("bom"));
        if (dataset is not null)
        {
            await using var asking = Caller.Of(context).Reads(database).CreateCommand(SiteExportSql.HasDataset);
            asking.Parameters.Add(new() { Value = dataset });
            if (await asking.ExecuteScalarAsync(cancel) is not true)
                throw new MapRequestError($"There is no dataset '{dataset}'.");
        }
        await using var command = Caller.Of(context).Reads(database).CreateCommand(SiteExportSql.Issues);
        command.Parameters.Add(new() { Value = (object?)dataset ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = isRejectedOnly });
        await using var rows = await command.ExecuteReaderAsync(cancel);

        Attach(context, CsvText.ContentType, "issues.csv");
        await using var csv = new CsvText(context.Response.Body, withBom);
        foreach (var column in new[]
        {
            "dataset", "file", "run", "line", "record_key", "field", "value", "issue_type", "issue", "severity", "responsible", "message", "is_rejection",
        })
            csv.Text(column);
        await csv.EndRowAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            string? Text(int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
            csv.Text(Text(0)).Text(Text(1)).Number(rows.GetInt64(2)).Number(rows.IsDBNull(3) ? null : rows.GetInt32(3));
            for (var column = 4; column <= 11; column++)
                csv.Text(Text(column));
            csv.Flag(rows.GetBoolean(12));
            await csv.EndRowAsync(cancel);
        }
    }

    /// <summary>GET /exports/register.csv: <c>dataset</c> is the register to publish, <c>bom=true</c> for Excel.</summary>
    public static async Task ServeRegisterAsync(HttpContext context, EstateMapDatabase database)
    {
        var query = new QueryParameters(context.Request.Query, "dataset", "bom");
        var withBom = query.GetFlag("bom");
        var dataset = await DescribeAsync(query, database, context.RequestAborted);
        Attach(context, CsvText.ContentType, RegisterExport.FileName);
        // CSV on the Web finds metadata by this link before it looks beside the file.
        context.Response.Headers.Link = $"</exports/{RegisterMetadata.FileName}?dataset={dataset.Id}>; rel=\"describedby\"; type=\"{RegisterMetadata.ContentType}\"";
        await RegisterExport.WriteAsync(database.Reader, dataset, context.Response.Body, withBom, context.RequestAborted);
    }

    /// <summary>GET /exports/register.csv-metadata.json: <c>dataset</c> as above.</summary>
    public static async Task ServeRegisterMetadataAsync(HttpContext context, EstateMapDatabase database)
    {
        var dataset = await DescribeAsync(new QueryParameters(context.Request.Query, "dataset"), database, context.RequestAborted);
        Attach(context, RegisterMetadata.ContentType, RegisterMetadata.FileName);
        await context.Response.Body.WriteAsync(RegisterMetadata.Write(dataset, $"{RegisterExport.FileName}?dataset={dataset.Id}"), context.RequestAborted);
    }

    private static async Task<RegisterDataset> DescribeAsync(QueryParameters query, EstateMapDatabase database, CancellationToken cancel)
    {
        var id = query.FindText("dataset") ?? throw new MapRequestError("Say which register: 'dataset' is the id of a dataset.");
        try
        {
            return await RegisterExport.DescribeAsync(database.Reader, id, cancel);
        }
        catch (UsageException error)
        {
            throw new MapRequestError(error.Message);
        }
    }

    private static void Attach(HttpContext context, string contentType, string fileName)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        context.Response.Headers.CacheControl = Caller.Of(context) == Caller.Public ? "no-cache" : "private, no-cache";
    }
}
