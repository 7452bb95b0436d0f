using System.Text.RegularExpressions;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Grants as published to the 360Giving standard (https://standard.threesixtygiving.org), one row a grant: who funds whom, with what sum and since when. Grants to private persons are left out.</summary>
internal static partial class Grant
{
    public static readonly Layout Layout = new("grant", 130, Becomes.Grant,
    [
        new Field("id", FieldKind.Text, "identifier", "grant identifier").Required,
        new("title", FieldKind.Text),
        new("description", FieldKind.Text),
        new("currency", FieldKind.Text),
        new("amount", FieldKind.Number, "amount awarded") { Most = 999_999_999_999m },
        new("agreed_on", FieldKind.Date, "award date"),
        new("valid_from", FieldKind.Date, "planned dates start date"),
        new("valid_to", FieldKind.Date, "planned dates end date"),
        new("programme", FieldKind.Text, "grant programme title"),
        new("funder_identifier", FieldKind.Text, "funding org identifier"),
        new Field("funder_name", FieldKind.Text, "funding org name").Required,
        new("recipient_identifier", FieldKind.Text, "recipient org identifier"),
        new("recipient_name", FieldKind.Text, "recipient org name"),
        // Text, never numbers: company numbers have leading zeros and letters (00123456, RS007220, SC123456).
        new("charity_number", FieldKind.Text, "recipient org charity number"),
        new("company_number", FieldKind.Text, "recipient org company number"),
        new("recipient_url", FieldKind.Url, "recipient org web address"),
        new("individual_identifier", FieldKind.Text, "recipient ind identifier", "recipient individual identifier", "recipient individual id"),
        new("individual_name", FieldKind.Text, "recipient ind name", "recipient individual name", "recipient individual"),
        // Made of the manifest's words and the row's.
        new("funder_key", FieldKind.Text),
        new("recipient_key", FieldKind.Text),
    ], ["id"])
    {
        Fixed = ["currency", "funder_identifier", "funder_name", "recipient_identifier", "recipient_name", "charity_number", "company_number", "individual_identifier", "individual_name", "funder_key", "recipient_key"],
        NamesPeople = true,
        // A title before a name without a number in any register is a person's.
        IsPersonal = draft => draft.Has("individual_identifier") || draft.Has("individual_name")
            || draft.Text("recipient_name") is { } name && PersonalTitle().IsMatch(name) && !draft.Has("charity_number") && !draft.Has("company_number"),
        Refine = (draft, manifest) =>
        {
            if (draft.Text("recipient_name") is not { } recipient)
            {
                draft.Reject(IssueType.RequiredValueMissing, "recipient_name", $"The grant {draft.Text("id")} names no organisation that receives it.");
                return;
            }

            if (draft.Text("company_number") is { } company)
                draft.Set("company_number", company.ToUpperInvariant().PadLeft(8, '0'));
            if (!draft.Has("recipient_identifier"))
            {
                if (draft.Text("charity_number") is { } charity)
                    draft.Derive("recipient_identifier", "GB-CHC-" + charity, "the charity number with its scheme", charity);
                else if (draft.Text("company_number") is { } number)
                    draft.Derive("recipient_identifier", "GB-COH-" + number, "the company number with its scheme", number);
            }

            draft.Set("recipient_key", Names.Key(recipient));
            // The manifest may know the funder by the name that other files have for it.
            draft.Set("funder_key", Names.Key(manifest.Organisation?.Name ?? draft.Text("funder_name") ?? ""));
            draft.Organisations.Add(new OrganisationDraft(manifest.Organisation?.Name ?? draft.Text("funder_name") ?? "", manifest.Organisation?.Kind ?? "other", manifest.Organisation?.Url, manifest.Organisation?.Uri));
            if (draft.Text("currency") is { } currency && currency != "GBP" && draft.Has("amount"))
            {
                draft.Report(IssueType.InvalidValue, "amount", $"{draft.Number("amount")} {currency}", $"The sum of the grant {draft.Text("id")} is not in pounds; the grant is kept without it.");
                draft.Remove("amount");
            }

            if (draft.Text("valid_from") is { } from && draft.Text("valid_to") is { } to && string.CompareOrdinal(from, to) >= 0)
            {
                draft.Report(IssueType.InvalidValue, "valid_to", to, $"The grant {draft.Text("id")} ends on {to}, which is not after its start on {from}; the end was left empty.");
                draft.Remove("valid_to");
            }
        },
    };

    [GeneratedRegex(@"^(Mr|Mrs|Ms|Miss|Mx|Master)\.?\s", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PersonalTitle();
}
