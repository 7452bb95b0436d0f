using Microsoft.Extensions.FileProviders;

namespace EstateMap.Server.Graph;

/// <summary>GraphiQL, for a browser that asks for /graphql. Its files stand beside the program in graphiql/.</summary>
internal static class GraphiQLPage
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "graphiql");

    /// <summary>Serves the scripts and styles that the page names, under /graphiql.</summary>
    public static void UseGraphiQLFiles(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new PhysicalFileProvider(Folder),
        RequestPath = "/graphiql",
        OnPrepareResponse = answer => answer.Context.Response.Headers.CacheControl = "no-cache",
    });

    /// <summary>Whether the caller would rather have a page than JSON: a browser's address bar, not a program.</summary>
    public static bool IsWantedBy(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || request.Query.ContainsKey("query"))
            return false;
        var accepted = request.GetTypedHeaders().Accept.Select(one => one.MediaType.Value).ToList();
        return accepted.Contains("text/html") && !accepted.Any(one => one is "application/json" or "application/graphql-response+json");
    }

    public static Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = "Accept";
        return context.Response.SendFileAsync(Path.Combine(Folder, "index.html"), context.RequestAborted);
    }
}
