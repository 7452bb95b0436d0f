using EstateMap.Client.Api;
using EstateMap.Client.Data;
using EstateMap.Client.Shell;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Community;

/// <summary>One community asset: what is known of it, what it offers and asks, its links, comments and history, and how to change each of these.</summary>
public sealed partial class AssetPage : WorkspacePage
{
    private static readonly string[] OfferKinds = ["ROOM", "KIT", "SKILL", "VOLUNTEERS", "OTHER"];
    private static readonly (string Field, string Label, int Rows, int Most)[] Editable =
    [
        ("name", "Name", 0, 120), ("description", "What people do or find here", 4, 2000), ("meetingNote", "Where and how it meets", 0, 500), ("url", "Web page", 0, 500), ("contactTitle", "Whom to ask for (a role)", 0, 120),
        ("contactEmail", "E-mail of the role", 0, 254), ("contactTelephone", "Telephone of the place", 0, 25),
    ];

    private ElementReference heading;
    private AssetFacts? asset;
    private IReadOnlyList<CodeLabel> kinds = [];
    private Dictionary<string, string> draft = [];
    private Dictionary<string, string> before = [];
    private BothSides? both;
    private int version;
    private bool isRead;
    private bool isEditing;
    private string why = "";
    private string words = "";
    private string direction = "OFFER";
    private string offerKind = "ROOM";
    private string offerWords = "";

    [Parameter] public string Id { get; set; } = "";

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        await ReadAsync(async () => kinds = await Api.ListKindsOfLinksAsync());
    }

    private Task LoadAsync() => ReadAsync(async () => (asset, isRead) = (await Api.FindAssetAsync(Id), true));

    private static IEnumerable<(string Label, string Value)> Facts(AssetFacts of) => new (string Label, string? Value)[]
    {
        ("What it is", of.Description), ("Run by", of.Organisation?.Name), ("Meets at", of.Site?.Name), ("Where and how", of.MeetingNote), ("Serves", of.Area?.Name),
        ("When", string.Join("; ", of.Schedules.Select(CommunityWords.Time))), ("Whom to ask for", of.ContactTitle), ("E-mail", of.ContactEmail), ("Telephone", of.ContactTelephone),
        ("Confirmed", of.LastConfirmedOn is { } day ? Figures.Day(day) : null), ("Source", of.Dataset?.Title), ("Changed here", string.Join(", ", of.KeptFields.Select(CommunityWords.Field))),
    }.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Label, fact.Value!));

    private string LinkWords(string kind) => (kinds.FirstOrDefault(known => known.Code == kind)?.Label ?? Figures.Words(kind)).ToLowerInvariant();

    private RenderFragment End(LinkEnd end) => builder =>
    {
        var href = end.Id == Id ? null : end.__typename switch { "CommunityAsset" => CommunityWords.Href(end.Id), "Site" => $"explore?site={Uri.EscapeDataString(end.Id)}", _ => null };
        if (href is null)
        {
            builder.AddContent(0, end.Name);
            return;
        }
        builder.OpenElement(1, "a");
        builder.AddAttribute(2, "class", "govuk-link");
        builder.AddAttribute(3, "href", href);
        builder.AddContent(4, end.Name);
        builder.CloseElement();
    };

    private void Edit()
    {
        var of = asset!;
        before = new() { ["name"] = of.Name, ["description"] = of.Description ?? "", ["meetingNote"] = of.MeetingNote ?? "", ["url"] = of.Url ?? "", ["contactTitle"] = of.ContactTitle ?? "", ["contactEmail"] = of.ContactEmail ?? "", ["contactTelephone"] = of.ContactTelephone ?? "" };
        (draft, version, isEditing, both, why) = (new(before), of.Version, true, null, "");
    }

    /// <summary>Sends only what was changed, on the version that was seen.</summary>
    private async Task SaveAsync(int seen)
    {
        var changed = draft.Where(field => field.Value.Trim() != before[field.Key]).ToDictionary(field => field.Key, object? (field) => field.Value.Trim());
        if (changed.Count == 0)
        {
            isEditing = false;
            return;
        }
        both = null;
        await SendAsync("changeAsset", new() { ["version"] = seen, ["asset"] = changed, ["why"] = why.Trim() });
        if (Refusal is null && both is null)
            isEditing = false;
    }

    private async Task KeepTheirsAsync()
    {
        (both, isEditing) = (null, false);
        await LoadAsync();
    }

    private async Task OfferAsync()
    {
        await SendAsync("offerOrAsk", new() { ["offer"] = new { direction, kind = offerKind, words = offerWords.Trim() } });
        if (Refusal is null)
            offerWords = "";
    }

    private async Task CommentAsync()
    {
        await SendAsync("comment", new() { ["on"] = Id, ["words"] = words.Trim() }, hasId: false);
        if (Refusal is null)
            words = "";
    }

    private Task RestoreAsync((VersionRow Version, bool Undo) wanted) => SendAsync("restoreVersion", new() { ["id"] = wanted.Version.Id, ["version"] = asset!.Version, ["undo"] = wanted.Undo });

    private async Task SentAsync(string said)
    {
        Done = said;
        await LoadAsync();
    }

    private Task SendAsync(string mutation, Dictionary<string, object?> input, bool hasId = true) => ChangeAsync(async () =>
    {
        if (hasId)
            input.TryAdd("id", Id);
        input["key"] = Guid.NewGuid().ToString();
        try
        {
            var sent = await Api.SendAsync(mutation, input);
            await LoadAsync();
            await heading.FocusAsync();
            return sent.Status == "ACCEPTED" ? "It is kept." : "It is sent, and a steward looks at it.";
        }
        catch (ApiException fault) when (fault.Kind == "ContributionConflictError")
        {
            both = fault.Details is { } details ? System.Text.Json.JsonSerializer.Deserialize<BothSides>(details, System.Text.Json.JsonSerializerOptions.Web) : null;
            return null;
        }
    });
}
