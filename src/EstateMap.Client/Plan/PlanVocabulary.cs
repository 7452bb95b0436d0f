using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using EstateMap.Client.Shell;

namespace EstateMap.Client.Plan;

/// <summary>What codes are called, and what travel can be reckoned with here.</summary>
public sealed record PlanVocabulary(
    IReadOnlyList<CodeLabel> Uses, IReadOnlyList<CodeLabel> Tenures, IReadOnlyList<CodeLabel> OwnerKinds, IReadOnlyList<CodeLabel> ServiceKinds, IReadOnlyList<CodeLabel> Groups, IReadOnlyList<AreaKind> AreaKinds,
    Page<TravelSource> WalkingNetworks, Page<TravelSource> TravelMatrices)
{
    /// <summary>Labels of uses: "Library, Community hub".</summary>
    public string UseWords(IEnumerable<string> codes) => string.Join(", ", codes.Select(code => LabelOf(Uses, code)));

    /// <summary>What the network or the table that a study travels by wants said beside its times; null for straight lines.</summary>
    public string? AttributionOf(StudyTravel travel) => WalkingNetworks.Nodes.Concat(TravelMatrices.Nodes).FirstOrDefault(source => source.Id == (travel.Network ?? travel.Matrix))?.Attribution;

    /// <summary>The label of a code, or the code in words.</summary>
    public static string LabelOf(IEnumerable<CodeLabel> known, string code) => known.FirstOrDefault(word => word.Code == code)?.Label ?? Figures.Words(code);
}

public sealed record CodeLabel(string Code, string Label);
