using System.Diagnostics;
using EstateMap.Planning;
using EstateMap.Planning.Cover;
using EstateMap.Planning.Services;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>A question, as it is asked of a study.</summary>
/// <param name="Model">One of <see cref="PlanModels"/>.</param>
/// <param name="ReachSeconds">Null where the model does not ask.</param>
internal sealed record SolveQuestion(string Model, int? Sites, double? ReachSeconds, int Seed);

/// <summary>Puts a question to the solver that answers it. Pure but for the stopwatch; whatever the machine, the same question has the same answers.</summary>
internal static class SolveRunner
{
    // 0.005 % for every p of a curve: nobody sees less on a map.
    private const double CurveGap = 5e-5;

    /// <summary>Answers as they are found; enumerating further does the work.</summary>
    /// <param name="progress">Told the share done, 0 to 1, of a question that has one answer; of a curve its points tell it.</param>
    /// <exception cref="Graph.GraphRequestError">There is nothing to plan with.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static IEnumerable<FoundPoint> Run(StudyProblem study, SolveQuestion question, CancellationToken cancellation, IProgress<double>? progress = null)
    {
        var problem = study.Get();
        var options = SolveOptions.Default with { Seed = question.Seed };
        return question.Model switch
        {
            PlanModels.PortfolioCurve => Curve(study, problem, question.Sites, options with { GapWanted = CurveGap }, cancellation),
            PlanModels.PMedian => One(question.Sites, () => PMedian.Solve(problem, question.Sites ?? 1, options, cancellation, progress is null ? null : new ProofProgress(options.GapWanted, progress))),
            PlanModels.MaximalCovering => One(question.Sites, () => Mclp.Solve(problem, question.Sites ?? 1, question.ReachSeconds ?? 0, options, cancellation, progress)),
            PlanModels.LocationSetCovering => One(null, () => Lscp.Solve(problem, question.ReachSeconds ?? 0, options, cancellation, progress)),
            PlanModels.PCenter => One(question.Sites, () => PCenter.Solve(problem, question.Sites ?? 1, options, cancellation, progress)),
            PlanModels.BackupCovering => Backup(study, problem, question.ReachSeconds ?? 0, options, cancellation, progress),
            PlanModels.CapacitatedPMedian => Capacitated(study, problem, question.Sites ?? 1, options, cancellation, progress),
            _ => Hubs(study, problem, question.Sites, options, cancellation, progress),
        };
    }

    private static IEnumerable<FoundPoint> One(int? asked, Func<LocationAnswer> solve)
    {
        var clock = Stopwatch.StartNew();
        yield return FoundPoint.Of(solve(), asked ?? 0, clock.Elapsed.TotalMilliseconds);
    }

    private static IEnumerable<FoundPoint> Curve(StudyProblem study, LocationProblem problem, int? most, SolveOptions options, CancellationToken cancellation)
    {
        var openable = problem.Roles.Count(role => role != SiteRole.Close);
        var first = Math.Clamp(most ?? openable, 1, Math.Max(1, openable));
        var fewest = Math.Min(first, Math.Max(1, problem.Roles.Count(role => role == SiteRole.Keep)));
        var points = Portfolio.Curve(problem, new CurveOptions(first, fewest) { Solve = options }, cancellation);
        // Against the next larger number that has an answer, or else against today.
        IReadOnlyList<int> before = study.OpenToday;
        var clock = Stopwatch.StartNew();
        foreach (var point in points)
        {
            var found = FoundPoint.Of(point.Answer, point.P, clock.Elapsed.TotalMilliseconds) with { P = point.P, Progress = (first - point.P + 1.0) / (first - fewest + 1) };
            if (found.Infeasible is null)
            {
                found = found with { Why = PlanWords.FindWhy(study, before, found.Open) };
                before = found.Open;
            }

            yield return found;
            clock.Restart();
        }
    }

    private static IEnumerable<FoundPoint> Backup(StudyProblem study, LocationProblem problem, double reach, SolveOptions options, CancellationToken cancellation, IProgress<double>? progress)
    {
        var clock = Stopwatch.StartNew();
        var answer = BackupCover.Solve(problem, reach, options, cancellation, progress);
        var found = FoundPoint.Of(answer.Backup, 0, clock.Elapsed.TotalMilliseconds);
        yield return found.Infeasible is not null ? found
            : found with { Why = $"{PlanWords.Count(found.Open.Length, "building is", "buildings are")} the fewest that have everybody near enough who can be; {PlanWords.Count(Math.Round(answer.CoveredTwice.Sum(i => study.Weights[i])), "person has", "people have")} a second one then." };
    }

    /// <summary>Rooms are limited, so that not everybody goes to the nearest: who goes where is part of the answer.</summary>
    private static IEnumerable<FoundPoint> Capacitated(StudyProblem study, LocationProblem problem, int sites, SolveOptions options, CancellationToken cancellation, IProgress<double>? progress)
    {
        var clock = Stopwatch.StartNew();
        var answer = CapacitatedPMedian.Solve(problem, sites, Capacity(study), options, cancellation, progress);
        var found = FoundPoint.Of(answer, sites, clock.Elapsed.TotalMilliseconds);
        yield return found.Infeasible is null ? found with { Assigned = answer.AssignedSite } : found;
    }

    /// <summary>People whom each site can serve, as the study assumes of a square metre.</summary>
    private static double[] Capacity(StudyProblem study) => [.. study.Sites.Select(site => site.UsedFloorArea_m2 * study.Assumptions[Assumptions.Capacity])];

    private static IEnumerable<FoundPoint> Hubs(StudyProblem study, LocationProblem problem, int? most, SolveOptions options, CancellationToken cancellation, IProgress<double>? progress)
    {
        var clock = Stopwatch.StartNew();
        if (HubQuestion.FindProblem(study, problem, most) is not { } hubs)
        {
            yield return new FoundPoint(0, null, null, null, "infeasible", clock.Elapsed.TotalMilliseconds, []) { Infeasible = new Infeasibility("services", "None of the buildings has a service that anybody visits, so there is nothing to bring together.", [], []) };
            yield break;
        }

        var answer = MultiServiceHubs.Solve(hubs.Problem, options, cancellation, progress);
        var took = clock.Elapsed.TotalMilliseconds;
        yield return answer.Infeasible is { } reason
            ? new FoundPoint(most ?? 0, null, null, null, answer.Method, took, []) { Infeasible = reason }
            : new FoundPoint(answer.OpenSites.Length, answer.Objective, answer.Bound, answer.Gap, answer.Method, took, answer.OpenSites)
            {
                Services = hubs.Services(answer),
                Why = FormattableString.Invariant($"Pounds a year: {answer.FixedCost:#,0} for the buildings, {answer.ServiceCost:#,0} for the services in them, {answer.TravelCost:#,0} for people's time."),
            };
    }

    /// <summary>How far a proof is: a gap of a hundredth is a third of the way to one of a millionth, for each further digit takes about as long as the one before.</summary>
    private sealed class ProofProgress(double wanted, IProgress<double> told) : IProgress<SolveStep>
    {
        public void Report(SolveStep value)
        {
            var gap = Math.Abs(value.Best - value.Bound) / Math.Max(Math.Abs(value.Best), Math.Abs(value.Bound));
            // While there is no answer or no bound, nothing is known.
            if (double.IsFinite(gap)) told.Report(Math.Clamp(Math.Log(Math.Max(gap, wanted)) / Math.Log(wanted), 0, 1));
        }
    }
}
