using EstateMap.Server.Estate;
using EstateMap.Server.Graph;

namespace EstateMap.Server.People;

/// <summary>What stands behind the fields of accounts (alias <c>ac</c>), rights (<c>ar</c>), sessions (<c>se</c>), keys (<c>ak</c>) and the log (<c>au</c>). Row-level security, and views that ask who the caller is, decide what is seen (migrations/functions/08_rights.sql and 10_sign_in.sql).</summary>
internal static class PeopleSql
{
    private const string SignIn = "FROM account_sign_in i WHERE i.account_id = ac.id";

    public static readonly Entity Account = new("Account", "account ac", "ac.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["title"] = "ac.title",
            ["login"] = $"(SELECT i.login {SignIn})",
            ["seesRestricted"] = "ac.sees_restricted",
            ["isActive"] = "ac.is_active",
            ["hasJoined"] = $"(SELECT i.has_password OR i.has_provider {SignIn})",
            ["lockedUntil"] = $"(SELECT i.locked_until {SignIn} AND i.locked_until > now())",
            ["seenAt"] = $"(SELECT i.seen_at {SignIn})",
            ["createdAt"] = "ac.created_at",
            ["version"] = "ac.version",
            ["organisationId"] = "ac.organisation_id",
        },
        Needs = new Dictionary<string, string[]> { ["organisation"] = ["organisationId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Account", "ac.id"),
            ["title"] = Graph.Filters.Text("ac.title"),
            ["isActive"] = Graph.Filters.Boolean("ac.is_active"),
            ["organisation"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = ac.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["title"] = new("ac.title", OrderKind.Text) { IsFilled = true },
            ["createdAt"] = new("extract(epoch FROM ac.created_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("ac.title", OrderKind.Text) { IsFilled = true }],
    };

    public static readonly Entity Right = new("AccountRight", "account_right ar", "ar.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["role"] = "upper(ar.role::text)",
            ["grantedAt"] = "ar.granted_at",
            ["accountId"] = "ar.account_id",
            ["organisationId"] = "ar.organisation_id",
            ["areaId"] = "ar.area_id",
        },
        Needs = new Dictionary<string, string[]> { ["account"] = ["accountId"], ["organisation"] = ["organisationId"], ["area"] = ["areaId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("AccountRight", "ar.id"),
            ["role"] = Graph.Filters.Enum("ar.role"),
            ["account"] = Graph.Filters.Nested("EXISTS (SELECT FROM account ac WHERE ac.id = ar.account_id AND {0})", () => Account.Filters),
            ["organisation"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = ar.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["role"] = new("ar.role::text", OrderKind.Text) { IsFilled = true },
            ["grantedAt"] = new("extract(epoch FROM ar.granted_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("ar.id", OrderKind.Integer) { IsFilled = true }],
    };

    public static readonly Entity Session = new("AccountSession", "account_session se", "se.id")
    {
        Columns = new Dictionary<string, string> { ["beganAt"] = "se.began_at", ["seenAt"] = "se.seen_at", ["endsAt"] = "se.ends_at", ["way"] = "se.way" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("se.id", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    public static readonly Entity Key = new("ApiKey", "api_key ak", "ak.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["name"] = "ak.name",
            ["beginning"] = "ak.beginning",
            ["mayChange"] = "ak.may_change",
            ["madeAt"] = "ak.made_at",
            ["usedAt"] = "ak.used_at",
            ["endsAt"] = "ak.ends_at",
            ["revokedAt"] = "ak.revoked_at",
            ["isValid"] = "ak.revoked_at IS NULL AND (ak.ends_at IS NULL OR ak.ends_at > now())",
        },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("ApiKey", "ak.id"),
            ["name"] = Graph.Filters.Text("ak.name"),
            ["mayChange"] = Graph.Filters.Boolean("ak.may_change"),
            ["madeAt"] = Graph.Filters.Instant("ak.made_at"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["name"] = new("ak.name", OrderKind.Text) { IsFilled = true },
            ["madeAt"] = new("extract(epoch FROM ak.made_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("ak.id", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    public static readonly Entity Entry = new("AuditEntry", "audit_entry au", "au.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["number"] = "au.id",
            ["at"] = "au.at",
            ["actor"] = "au.actor",
            ["accountNumber"] = "au.account_id",
            ["action"] = "au.action",
            ["subject"] = "au.subject",
            ["subjectKey"] = "au.subject_key",
            ["changeText"] = "au.change::text",
            ["hash"] = "encode(au.hash, 'hex')",
        },
        Needs = new Dictionary<string, string[]> { ["changes"] = ["changeText"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("AuditEntry", "au.id"),
            ["number"] = Graph.Filters.Number("au.id"),
            ["at"] = Graph.Filters.Instant("au.at"),
            ["actor"] = Graph.Filters.Text("au.actor"),
            ["accountNumber"] = Graph.Filters.Number("au.account_id"),
            ["action"] = Graph.Filters.Text("au.action"),
            ["subject"] = Graph.Filters.Text("au.subject"),
            ["subjectKey"] = Graph.Filters.Text("au.subject_key"),
        },
        Orders = new Dictionary<string, Order> { ["number"] = new("au.id", OrderKind.Integer) { IsFilled = true } },
        DefaultOrder = [new("au.id", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    /// <summary>$1 account: its version, whether it is active, title, organisation. No row where the asker may not see it.</summary>
    public const string Kept = "SELECT a.version, a.is_active, a.title, a.organisation_id, a.sees_restricted FROM account a WHERE a.id = $1::bigint";

    /// <summary>$1 account, $2 the version that was seen, $3 title, $4 organisation or null, $5 whether it sees what is restricted, $6 whether it is active: no row when it has another version by now.</summary>
    public const string Change = """
        UPDATE account
        SET title = normalize($3::text, NFC), organisation_id = $4::bigint, sees_restricted = $5::boolean, is_active = $6::boolean, version = version + 1
        WHERE id = $1::bigint AND version = $2::int
        RETURNING id
        """;

    /// <summary>$1 right: whose it was; no row where there is none.</summary>
    public const string Withdraw = "DELETE FROM account_right WHERE id = $1::bigint RETURNING account_id";

    /// <summary>$1 organisation. As the asker.</summary>
    public const string HasOrganisation = "SELECT true FROM organisation o WHERE o.id = $1::bigint";

    /// <summary>$1 area. As the asker.</summary>
    public const string HasArea = "SELECT true FROM area a WHERE a.id = $1::bigint";

    /// <summary>$1 dataset, $2 organisation or null: no row where there is no such dataset.</summary>
    public const string SetSteward = "UPDATE dataset SET organisation_id = $2::bigint WHERE id = $1::text RETURNING id";

    /// <summary>From here to the end of the transaction secrets may be written, and nothing else than the gate may.</summary>
    public const string AsGate = "SET LOCAL ROLE estatemap_gate";
}
