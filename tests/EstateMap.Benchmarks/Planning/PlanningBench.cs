using System.Diagnostics;
using System.Globalization;
using EstateMap.Planning;
using EstateMap.Testing;

namespace EstateMap.Benchmarks.Planning;

/// <summary>
/// `bench planning [PART ...]`: the solver side by side with OR-Tools' mixed-integer solvers, in turn, one thread each; the literature; the whole curve; a county; a country.
/// Each part prints its own table, so that a long run shows what it has.
/// </summary>
internal static class PlanningBench
{
    private const int Times = 5;
    private const double MipSeconds = 60;

    private static readonly Dictionary<string, Func<Task>> Parts = new()
    {
        ["literature"] = Now(Literature),
        ["solvers"] = Now(Solvers),
        ["curve"] = Now(Curve),
        ["county"] = Now(County),
        ["country"] = Now(Country),
        ["catchments"] = Catchments.RunAsync,
    };

    private static readonly (string Name, int Demand, int Sites, int P, int Towns, int Seed)[] Squares = [("100 x 60, p = 8", 100, 60, 8, 20, 1), ("250 x 80, p = 12", 250, 80, 12, 30, 2)];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["held", var by, var square])
        {
            Console.WriteLine(Held(by, int.Parse(square, CultureInfo.InvariantCulture)));
            return 0;
        }

        foreach (var name in args)
        {
            if (Parts.ContainsKey(name)) continue;
            Console.Error.WriteLine($"{name} is not known: the parts are {string.Join(", ", Parts.Keys)}.");
            return 2;
        }

        Console.WriteLine($"machine   {Table.Machine()}");
        Console.WriteLine($"versions  .NET {Environment.Version}, OR-Tools {typeof(Google.OrTools.LinearSolver.Solver).Assembly.GetName().Version}");
        Console.WriteLine($"commit    {Table.Commit()}");
        foreach (var name in args.Length == 0 ? [.. Parts.Keys] : args)
        {
            Console.WriteLine();
            await Parts[name]();
        }

        return 0;
    }

    private static Func<Task> Now(Action part) => () =>
    {
        part();
        return Task.CompletedTask;
    };

    private static void Literature()
    {
        var folder = Path.Combine(Repository.Root, "..", "shared", "benchmarks", "or-library");
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"left out  literature: the OR-Library instances are not in {folder}.");
            return;
        }

        Console.WriteLine("OR-Library, one thread; milliseconds of wall clock, medians of five");
        Console.WriteLine(Say($"{"instance",-10} {"sites",6} {"p",5} {"published",10} {"ours",10} {"bound",10} {"found",9} {"proven",9}"));
        foreach (var (name, problem, p, optimum) in Instances.OrLibrary(folder))
        {
            LocationAnswer? answer = null;
            var found = new List<double>();
            var proven = new List<double>();
            for (var n = 0; n <= Times; n++)
            {
                var start = Stopwatch.GetTimestamp();
                var first = double.NaN;
                answer = PMedian.Solve(problem, p, SolveOptions.Default, default, new Told(step =>
                {
                    if (double.IsNaN(first) && step.Best <= optimum) first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }));
                // The first run warms up.
                if (n == 0) continue;
                found.Add(first);
                proven.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            Console.WriteLine(Say($"{name,-10} {problem.Sites,6} {p,5} {optimum,10} {answer!.Objective,10} {answer.Bound,10} {Rounds.Median(found),9:0.0} {(answer.Gap == 0 ? Rounds.Median(proven) : double.NaN),9:0.0}"));
        }
    }

    /// <summary>The same problem to the same gap, A B A B; then what the other has reached in our time.</summary>
    private static void Solvers()
    {
        const double gap = 1e-4;
        Console.WriteLine(Say($"to a gap of {gap:0.00 %}, one thread, medians of {Times}, in turn; at most {MipSeconds} s each"));
        Console.WriteLine(Say($"{"problem",-26} {"solver",-8} {"seconds",9} {"gap",9} {"times ours",11} {"gap in our time",16} {"memory",9}"));
        foreach (var (square, (name, demand, sites, p, towns, seed)) in Squares.Index())
        {
            var problem = Instances.Square(demand, sites, 12_000, towns, seed);
            var ours = new List<double>();
            var theirs = new Dictionary<string, List<(double Objective, double Gap, double Seconds)>> { ["HIGHS"] = [], ["SCIP"] = [] };
            var answer = PMedian.Solve(problem, p, SolveOptions.Default with { GapWanted = gap });
            for (var n = 0; n < Times; n++)
            {
                var start = Stopwatch.GetTimestamp();
                answer = PMedian.Solve(problem, p, SolveOptions.Default with { GapWanted = gap });
                ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                foreach (var (solver, runs) in theirs) runs.Add(MixedInteger.Solve(solver, problem, p, gap, MipSeconds));
            }

            Console.WriteLine(Say($"{name,-26} {"ours",-8} {Rounds.Median(ours),9:0.0000} {answer.Gap,9:0.000 %} {"",11} {"",16} {Memory("ours", square),6:0.0} MB"));
            foreach (var (solver, runs) in theirs)
            {
                var seconds = Rounds.Median([.. runs.Select(run => run.Seconds)]);
                var inOurTime = MixedInteger.Solve(solver, problem, p, gap, Rounds.Median(ours));
                Console.WriteLine(Say($"{name,-26} {solver,-8} {seconds,9:0.0000} {runs[^1].Gap,9:0.000 %} {seconds / Rounds.Median(ours),11:0.0} {(double.IsFinite(inOurTime.Gap) ? Say($"{inOurTime.Gap:0.000 %}") : "no answer"),16} {Memory(solver, square),6:0.0} MB"));
            }
        }
    }

    /// <summary>Megabytes that a solve holds at most beyond the problem, each in a process of its own.</summary>
    private static double Memory(string by, int square)
    {
        return Ask(by) - Ask("nothing");

        double Ask(string what)
        {
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["planning", "held", what, $"{square}"]) { RedirectStandardOutput = true })!;
            // Solvers may say who they are before.
            var held = long.Parse(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
            process.WaitForExit();
            return held / 1e6;
        }
    }

    /// <summary>The most bytes that this process has held when the problem is solved by one of them, or by nobody.</summary>
    private static long Held(string by, int square)
    {
        var (_, demand, sites, p, towns, seed) = Squares[square];
        var problem = Instances.Square(demand, sites, 12_000, towns, seed);
        if (by == "ours") PMedian.Solve(problem, p, SolveOptions.Default with { GapWanted = 1e-4 });
        else if (by != "nothing") MixedInteger.Solve(by, problem, p, 1e-4, MipSeconds);
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static void Curve()
    {
        Console.WriteLine("the whole curve, 738 demand points x 150 sites, every p from 150 to 1, one thread");
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var problem = Instances.Square(738, 150, 13_000, 40, seed);
            var seconds = new List<double>();
            List<CurvePoint> points = [];
            for (var n = 0; n < Times; n++)
            {
                var start = Stopwatch.GetTimestamp();
                points = [.. Portfolio.Curve(problem, new CurveOptions())];
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Console.WriteLine(Say($"seed {seed}: {points.Count} points in {Rounds.Median(seconds):0.00} s ({seconds.Min():0.00}-{seconds.Max():0.00}), widest gap {points.Max(point => point.Answer.Gap):0.0000 %}, proven optimal {points.Count(point => point.Answer.Gap < 1e-9)}, not nested {points.Count(point => point.Enters.Length > 0)}"));
        }
    }

    private static void County()
    {
        var problem = Instances.Square(9_000, 1_500, 50_000, 120, 1);
        Console.WriteLine("9,000 demand points x 1,500 sites, p = 20, one thread; seconds at which a gap was reached");
        Milestones(progress => PMedian.Solve(problem, 20, SolveOptions.Default with { GapWanted = 1e-4 }, default, progress), [1e-2, 1e-3, 5e-4, 1e-4]);
    }

    private static void Country()
    {
        var problem = Instances.Country(180_000, 10_000, 32, 1);
        Console.WriteLine("180,000 demand points x 10,000 sites, 32 neighbours each, p = 1,500, one thread; seconds at which a gap was reached");
        Milestones(progress => PMedian.SolveSparse(problem, 1_500, SolveOptions.Default with { GapWanted = 2e-3 }, default, progress), [1e-1, 1e-2, 5e-3, 3e-3, 2e-3]);
    }

    /// <summary>One long run: when each gap was reached, and the most memory that the process ever held.</summary>
    private static void Milestones(Func<IProgress<SolveStep>, LocationAnswer> solve, double[] gaps)
    {
        GC.Collect();
        var (start, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        var next = 0;
        var answer = solve(new Told(step =>
        {
            for (; next < gaps.Length && step.Bound > 0 && (step.Best - step.Bound) / step.Best <= gaps[next]; next++)
                Console.WriteLine(Say($"  {gaps[next],8:0.00 %} after {Stopwatch.GetElapsedTime(start).TotalSeconds,7:0.0} s, {Cpu() - cpu,7:0.0} s of processor"));
        }));
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(Say($"  ended with {answer.Gap:0.0000 %} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {Cpu() - cpu:0.0} s of processor; at most {self.PeakWorkingSet64 / 1e6:0} MB with the problem; {answer.Method}"));

        static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Told(Action<SolveStep> tell) : IProgress<SolveStep>
    {
        public void Report(SolveStep value) => tell(value);
    }
}
