using Npgsql;

namespace EstateMap.Database;

/// <summary>Faults of the machine rather than of anybody's file or of ours, in a sentence for the operator. Codes: PostgreSQL 15, appendix A.</summary>
public static class DatabaseFault
{
    /// <summary>ENOSPC (errno 28) as .NET reports it.</summary>
    public const int FullDisk = 28;

    /// <summary>What happened and what to do; null when the fault is of another kind.</summary>
    public static string? Describe(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The database's disk is full: make room there, then try again.",
        PostgresException { SqlState: PostgresErrorCodes.OutOfMemory } => "The database ran out of memory: give it more, then try again.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database has no connection left: try again in a moment.",
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } => "The database was stopped or restarted meanwhile: try again when it is back.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable } => "The database broke the work off because it took too long: try again when less is going on.",
        PostgresException => null,
        NpgsqlException { InnerException: TimeoutException } => "The database took too long to answer: try again when less is going on.",
        NpgsqlException => "The connection to the database was lost: try again in a moment.",
        IOException { HResult: FullDisk } => "The disk is full: make room, then try again.",
        _ => null,
    };
}
