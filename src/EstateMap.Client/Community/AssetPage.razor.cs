using EstateMap.Client.Api;
using EstateMap.Client.Data;
using EstateMap.Client.Shell;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Community;

/// <summary>One community asset: what is known of it, what it offers and asks, its links, comments and history, and how to change each of these.</summary>
public sealed partial class AssetPage : WorkspacePage
{
    private static readonly string[] OfferKinds = ["ROOM", "KIT", "SKILL", "VOLUNTEERS", "OTHER"];

    private ElementReference heading;
    private AssetFacts? asset;
    private IReadOnlyList<CodeLabel> kinds = [];
    private (BothSides Both, string Mutation, Dictionary<string, object?> Input)? conflict;
    private bool isRead;
    private bool isEditing;
    private bool isClaiming;
    private string direction = "OFFER";
    private string offerKind = "ROOM";
    private string offerWords = "";

    [Inject] private WalkNotes Queue { get; set; } = null!;

    [Parameter] public string Id { get; set; } = "";

    protected override async Task OnParametersSetAsync()
    {
        if (asset?.Id != Id)
        {
            (asset, isRead, conflict) = (null, false, null);
            Leave();
        }
        await LoadAsync();
        await ReadAsync(async () => kinds = await Api.ListLinkKindsAsync());
    }

    // What stands here stays where there is no network to read it anew.
    private Task LoadAsync() => asset is not null && !Queue.IsOnline ? Task.CompletedTask : ReadAsync(async () => (asset, isRead) = (await Api.FindAssetAsync(Id), true));

    private static IEnumerable<(string Label, string Value)> Facts(AssetFacts of) => new (string Label, string? Value)[]
    {
        ("What it is", of.Description), ("Run by", of.Organisation?.Name), ("Meets at", of.Site is { } site ? string.Join(", ", new[] { site.Name, site.Postcode }.Where(part => part is not null)) : of.Geometry is { } at ? FormattableString.Invariant($"{at.Latitude:0.00000}, {at.Longitude:0.00000} (latitude, longitude)") : "No fixed place"),
        ("Where and how", of.MeetingNote), ("Serves", of.Area?.Name),
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

    private void Begin(bool edit) => (isEditing, isClaiming, conflict, Done, Refusal) = (edit, !edit, null, null, null);

    private void Leave() => (isEditing, isClaiming) = (false, false);

    private async Task SentAsync(string said)
    {
        Leave();
        Done = said;
        await LoadAsync();
        await heading.FocusAsync();
    }

    private async Task KeepTheirsAsync()
    {
        conflict = null;
        await LoadAsync();
    }

    private Task SendAgainAsync((BothSides Both, string Mutation, Dictionary<string, object?> Input) lost) => SendAsync(lost.Mutation, new(lost.Input) { ["version"] = lost.Both.CurrentVersion });

    private async Task OfferAsync()
    {
        await SendAsync("offerOrAsk", new() { ["offer"] = new { direction, kind = offerKind, words = offerWords.Trim() } });
        if (Refusal is null)
            offerWords = "";
    }

    private Task RestoreAsync((VersionRow Version, bool Undo) wanted) => SendAsync("restoreVersion", new() { ["id"] = wanted.Version.Id, ["version"] = asset!.Version, ["undo"] = wanted.Undo });

    private Task SendAsync(string mutation, Dictionary<string, object?> input) => ChangeAsync(async () =>
    {
        conflict = null;
        input.TryAdd("id", Id);
        try
        {
            var sent = await Queue.SendOrKeepAsync(asset!.Name, mutation, input);
            await LoadAsync();
            await heading.FocusAsync();
            return CommunityWords.Came(sent);
        }
        catch (ApiException fault) when (fault.FindBothSides() is { } both)
        {
            conflict = (both, mutation, input);
            return null;
        }
    });
}
