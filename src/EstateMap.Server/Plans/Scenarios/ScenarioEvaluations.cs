using System.Collections.Concurrent;
using System.Globalization;
using EstateMap.Database;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Evaluations of scenarios, each made once for all who ask with the same rights while neither its content nor the register changes.</summary>
internal sealed class ScenarioEvaluations(EstateMapDatabase database, StudyProblems problems, SiteIndexes register, TravelCosts travel, TravelSettings travelSettings, Reckonings reckonings) : IDisposable
{
    // An evaluation holds services and texts; the arrays behind it are the study's.
    private const int MostKept = 200;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });
    private readonly ConcurrentDictionary<string, Lazy<Task<ScenarioEvaluation>>> _making = new();

    public void Dispose() => _kept.Dispose();

    /// <summary>With the rights of the public.</summary>
    /// <param name="content">Canonical JSON of a scenario.</param>
    /// <exception cref="Graph.GraphRequestError">Its travel cannot be reckoned, its rules leave too many sites, or too many wait.</exception>
    public async Task<ScenarioEvaluation> GetAsync(string content, CancellationToken cancellation)
    {
        var key = $"{CanonicalJson.Hash(content)}|{await register.GetVersionAsync(cancellation)}";
        if (_kept.TryGetValue(key, out ScenarioEvaluation? evaluation)) return evaluation!;
        // For all who wait, so it goes on when the first of them leaves, and whoever asks then waits for the same.
        return await _making.GetOrAdd(key, _ => new(() => MakeOnceAsync(key, content))).Value.WaitAsync(cancellation);
    }

    /// <summary>Why scenarios' figures may be others than when they were saved: their study or the register has changed since. Null where nothing has. Two statements for all of them, and no study is made.</summary>
    public async Task<Dictionary<SavedScenario, string?>> FindStalenessAsync(IReadOnlyCollection<SavedScenario> scenarios, CancellationToken cancellation)
    {
        await using var transaction = await Caller.Public.Reads(database).BeginAsync(System.Data.IsolationLevel.ReadCommitted, cancellation);
        var studies = new Dictionary<long, (int Version, string Content)>();
        await transaction.ReadAsync(ScenarioSql.StudiesNow, row => studies[row.GetInt64(0)] = (row.GetInt32(1), row.GetString(2)), cancellation, scenarios.Select(scenario => scenario.Study).Distinct().ToArray());
        var now = await ScenarioRegisterLoader.StampAsync(transaction.Connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return scenarios.ToDictionary(scenario => scenario, scenario => FindStaleness(ScenarioContent.Read(scenario.Content), studies.TryGetValue(scenario.Study, out var study) ? study : null, now));
    }

    /// <inheritdoc cref="FindStalenessAsync(IReadOnlyCollection{SavedScenario}, CancellationToken)"/>
    public async Task<string?> FindStalenessAsync(ScenarioContent scenario, long study, CancellationToken cancellation)
    {
        var saved = new SavedScenario(scenario.ToJson(), study);
        return (await FindStalenessAsync([saved], cancellation))[saved];
    }

    private static string? FindStaleness(ScenarioContent scenario, (int Version, string Content)? study, RegisterStamp register)
    {
        var stamp = scenario.Study;
        if (study is not { } now) return "The study of this scenario is gone.";
        if (now.Version != stamp.Version) return $"The study has changed since the scenario was saved (version {stamp.Version} then, {now.Version} now). Save the scenario again to take the new settings.";
        // An imported text may say whatever it likes of a study.
        if (CanonicalJson.Write(now.Content) != CanonicalJson.Write(stamp.Settings)) return $"The settings in the scenario are not those of its study in version {stamp.Version}. Save the scenario again to take the study's.";
        return register.Equals(scenario.Register) ? null
            : $"The register has changed since the scenario was saved ({Day(scenario.Register)} then, {Day(register)} now). Save the scenario again to take that down.";
    }

    private async Task<ScenarioEvaluation> MakeOnceAsync(string key, string content)
    {
        try
        {
            var evaluation = await MakeAsync(content);
            _kept.Set(key, evaluation, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(30) });
            return evaluation;
        }
        finally
        {
            _making.TryRemove(key, out _);
        }
    }

    private async Task<ScenarioEvaluation> MakeAsync(string text)
    {
        var content = ScenarioContent.Read(text);
        var study = await problems.GetAsync(StudyContent.Read(content.Study.Settings.GetRawText()), Caller.Public, CancellationToken.None);
        // After the study has had its own: whoever has a turn does not wait for another.
        using var turn = await reckonings.TakeAsync(CancellationToken.None);
        var read = await ScenarioRegisterLoader.LoadAsync(database.Reader, Caller.Public, study, content, CancellationToken.None);
        var closing = content.Changes.Where(change => change.Kind is ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose && change.Site is not null && read.SiteIds.ContainsKey(change.Site.Id)).Select(change => read.SiteIds[change.Site!.Id]).ToHashSet();
        return new ScenarioEvaluation(content, study, read, await ClosureTravel.OfAsync(travel, travelSettings, study, read, closing, CancellationToken.None));
    }

    private static string Day(RegisterStamp stamp) => $"{(stamp.AsAt is { } day ? $"as at {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}" : PlanWords.Count(stamp.Datasets.Count, "dataset"))}, {PlanWords.Count(stamp.HandEdits, "value")} put right by hand";
}

/// <summary>A scenario as it is kept.</summary>
/// <param name="Content">Canonical JSON.</param>
/// <param name="Study">Number of its study.</param>
internal sealed record SavedScenario(string Content, long Study);
