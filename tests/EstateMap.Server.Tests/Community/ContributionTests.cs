using System.Text.Json.Nodes;
using EstateMap.Server.Areas;
using EstateMap.Server.Community.Contributions;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Tests.Graph;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>The village with accounts in it: what each may send in, see and decide. West Ward is area 1, East Ward 2, the whole village 4; Hill Trust is organisation 2.</summary>
public class ContributingVillage : Village
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync("""
            SELECT setval(pg_get_serial_sequence('community_asset', 'id'), 1000), setval(pg_get_serial_sequence('link', 'id'), 1000);
            INSERT INTO vocabulary_term (vocabulary, code, label, sort_order) VALUES ('link-kinds', 'meets_at', 'meets at', 10), ('link-kinds', 'partners_with', 'partners with', 20);
            INSERT INTO account (id, title, organisation_id) OVERRIDING SYSTEM VALUE VALUES (1, 'Community builder, West', NULL), (2, 'Steward, West', NULL), (3, 'Steward of Hill Trust', 2), (4, 'Reader', NULL), (5, 'Planner', NULL)
            """);
    }

    public async Task<object?> RunAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}

public class ContributionTests(ContributingVillage village) : IClassFixture<ContributingVillage>
{
    private static readonly Caller Builder = new("partner") { Account = 1, Actor = "Community builder, West", Rights = "contributor::1" };
    private static readonly Caller Steward = new("partner") { Account = 2, Actor = "Steward, West", Rights = "steward::1" };
    private static readonly Caller Hill = new("owner", "2") { Account = 3, Actor = "Steward of Hill Trust", Rights = "steward:2:" };
    private static readonly Caller Reader = new("partner") { Account = 4, Actor = "Reader" };
    private static readonly Caller Planner = new("partner") { Account = 5, Actor = "Planner", Rights = "planner::" };

    [Fact]
    public async Task A_contributors_addition_waits_for_the_steward_of_the_place_and_nobody_else_sees_it()
    {
        var sent = await AddAsync(Builder, "Quiet Garden");
        Assert.Equal(0L, await CountAsync("Quiet Garden"));
        Assert.Equal((1L, 1L, 0L, 0L, 0L, 0L), (await SeesAsync(Builder, sent), await SeesAsync(Steward, sent), await SeesAsync(Hill, sent), await SeesAsync(Reader, sent), await SeesAsync(Planner, sent), await SeesAsync(Caller.Public, sent)));
        await DecideAsync(Steward, sent, accept: true);
        Assert.Equal(1L, await CountAsync("Quiet Garden"));
        Assert.Equal("Community builder, West, accepted by Steward, West", await village.RunAsync("SELECT v.actor || ', accepted by ' || v.accepted_by FROM community_version v JOIN community_asset c ON c.id = v.asset_id WHERE c.name = 'Quiet Garden'"));
    }

    [Fact]
    public async Task A_stewards_addition_is_there_at_once_and_only_where_they_are_steward()
    {
        await AddAsync(Steward, "Seed Library");
        Assert.Equal(1L, await CountAsync("Seed Library"));
        var refused = await Assert.ThrowsAsync<MutationError>(() => AddAsync(Steward, "Far Garden", longitude: -1.99));
        Assert.Contains("outside your area", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await village.RunAsync("SELECT count(*) FROM contribution WHERE content ->> 'name' = 'Far Garden'"));
    }

