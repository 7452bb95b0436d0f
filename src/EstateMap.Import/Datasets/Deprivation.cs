using EstateMap.Import.Issues;

namespace EstateMap.Import.Datasets;

/// <summary>
/// The English indices of deprivation (https://www.gov.uk/government/collections/english-indices-of-deprivation): decile, rank and score of small areas, or average rank, average score and the share of small
/// areas in the most deprived tenth for larger ones; a domain a row, or a column for each domain and measure. Rank and decile 1 are the most deprived.
/// </summary>
internal static class Deprivation
{
    /// <summary>What is told of a domain, and in which unit.</summary>
    public static readonly IReadOnlyList<(string Measure, string Unit, string Words)> Measures =
    [
        ("decile", "decile", "decile"), ("rank", "rank", "rank"), ("score", "score", "score"),
        ("average_rank", "rank", "average rank"), ("average_score", "score", "average score"), ("proportion_bottom_decile", "share", "share of small areas in the most deprived tenth"),
    ];

    private const string vocabulary = "deprivation-domains";

    // "Income_decile" is what the domain is called and what is measured: the header's first part is any spelling of the domain.
    private static readonly IReadOnlyList<Field> ByDomain =
    [
        .. from domain in Vocabulary.Of(vocabulary)
           from measure in Measures
           select Value($"{domain.Code}_{measure.Measure}", [.. domain.Synonyms.Append(domain.Label).Select(spelling => $"{spelling} {measure.Measure}")]),
    ];

    public static readonly Layout Layout = new("deprivation", 36, Becomes.Indicator,
    [
        Areas.Code,
        new("domain", FieldKind.Text, "index_domain", "index", "indices of deprivation"),
        Areas.Period,
        .. Measures.Select(measure => Value(measure.Measure, [])),
        .. ByDomain,
        .. Areas.Days,
    ], ["area_code", "domain", "period"])
    {
        NeedsArea = true,
        Fixed = ["area_code", "domain", "period", "period_start", "period_end", .. Measures.Select(measure => measure.Measure)],
        Refine = (draft, manifest) =>
        {
            // Each edition words the domains a little differently; that is no fault to report.
            if (draft.Text("domain") is { } word)
            {
                if (Vocabulary.Find(vocabulary, word) is { } known)
                    draft.Set("domain", known.Code);
                else
                    draft.Reject(IssueType.UnknownTerm, "domain", $"'{word}' is no domain of the indices of deprivation.");
            }

            foreach (var (measure, _, _) in Measures)
            {
                if (draft.Number(measure) is not { } value)
                    continue;
                draft.Remove(measure);
                if (draft.Text("domain") is { } domain)
                    draft.Set($"{domain}_{measure}", value);
            }

            if (!ByDomain.Any(field => draft.Has(field.Name)))
                draft.Reject(IssueType.RequiredValueMissing, "score", $"The row for area {draft.Text("area_code")} says nothing of any domain of deprivation that is known.");
            Areas.Dates(draft, manifest);
        },
    };

    private static Field Value(string name, string[] headers) => new(name, FieldKind.Number, headers) { Least = Areas.Least };
}
