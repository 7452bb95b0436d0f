using System.Globalization;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Community.Networks;

/// <summary>What askers of the network can get wrong, each in a sentence that names the thing.</summary>
internal static class NetworkErrors
{
    private const string TooLarge = "NETWORK_TOO_LARGE";

    private const int LongestTold = 80;

    public static GraphRequestError TooManyNodes(int nodes, int most) => new(TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"This part of the network holds {nodes:N0} organisations, sites, services and groups; questions are answered of at most {most:N0}. Filter it: by area, by fewer kinds of link, or by classes of community asset."));

    public static GraphRequestError NoNode(string id) => GraphRequestError.BadArgument(
        $"Nothing of the id `{Told(id)}` stands in this part of the network. It may be outside the area, or nothing of the chosen kinds links it; `communityNetwork` lists who does.");

    public static GraphRequestError NoAreas(string kind, string? vintage) => GraphRequestError.BadArgument(
        $"There are no areas of the kind `{Told(kind)}`{(vintage is null ? "" : $" and the vintage `{Told(vintage)}`")}; `areaKinds` lists what there is.");

    public static GraphRequestError NotASite(string id) => GraphRequestError.BadArgument($"`{Told(id)}` is not the id of a site of this part of the network.");

    public static GraphRequestError UnknownKind(string kind, IEnumerable<string> kinds) => GraphRequestError.BadArgument($"There is no kind of link `{Told(kind)}`; the kinds are {string.Join(", ", kinds)}.");

    private static string Told(string given) => given.Length <= LongestTold ? given : given[..LongestTold] + "…";
}
