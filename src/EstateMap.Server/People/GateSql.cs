namespace EstateMap.Server.People;

/// <summary>What the gate asks and writes: sessions, secrets and their events. Run as estatemap_gate and as nobody else.</summary>
internal static class GateSql
{
    private const string CallerColumns = """
        a.id, a.title, o.id, o.name, a.sees_restricted,
               coalesce((SELECT string_agg(concat(r.role, ':', r.organisation_id, ':', r.area_id), ',' ORDER BY r.id) FROM account_right r WHERE r.account_id = a.id), '')
        """;

    /// <summary>$1 hash of the cookie's token, $2 seconds that it may be idle, $3 whether this is a request of its own: who it is, and false. No row where the session is over or the account inactive.</summary>
    public const string BySession = $"""
        WITH found AS (
            SELECT s.id, s.account_id, s.seen_at FROM gate.session s
            WHERE s.token_sha256 = $1::bytea AND s.ends_at > now() AND s.seen_at > now() - make_interval(secs => $2::float8)
        ), seen AS (
            UPDATE gate.session s SET seen_at = now() FROM found f WHERE s.id = f.id AND $3::boolean AND f.seen_at < now() - interval '1 minute'
        )
        SELECT {CallerColumns}, f.id, true, false
        FROM found f
        JOIN account a ON a.id = f.account_id AND a.is_active
        LEFT JOIN organisation o ON o.id = a.organisation_id
        """;

    /// <summary>$1 hash of the key, $2 null, $3 whether this is a request of its own: who it is, whether the key may change anything, and whether that is its first use, which is an event.</summary>
    public const string ByKey = $"""
        WITH found AS (
            SELECT k.id, k.account_id, k.may_change, k.used_at FROM gate.api_key k
            JOIN account a ON a.id = k.account_id AND a.is_active
            WHERE k.key_sha256 = $1::bytea AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now()) AND $2::float8 IS NULL
        ), used AS (
            UPDATE gate.api_key k SET used_at = now() FROM found f
            WHERE k.id = f.id AND $3::boolean AND (k.used_at IS NULL OR k.used_at < now() - interval '1 minute')
            RETURNING k.id, k.account_id, f.used_at
        ), first AS (
            INSERT INTO gate.event (account_id, actor, subject, subject_key)
            SELECT u.account_id, a.title, 'key first used', u.id::text FROM used u JOIN account a ON a.id = u.account_id WHERE u.used_at IS NULL
        )
        SELECT {CallerColumns}, f.id, f.may_change, f.used_at IS NULL AND $3::boolean
        FROM found f
        JOIN account a ON a.id = f.account_id
        LEFT JOIN organisation o ON o.id = a.organisation_id
        """;

    /// <summary>$1 login, $2 failures in a row that it may have, $3 seconds of the lock: the account and its hash. Counted as a failure before it is known, so that many at once are not more; no row where it is locked or there is none.</summary>
    public const string Try = """
        UPDATE gate.credential c
        SET failures = CASE WHEN c.locked_until IS NULL THEN c.failures + 1 ELSE 1 END,
            locked_until = CASE WHEN (CASE WHEN c.locked_until IS NULL THEN c.failures + 1 ELSE 1 END) >= $2::int THEN now() + make_interval(secs => $3::float8) END
        WHERE c.login = $1::text AND (c.locked_until IS NULL OR c.locked_until <= now())
        RETURNING c.account_id, c.password_hash, c.locked_until IS NOT NULL
        """;

    /// <summary>$1 account: its password was right.</summary>
    public const string Forgive = "UPDATE gate.credential SET failures = 0, locked_until = NULL WHERE account_id = $1::bigint AND (failures <> 0 OR locked_until IS NOT NULL)";

    /// <summary>$1 account: title, organisation, login, hash; no row where it is inactive.</summary>
    public const string Account = """
        SELECT a.title, o.name, c.login, c.password_hash
        FROM account a
        JOIN gate.credential c ON c.account_id = a.id
        LEFT JOIN organisation o ON o.id = a.organisation_id
        WHERE a.id = $1::bigint AND a.is_active
        """;

    /// <summary>$1 account, $2 hash of the password: its sessions end by it.</summary>
    public const string SetPassword = "UPDATE gate.credential SET password_hash = $2::text, failures = 0, locked_until = NULL WHERE account_id = $1::bigint";

    /// <summary>$1 hash of the token, $2 account, $3 seconds that it holds, $4 way. What ended goes on the way.</summary>
    public const string Begin = """
        WITH over AS (DELETE FROM gate.session s WHERE s.ends_at < now())
        INSERT INTO gate.session (token_sha256, account_id, ends_at, way) VALUES ($1::bytea, $2::bigint, now() + make_interval(secs => $3::float8), $4::text)
        """;

    /// <summary>$1 hash of the token.</summary>
    public const string End = "DELETE FROM gate.session WHERE token_sha256 = $1::bytea";

    /// <summary>$1 account.</summary>
    public const string EndAll = "DELETE FROM gate.session WHERE account_id = $1::bigint";

    /// <summary>$1 account or null, $2 what it is called, $3 what happened, $4 to what, $5 more of it.</summary>
    public const string Tell = "INSERT INTO gate.event (account_id, actor, subject, subject_key, change) VALUES ($1::bigint, $2::text, $3::text, $4::text, $5::jsonb)";

    /// <summary>Into the log with what waits.</summary>
    public const string TakeEvents = "SELECT CASE WHEN EXISTS (SELECT FROM gate.event) THEN audit_take_events() ELSE 0 END";

