using EstateMap.Client.Api;

namespace EstateMap.Client.People;

/// <summary>Accounts, rights, keys and the log.</summary>
public static class AccountQueries
{
    private const string Shown = "id title login isActive seesRestricted hasJoined lockedUntil seenAt version organisation { id name } rights { id role organisation { name } area { name } }";

    private const string AccountsQuery = $$"""
        query Accounts($after: String) { accounts(first: 50, after: $after) { totalCount nodes { {{Shown}} } pageInfo { hasNextPage endCursor } } }
        """;

    private const string MineQuery = """
        query Mine { me { id sessions { id beganAt seenAt endsAt way } } apiKeys(first: 50) { nodes { id name beginning mayChange madeAt usedAt endsAt revokedAt isValid } } }
        """;

    private const string OrganisationsQuery = """
        query Organisations($name: String!) { organisations(first: 20, where: { name: { contains: $name } }) { nodes { id name } } }
        """;

    private const string AreasQuery = """
        query Areas($name: String!) { areas(first: 20, where: { name: { contains: $name } }) { nodes { id name code kind } } }
        """;

    private const string EntriesQuery = """
        query Entries($after: String, $where: AuditEntryFilterInput) {
          auditEntries(first: 50, after: $after, where: $where) { totalCount nodes { id number at actor action subject subjectKey changes { field before after } hash } pageInfo { hasNextPage endCursor } }
        }
        """;

    private const string InviteQuery = """
        mutation Invite($input: InviteAccountInput!) { inviteAccount(input: $input) { invitation { path endsAt account { id title } } errors { __typename ... on Error { message } } } }
        """;

    private const string ChangeQuery = """
        mutation Change($input: ChangeAccountInput!) { changeAccount(input: $input) { account { id } errors { __typename ... on Error { message } } } }
        """;

    private const string StewardQuery = """
        mutation Steward($input: SetDatasetStewardInput!) { setDatasetSteward(input: $input) { dataset { key } errors { __typename ... on Error { message } } } }
        """;

    private const string GrantQuery = """
        mutation Grant($input: GrantRightInput!) { grantRight(input: $input) { account { id } errors { __typename ... on Error { message } } } }
        """;

    private const string WithdrawQuery = """
        mutation Withdraw($input: WithdrawRightInput!) { withdrawRight(input: $input) { account { id } errors { __typename ... on Error { message } } } }
        """;

    private const string ResetQuery = """
        mutation Reset($input: ResetPasswordInput!) { resetPassword(input: $input) { invitation { path endsAt account { id title } } errors { __typename ... on Error { message } } } }
        """;

    private const string EndQuery = """
        mutation End($input: EndSessionsInput!) { endSessions(input: $input) { account { id } errors { __typename ... on Error { message } } } }
        """;

    private const string MakeKeyQuery = """
        mutation MakeKey($input: CreateApiKeyInput!) { createApiKey(input: $input) { made { secret apiKey { id } } errors { __typename ... on Error { message } } } }
        """;

    private const string RevokeQuery = """
        mutation Revoke($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { revokedId errors { __typename ... on Error { message } } } }
        """;

    public static async Task<List<AccountRow>> ListAccountsAsync(this EstateMapApi api) => await Pages.AllAsync(async after => (await api.AskAsync<AccountList>(AccountsQuery, new { after })).Accounts);

    public static Task<MineAnswer> GetMineAsync(this EstateMapApi api) => api.AskAsync<MineAnswer>(MineQuery);

    /// <summary>Organisations whose names hold a text, up to 20.</summary>
    public static async Task<IReadOnlyList<Named>> FindOrganisationsAsync(this EstateMapApi api, string name) => (await api.AskAsync<OrganisationList>(OrganisationsQuery, new { name })).Organisations.Nodes;

    /// <summary>Areas whose names hold a text, up to 20.</summary>
    public static async Task<IReadOnlyList<Named>> FindAreasAsync(this EstateMapApi api, string name) =>
        [.. (await api.AskAsync<AreaList>(AreasQuery, new { name })).Areas.Nodes.Select(area => new Named(area.Id, $"{area.Name} ({area.Kind}, {area.Code})"))];

    public static async Task<Page<EntryRow>> ListEntriesAsync(this EstateMapApi api, object where, string? after) => (await api.AskAsync<EntryList>(EntriesQuery, new { after, where })).AuditEntries;

    public static async Task<AccountLink> InviteAsync(this EstateMapApi api, string login, string title, string? organisation, bool seesRestricted, IReadOnlyList<RightWish> rights) =>
        (await api.ChangeAsync<LinkAnswer>(InviteQuery, new { input = new { login, title, organisation, seesRestricted, rights } })).Invitation;

