using System.Runtime.CompilerServices;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph.Transport;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Files;

/// <summary>The query was answered with errors: each a sentence with its code.</summary>
internal sealed class QueryFailure(IReadOnlyList<string> sentences) : Exception(string.Join('\n', sentences))
{
    public IReadOnlyList<string> Sentences { get; } = sentences;
}

/// <summary>Asks a query in this process, page after page where it leaves the number of rows open; one page is in memory at a time.</summary>
internal sealed class AnswerReader
{
    // The largest that the cost limits let pass is taken.
    private static readonly int[] PageSizes = [1000, 500, 200, 100, 50, 20, Connections.DefaultPageSize, 5, 1];

    private readonly IServiceProvider _services;
    private readonly GraphRequestMessage _request;
    private readonly bool _isTable;

    private AnswerReader(IServiceProvider services, GraphRequestMessage request, bool isTable) => (_services, _request, _isTable) = (services, request, isTable);

    /// <summary>The query's one list; null where it has none or several.</summary>
    public AnswerQuery? Query { get; private set; }

    /// <summary>Names of the lists that the query has.</summary>
    public IReadOnlyList<string> Lists { get; private set; } = [];

    public long Rows { get; private set; }

    /// <summary>Whether the list goes on behind the rows that the query asks for.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Services that answer for the public, with the limits of the server's settings but for the page size.</summary>
    public static ServiceProvider BuildServices(EstateMapDatabase database)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var services = new ServiceCollection();
        // Standard output is for the answer.
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddSingleton(database);
        services.AddEstateMapGraphQL(configuration);
        services.AddSingleton(provider => GraphServices.Read(configuration) with { MaxPageSize = PageSizes[0], OnlyPersisted = false, AllowIntrospection = true });
        return services.BuildServiceProvider();
    }

    /// <param name="services">Of <see cref="BuildServices"/>.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="isTable">Whether rows are made into columns, rather than the answer passed on.</param>
    /// <exception cref="UsageException">The file holds no such operation, or one that is no query.</exception>
    public static AnswerReader Open(IServiceProvider services, GraphRequestMessage request, bool isTable)
    {
        var reader = new AnswerReader(services, request, isTable);
        GraphQLDocument document;
        try
        {
            document = new GraphQLDocumentBuilder().Build(request.Query!);
        }
        catch (SyntaxError)
        {
            // Asking tells what is wrong, with its code.
            return reader;
        }

        var operation = Choose([.. document.Definitions.OfType<GraphQLOperationDefinition>()], request.OperationName);
        if (operation.Operation != OperationType.Query) throw new UsageException("Only a query can be asked here: a subscription is news without an end, and goes over a socket or as events.");
        var lists = AnswerList.Find(services.GetRequiredService<ISchema>(), document, operation);
        reader.Lists = [.. lists.Select(list => string.Join('.', list.Path))];
        if (lists.Count == 1) reader.Query = AnswerQuery.Prepare(request.Query!, operation, lists[0], isTable);
        if (reader.Query is { IsWhole: true, List.Rows.Count: > 1 } && !isTable)
            throw new UsageException($"`{reader.Lists[0]}` selects {string.Join(" and ", lists[0].Rows.Select(rows => rows.Name))}: to have all rows keep one of them, or say how many with `first`.");
        return reader;
    }

    private static GraphQLOperationDefinition Choose(IReadOnlyList<GraphQLOperationDefinition> operations, string? name)
    {
        var names = string.Join(", ", operations.Select(one => one.Name?.StringValue ?? "one without a name"));
        if (name is not null)
            return operations.FirstOrDefault(one => one.Name?.StringValue == name) ?? throw new UsageException($"The file has no operation {name}: it has {(names.Length > 0 ? names : "none")}.");
        return operations.Count switch
        {
            1 => operations[0],
            0 => throw new UsageException("The file holds no query."),
            _ => throw new UsageException($"The file holds several operations ({names}): say which with --operation."),
        };
    }

    /// <summary>The whole answers, each good until the next is asked for. One where there is no list to follow.</summary>
    /// <exception cref="QueryFailure">The answer has errors.</exception>
    public async IAsyncEnumerable<JsonElement> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Query is not { } query)
        {
            using var only = await AskAsync(_request, cancellation);
            yield return only.RootElement;
            yield break;
        }

        string? after = null;
        var size = query.IsWhole ? ChoosePageSize(query) : 0;
        do
        {
            using var page = await AskAsync(Message(query, size, after), cancellation);
            var list = FindList(page.RootElement);
            Rows += CountRows(list);
            var isOver = true;
            if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty(AnswerQuery.PageInfo, out var info))
            {
                HasMore = info.GetProperty("hasNextPage").GetBoolean();
                after = info.GetProperty("endCursor").GetString();
                isOver = !query.IsWhole || !HasMore;
            }

            yield return page.RootElement;
            if (isOver) break;
        }
        while (true);
    }

    /// <summary>The rows of all pages, in order; each good until the next is asked for.</summary>
    public async IAsyncEnumerable<JsonElement> RowsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (rows, node) = (Query!.List.Rows is [var first, ..] ? first.Name : null, Query.List.Node);
        await foreach (var page in PagesAsync(cancellation))
        {
            var list = FindList(page);
            if (list.ValueKind == JsonValueKind.Object) list = rows is not null && list.TryGetProperty(rows, out var found) ? found : default;
            if (list.ValueKind == JsonValueKind.Object) list = list.GetProperty("features");
            if (list.ValueKind != JsonValueKind.Array) continue;
            foreach (var row in list.EnumerateArray()) yield return node is null ? row : row.GetProperty(node);
        }
    }

    private JsonElement FindList(JsonElement answer)
    {
        var here = answer.GetProperty("data");
        foreach (var name in Query!.List.Path)
            if (here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(name, out here)) return default;
        return here;
    }

    private long CountRows(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Object && (Query!.List.Rows.Count == 0 || !list.TryGetProperty(Query.List.Rows[0].Name, out list))) return 0;
        if (list.ValueKind == JsonValueKind.Object && !list.TryGetProperty("features", out list)) return 0;
        return list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
    }

    private int ChoosePageSize(AnswerQuery query)
    {
        var settings = _services.GetRequiredService<GraphSettings>();
        var document = new GraphQLDocumentBuilder().Build(query.Text);
        return PageSizes.FirstOrDefault(size =>
        {
            var cost = OperationCost.Of(_services.GetRequiredService<ISchema>(), document, _request.OperationName, Message(query, size, null).Variables, settings);
            return cost.Field <= settings.MaxFieldCost && cost.Type <= settings.MaxTypeCost;
        }, 1);
    }

    private GraphRequestMessage Message(AnswerQuery query, int size, string? after)
    {
        var variables = (_request.Variables ?? Inputs.Empty).ToDictionary();
        if (query.IsWhole) (variables[AnswerQuery.First], variables[AnswerQuery.After]) = (size, after);
        if (query.HasFirstOnly) variables[AnswerQuery.IsFirst] = after is null;
        return _request with { Query = query.Text, Variables = new Inputs(variables) };
    }

    private async Task<JsonDocument> AskAsync(GraphRequestMessage request, CancellationToken cancellation)
    {
        var result = await _services.GetRequiredService<GraphExecution>().RunAsync(request, "this computer", People.Caller.Public, [], cancellation);
        var answer = new MemoryStream();
        await _services.GetRequiredService<IGraphQLSerializer>().WriteAsync(answer, result, cancellation);
        (result.Data as IDisposable)?.Dispose();
        var document = JsonDocument.Parse(answer.GetBuffer().AsMemory(0, (int)answer.Length), new JsonDocumentOptions { MaxDepth = 128 });
        if (!document.RootElement.TryGetProperty("errors", out var errors)) return document;
        using (document) throw new QueryFailure([.. errors.EnumerateArray().Select(Sentence)]);
    }

    /// <summary>Code, words, and where: the line of the file, and the field.</summary>
    private static string Sentence(JsonElement error)
    {
        var code = error.TryGetProperty("extensions", out var extensions) && extensions.TryGetProperty("code", out var known) ? known.GetString() + ": " : "";
        var line = error.TryGetProperty("locations", out var locations) ? $" (line {locations[0].GetProperty("line").GetInt32()})" : "";
        var path = error.TryGetProperty("path", out var parts) ? $" (at {string.Join('.', parts.EnumerateArray())})" : "";
        return $"{code}{error.GetProperty("message").GetString()}{line}{path}";
    }
}