    /// <summary>$1 hash, $2 purpose, $3 account or null, $4 seconds that it holds. Older links of the same purpose and account are void.</summary>
    public const string MakeTicket = """
        WITH old AS (DELETE FROM gate.ticket t WHERE t.purpose = $2::text AND t.account_id IS NOT DISTINCT FROM $3::bigint OR t.ends_at < now() - interval '30 days')
        INSERT INTO gate.ticket (token_sha256, purpose, account_id, ends_at) VALUES ($1::bytea, $2::text, $3::bigint, now() + make_interval(secs => $4::float8))
        """;

    /// <summary>$1 hash: what the link is for; no row where it is unknown, used, over, or its account inactive.</summary>
    public const string Ticket = """
        SELECT t.purpose, a.id, a.title, o.name, c.login
        FROM gate.ticket t
        LEFT JOIN account a ON a.id = t.account_id
        LEFT JOIN organisation o ON o.id = a.organisation_id
        LEFT JOIN gate.credential c ON c.account_id = a.id
        WHERE t.token_sha256 = $1::bytea AND t.used_at IS NULL AND t.ends_at > now() AND (t.account_id IS NULL AND NOT has_administrator() OR a.is_active)
        """;

    /// <summary>$1 hash: used now; no row where somebody was quicker.</summary>
    public const string UseTicket = "UPDATE gate.ticket SET used_at = now() WHERE token_sha256 = $1::bytea AND used_at IS NULL RETURNING purpose";

    /// <summary>$1 title, $2 organisation or null, $3 whether it sees what is restricted.</summary>
    public const string MakeAccount = "INSERT INTO account (title, organisation_id, sees_restricted) VALUES ($1::text, $2::bigint, $3::boolean) RETURNING id";

    /// <summary>$1 account, $2 role, $3 organisation or null, $4 area or null.</summary>
    public const string MakeRight = "INSERT INTO account_right (account_id, role, organisation_id, area_id) VALUES ($1::bigint, $2::text::caller_role, $3::bigint, $4::bigint) ON CONFLICT DO NOTHING";

    /// <summary>$1 account, $2 login.</summary>
    public const string MakeCredential = "INSERT INTO gate.credential (account_id, login) VALUES ($1::bigint, $2::text)";

    /// <summary>Whether somebody administers everything.</summary>
    public const string HasAdministrator = "SELECT has_administrator()";

    /// <summary>$1 login: its account.</summary>
    public const string ByLogin = "SELECT c.account_id FROM gate.credential c WHERE c.login = $1::text";

    /// <summary>All accounts, for the operator.</summary>
    public const string List = """
        SELECT c.login, a.title, o.name, a.is_active, c.password_hash IS NOT NULL OR c.subject IS NOT NULL,
               coalesce((SELECT string_agg(DISTINCT r.role::text, ', ') FROM account_right r WHERE r.account_id = a.id), '')
        FROM account a
        JOIN gate.credential c ON c.account_id = a.id
        LEFT JOIN organisation o ON o.id = a.organisation_id
        ORDER BY c.login
        """;

    /// <summary>$1 account.</summary>
    public const string Deactivate = "UPDATE account SET is_active = false, version = version + 1 WHERE id = $1::bigint AND is_active";

    /// <summary>$1 issuer, $2 subject, $3 an address that the provider has verified, or null: the account, whether it is active, the name of its organisation, its title, whether it was known by its subject.</summary>
    public const string BySubject = """
        SELECT a.id, a.is_active, o.name, a.title, c.subject IS NOT NULL
        FROM gate.credential c
        JOIN account a ON a.id = c.account_id
        LEFT JOIN organisation o ON o.id = a.organisation_id
        WHERE c.provider = $1::text AND c.subject = $2::text OR c.subject IS NULL AND c.login = $3::text
        ORDER BY c.subject IS NULL
        LIMIT 1
        """;

    /// <summary>$1 account, $2 issuer, $3 subject: known by it from now on. No row where it has another by now.</summary>
    public const string KnowSubject = "UPDATE gate.credential SET provider = $2::text, subject = $3::text WHERE account_id = $1::bigint AND subject IS NULL RETURNING account_id";

    /// <summary>$1 account, $2 hash, $3 its first characters, $4 name, $5 whether it may change anything, $6 its last day or null.</summary>
    public const string MakeKey = """
        INSERT INTO gate.api_key (account_id, key_sha256, beginning, name, may_change, ends_at)
        VALUES ($1::bigint, $2::bytea, $3::text, normalize($4::text, NFC), $5::boolean, $6::date + 1)
        RETURNING id
        """;

    /// <summary>$1 account: keys that hold.</summary>
    public const string CountKeys = "SELECT count(*) FROM gate.api_key k WHERE k.account_id = $1::bigint AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > now())";

    /// <summary>$1 key, $2 account whose it must be, or null for an administrator's word: no row where there is none that holds.</summary>
    public const string RevokeKey = "UPDATE gate.api_key SET revoked_at = now() WHERE id = $1::bigint AND ($2::bigint IS NULL OR account_id = $2::bigint) AND revoked_at IS NULL RETURNING id";

    public const string ProtectionKeys = "SELECT content FROM gate.protection_key ORDER BY made_at, name";

    /// <summary>$1 name, $2 content.</summary>
    public const string KeepProtectionKey = "INSERT INTO gate.protection_key (name, content) VALUES ($1::text, $2::text) ON CONFLICT (name) DO UPDATE SET content = EXCLUDED.content";
}
