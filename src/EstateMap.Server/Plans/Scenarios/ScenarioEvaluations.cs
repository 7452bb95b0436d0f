using System.Collections.Concurrent;
using System.Globalization;
using EstateMap.Database;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;
using Microsoft.Extensions.Caching.Memory;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Evaluations of scenarios, each made once for all who ask with the same rights while neither its content nor the register changes.</summary>
internal sealed class ScenarioEvaluations(EstateMapDatabase database, StudyProblems problems, SiteIndexes register, TravelCosts travel, TravelSettings travelSettings) : IDisposable
{
    // An evaluation holds services and texts; the arrays behind it are the study's.
    private const int MostKept = 200;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });
    private readonly ConcurrentDictionary<string, Lazy<Task<ScenarioEvaluation>>> _making = new();

    public void Dispose() => _kept.Dispose();

    /// <summary>With the rights of the public.</summary>
    /// <param name="content">Canonical JSON of a scenario.</param>
    /// <exception cref="Graph.GraphRequestError">Its travel cannot be reckoned, or its rules leave too many sites.</exception>
    public async Task<ScenarioEvaluation> GetAsync(string content, CancellationToken cancellation)
    {
        var key = $"{CanonicalJson.Hash(content)}|{await register.GetVersionAsync(cancellation)}";
        if (_kept.TryGetValue(key, out ScenarioEvaluation? evaluation)) return evaluation!;
        // For all who wait, so it goes on when the first of them leaves, and whoever asks then waits for the same.
        return await _making.GetOrAdd(key, _ => new(() => MakeOnceAsync(key, content))).Value.WaitAsync(cancellation);
    }

    /// <summary>Why a scenario's figures may be others than when it was saved: its study or the register has changed since. Null when nothing has.</summary>
    public async Task<string?> FindStalenessAsync(ScenarioEvaluation scenario, long study, CancellationToken cancellation)
    {
        var stamp = scenario.Content.Study;
        await using var command = database.Reader.CreateCommand(ScenarioSql.Study);
        command.Parameters.Add(new() { Value = study });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return "The study of this scenario is gone.";
        if (row.GetInt32(2) != stamp.Version) return $"The study has changed since the scenario was saved (version {stamp.Version} then, {row.GetInt32(2)} now). Save the scenario again to take the new settings.";
        // An imported text may say whatever it likes of a study.
        if (CanonicalJson.Write(row.GetString(3)) != CanonicalJson.Write(stamp.Settings)) return $"The settings in the scenario are not those of its study in version {stamp.Version}. Save the scenario again to take the study's.";
        return scenario.Register.Stamp.Equals(scenario.Content.Register) ? null
            : $"The register has changed since the scenario was saved ({Day(scenario.Content.Register)} then, {Day(scenario.Register.Stamp)} now). Save the scenario again to take that down.";
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
        var read = await ScenarioRegisterLoader.LoadAsync(database.Reader, Caller.Public, study, content, CancellationToken.None);
        var closing = content.Changes.Where(change => change.Kind is ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose && change.Site is not null && read.SiteIds.ContainsKey(change.Site.Id)).Select(change => read.SiteIds[change.Site!.Id]).ToHashSet();
        return new ScenarioEvaluation(content, study, read, await ClosureTravel.OfAsync(travel, travelSettings, study, read, closing, CancellationToken.None));
    }

    private static string Day(RegisterStamp stamp) => stamp.AsAt is { } day ? $"as at {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, {stamp.HandEdits} values put right by hand" : $"{stamp.Datasets.Count} datasets, {stamp.HandEdits} values put right by hand";
}
