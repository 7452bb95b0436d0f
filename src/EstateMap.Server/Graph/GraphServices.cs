using GraphQL;
using GraphQL.Execution;
using GraphQL.SystemTextJson;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Graph.Plan;
using EstateMap.Server.Graph.Transport;
using GraphQL.Types;
using GraphQL.Validation;

namespace EstateMap.Server.Graph;

/// <summary>What Program.cs says to have the API.</summary>
internal static class GraphServices
{
    public static IServiceCollection AddEstateMapGraphQL(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Read(configuration));
        services.AddSingleton<IErrorInfoProvider, HotChocolateErrorInfo>();
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<PersistedDocuments>();
        services.AddSingleton<HeldBytes>();
        services.AddSingleton<GraphExecution>();
        services.AddSingleton<Reckonings>();
        services.AddSingleton<ChangeFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<PlanStrategy>();
        services.AddSingleton<IDocumentExecuter>(provider => new DocumentExecuter(new GraphQLDocumentBuilder(), new DocumentValidator(), provider.GetRequiredService<PlanStrategy>(), []));
        services.AddSingleton<IGraphQLSerializer>(provider => new GraphQLSerializer(
            // The media type is JSON and never HTML: quotes in sentences need no escapes.
            options =>
            {
                options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
                options.Converters.Add(new PlannedDataConverter());
            }, provider.GetRequiredService<IErrorInfoProvider>()));
        services.AddSingleton<ISchema>(EstateMapSchema.Build);
        return services;
    }

    public static GraphSettings Read(IConfiguration configuration) => configuration.GetSection("EstateMap:GraphQL").Get<GraphSettings>() ?? new GraphSettings();

    /// <summary>Serves <c>/graphql</c> and its schema, under the addresses that HotChocolate gives it too; builds the schema now, so that a mistake in it shows at start.</summary>
    public static void MapEstateMapGraphQL(this WebApplication app)
    {
        var sdl = EstateMapSchema.Print(app.Services.GetRequiredService<ISchema>());
        app.MapDocs();
        foreach (var address in new[] { "/graphql/schema.graphql", "/graphql/schema" }) app.MapGet(address, Schema);
        app.Map("/graphql", http => HttpMethods.IsGet(http.Request.Method) && http.Request.Query.ContainsKey("sdl") ? Schema(http) : GraphEndpoint.ServeAsync(http));

        Task Schema(HttpContext http) => Results.Text(sdl, "text/plain; charset=utf-8").ExecuteAsync(http);
    }
}
