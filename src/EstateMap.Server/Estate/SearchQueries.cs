using EstateMap.Server.Areas;
using EstateMap.Server.Community;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using GraphQL;

namespace EstateMap.Server.Estate;

/// <summary>One box for names, streets, postcodes, UPRNs and areas. Declared in <c>Search.graphql</c>.</summary>
internal static class SearchQueries
{
    private const int LongestText = 200;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Field("Query", "search", FindAsync);
        resolvers.Field("SearchHit", "node", context => (SearchHit)context.Source! is { Key: { } key } hit
            ? Connections.One(context, hit.Kind switch { "Site" => SiteSql.Entity, "Service" => ServiceSql.Entity, "CommunityAsset" => CommunityAssetSql.Entity, _ => AreaSql.Entity }, key)
            : null);
    }

    private static async Task<object?> FindAsync(IResolveFieldContext context)
    {
        var text = context.GetArgument<string>("text").Trim().ToLowerInvariant();
        var most = context.GetArgument("first", Connections.DefaultPageSize);
        if (most < 0) throw GraphRequestError.NegativePage("first");
        if (most > context.Settings().MaxPageSize) throw GraphRequestError.PageTooLarge(most, context.Settings().MaxPageSize);
        if (text.Length > LongestText) throw GraphRequestError.BadArgument($"`text` is at most {LongestText} characters long.");
        if (text.Length == 0) return new List<SearchHit>();

        var parameters = new SqlParameters();
        parameters.Text(text);
        parameters.Pattern("%", text, "%");
        parameters.Text(new string([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]));
        parameters.Text(text.Length is >= 6 and <= 12 && text.All(char.IsAsciiDigit) ? text.PadLeft(12, '0') : null);
        parameters.Integer(most);
        await using var command = parameters.Command(context.Source(), SearchSql.Find);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var hits = new List<SearchHit>();
        while (await reader.ReadAsync(context.CancellationToken))
        {
            var kind = reader.GetString(0);
            long? key = reader.IsDBNull(1) ? null : reader.GetInt64(1);
            hits.Add(new SearchHit(kind, key, key is null ? null : GlobalId.Write(kind, key), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetString(4), reader.GetDouble(5), GeoJson.Read(reader.IsDBNull(6) ? null : reader.GetString(6), Database.Crs.Wgs84)));
        }

        return hits;
    }

    private sealed record SearchHit(string Kind, long? Key, string? Id, string Title, string? Subtitle, string Matched, double Score, GeoJson? Point);
}
