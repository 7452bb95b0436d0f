using EstateMap.Import.Issues;

namespace EstateMap.Import.Datasets;

/// <summary>Population by age, one row an area (and sex): indicator values and, for the smallest areas, demand points.</summary>
internal static class Population
{
    public static readonly Layout Layout = new("population", 30, Becomes.Population,
    [
        new Field("area_code", FieldKind.Text, "code", "gss_code").Required,
        new("sex", FieldKind.Text, "gender"),
        new("period", FieldKind.Date, "date", "mid year"),
        new Field("population_all", FieldKind.Whole, "all_ages", "total", "population", "persons").Required,
        new("population_age_0_15", FieldKind.Whole, "aged_0_to_15", "0_to_15"),
        new("population_age_16_64", FieldKind.Whole, "aged_16_to_64", "16_to_64"),
        new("population_age_65_over", FieldKind.Whole, "aged_65_and_over", "65_and_over"),
    ], ["area_code"])
    {
        NeedsArea = true,
        Fixed = ["area_code", "sex", "period"],
        IsRecord = draft => draft.Text("sex") is null or "Persons" or "persons" or "All" or "Total",
        Refine = (draft, manifest) =>
        {
            if (!draft.Has("period") && manifest.AsAt is { } asAt)
                draft.Derive("period", asAt.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "the date of the file");
            if (!draft.Has("period"))
                draft.Reject(IssueType.RequiredValueMissing, "period", "Neither the row nor the manifest says of which date this population is.");
            if (draft.Number("population_age_0_15") + draft.Number("population_age_16_64") + draft.Number("population_age_65_over") is { } parts && parts != draft.Number("population_all"))
                draft.Report(IssueType.TotalsDisagree, "population_all", $"{draft.Number("population_all")}",
                    $"The ages of area {draft.Text("area_code")} add up to {parts}, not to {draft.Number("population_all")}; both are kept.");
        },
    };
}
