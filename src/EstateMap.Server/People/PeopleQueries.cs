using System.Text.Json;
using EstateMap.Server.Areas;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans;
using EstateMap.Server.Sources;
using GraphQL;

namespace EstateMap.Server.People;

/// <summary>Accounts, what they may, keys and the log. Declared in <c>People.graphql</c>.</summary>
internal static class PeopleQueries
{
    public static void Attach(Resolvers resolvers)
    {
        var (account, right, session, key, entry) = (PeopleSql.Account, PeopleSql.Right, PeopleSql.Session, PeopleSql.Key, PeopleSql.Entry);
        foreach (var entity in new[] { account, right, session, key, entry }) resolvers.Entity(entity);
        resolvers.Field("Query", "me", context => Connections.One(context, account, context.Caller().Account));
        resolvers.Root("accounts", account);
        resolvers.Root("accountRights", right);
        resolvers.Root("apiKeys", key, new ListShape(key) { Condition = (_, _) => "ak.account_id = caller_account()" });
        resolvers.Root("auditEntries", entry);
        resolvers.ToOne(account, "organisation", "organisationId", () => OrganisationSql.Entity);
        resolvers.Rows(account, "rights", right, "ar.account_id = parent.id");
        resolvers.Rows(account, "sessions", session, "se.account_id = parent.id AND se.ends_at > now()");
        resolvers.Rows(account, "keys", key, "ak.account_id = parent.id");
        resolvers.ToOne(right, "account", "accountId", () => account);
        resolvers.ToOne(right, "organisation", "organisationId", () => OrganisationSql.Entity);
        resolvers.ToOne(right, "area", "areaId", () => AreaSql.Entity);
        resolvers.ToOne(DatasetSql.Entity, "steward", "stewardId", () => OrganisationSql.Entity);
        resolvers.Of(entry, "changes", (_, row) => Changes((string)row["changeText"]!));

        resolvers.Mutation("inviteAccount", "invitation", null, Roles.Administrator, async (context, input) => await Desk(context).InviteAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("changeAccount", "account", account, Roles.Administrator, async (context, input) => await Desk(context).ChangeAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("grantRight", "account", account, Roles.Administrator, async (context, input) => await Desk(context).GrantAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("withdrawRight", "account", account, Roles.Administrator, async (context, input) => await Desk(context).WithdrawAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("resetPassword", "invitation", null, Roles.Administrator, async (context, input) => await Desk(context).ResetAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("setDatasetSteward", "dataset", DatasetSql.Entity, Roles.Administrator, async (context, input) => await Desk(context).SetStewardAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("endSessions", "account", account, Roles.Anybody, async (context, input) => await Desk(context).EndSessionsAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("createApiKey", "made", null, Roles.Analyst, async (context, input) => await Desk(context).MakeKeyAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("revokeApiKey", "revokedId", null, Roles.Anybody, async (context, input) => await Desk(context).RevokeKeyAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Field("AccountLink", "account", context => Connections.One(context, account, ((MadeLink)context.Source!).Account));
        resolvers.Field("MadeApiKey", "apiKey", context => Connections.One(context, key, ((MadeKey)context.Source!).Number));
    }

    /// <summary>{"field": [before, after]} as a list, in the order of the fields' names.</summary>
    private static List<FieldChange> Changes(string text)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => field.Value is { ValueKind: JsonValueKind.Array } && field.Value.GetArrayLength() == 2
            ? new FieldChange(field.Name, Shown(field.Value[0]), Shown(field.Value[1])) : new FieldChange(field.Name, null, Shown(field.Value)))];
    }

    private static string? Shown(JsonElement value) => value.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => value.GetString(), _ => value.GetRawText() };

    private static AccountDesk Desk(IResolveFieldContext context) => context.InName<AccountDesk>();

    private sealed record FieldChange(string Field, string? Before, string? After);
}
