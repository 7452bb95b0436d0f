using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans;

/// <summary>What askers of the planner can get wrong, each in a sentence that names the thing.</summary>
internal static class PlansErrors
{
    public const string Unknown = "PLAN_STUDY_UNKNOWN";
    private const string Nothing = "PLAN_NOTHING_TO_PLAN";
    public const string TooLarge = "PLAN_TOO_LARGE";
    public const string AnalysisTime = "PLAN_ANALYSIS_TOO_LONG";

    public static GraphRequestError NoStudy() => new(Unknown, "There is no study of that id; `studies` lists those there are.");

    public static GraphRequestError TooManySites(int most) =>
        new(TooLarge, $"The rules of this study leave more than {most} sites to look at. Exclude more uses, or ask for certain ones.");

    public static GraphRequestError AnalysisTooLong(TimeSpan longest) =>
        new(AnalysisTime, FormattableString.Invariant($"This analysis takes longer than the {longest.TotalSeconds:0.###} seconds that the server allows it. Ask it of a study with fewer buildings, or of fewer answers."));

    /// <summary>Why a study cannot be planned: what it lacks.</summary>
    public static GraphRequestError NothingToPlan(StudyProblem study) => new(Nothing,
        study.Demand.Count == 0 ? "No small area here has people and a point, so there is nobody to plan for. Load population figures first."
        : study.Sites.Count == 0 ? "No building passes this study's rules. Widen them, or give a building a role."
        : $"Nobody here belongs to the group {study.Content.Demand} that this study is for. Choose another group.");
}
