using System.Collections.Concurrent;
using System.Globalization;
using EstateMap.Database;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.Travel;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Studies over today's register, made once for everybody who asks with the same rights: kept by the study's content, the state of the register and the caller. The first of several who ask does the work for all.
/// </summary>
internal sealed class StudyProblems(EstateMapDatabase database, SiteIndexes register, TravelCosts travel, TravelSettings travelSettings) : IDisposable
{
    // Times of 9,000 small areas to 1,500 sites are 108 MB.
    private const long MostBytes = 300_000_000;

    /// <summary>$1 study: what it is asked about, and its version.</summary>
    public const string Content = "SELECT s.content::text, s.version FROM study s WHERE s.id = $1::bigint";

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly ConcurrentDictionary<string, Lazy<Task<StudyProblem>>> _making = new();

    public void Dispose() => _kept.Dispose();

    /// <summary>The study of an id with the rights of the public.</summary>
    /// <exception cref="Graph.GraphRequestError">There is none, its travel cannot be reckoned, or its rules leave too many sites.</exception>
    public Task<StudyProblem> GetAsync(long studyId, CancellationToken cancellation) => GetAsync(studyId, Caller.Public, cancellation);

    /// <inheritdoc cref="GetAsync(long, CancellationToken)"/>
    public async Task<StudyProblem> GetAsync(long studyId, Caller caller, CancellationToken cancellation)
    {
        await using var connection = await database.Reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await SiteIndexLoader.TakeRightsAsync(connection, caller, cancellation);
        await using var command = new NpgsqlCommand(Content, connection) { Parameters = { new() { Value = studyId } } };
        var content = await command.ExecuteScalarAsync(cancellation) as string ?? throw PlansErrors.NoStudy();
        await transaction.CommitAsync(cancellation);
        return await GetAsync(StudyContent.Read(content), caller, cancellation);
    }

    /// <summary>A content over today's register, whether or not a study has it: what a run was asked about.</summary>
    /// <exception cref="Graph.GraphRequestError">Its travel cannot be reckoned, or its rules leave too many sites.</exception>
    public async Task<StudyProblem> GetAsync(StudyContent content, Caller caller, CancellationToken cancellation)
    {
        var state = $"{await register.GetVersionAsync(cancellation)}|{caller.Clearance}|{caller.Organisations}";
        var key = $"{content.Hash()}|{state}";
        if (_kept.TryGetValue(key, out StudyProblem? problem)) return problem!;
        // For all who wait, so it goes on when the first of them leaves, and whoever asks then waits for the same.
        return await _making.GetOrAdd(key, _ => new(() => MakeOnceAsync(key, content, caller, state))).Value.WaitAsync(cancellation);
    }

    private async Task<StudyProblem> MakeOnceAsync(string key, StudyContent content, Caller caller, string state)
    {
        try
        {
            var problem = await MakeAsync(content, caller, state);
            Keep(key, problem, Bytes(problem));
            return problem;
        }
        finally
        {
            _making.TryRemove(key, out _);
        }
    }

    private async Task<StudyProblem> MakeAsync(StudyContent content, Caller caller, string state)
    {
        // People are read anew only when the register has changed: who gives buildings roles one after another waits for the buildings alone.
        var kind = content.Constraints.AreaKind;
        var key = $"people|{kind}|{state}";
        if (!_kept.TryGetValue(key, out StudyPeople? people))
        {
            people = await StudyRegisterLoader.LoadPeopleAsync(database.Reader, caller, kind, CancellationToken.None);
            Keep(key, people, 100_000 + people.Points.Length * (200 + 8L * people.Groups.Count));
        }

        var read = new StudyRegister(people!, await StudyRegisterLoader.LoadEstateAsync(database.Reader, caller, content, CancellationToken.None));
        var draft = StudyDraft.Of(content, read);
        var times = await TravelInputs.CodedAsync(() => travel.GetAsync(
            new TravelChoice(content.Travel.Method, content.Travel.Source, content.Travel.SpeedKmh ?? travelSettings.SpeedKmh, content.Travel.Detour ?? travelSettings.Detour),
            [.. read.Points.Select(point => new TravelPlace(point.Longitude, point.Latitude, point.AreaCode))],
            [.. draft.Sites.Select(site => new TravelPlace(site.Longitude, site.Latitude, site.Uprn ?? site.Id.ToString(CultureInfo.InvariantCulture)))],
            progress: null, CancellationToken.None));
        return draft.With(times);
    }

    private void Keep(string key, object kept, long bytes) => _kept.Set(key, kept, new MemoryCacheEntryOptions { Size = bytes, SlidingExpiration = TimeSpan.FromMinutes(30) });

    private static long Bytes(StudyProblem problem) => 1_000_000 + 8L * problem.Travel.Seconds.Length + 2_000L * (problem.Sites.Count + problem.NotEligible.Count) + 8L * problem.Demand.Count * (problem.Register.Groups.Count + 4);
}
