using EstateMap.Import.Phases;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans;

namespace EstateMap.Server.Decisions;

/// <summary>Reads what people write into a record.</summary>
internal static class DecisionInputs
{
    /// <summary>The content with what was given put in place of what it had.</summary>
    /// <exception cref="MutationError">Something does not fit.</exception>
    public static DecisionContent Read(PlanInput input, DecisionContent content)
    {
        var stages = content.Stages.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var part in input.Find("stages") is null ? [] : input.Parts("stages", 60))
        {
            var code = Stage((string)part.Find("code")!);
            var had = stages.GetValueOrDefault(code) ?? new StageText(null, null);
            stages[code] = new StageText(part.Has("what") ? FindWords(part, "what") : had.What, part.Has("why") ? FindWords(part, "why") : had.Why);
        }

        var tests = content.Tests.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var part in input.Find("tests") is null ? [] : input.Parts("tests", 50))
        {
            var code = Test((string)part.Find("test")!);
            var had = tests.GetValueOrDefault(code) ?? new TestText(null, null);
            tests[code] = new TestText(part.Has("isMet") ? part.Find("isMet") as bool? : had.IsMet, part.Has("why") ? FindWords(part, "why") : had.Why);
        }

        return content with
        {
            Stages = stages,
            Tests = tests,
            LeadOrganisation = input.Has("leadOrganisation") ? FindWords(input, "leadOrganisation", DecisionRules.MostTitle) : content.LeadOrganisation,
            Powers = input.Has("powers") ? FindWords(input, "powers") : content.Powers,
            Policy = input.Has("policy") ? FindWords(input, "policy") : content.Policy,
            DoNothing = input.Has("doNothingConsidered") ? FindWords(input, "doNothingConsidered") : content.DoNothing,
            CommunityAssets = input.Has("communityAssetsConsidered") ? FindWords(input, "communityAssetsConsidered") : content.CommunityAssets,
            ReviewOn = input.Has("reviewOn") ? input.Find("reviewOn") as DateOnly? : content.ReviewOn,
        };
    }

    /// <summary>Paragraphs without personal addresses and mobile numbers; null when nothing is left.</summary>
    /// <exception cref="MutationError">It is too long.</exception>
    public static string? FindWords(PlanInput input, string name, int most = DecisionRules.MostText)
    {
        var given = input.Find(name) as string ?? "";
        if (given.Length > 2 * most) throw TooLong(input, name, given.Length, most);
        var lines = PersonalData.Clear(TextCleaning.WithoutControls(given), out _).ReplaceLineEndings("\n").Split('\n').Select(TextCleaning.SingleSpaced);
        var text = string.Join('\n', lines).Trim();
        if (text.Length > most) throw TooLong(input, name, text.Length, most);
        return text.Length == 0 ? null : text;
    }

    /// <summary>GATHER_INFORMATION is how the API writes GatherInformation.</summary>
    public static string Code<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    private static DecisionStageCode Stage(string code) => Enum.GetValues<DecisionStageCode>().First(stage => Code(stage) == code);

    private static DecisionTestCode Test(string code) => Enum.GetValues<DecisionTestCode>().First(test => Code(test) == code);

    private static MutationError TooLong(PlanInput input, string name, int length, int most) => MutationError.Invalid($"`{input.Path(name)}` has {length} characters; at most {most} are kept.", input.Path(name));
}