    [Fact]
    public async Task What_meets_at_a_hidden_place_is_as_hidden()
    {
        var warden = new Caller("restricted") { Account = 2, Actor = "Steward, West", Rights = "steward::" };
        await AddAsync(warden, "Friday circle");
        await AddAsync(warden, "Monday circle");
        await Edits(warden).SendAsync(new PlanInput(Input()), "change", new About(Asset: await AssetAsync("Friday circle")), new JsonObject { ["site"] = 8L }, 1, Token);

        Assert.Equal("restricted", await village.RunAsync("SELECT visibility::text FROM community_asset WHERE name = 'Friday circle'"));
        Assert.Equal("public", await village.RunAsync("SELECT visibility::text FROM community_asset WHERE name = 'Monday circle'"));
        var found = await village.DataAsync("{ communityAssets(where: { name: { endsWith: \"day circle\" } }) { nodes { name } } }");
        Assert.Equal("""{"communityAssets":{"nodes":[{"name":"Monday circle"}]}}""", found.GetRawText());
    }

    [Fact]
    public async Task What_is_sent_twice_is_there_once()
    {
        var key = Guid.NewGuid();
        Assert.Equal(await AddAsync(Steward, "Repair Café", key: key), await AddAsync(Steward, "Repair Café", key: key));
        Assert.Equal(1L, await CountAsync("Repair Café"));
        var taken = await Assert.ThrowsAsync<MutationError>(() => AddAsync(Builder, "Another", key: key));
        Assert.Equal("key", taken.Details["path"]);
    }

