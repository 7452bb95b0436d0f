namespace EstateMap.Import.Datasets;

/// <summary>
/// Services of an Open Referral UK feed, each at one of its places: a service that is offered at three is three records, and one that is offered at none does not get in, since the register keeps services at sites.
/// Its kind is the first of its terms that the vocabulary service-kinds knows, else the manifest's.
/// </summary>
internal static class OpenReferral
{
    private static readonly string[] Statuses = ["active", "inactive", "defunct", "temporarily closed"];

    public static readonly Layout Layout = new("open_referral", 106, Becomes.Site | Becomes.Service,
    [
        .. CommonFields.Service.Where(field => field.Kind != FieldKind.Hours),
        new("service_id", FieldKind.Text),
        new Field("location_id", FieldKind.Text).Required,
        new("site_name", FieldKind.Text),
        new("status", FieldKind.Text),
        new("alert", FieldKind.Text),
        new("kinds", FieldKind.Text),
        new("schedules", FieldKind.Text),
        new("contacts", FieldKind.Whole),
    ], ["id"])
    {
        Fixed = ["service_id", "location_id", "kinds", "schedules"],
        Refine = (draft, _) =>
        {
            for (var i = 0; i < draft.Number("contacts"); i++)
                draft.DropPersonal("contacts", "A contact person");
            draft.Remove("contacts");
            if (draft.Text("status") is { } status && !Statuses.Contains(status))
            {
                draft.Report(Issues.IssueType.InvalidValue, "status", status, $"The status '{status}' is none of {string.Join(", ", Statuses)}; the service counts as active.");
                draft.Remove("status");
            }

            if (draft.Text("kinds")?.Split(" | ").Select(word => Vocabulary.Find("service-kinds", word)?.Code).FirstOrDefault(code => code is not null) is { } kind)
                draft.Derive("service_kind", kind, "the first of its terms that is a known kind");
            Addresses.Split(draft);
        },
    };
}
