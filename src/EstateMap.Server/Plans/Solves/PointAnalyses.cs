using EstateMap.Database;
using EstateMap.Planning;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>What is reckoned of an answer only when somebody asks: how sure each building is, what other people would need, and catchments as shapes. Each once for all who ask, and kept (<see cref="SharedAnswers"/>).</summary>
internal sealed class PointAnalyses(EstateMapDatabase database, Reckonings reckonings, SolveSettings settings) : IDisposable
{
    private const long MostBytes = 64_000_000;
    private const int RowBytes = 200;

    // What people see on a page: a rough proof of each of a dozen answers is enough.
    private static readonly SolveOptions Rough = SolveOptions.Default with { GapWanted = 1e-3, Effort = 0.1 };

    private readonly SharedAnswers _answers = new(reckonings, settings.AnalysisTime, MostBytes);

    public void Dispose() => _answers.Dispose();

    /// <summary>How the buildings stand in all answers nearly as good; null where the question is not one of total travel, or has no answer.</summary>
    /// <exception cref="GraphRequestError">Too many wait, or it took too long.</exception>
    public async Task<ShownNearTies?> FindNearTiesAsync(PointOfStudy point, double within, CancellationToken cancellation)
    {
        if (point.Point.Model is not (PlanModels.PMedian or PlanModels.PortfolioCurve) || point.Open.Length == 0) return null;
        return await _answers.GetAsync((point.Study.Number, within, point.Point.Seed, Key(point.Open)), stop => Task.FromResult(NearTies(point, within, stop)), cancellation);
    }

    /// <summary>The best answers with as many buildings for each other main group of people.</summary>
    /// <exception cref="GraphRequestError">Too many wait, or it took too long.</exception>
    public async Task<IReadOnlyList<SensitivityRow>> SensitivityAsync(PointOfStudy point, CancellationToken cancellation) => point.Open.Length == 0 ? []
        : await _answers.GetAsync(("groups", point.Study.Number, point.Point.Seed, Key(point.Open)), stop => Task.FromResult(Sensitivity(point, stop)), cancellation);

    /// <summary>The areas of each site's people as one shape, in the order of the sites.</summary>
    /// <exception cref="GraphRequestError">Too many wait, or it took too long.</exception>
    public async Task<IReadOnlyList<Catchment>> CatchmentsAsync(StudyProblem study, Serving serving, CancellationToken cancellation) =>
        await _answers.GetAsync(("catchments", study.Number, Key(serving.Site)), stop => ReadCatchmentsAsync(study, serving, stop), cancellation);

    private static (ShownNearTies, long) NearTies(PointOfStudy point, double within, CancellationToken cancellation)
    {
        var problem = point.Study.Get();
        var ties = PMedian.NearTies(problem, Evaluate.Open(problem, point.Open), within, Rough with { Seed = point.Point.Seed }, cancellation);
        var some = Enumerable.Range(0, problem.Sites).Where(j => ties.Presence[j] > 0 && ties.Presence[j] < ties.Solutions).OrderByDescending(j => ties.Presence[j]).ThenBy(j => j);
        var shown = new ShownNearTies(within, ties.Solutions, ties.IsComplete, point.Ids(Enumerable.Range(0, problem.Sites).Where(j => ties.Solutions > 0 && ties.Presence[j] == ties.Solutions)),
            [.. some.Select(j => new SitePresence(point.Study.Sites[j].GlobalId, (double)ties.Presence[j] / ties.Solutions))]);
        return (shown, RowBytes * (1L + shown.InAll.Count + shown.InSome.Count));
    }

    private static (IReadOnlyList<SensitivityRow>, long) Sensitivity(PointOfStudy point, CancellationToken cancellation)
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

        return (rows, RowBytes * (1 + rows.Sum(row => 1L + row.OpenSites.Count)));
    }

    private async Task<(IReadOnlyList<Catchment>, long)> ReadCatchmentsAsync(StudyProblem study, Serving serving, CancellationToken cancellation)
    {
        var served = Enumerable.Range(0, serving.Site.Length).Where(i => serving.Site[i] >= 0).ToArray();
        await using var command = database.Reader.CreateCommand(StudySql.Catchments);
        command.Parameters.Add(new() { Value = served.Select(i => study.Demand[i].AreaId).ToArray() });
        command.Parameters.Add(new() { Value = served.Select(i => study.Sites[serving.Site[i]].Id).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var shapes = new Dictionary<long, string?>();
        while (await rows.ReadAsync(cancellation)) shapes[rows.GetInt64(0)] = rows.FindText(1);
        Catchment[] all = [.. served.GroupBy(i => serving.Site[i]).OrderBy(group => group.Key).Select(group =>
        {
            var shape = shapes.GetValueOrDefault(study.Sites[group.Key].Id);
            return new Catchment(study.Sites[group.Key].Id, GeoJson.Read(shape, Crs.Wgs84), group.Sum(i => study.Weights[i])) { Bytes = shape?.Length ?? 0 };
        })];
        // Positions as objects take several times the bytes of their text.
        return (all, all.Sum(catchment => RowBytes + (8L * catchment.Bytes)));
    }

    private static string Key(int[] numbers) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(numbers)));
}

internal sealed record ShownNearTies(double Within, int Solutions, bool IsComplete, IReadOnlyList<string> InAll, IReadOnlyList<SitePresence> InSome);

internal sealed record SitePresence(string Site, double Share);

internal sealed record SensitivityRow(string Group, string Label, IReadOnlyList<string> OpenSites, int Shared);