    public static Task ChangeAccountAsync(this EstateMapApi api, AccountRow account, string title, bool seesRestricted, bool isActive) =>
        api.ChangeAsync<object>(ChangeQuery, new { input = new { id = account.Id, version = account.Version, title, seesRestricted, isActive } });

    /// <param name="organisation">Id of the organisation that it acts for from now on; null for none.</param>
    public static Task MoveAccountAsync(this EstateMapApi api, AccountRow account, string? organisation) =>
        // What is left out stays, so that null has to be written.
        api.ChangeAsync<object>(ChangeQuery, new { input = new Dictionary<string, object?> { ["id"] = account.Id, ["version"] = account.Version, ["organisation"] = organisation } });

    /// <param name="organisation">Id of the organisation whose stewards may import the dataset; null for none.</param>
    public static Task SetStewardAsync(this EstateMapApi api, string dataset, string? organisation) =>
        api.ChangeAsync<object>(StewardQuery, new { input = new Dictionary<string, object?> { ["dataset"] = dataset, ["organisation"] = organisation } });

    public static Task GrantAsync(this EstateMapApi api, string account, RightWish right) => api.ChangeAsync<object>(GrantQuery, new { input = new { account, role = right.Role, organisation = right.Organisation, area = right.Area } });

    public static Task WithdrawAsync(this EstateMapApi api, string right) => api.ChangeAsync<object>(WithdrawQuery, new { input = new { id = right } });

    public static async Task<AccountLink> ResetAsync(this EstateMapApi api, string account) => (await api.ChangeAsync<LinkAnswer>(ResetQuery, new { input = new { account } })).Invitation;

    public static Task EndSessionsAsync(this EstateMapApi api, string account) => api.ChangeAsync<object>(EndQuery, new { input = new { account } });

    /// <summary>The key itself, which nobody can show again.</summary>
    public static async Task<string> MakeKeyAsync(this EstateMapApi api, string name, bool mayChange, string? lastDay) => (await api.ChangeAsync<KeyAnswer>(MakeKeyQuery, new { input = new { name, mayChange, lastDay } })).Made.Secret;

    public static Task RevokeKeyAsync(this EstateMapApi api, string key) => api.ChangeAsync<object>(RevokeQuery, new { input = new { id = key } });

    private sealed record AccountList(Page<AccountRow> Accounts);

    private sealed record OrganisationList(Page<Named> Organisations);

    private sealed record AreaList(Page<AreaName> Areas);

    private sealed record AreaName(string Id, string Name, string Code, string Kind);

    private sealed record EntryList(Page<EntryRow> AuditEntries);

    private sealed record LinkAnswer(AccountLink Invitation);

    private sealed record KeyAnswer(MadeKey Made);

    private sealed record MadeKey(string Secret);
}

public sealed record Named(string Id, string Name);

public sealed record AccountRow(string Id, string Title, string? Login, bool IsActive, bool SeesRestricted, bool? HasJoined, DateTimeOffset? LockedUntil, DateTimeOffset? SeenAt, int Version, Named? Organisation, IReadOnlyList<RightRow> Rights)
{
    /// <summary>invited, active, locked or inactive.</summary>
    public string State => !IsActive ? "inactive" : HasJoined == false ? "invited" : LockedUntil is not null ? "locked" : "active";
}

public sealed record RightRow(string Id, string Role, OnlyName? Organisation, OnlyName? Area)
{
    public string Words => RoleWords.Right(Role, Organisation?.Name, Area?.Name);
}

public sealed record OnlyName(string Name);

/// <summary>A role to give; everywhere where neither is named.</summary>
public sealed record RightWish(string Role, string? Organisation, string? Area);

/// <param name="Path">With the secret behind its #.</param>
public sealed record AccountLink(string Path, DateTimeOffset EndsAt, Invited Account);

public sealed record Invited(string Id, string Title);

public sealed record MineAnswer(MineAccount? Me, Page<KeyRow> ApiKeys);

public sealed record MineAccount(string Id, IReadOnlyList<SessionRow> Sessions);

public sealed record SessionRow(string Id, DateTimeOffset BeganAt, DateTimeOffset SeenAt, DateTimeOffset EndsAt, string Way);

public sealed record KeyRow(string Id, string Name, string Beginning, bool MayChange, DateTimeOffset MadeAt, DateTimeOffset? UsedAt, DateTimeOffset? EndsAt, DateTimeOffset? RevokedAt, bool IsValid);

public sealed record EntryRow(string Id, int Number, DateTimeOffset At, string Actor, string Action, string Subject, string SubjectKey, IReadOnlyList<EntryChange> Changes, string Hash);

public sealed record EntryChange(string Field, string? Before, string? After);
