using EstateMap.Database;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>A run that a server has taken.</summary>
/// <param name="ContentText">JSON of a <see cref="StudyContent"/>, not read yet: what cannot be read fails the run and not the server.</param>
internal sealed record SolveJob(long Id, string ContentText, SolveQuestion Question);

/// <summary>The rows of runs, as the server that works on them writes them. Another server's run is left alone: statements name the server.</summary>
internal sealed class SolveJobs(EstateMapDatabase database)
{
    /// <summary>This life of this server.</summary>
    public Guid Server { get; } = Guid.NewGuid();

    /// <summary>The run that has waited longest; null when none waits.</summary>
    public async Task<SolveJob?> FindNextAsync(CancellationToken cancellation)
    {
        await using var command = Command(SolveSql.Take, Server);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return null;
        return new SolveJob(row.GetInt64(0), row.GetString(1),
            new SolveQuestion(row.GetString(2).ToUpperInvariant(), row.IsDBNull(3) ? null : row.GetInt32(3), row.IsDBNull(4) ? null : row.GetDouble(4), row.GetInt32(5)));
    }

    public Task BeginAsync(SolveJob job, StudyProblem study, CancellationToken cancellation) => HasRowAsync(Command(SolveSql.Begin, job.Id, Server, study.Fingerprint, study.Travel.Badge, study.Sites.Select(site => site.Uuid).ToArray()), cancellation);

    /// <summary>Says that this server works on the run; false when it must stop: somebody asked, or the run is no longer this server's.</summary>
    public async Task<bool> BeatAsync(SolveJob job, double progress, CancellationToken cancellation)
    {
        await using var command = Command(SolveSql.Beat, job.Id, Server, progress);
        return await command.ExecuteScalarAsync(cancellation) is false;
    }

    public Task AddAsync(SolveJob job, StudyProblem study, FoundPoint point, CancellationToken cancellation) => HasRowAsync(Command(SolveSql.AddPoint,
        job.Id, point.P, Finite(point.Objective), Finite(point.Bound), Finite(point.Gap), point.Method, point.Milliseconds, point.Open.Select(j => study.Sites[j].Uuid).ToArray(), point.Why,
        KeptInfeasibility.Write(study, point.Infeasible), KeptService.Write(study, point.Services), KeptAssignment.Write(study, point), point.Progress), cancellation);

    /// <param name="state">done, cancelled, failed or interrupted.</param>
    public Task EndAsync(SolveJob job, string state, string? message, CancellationToken cancellation) => HasRowAsync(Command(SolveSql.End, job.Id, Server, state, message), cancellation);

    /// <summary>Calls runs of servers that live no more interrupted.</summary>
    public Task BuryAsync(TimeSpan patience, CancellationToken cancellation) => HasRowAsync(Command(SolveSql.Bury, patience.TotalSeconds), cancellation);

    /// <summary>Whether the caller may see such a run.</summary>
    public static async Task<bool> IsSeenAsync(CallerSource reader, long id, CancellationToken cancellation) => await SolveNews.FindStateAsync(reader, id, cancellation) is not null;

    /// <summary>False when there is no such run, or it is over.</summary>
    public static Task<bool> StopAsync(CallerSource editor, long id, CancellationToken cancellation) => HasRowAsync(editor.CreateCommand(SolveSql.Stop, id), cancellation);

    /// <summary>The new run's id; null when there is no such study, or too many wait.</summary>
    public static async Task<long?> FindQueuedAsync(CallerSource editor, long study, SolveQuestion question, int mostWaiting, CancellationToken cancellation)
    {
        await using var command = editor.CreateCommand(SolveSql.Insert, study, question.Model.ToLowerInvariant(), question.Sites, question.ReachSeconds, question.Seed, mostWaiting);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    /// <summary>What the server does by itself.</summary>
    private CallerCommand Command(string sql, params object?[] values) => ((CallerSource)database.Writer).CreateCommand(sql, values);

    private static async Task<bool> HasRowAsync(CallerCommand command, CancellationToken cancellation)
    {
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync(cancellation);
            return await row.ReadAsync(cancellation);
        }
    }
}
