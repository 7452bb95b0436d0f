using GraphQL.Execution;
using GraphQLParser;
using GraphQLParser.AST;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Graph;

/// <summary>Documents that have been asked before: parsed, measured and, once one of them has been executed, known to be valid.</summary>
internal sealed class DocumentCache(GraphSettings settings) : IDisposable
{
    // Characters of all documents together; a parsed document takes some twenty times its text.
    private const long MostCharacters = 4_000_000;

    private readonly MemoryCache _documents = new(new MemoryCacheOptions { SizeLimit = MostCharacters });

    public void Dispose() => _documents.Dispose();

    /// <summary>The document of a text.</summary>
    /// <exception cref="GraphQL.ExecutionError">It is no GraphQL, or beyond a limit.</exception>
    public KnownDocument Read(string query)
    {
        if (_documents.TryGetValue(query, out KnownDocument? known)) return known!;
        if (IsBeyond(query)) throw new GraphRequestError("HC0010", $"The document has more than {settings.MaxTokens} tokens.");
        var document = new GraphQLDocumentBuilder().Build(query);
        if (DocumentLimits.Find(document, settings) is { } beyond) throw beyond;
        return new KnownDocument(document, query);
    }

    /// <summary>Counted before anything is made of them.</summary>
    private bool IsBeyond(string query)
    {
        // A token is a character at least, and the blank or comma behind it.
        if (query.Length <= settings.MaxTokens) return false;
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
                return false;
            }

            if (token.Kind == TokenKind.EOF) return false;
            at = token.End;
        }

        return true;
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
}