    [Fact]
    public async Task Whoever_is_steward_elsewhere_can_neither_accept_nor_refuse()
    {
        var sent = await AddAsync(Builder, "Bench by the pond");
        Assert.Equal("NotFoundError", (await Assert.ThrowsAsync<MutationError>(() => DecideAsync(Hill, sent, accept: true))).Type);
        var own = await Assert.ThrowsAsync<PostgresException>(() => DecideAsync(Builder, sent, accept: true));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, own.SqlState);
        Assert.Equal("in_review", await village.RunAsync($"SELECT status::text FROM contribution WHERE id = {sent}"));
    }

    [Fact]
    public async Task Two_who_change_one_asset_are_shown_each_others_change_and_nothing_is_lost()
    {
        await AddAsync(Steward, "Walking Group");
        var asset = await AssetAsync("Walking Group");
        await ChangeAsync(Steward, asset, 1, ("description", "Every Monday"));
        var conflict = await Assert.ThrowsAsync<MutationError>(() => ChangeAsync(Builder, asset, 1, ("description", "Every Tuesday")));
        Assert.Equal(("ContributionConflictError", 2), (conflict.Type, conflict.Details["currentVersion"]));
        var field = Assert.Single((IReadOnlyList<ConflictField>)conflict.Details["fields"]!, field => field.Field == "description");
        Assert.Equal(new ConflictField("description", null, "Every Monday", "Every Tuesday", true, true), field);
        await ChangeAsync(Builder, asset, 2, ("description", "Every Tuesday"));
        Assert.Equal("Every Monday", await village.RunAsync($"SELECT description FROM community_asset WHERE id = {asset}"));
    }

    [Fact]
    public async Task What_waited_while_the_asset_changed_is_accepted_only_by_whoever_saw_both()
    {
        await AddAsync(Steward, "Boat Club");
        var asset = await AssetAsync("Boat Club");
        var sent = await ChangeAsync(Builder, asset, 1, ("name", "Rowing Club"));
        await ChangeAsync(Steward, asset, 1, ("name", "Boating Club"));
        Assert.Equal("ContributionConflictError", (await Assert.ThrowsAsync<MutationError>(() => DecideAsync(Steward, sent, accept: true))).Type);
        await DecideAsync(Steward, sent, accept: true, version: 2);
        Assert.Equal(("Rowing Club", 3), (await village.RunAsync($"SELECT name FROM community_asset WHERE id = {asset}"), await village.RunAsync($"SELECT version FROM community_asset WHERE id = {asset}")));
    }

    [Fact]
    public async Task A_version_is_made_again_and_one_change_is_taken_back_alone()
    {
        await AddAsync(Steward, "Tool Shed");
        var asset = await AssetAsync("Tool Shed");
        await ChangeAsync(Steward, asset, 1, ("name", "Tool Library"));
        await ChangeAsync(Steward, asset, 2, ("description", "Ladders and drills"));
        await RestoreAsync(asset, number: 2, current: 3, undo: true);
        Assert.Equal("Tool Shed: Ladders and drills", await village.RunAsync($"SELECT name || ': ' || description FROM community_asset WHERE id = {asset}"));
        await RestoreAsync(asset, number: 2, current: 4, undo: false);
        Assert.Equal("Tool Library: nothing", await village.RunAsync($"SELECT name || ': ' || coalesce(description, 'nothing') FROM community_asset WHERE id = {asset}"));
    }

    [Fact]
    public async Task What_is_taken_out_leaves_lists_and_keeps_its_history()
    {
        await AddAsync(Steward, "Old Bench");
        var asset = await AssetAsync("Old Bench");
        await Edits(Steward).SendAsync(new PlanInput(Input()), "remove", new About(Asset: asset), [], 1, Token);
        Assert.Equal(0L, await CountAsync("Old Bench"));
        Assert.Equal(2L, await village.RunAsync($"SELECT count(*) FROM community_version WHERE asset_id = {asset}"));
        await RestoreAsync(asset, number: 1, current: 2, undo: false);
        Assert.Equal(1L, await CountAsync("Old Bench"));
    }

    [Fact]
    public async Task A_claim_is_decided_by_the_steward_of_the_place_and_gives_the_claimant_its_own()
    {
        await AddAsync(Steward, "Hill Trust Garden");
        var asset = await AssetAsync("Hill Trust Garden");
        Assert.False(await MayChangeAsync(Hill, asset));
        var claim = await Edits(Hill).SendAsync(new PlanInput(Input()), "claim", new About(Asset: asset), new JsonObject { ["organisation"] = 2L }, null, Token);
        Assert.Equal("in_review", await village.RunAsync($"SELECT status::text FROM contribution WHERE id = {claim}"));
        await Assert.ThrowsAsync<PostgresException>(() => DecideAsync(Hill, claim, accept: true));
        await DecideAsync(Steward, claim, accept: true);
        Assert.True(await MayChangeAsync(Hill, asset));
        await Assert.ThrowsAsync<MutationError>(() => Edits(Builder).SendAsync(new PlanInput(Input()), "claim", new About(Asset: asset), new JsonObject { ["organisation"] = 1L }, null, Token));
    }

    [Fact]
    public async Task A_link_is_accepted_by_whoever_answers_for_one_of_its_ends()
    {
        await AddAsync(Steward, "Reading Circle");
        var link = ContributionInputs.Link(new PlanInput(new Dictionary<string, object?> { ["from"] = GlobalId.Write("CommunityAsset", await AssetAsync("Reading Circle")), ["to"] = GlobalId.Write("Site", 1L), ["kind"] = "meets_at", ["evidence"] = "Poster" }), isNew: true);
        var sent = await Edits(Builder).SendAsync(new PlanInput(Input()), "link", default, link, null, Token);
        Assert.Equal(0L, await village.RunAsync("SELECT count(*) FROM link WHERE evidence = 'Poster' AND dataset_id = 'contributed'"));
        await DecideAsync(Steward, sent, accept: true);
        Assert.Equal("meets_at", await village.RunAsync("SELECT kind FROM link WHERE evidence = 'Poster' AND dataset_id = 'contributed' AND to_site_id = 1 AND is_current"));
    }

    [Fact]
    public async Task Whoever_has_signed_in_comments_and_it_is_read_first()
    {
        var sent = await Edits(Reader).SendAsync(new PlanInput(Input()), "comment", new About(Site: 1), new JsonObject { ["words"] = "Lovely place" }, null, Token);
        Assert.Equal(0L, await village.RunAsync("SELECT count(*) FROM community_comment"));
        await DecideAsync(Steward, sent, accept: true);
        Assert.Equal("Reader: Lovely place", await village.RunAsync("SELECT actor || ': ' || words FROM community_comment WHERE site_id = 1"));
        await Assert.ThrowsAsync<MutationError>(() => Edits(Caller.Public).SendAsync(new PlanInput(Input()), "comment", new About(Site: 1), new JsonObject { ["words"] = "Nobody" }, null, Token));
    }

    [Fact]
    public async Task Nothing_can_be_said_about_what_the_sender_may_not_see()
    {
        await Assert.ThrowsAsync<MutationError>(() => Edits(Builder).SendAsync(new PlanInput(Input()), "comment", new About(Site: 8), new JsonObject { ["words"] = "There is a refuge" }, null, Token));
        Assert.Equal(0L, await village.RunAsync("SELECT count(*) FROM contribution WHERE site_id = 8"));
    }

    [Fact]
    public async Task Its_sender_takes_back_what_nobody_has_decided()
    {
        var sent = await AddAsync(Builder, "Second thoughts");
        await Assert.ThrowsAsync<PostgresException>(() => Edits(Steward).WithdrawAsync(new PlanInput(new Dictionary<string, object?> { ["id"] = GlobalId.Write("Contribution", sent) }), Token));
        await Edits(Builder).WithdrawAsync(new PlanInput(new Dictionary<string, object?> { ["id"] = GlobalId.Write("Contribution", sent) }), Token);
        Assert.Equal("withdrawn", await village.RunAsync($"SELECT status::text FROM contribution WHERE id = {sent}"));
        Assert.Contains("decided", (await Assert.ThrowsAsync<MutationError>(() => DecideAsync(Steward, sent, accept: true))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        var sent = await AddAsync(Builder, "Somebody's shed");
        Assert.Equal("why", (await Assert.ThrowsAsync<MutationError>(() => DecideAsync(Steward, sent, accept: false))).Details["path"]);
        await DecideAsync(Steward, sent, accept: false, why: "It is a private home");
        Assert.Equal("It is a private home", await village.RunAsync($"SELECT decided_why FROM contribution WHERE id = {sent}"));
    }

    [Fact]
    public async Task Consent_that_ends_takes_the_contact_out_of_every_version()
    {
        var asset = new JsonObject { ["name"] = "Village librarian", ["abcdClass"] = "individuals", ["longitude"] = -2.01, ["latitude"] = 53.01, ["contactTitle"] = "Librarian", ["contactEmail"] = "library@village.example", ["contactConsentOn"] = "2026-01-01" };
        await Edits(Steward).SendAsync(new PlanInput(Input()), "add", default, asset, null, Token);
        var id = await AssetAsync("Village librarian");
        await ChangeAsync(Steward, id, 1, ("contactTitle", null), ("contactEmail", null), ("contactConsentOn", null));
        foreach (var table in new[] { "community_version", "contribution", "audit_entry", "community_asset" })
            Assert.Equal(0L, await village.RunAsync($"SELECT count(*) FROM {table} t WHERE t::text LIKE '%library@village.example%'"));
    }

    [Fact]
    public async Task The_API_adds_shows_and_restores_as_the_pages_do()
    {
        village.Http.DefaultRequestHeaders.Remove("X-EstateMap");
        village.Http.DefaultRequestHeaders.Add("X-EstateMap", "1");
        var input = new { key = Guid.NewGuid(), asset = new { name = "Choir of the hill", abcdClass = "ASSOCIATIONS", longitude = -2.01, latitude = 53.01, schedules = new[] { new { byday = "TU", opensAt = "19:30" } }, offers = new[] { new { direction = "OFFER", kind = "SKILL", words = "Singing lessons" } } } };
        var added = await village.DataAsync("mutation($input: ContributeAssetInput!) { contributeAsset(input: $input) { contribution { status mayDecide asset { id } fields { field after } } errors { ... on Error { message } } } }", new { input });
        var made = added.GetProperty("contributeAsset").GetProperty("contribution");
        Assert.Equal("ACCEPTED", made.GetProperty("status").GetString());
        var id = made.GetProperty("asset").GetProperty("id").GetString();
        var shown = (await village.DataAsync("query($id: ID!) { communityAsset(id: $id) { name version mayChange needsALook schedules { byday opensAt } offersAndAsks(first: 5) { nodes { words isOpen matches { distance_m } } } versions { number action changes { field after } } geometry { ... on GeoJSONPointType { coordinates } } waiting { id } comments(first: 5) { nodes { words } } } reviewQueue { contributions stale staleBefore } }", new { id })).GetProperty("communityAsset");
        Assert.Equal("TU", shown.GetProperty("schedules")[0].GetProperty("byday").GetString());
        Assert.Equal("ADD", shown.GetProperty("versions")[0].GetProperty("action").GetString());
        Assert.Equal(-2.01, shown.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble());
        Assert.False(shown.GetProperty("needsALook").GetBoolean());
        var refused = await village.DataAsync("mutation($input: ContributeAssetInput!) { contributeAsset(input: $input) { errors { __typename ... on InvalidInputError { path message } } } }", new { input = new { key = Guid.NewGuid(), asset = new { name = "A", abcdClass = "PLACES", contactEmail = "ann.smith@mail.example" } } });
        Assert.Equal("asset.contactEmail", refused.GetProperty("contributeAsset").GetProperty("errors")[0].GetProperty("path").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ContributionEdits Edits(Caller caller) => new(caller.Edits(village.Database), new PlaceClock(village.Database, TimeProvider.System));

    private static Dictionary<string, object?> Input(Guid? key = null) => new() { ["key"] = (key ?? Guid.NewGuid()).ToString() };

    private Task<long> AddAsync(Caller caller, string name, double longitude = -2.01, Guid? key = null) =>
        Edits(caller).SendAsync(new PlanInput(Input(key)), "add", default, new JsonObject { ["name"] = name, ["abcdClass"] = "places", ["longitude"] = longitude, ["latitude"] = 53.01 }, null, Token);

    private Task<long> ChangeAsync(Caller caller, long asset, int version, params (string Name, string? Value)[] fields) =>
        Edits(caller).SendAsync(new PlanInput(Input()), "change", new About(Asset: asset), new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Value))), version, Token);

    private Task<long> DecideAsync(Caller caller, long contribution, bool accept, int? version = null, string? why = null) =>
        Edits(caller).DecideAsync(new PlanInput(new Dictionary<string, object?> { ["id"] = GlobalId.Write("Contribution", contribution), ["accept"] = accept, ["version"] = version, ["why"] = why }), null, Token);

    private async Task RestoreAsync(long asset, int number, int current, bool undo)
    {
        var version = (long)(await village.RunAsync($"SELECT id FROM community_version WHERE asset_id = {asset} AND number = {number}"))!;
        await Edits(Steward).RestoreAsync(new PlanInput(new Dictionary<string, object?>(Input()) { ["id"] = GlobalId.Write("CommunityVersion", version), ["version"] = current, ["undo"] = undo }), Token);
    }

    private async Task<long> AssetAsync(string name) => (long)(await village.RunAsync($"SELECT id FROM community_asset WHERE name = '{name}'"))!;

    private async Task<object?> CountAsync(string name) => await village.RunAsync($"SELECT count(*) FROM community_asset WHERE name = '{name}' AND is_current");

    private async Task<long> SeesAsync(Caller caller, long contribution)
    {
        await using var command = caller.Reads(village.Database).CreateCommand($"SELECT count(*) FROM contribution WHERE id = {contribution}");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<bool> MayChangeAsync(Caller caller, long asset)
    {
        await using var command = caller.Edits(village.Database).CreateCommand($"SELECT caller_may_change_asset({asset})");
        return (bool)(await command.ExecuteScalarAsync(Token))!;
    }
}
