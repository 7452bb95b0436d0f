using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using EstateMap.Database;
using EstateMap.Planning;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>
/// What is reckoned of an answer only when somebody asks: how sure each building is, what other people would need, and catchments as shapes. Kept as long as its <see cref="StudyProblem"/> is, and reckoned a few at a time, since each keeps a processor busy.
/// </summary>
internal sealed class PointAnalyses(EstateMapDatabase database) : IDisposable
{
    private const int MostAtATime = 1;
    private const int MostKept = 500;

    // What people see on a page: a rough proof of each of a dozen answers is enough.
    private static readonly SolveOptions Rough = SolveOptions.Default with { GapWanted = 1e-3, Effort = 0.1 };

    private readonly ConditionalWeakTable<StudyProblem, ConcurrentDictionary<string, object>> _kept = [];
    private readonly SemaphoreSlim _turns = new(MostAtATime);

    public void Dispose() => _turns.Dispose();

    /// <summary>How the buildings stand in all answers nearly as good; null where the question is not one of total travel, or has no answer.</summary>
    public async Task<ShownNearTies?> FindNearTiesAsync(PointOfStudy point, double within, CancellationToken cancellation)
    {
        if (point.Point.Model is not (PlanModels.PMedian or PlanModels.PortfolioCurve) || point.Open.Length == 0) return null;
        return await KeepAsync(point.Study, FormattableString.Invariant($"ties {within:R} {Key(point.Open)}"), () => Task.Run(() => NearTies(point, within, cancellation), cancellation), cancellation);
    }

    /// <summary>The best answers with as many buildings for each other main group of people.</summary>
    public async Task<IReadOnlyList<SensitivityRow>> SensitivityAsync(PointOfStudy point, CancellationToken cancellation) => point.Open.Length == 0 ? []
        : await KeepAsync(point.Study, $"groups {Key(point.Open)}", () => Task.Run(() => Sensitivity(point, cancellation), cancellation), cancellation);

    /// <summary>The areas of each site's people as one shape, in the order of the sites.</summary>
    public async Task<IReadOnlyList<Catchment>> CatchmentsAsync(StudyProblem study, Serving serving, CancellationToken cancellation) =>
        await KeepAsync(study, $"catchments {Key(serving.Site)}", () => ReadCatchmentsAsync(study, serving, cancellation), cancellation);

    private static ShownNearTies NearTies(PointOfStudy point, double within, CancellationToken cancellation)
    {
        var problem = point.Study.Get();
        var ties = PMedian.NearTies(problem, Evaluate.Open(problem, point.Open), within, Rough with { Seed = point.Point.Seed }, cancellation);
        var some = Enumerable.Range(0, problem.Sites).Where(j => ties.Presence[j] > 0 && ties.Presence[j] < ties.Solutions).OrderByDescending(j => ties.Presence[j]).ThenBy(j => j);
        return new ShownNearTies(within, ties.Solutions, ties.IsComplete, point.Ids(Enumerable.Range(0, problem.Sites).Where(j => ties.Solutions > 0 && ties.Presence[j] == ties.Solutions)),
            [.. some.Select(j => new SitePresence(point.Study.Sites[j].GlobalId, (double)ties.Presence[j] / ties.Solutions))]);
    }

    private static List<SensitivityRow> Sensitivity(PointOfStudy point, CancellationToken cancellation)
    {
        var problem = point.Study.Get();
        var rows = new List<SensitivityRow>();
        foreach (var group in point.Study.Register.Groups.Where(group => DemandGroups.IsMain(group.Code) && group.Code != point.Study.Content.Demand && group.Total > 0))
        {
            var other = new LocationProblem(group.Weights, problem.Costs, problem.Sites)
            {
                Roles = problem.Roles,
                Limits = problem.Limits,
                Groups = problem.Groups,
                GroupMinimum = problem.GroupMinimum,
                Ceilings = problem.Ceilings,
                Exclusions = problem.Exclusions,
            };
            var open = PMedian.Solve(other, point.Open.Length, Rough with { Seed = point.Point.Seed }, cancellation).OpenSites;
            rows.Add(new SensitivityRow(group.Code, group.Label, point.Ids(open), open.Intersect(point.Open).Count()));
        }

        return rows;
    }

    private async Task<List<Catchment>> ReadCatchmentsAsync(StudyProblem study, Serving serving, CancellationToken cancellation)
    {
        var served = Enumerable.Range(0, serving.Site.Length).Where(i => serving.Site[i] >= 0).ToArray();
        await using var command = database.Reader.CreateCommand(StudySql.Catchments);
        command.Parameters.Add(new() { Value = served.Select(i => study.Demand[i].AreaId).ToArray() });
        command.Parameters.Add(new() { Value = served.Select(i => study.Sites[serving.Site[i]].Id).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var shapes = new Dictionary<long, GeoJson?>();
        while (await rows.ReadAsync(cancellation)) shapes[rows.GetInt64(0)] = GeoJson.Read(rows.FindText(1), Crs.Wgs84);
        return [.. served.GroupBy(i => serving.Site[i]).OrderBy(group => group.Key).Select(group => new Catchment(study.Sites[group.Key].Id, shapes.GetValueOrDefault(study.Sites[group.Key].Id), group.Sum(i => study.Weights[i])))];
    }

    /// <summary>Who asks for the same meanwhile waits for it; what fails or is cancelled is not kept.</summary>
    private async Task<T> KeepAsync<T>(StudyProblem study, string key, Func<Task<T>> reckon, CancellationToken cancellation)
        where T : class
    {
        var kept = _kept.GetOrCreateValue(study);
        if (kept.TryGetValue(key, out var ready)) return (T)ready;
        await _turns.WaitAsync(cancellation);
        try
        {
            if (kept.TryGetValue(key, out ready)) return (T)ready;
            if (kept.Count >= MostKept) kept.Clear();
            var answer = await reckon();
            kept[key] = answer;
            return answer;
        }
        finally
        {
            _turns.Release();
        }
    }

    private static string Key(int[] numbers) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(numbers)));
}

internal sealed record ShownNearTies(double Within, int Solutions, bool IsComplete, IReadOnlyList<string> InAll, IReadOnlyList<SitePresence> InSome);

internal sealed record SitePresence(string Site, double Share);

internal sealed record SensitivityRow(string Group, string Label, IReadOnlyList<string> OpenSites, int Shared);
