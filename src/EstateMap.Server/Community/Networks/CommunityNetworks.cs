using EstateMap.Database;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Maps;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Community.Networks;

/// <summary>
/// The network of the community as each caller may see it: read once for each state of the register and each caller's rights, filtered once for each filter, reckoned once for all who ask, in turns, and kept while somebody uses it.
/// </summary>
internal sealed class CommunityNetworks(EstateMapDatabase database, SiteIndexes register, Reckonings reckonings) : IDisposable
{
    private const long MostBytes = 256_000_000;
    private const long AnalysisBytes = 60;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly SharedAnswers _answers = new(reckonings, Longest, MostBytes);

    public void Dispose() => _answers.Dispose();

    /// <exception cref="GraphRequestError">The filter names a kind or an area that there is not, it leaves too many nodes, or too many wait.</exception>
    public async Task<FilteredNetwork> GetAsync(Caller caller, NetworkFilter filter, CancellationToken cancellation)
    {
        var version = await register.GetVersionAsync(cancellation);
        var all = await _answers.GetAsync(("network", version, caller, filter.WithOwners), async stop =>
        {
            var read = await NetworkRegister.LoadAsync(database.Reader, caller, filter.WithOwners, stop);
            return (read, read.Bytes);
        }, cancellation);
        var (sites, area) = await FindAreaAsync(caller, filter.Area, cancellation);
        return await _answers.GetAsync(("part", version, caller, filter.Key), _ =>
        {
            var part = FilteredNetwork.Of(all, filter, sites, area);
            return Task.FromResult((part, part.Bytes));
        }, cancellation);
    }

    /// <exception cref="GraphRequestError">Too many wait.</exception>
    public async Task<NetworkAnalysis> AnalyseAsync(FilteredNetwork network, CancellationToken cancellation) => network.Analysis ??= await _answers.GetAsync(("analysis", network), stop =>
        Task.FromResult((network.Analyse(Environment.ProcessorCount, stop), AnalysisBytes * network.Nodes.Length)), cancellation);

    /// <summary>The sites of an area, and its own number; nulls for everywhere.</summary>
    private async Task<(IReadOnlySet<long>? Sites, long? Area)> FindAreaAsync(Caller caller, SiteFilter? area, CancellationToken cancellation)
    {
        if (area is null) return (null, null);
        try
        {
            var ids = await register.FindIdsAsync(caller, area, cancellation);
            var index = await register.GetAsync(caller, cancellation);
            return (ids!.ToHashSet(), SiteSelection.FindArea(index, area) is { } number ? index.Areas[number].Id : null);
        }
        catch (MapRequestError error)
        {
            throw GraphRequestError.BadArgument(error.Message);
        }
    }
}
