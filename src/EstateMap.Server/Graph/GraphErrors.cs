using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using Npgsql;

namespace EstateMap.Server.Graph;

/// <summary>The asker is wrong, and is told so in a sentence with a stable code (HotChocolate's where it has one).</summary>
internal sealed class GraphRequestError : ExecutionError
{
    public GraphRequestError(string code, string message)
        : base(message) => Code = code;

    /// <summary>Figures beside the code.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();

    public static GraphRequestError TooCostly(string of, long cost, long most) =>
        new("HC0047", $"The maximum allowed {of} cost was exceeded: {cost}, and {most} are allowed. Ask for fewer rows or levels at once.") { Details = new Dictionary<string, object?> { [$"max{char.ToUpperInvariant(of[0])}{of[1..]}Cost"] = most, [$"{of}Cost"] = cost } };

    /// <summary>Code of what would have to wait too long; HotChocolate has none.</summary>
    public const string Busy = "TOO_MANY_OPERATIONS";

    /// <summary>Code of an answer that would be too large; HotChocolate has none.</summary>
    public const string TooLarge = "ANSWER_TOO_LARGE";

    public static GraphRequestError AnswerTooLarge(int most) => new(TooLarge, $"The answer would be larger than {most} bytes. Ask for fewer rows or outlines at once.");

    /// <summary>Code of more studies and scenarios than are reckoned for one operation; HotChocolate has none.</summary>
    public const string Reckoned = "TOO_MUCH_RECKONED";

    public static GraphRequestError TooMuchReckoned(int most) => new(Reckoned, $"The operation asks for what is reckoned from more than {most} studies and scenarios. Ask for fewer rows at once.");

    public static GraphRequestError TooManyWaiting() => new(Busy, "Too many operations are waiting; ask again in a moment.");

    public static GraphRequestError TooMuchHeld() => new(Busy, "Too much is on its way to or from you; ask again in a moment.");

    public static GraphRequestError PageTooLarge(int asked, int most) => new("HC0051", $"The maximum allowed items per page were exceeded: {asked} asked, {most} allowed.");

    public static GraphRequestError NegativePage(string argument) => new("HC0079", $"`{argument}` must not be negative.");

    public static GraphRequestError BadCursor() => new("HC0078", "The cursor specified is not one that this list and order gave out.");

    public static GraphRequestError UnknownCrs(int crs) => new("HC0029", $"The coordinate reference system {crs} is not known; use 4326 (WGS84), 27700 (British National Grid) or 3857 (Web Mercator).");

    /// <summary>HotChocolate's code of what the caller may not.</summary>
    public static GraphRequestError NotAuthorised(string message) => new("AUTH_NOT_AUTHORIZED", message);

    public static GraphRequestError BadArgument(string message) => new("HC0016", message);
}

/// <summary>HotChocolate's error shape: a code where there is one, and never a type name, table or stack frame.</summary>
internal sealed class HotChocolateErrorInfo(ILogger<HotChocolateErrorInfo> log) : IErrorInfoProvider
{
    public const string Unexpected = "Unexpected Execution Error";

    // Rules of the language tell a wrong value back, however long it is.
    private const int LongestMessage = 1_000;

    public ErrorInfo GetInfo(ExecutionError error)
    {
        var (message, code) = Describe(error);
        if (message == Unexpected) log.LogError(error.InnerException ?? error, "A GraphQL field failed at {Path}", string.Join('/', error.Path ?? []));
        // A literal that a scalar refuses says why; the reason is ours and names nothing of the inside.
        if (error is ValidationError { InnerException: FormatException reason }) message = $"{message} {reason.Message}";
        if (message.Length > LongestMessage) message = message[..(char.IsHighSurrogate(message[LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage)] + "…";
        if (code is null) return new ErrorInfo { Message = message };
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        foreach (var (name, value) in (error as GraphRequestError)?.Details ?? new Dictionary<string, object?>()) extensions[name] = value;
        return new ErrorInfo { Message = message, Extensions = extensions };
    }

    private static (string Message, string? Code) Describe(ExecutionError error) => error switch
    {
        GraphRequestError asked => (asked.Message, asked.Code),
        _ when FindRequestError(error) is { } asked => (asked.Message, asked.Code),
        { InnerException: NpgsqlException fault } when FindStatementFault(fault) is { } known => known,
        OperationCanceledError or { InnerException: OperationCanceledException } => ("The request exceeded the configured timeout.", "HC0045"),
        SyntaxError => (error.Message, "HC0014"),
        InvalidVariableError => (error.Message, "HC0016"),
        // The specification's rules have no codes in HotChocolate; our own limits have.
        ValidationError => (error.Message, error.Code?.StartsWith("HC", StringComparison.Ordinal) == true || error.Code == NoMutations.ErrorCode ? error.Code : null),
        RequestError or DocumentError when error.InnerException is null => (error.Message, "HC0009"),
        _ => (Unexpected, null),
    };

    /// <summary>True for what no asker could have caused.</summary>
    public static bool IsUnexpected(ExecutionError error) => Describe(error).Message == Unexpected;

    /// <summary>Faults of statements that the asker can do something about. Classes of SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html.</summary>
    private static (string Message, string? Code)? FindStatementFault(NpgsqlException fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => ("The request exceeded the configured timeout.", "HC0045"),
        // PostGIS says with this that it cannot measure or transform a geometry; values of ours it can.
        PostgresException { SqlState: PostgresErrorCodes.InternalError or PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.InvalidParameterValue } => ("A geometry, distance or number of the request is beyond what can be measured.", "HC0016"),
        PostgresException { SqlState: var state } when state.StartsWith("53", StringComparison.Ordinal) => (GraphRequestError.TooManyWaiting().Message, GraphRequestError.Busy),
        // All connections are taken.
        { InnerException: TimeoutException } => (GraphRequestError.TooManyWaiting().Message, GraphRequestError.Busy),
        _ => null,
    };

    private static GraphRequestError? FindRequestError(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is GraphRequestError found) return found;
        return null;
    }
}

/// <summary>Marks a cancelled operation.</summary>
internal sealed class OperationCanceledError() : ExecutionError("The request exceeded the configured timeout.");
