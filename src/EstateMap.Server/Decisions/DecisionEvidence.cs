using System.Text.Json;
using System.Text.Json.Serialization;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Decisions;

/// <summary>All that a board is shown of a scenario, as values: frozen with a decision, and read back for its report however the register has changed since.</summary>
/// <param name="Changes">In words, in order.</param>
/// <param name="Problems">What is wrong with the changes, in sentences; empty in whatever was decided.</param>
/// <param name="Groups">Breakdowns, in the order in which they are shown.</param>
/// <param name="Answer">The planner's answer that keeps the same buildings open; null where nobody asked it, or it is otherwise.</param>
/// <param name="Curve">Numbers of buildings against travel and cost, the largest first; empty where nobody asked for the curve.</param>
internal sealed record DecisionEvidence(
    string ScenarioTitle, string ScenarioHash, EvidenceStudy Study, IReadOnlyList<string> Changes, IReadOnlyList<string> Problems, PlanMeasures Measures, PlanMeasures DoNothing, IReadOnlyList<ComparisonRow> Comparison,
    IReadOnlyList<EvidenceGroups> Groups, IReadOnlyList<ClosureImpact> Impacts, ShownChain Chain, HoursOfTheWeek? Hours, EvidenceAnswer? Answer, IReadOnlyList<EvidencePoint> Curve, IReadOnlyList<EvidenceSite> Sites,
    IReadOnlyList<Assumption> Assumptions, IReadOnlyList<string> Notes, IReadOnlyList<EvidenceDataset> Datasets)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Canonical JSON (RFC 8785), so that its hash means its content.</summary>
    public string ToJson() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, Form));

    public static DecisionEvidence Read(string json) => JsonSerializer.Deserialize<DecisionEvidence>(json, Form) ?? throw new InvalidOperationException("The evidence that is kept is null.");
}

/// <param name="People">Of the group that the study is for.</param>
/// <param name="Group">What that group is called.</param>
/// <param name="Travel">How travel was reckoned, in words.</param>
internal sealed record EvidenceStudy(string Title, int Version, string Group, double People, string Travel);

/// <param name="Kind">WARD, NEIGHBOURHOOD, AGE_BAND, IMD_DECILE or NO_CAR.</param>
internal sealed record EvidenceGroups(string Kind, IReadOnlyList<GroupMeasures> Rows);

/// <param name="Gap">Share of the objective by which a better answer could differ at most.</param>
internal sealed record EvidenceAnswer(string Question, string Name, string Method, double? Objective, string ObjectiveUnit, double? Bound, double? Gap, int Seed);

internal sealed record EvidencePoint(int P, double? MeanSeconds, double Within15, double RunningCost_gbp, double? Gap);

/// <summary>A building on the report's map.</summary>
/// <param name="SiteId">Whoever may not see that site does not see the decision; 0 in evidence that was frozen before it was kept.</param>
/// <param name="State">stays, opens or closes.</param>
/// <param name="People">Who go there afterwards.</param>
/// <param name="Catchment">Outer rings of the areas that it serves, degrees, longitude first.</param>
internal sealed record EvidenceSite(long SiteId, string Name, double Longitude, double Latitude, string State, double People, IReadOnlyList<IReadOnlyList<double[]>> Catchment);

internal sealed record EvidenceDataset(string Id, string Title, DateOnly? AsAt, string Licence, string Attribution);
