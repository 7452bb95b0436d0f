using System.Collections.Concurrent;
using GraphQL.Execution;
using GraphQLParser;
using GraphQLParser.AST;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Graph;

/// <summary>Documents that have been asked before: parsed, measured and, once one of them has been executed, known to be valid.</summary>
internal sealed class DocumentCache(GraphSettings settings) : IDisposable
{
    // Characters of all documents together; a parsed document takes some twenty times its text.
    internal const long MostCharacters = 2_000_000;

    // Whoever is asked for a name that there is not looks for one like it, in time and room that grow with it.
    private const int LongestName = 200;
    private const int CharactersOfToken = 10;

    private readonly MemoryCache _documents = new(new MemoryCacheOptions { SizeLimit = MostCharacters });

    public void Dispose() => _documents.Dispose();

    /// <summary>The document of a text.</summary>
    /// <exception cref="GraphQL.ExecutionError">It is no GraphQL, or beyond a limit.</exception>
    public KnownDocument Read(string query)
    {
        if (_documents.TryGetValue(query, out KnownDocument? known)) return known!;
        if (FindBeyond(query) is { } tooLarge) throw new GraphRequestError("HC0010", tooLarge);
        var document = Parse(query);
        if (DocumentLimits.Find(document, settings) is { } beyond) throw beyond;
        return new KnownDocument(document, query);
    }

    private static GraphQLDocument Parse(string query)
    {
        try
        {
            return new GraphQLDocumentBuilder().Build(query);
        }
        catch (GraphQLParser.Exceptions.GraphQLMaxDepthExceededException)
        {
            throw new GraphRequestError("HC0014", "The document's braces and brackets are nested too deeply.");
        }
    }

    /// <summary>Counted before anything is made of them; null when the document is within its limits.</summary>
    private string? FindBeyond(string query)
    {
        if (query.Length > settings.MaxTokens * CharactersOfToken) return $"The document is longer than {settings.MaxTokens * CharactersOfToken} characters; long values belong into variables.";
        var at = 0;
        for (var tokens = 0; tokens <= settings.MaxTokens; tokens++)
        {
            Token token;
            try
            {
                token = Lexer.Lex(query, at);
            }
            catch (GraphQLParser.Exceptions.GraphQLSyntaxErrorException)
            {
                // The parser says it better.
                return null;
            }

            if (token.Kind == TokenKind.EOF) return null;
            if (token.Kind == TokenKind.NAME && token.End - token.Start > LongestName) return $"A name in the document is longer than {LongestName} characters.";
            at = token.End;
        }

        return $"The document has more than {settings.MaxTokens} tokens.";
    }

    /// <summary>To be called once the document was executed, and so found valid; from then on it is not validated again.</summary>
    public void Keep(KnownDocument document)
    {
        if (document.IsValid) return;
        document.IsValid = true;
        _documents.Set(document.Query, document, new MemoryCacheEntryOptions { Size = document.Query.Length, SlidingExpiration = TimeSpan.FromMinutes(10) });
    }
}

internal sealed class KnownDocument(GraphQLDocument document, string query)
{
    public GraphQLDocument Document { get; } = document;

    public string Query { get; } = query;

    public bool IsValid { get; set; }

    /// <summary>What no variable decides is found out once: by the operation's name, or empty text where the request names none.</summary>
    public ConcurrentDictionary<string, Plan.ReadyOperation> Ready { get; } = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, OperationCost> _costs = new(StringComparer.Ordinal);
    private readonly bool _hasVariables = document.Definitions.OfType<GraphQLOperationDefinition>().Any(operation => operation.Variables is { Count: > 0 });

    /// <summary>What the operation costs; weighed once where no variable weighs in.</summary>
    public OperationCost Cost(string? operationName, Func<OperationCost> weigh)
    {
        if (_hasVariables || !IsValid) return weigh();
        if (_costs.TryGetValue(operationName ?? "", out var known)) return known;
        var cost = weigh();
        // Callers make names up.
        if (_costs.Count < 100) _costs[operationName ?? ""] = cost;
        return cost;
    }
}
