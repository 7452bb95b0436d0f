namespace EstateMap.Server.Graph;

/// <summary>Limits and ways of the API; settings <c>EstateMap:GraphQL:...</c>, environment <c>EstateMap__GraphQL__...</c>. README explains each.</summary>
internal sealed record GraphSettings
{
    /// <summary>Most rows of one page.</summary>
    public int MaxPageSize { get; init; } = 50;

    /// <summary>Bytes of one request, or of one message of a socket.</summary>
    public int MaxRequestBytes { get; init; } = 1_000_000;

    /// <summary>Bytes of a request from whoever may change things: a scenario that comes as a file has some millions.</summary>
    public int MaxChangeBytes { get; init; } = 12_000_000;

    /// <summary>Words, names, numbers and marks of a document.</summary>
    public int MaxTokens { get; init; } = 20_000;

    public int MaxDepth { get; init; } = 15;

    /// <summary>Fields of an operation, fragments spread.</summary>
    public int MaxFields { get; init; } = 2_000;

    /// <summary>Work of an operation, as <see cref="OperationCost"/> weighs it: two lists of 50 within each other are some 5,000.</summary>
    public long MaxFieldCost { get; init; } = 30_000;

    /// <summary>Objects of an answer, before it is known how many there are.</summary>
    public long MaxTypeCost { get; init; } = 30_000;

    /// <summary>Values of an operation's arguments, those of variables as often as they are used: words, numbers, objects, lists. A polygon has three for each vertex.</summary>
    public int MaxArgumentValues { get; init; } = 20_000;

    /// <summary>Bytes of one answer, as far as they come from the database.</summary>
    public int MaxAnswerBytes { get; init; } = 10_000_000;

    /// <summary>Bytes of requests and answers that may be on their way, and of open sockets.</summary>
    public int MaxHeldBytes { get; init; } = 100_000_000;

    /// <summary>Which part of <see cref="MaxConcurrent"/>, <see cref="MaxWaiting"/> and <see cref="MaxHeldBytes"/> one client's address may take.</summary>
    public double ClientShare { get; init; } = 0.25;

    /// <summary>How long a request may take to arrive, and an operation to run; then its statements are cancelled too.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Operations that run at the same time.</summary>
    public int MaxConcurrent { get; init; } = 64;

    /// <summary>Operations that may wait for their turn; more are refused.</summary>
    public int MaxWaiting { get; init; } = 500;

    /// <summary>Whether callers may ask for the schema.</summary>
    public bool AllowIntrospection { get; init; } = true;

    /// <summary>Answers a caller that accepts anything with application/json, as the specification's audits like it, rather than as HotChocolate does.</summary>
    public bool StrictMediaTypes { get; init; }

    /// <summary>Folder of persisted operations, each a file {sha256}.graphql; null for none.</summary>
    public string? PersistedFolder { get; init; }

    /// <summary>Whether callers may store operations by sending text and hash together.</summary>
    public bool StorePersisted { get; init; } = true;

    /// <summary>Takes persisted operations and no others.</summary>
    public bool OnlyPersisted { get; init; }

    /// <summary>How long a socket may stay open without saying connection_init.</summary>
    public TimeSpan SocketInitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that wait for a slow reader before it is let go.</summary>
    public int MaxSocketQueue { get; init; } = 256;

    /// <summary>Operations that one socket may have open.</summary>
    public int MaxSocketOperations { get; init; } = 100;
}
