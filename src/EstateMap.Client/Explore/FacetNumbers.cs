using System.Globalization;
using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>Keeps the counts of facets in step with the state. The last answer stays until the next comes, and an older one never overwrites a newer.</summary>
/// <param name="changed">Called when there is something new to show.</param>
public sealed class FacetNumbers(EstateMapApi api, Func<Task> changed) : IDisposable
{
    /// <summary>Choices that follow one another as fast as this are asked for once.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(60);

    private CancellationTokenSource asking = new();
    private string? asked;

    /// <summary>Null before the first answer.</summary>
    public FacetsAnswer? Latest { get; private set; }

    /// <summary>Why the last question came to nothing; null when it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>Why the server would not take the filter itself, as of an owner who is no longer there; null when it took it.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Asks for the numbers of a state, unless they are those that were asked for last.</summary>
    /// <param name="bbox">[west, south, east, north] of what the map shows, WGS84 degrees; null counts nothing as in view.</param>
    public async Task FollowAsync(ExploreState state, double[]? bbox)
    {
        var path = PathOf(state, bbox);
        if (path == asked)
            return;
        asked = path;
        asking.Cancel();
        asking.Dispose();
        asking = new();
        var cancel = asking.Token;
        try
        {
            await Task.Delay(Wait, cancel);
            var answer = await api.GetAsync<FacetsAnswer>(path, cancel);
            if (cancel.IsCancellationRequested)
                return;
            (Latest, Error, Refusal) = (state.ShownLayers is { Count: 0 } ? answer.WithoutSites(state.Facets) : answer, null, null);
        }
        catch (OperationCanceledException)
        {
            return; // A newer choice is being asked for.
        }
        catch (ApiException problem)
        {
            if (cancel.IsCancellationRequested)
                return;
            asked = null;
            (Error, Refusal) = problem.IsRefusal ? ((string?)null, (string?)problem.Message) : (problem.Message, null);
        }
        await changed();
    }

    /// <summary>The numbers may be others now: what was asked for last is asked for again when it is wanted.</summary>
    public void Forget() => asked = null;

    private static string PathOf(ExploreState state, double[]? bbox)
    {
        var query = SiteFilter.ToQuery(state);
        if (bbox is not null)
            query += (query.Length > 0 ? "&" : "") + "bbox=" + string.Join(',', bbox.Select(edge => edge.ToString("0.#####", CultureInfo.InvariantCulture)));
        return "maps/facets.json" + (query.Length > 0 ? "?" + query : "");
    }

    public void Dispose()
    {
        asking.Cancel();
        asking.Dispose();
    }
}

/// <summary>Counts under a filter.</summary>
public sealed record FacetsAnswer(int Count, int LocatedCount, int PropertyCount, FloorAreaTotals FloorArea_m2, IReadOnlyList<FacetCounts> Facets)
{
    /// <summary>Values of a facet in the order they are shown; none when nothing has one.</summary>
    public IReadOnlyList<FacetValue> Of(string facet) => Facets.FirstOrDefault(counts => counts.Facet == facet)?.Values ?? [];

    /// <summary>As when every layer is hidden: nothing is left but what layers could be shown, and the words of what is chosen.</summary>
    public FacetsAnswer WithoutSites(FacetCodes chosen) => new(0, 0, 0, new(null, null, null, null), [.. Facets.Select(counts => counts.Facet == "theme" ? counts : counts with
    {
        Values = [.. counts.Values.Where(value => chosen.Has(counts.Facet, value.Code)).Select(value => value with { Count = 0, InView = value.InView is null ? null : 0 })],
    })]);

    public FacetValue? Find(string facet, string code) => Of(facet).FirstOrDefault(value => value.Code == code);
}

/// <summary>Counts of one facet under every condition but its own.</summary>
public sealed record FacetCounts(string Facet, IReadOnlyList<FacetValue> Values);

/// <param name="InView">Those of <paramref name="Count"/> that the map shows; null when it was not said what it shows.</param>
public sealed record FacetValue(string Code, string Label, int Count, int? InView);

public sealed record FloorAreaTotals(double? Sum, double? RepeatedSum, double? AssumedShare, double? KnownShare);
