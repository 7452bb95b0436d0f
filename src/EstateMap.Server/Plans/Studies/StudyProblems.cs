using System.Collections.Concurrent;
using System.Globalization;
using EstateMap.Database;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Travel;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Studies over today's register, made once for everybody who asks with the same rights: kept by the study's content, the state of the register and the caller. The first of several who ask does the work for all, and takes its turn for it.
/// </summary>
internal sealed class StudyProblems(EstateMapDatabase database, SiteIndexes register, TravelCosts travel, TravelSettings travelSettings, SolveSettings settings, Reckonings reckonings) : IDisposable
{
    /// <summary>$1 study: what it is asked about, and its version.</summary>
    public const string Content = "SELECT s.content::text, s.version FROM study s WHERE s.id = $1::bigint";

    private const int MostFingerprints = 10_000;

    private readonly RecentlyUsed _kept = new(settings.CacheBytes ?? SolveSettings.UsualCacheBytes);
    private readonly MemoryCache _fingerprints = new(new MemoryCacheOptions { SizeLimit = MostFingerprints });
    private readonly ConcurrentDictionary<string, Lazy<Task<object>>> _making = new();
    private string _version = "";
    private long _made;

    /// <summary>How many studies this server has made since it began.</summary>
    public long Made => Interlocked.Read(ref _made);

    public void Dispose() => _fingerprints.Dispose();

    /// <summary>The study of an id with the rights of the public.</summary>
    /// <exception cref="Graph.GraphRequestError">There is none, its travel cannot be reckoned, its rules leave too many sites, or too many wait.</exception>
    public Task<StudyProblem> GetAsync(long studyId, CancellationToken cancellation) => GetAsync(studyId, Caller.Public, cancellation);

    /// <inheritdoc cref="GetAsync(long, CancellationToken)"/>
    public async Task<StudyProblem> GetAsync(long studyId, Caller caller, CancellationToken cancellation)
    {
        await using var command = caller.Reads(database).CreateCommand(Content, studyId);
        var content = await command.ExecuteScalarAsync(cancellation) as string ?? throw PlansErrors.NoStudy();
        return await GetAsync(StudyContent.Read(content), caller, cancellation);
    }

    /// <summary>A content over today's register, whether or not a study has it: what a run was asked about.</summary>
    /// <exception cref="Graph.GraphRequestError">Its travel cannot be reckoned, its rules leave too many sites, or too many wait.</exception>
    public async Task<StudyProblem> GetAsync(StudyContent content, Caller caller, CancellationToken cancellation)
    {
        var state = await StateAsync(caller, cancellation);
        return await GetAsync(content, caller, state, cancellation);
    }

    /// <summary>The fingerprint of a content over today's register: remembered for longer than the study itself, which is large.</summary>
    /// <exception cref="Graph.GraphRequestError">Its travel cannot be reckoned, its rules leave too many sites, or too many wait.</exception>
    public async Task<string> GetFingerprintAsync(StudyContent content, Caller caller, CancellationToken cancellation)
    {
        var state = await StateAsync(caller, cancellation);
        return _fingerprints.TryGetValue(Key(content, state), out string? known) ? known! : (await GetAsync(content, caller, state, cancellation)).Fingerprint;
    }

    /// <summary>Where people live and who they are, which is the same for every study.</summary>
    public async Task<StudyPeople> GetPeopleAsync(Caller caller, CancellationToken cancellation) => await PeopleAsync(null, caller, await StateAsync(caller, cancellation), cancellation);

    private async Task<string> StateAsync(Caller caller, CancellationToken cancellation)
    {
        var version = await register.GetVersionAsync(cancellation);
        // Nobody asks for the register as it was.
        if (Interlocked.Exchange(ref _version, version) != version) _kept.DropAll(key => !key.Contains($"|{version}|", StringComparison.Ordinal));
        return $"{version}|{caller.Clearance}|{caller.Organisations}";
    }

    private static string Key(StudyContent content, string state) => $"{content.Hash()}|{state}";

    private Task<StudyProblem> GetAsync(StudyContent content, Caller caller, string state, CancellationToken cancellation) => OnceAsync(Key(content, state), async key =>
    {
        using var turn = await reckonings.TakeAsync(CancellationToken.None);
        Interlocked.Increment(ref _made);
        var problem = await MakeAsync(content, caller, state);
        _kept.Keep(key, problem, problem.Bytes);
        _fingerprints.Set(key, problem.Fingerprint, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromHours(1) });
        return problem;
    }, cancellation);

    /// <summary>What is kept, or else made once for all who wait: it goes on when the first of them leaves, and whoever asks then waits for the same.</summary>
    private async Task<T> OnceAsync<T>(string key, Func<string, Task<T>> make, CancellationToken cancellation)
        where T : class =>
        _kept.Find<T>(key) ?? (T)await _making.GetOrAdd(key, _ => new(async () =>
        {
            try
            {
                // It may have been made between the two looks.
                return _kept.Find<T>(key) ?? await make(key);
            }
            finally
            {
                _making.TryRemove(key, out Lazy<Task<object>>? _);
            }
        })).Value.WaitAsync(cancellation);

    /// <summary>Takes no turn, for studies that have theirs wait for it.</summary>
    private Task<StudyPeople> PeopleAsync(string? kind, Caller caller, string state, CancellationToken cancellation) => OnceAsync($"people of {kind}|{state}", async key =>
    {
        var people = await StudyRegisterLoader.LoadPeopleAsync(database.Reader, caller, kind, CancellationToken.None);
        _kept.Keep(key, people, people.Bytes);
        return people;
    }, cancellation);

    private async Task<StudyProblem> MakeAsync(StudyContent content, Caller caller, string state)
    {
        // People are read anew only when the register has changed: who gives buildings roles one after another waits for the buildings alone.
        var people = await PeopleAsync(content.Constraints.AreaKind, caller, state, CancellationToken.None);
        var read = new StudyRegister(people, await StudyRegisterLoader.LoadEstateAsync(database.Reader, caller, content, CancellationToken.None));
        var draft = StudyDraft.Of(content, read);
        var times = await TravelInputs.CodedAsync(() => travel.GetAsync(
            new TravelChoice(content.Travel.Method, content.Travel.Source, content.Travel.SpeedKmh ?? travelSettings.SpeedKmh, content.Travel.Detour ?? travelSettings.Detour),
            [.. read.Points.Select(point => new TravelPlace(point.Longitude, point.Latitude, point.AreaCode))],
            // A matrix may know a site by any of its UPRNs, or by its id: the id leads to all of them.
            [.. draft.Sites.Select(site => new TravelPlace(site.Longitude, site.Latitude, site.Id.ToString(CultureInfo.InvariantCulture)))],
            progress: null, CancellationToken.None));
        return draft.With(times);
    }
}
