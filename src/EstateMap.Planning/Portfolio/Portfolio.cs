namespace EstateMap.Planning;

/// <summary>
/// The portfolio curve (ReVelle, Murray &amp; Serra 2007): the p-median for every p, from many sites down to few, each proven.
/// </summary>
/// <remarks>
/// (1) Downwards: p begins with p + 1's set without the site that is cheapest to close, improved by interchange.
/// (2) Upwards: p begins with p - 1's set and the site that saves most; the better is kept, so that cost never rises with one more site.
/// (3) Downwards again: each p is proven, with its neighbour's multipliers to begin with, and passed on when its neighbour is proven too.
/// </remarks>
public static class Portfolio
{
    /// <summary>Points from the largest p down, each as soon as it is proven; enumerating further does the work. Enumerating twice does it twice.</summary>
    /// <exception cref="ArgumentException">A constraint does not fit the problem, or the options leave no p.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static IEnumerable<CurvePoint> Curve(LocationProblem problem, CurveOptions options, CancellationToken ct = default, IProgress<CurveStep>? progress = null)
    {
        problem.Check();
        var most = options.Most ?? Math.Max(1, problem.Roles.Count(role => role != SiteRole.Close));
        var fewest = options.Fewest ?? Math.Max(1, problem.Roles.Count(role => role == SiteRole.Keep));
        if (fewest < 1 || most < fewest) throw new ArgumentException($"A curve from {most} down to {fewest} sites has no points.", nameof(options));
        return new CurveSearch(problem, options.Solve, fewest, most, ct, progress).Points();
    }
}
