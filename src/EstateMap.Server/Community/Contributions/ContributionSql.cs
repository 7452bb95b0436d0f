using EstateMap.Server.Areas;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Community.Contributions;

/// <summary>What stands behind the fields of a contribution, and how one is sent in and decided. Alias <c>n</c>. Who sees which is said in migrations/functions/08_rights.sql.</summary>
internal static class ContributionSql
{
    private const string MayDecide = "(n.status = 'in_review' AND caller_may_accept(n))";
    private const string IsMine = "(n.made_by_account IS NOT DISTINCT FROM caller_account())";

    public static readonly Entity Entity = new("Contribution", "contribution n", "n.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["key"] = "n.uuid::text",
            ["kind"] = "upper(n.kind::text)",
            ["status"] = "upper(n.status::text)",
            ["title"] = """
                coalesce(n.content ->> 'name', (SELECT c.name FROM community_asset c WHERE c.id = n.asset_id), (SELECT s.name FROM site s WHERE s.id = n.site_id), (SELECT e.title FROM scenario e WHERE e.id = n.scenario_id),
                         (SELECT t.label FROM vocabulary_term t WHERE t.vocabulary = 'link-kinds' AND t.code = coalesce(n.content ->> 'kind', (SELECT k.kind FROM link k WHERE k.id = n.link_id))), 'Link')
                """,
            ["longitude"] = "coalesce((n.content ->> 'longitude')::float8, (SELECT ST_X(s.geom) FROM site s WHERE s.id = coalesce((n.content ->> 'site')::bigint, n.site_id)), (SELECT ST_X(coalesce(s.geom, c.geom)) FROM community_asset c LEFT JOIN site s ON s.id = c.site_id WHERE c.id = n.asset_id))",
            ["latitude"] = "coalesce((n.content ->> 'latitude')::float8, (SELECT ST_Y(s.geom) FROM site s WHERE s.id = coalesce((n.content ->> 'site')::bigint, n.site_id)), (SELECT ST_Y(coalesce(s.geom, c.geom)) FROM community_asset c LEFT JOIN site s ON s.id = c.site_id WHERE c.id = n.asset_id))",
            ["version"] = "n.base_version",
            ["currentVersion"] = "coalesce((SELECT c.version FROM community_asset c WHERE c.id = n.asset_id), (SELECT k.version FROM link k WHERE k.id = n.link_id))",
            ["why"] = "n.why",
            ["madeBy"] = "n.made_by",
            ["madeAt"] = "n.made_at",
            ["receivedAt"] = "n.received_at",
            ["decidedBy"] = "n.decided_by",
            ["decidedAt"] = "n.decided_at",
            ["decidedWhy"] = "n.decided_why",
            ["isMine"] = IsMine,
            ["mayDecide"] = MayDecide,
            ["wasEdited"] = "(n.sent_content IS NOT NULL)",
            ["assetId"] = "n.asset_id",
            ["linkId"] = "n.link_id",
            ["siteId"] = "n.site_id",
            ["scenarioId"] = "n.scenario_id",
        },
        Needs = new Dictionary<string, string[]> { ["asset"] = ["assetId"], ["link"] = ["linkId"], ["site"] = ["siteId"], ["scenario"] = ["scenarioId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Contribution", "n.id"),
            ["kind"] = Graph.Filters.Enum("n.kind"),
            ["status"] = Graph.Filters.Enum("n.status"),
            ["isMine"] = Graph.Filters.Boolean(IsMine),
            ["mayDecide"] = Graph.Filters.Boolean(MayDecide),
            ["madeAt"] = Graph.Filters.Instant("n.made_at"),
            ["asset"] = Graph.Filters.Nested("EXISTS (SELECT FROM community_asset c WHERE c.id = n.asset_id AND {0})", () => CommunityAssetSql.Entity.Filters),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM area a WHERE a.id = ANY (n.area_ids || n.other_area_ids) AND {0})", () => AreaSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["madeAt"] = new("extract(epoch FROM n.made_at)::double precision", OrderKind.Number) { IsFilled = true },
            ["receivedAt"] = new("extract(epoch FROM n.received_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("extract(epoch FROM n.received_at)::double precision", OrderKind.Number) { IsFilled = true }],
    };

    /// <summary>What a contribution says, field by field, beside what is kept. Alias <c>f</c>; only below a contribution.</summary>
    public static readonly Entity Field = Fields("contribution_fields(parent.id)");

    /// <summary>What a version changed, field by field. Alias <c>f</c>; only below a version.</summary>
    public static readonly Entity VersionField = Fields("version_fields(parent.id)");

    private static Entity Fields(string from) => new("ContributionField", $"{from} AS f", "f.n")
    {
        Columns = new Dictionary<string, string> { ["field"] = "f.field", ["before"] = "f.before", ["after"] = "f.after" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    /// <summary>$1 uuid, $2 kind, $3 asset, $4 link, $5 offer or ask, $6 site, $7 scenario, $8 content, $9 version that was seen, $10 why, $11 when by the sender's clock: its id, and whether the sender may accept it at once. No row where it was sent before.</summary>
    public const string Insert = """
        WITH sent AS (
            INSERT INTO contribution AS n (uuid, kind, asset_id, link_id, exchange_id, site_id, scenario_id, content, base_version, why, made_at, made_by)
            VALUES ($1::uuid, $2::contribution_kind, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::bigint, normalize($8::jsonb::text, NFC)::jsonb, $9::int, normalize($10::text, NFC), $11::timestamptz, '')
            ON CONFLICT (uuid) DO NOTHING
            RETURNING n.id, caller_may_accept(n) AS may_accept
        )
        SELECT id, may_accept FROM sent
        """;

    /// <summary>$1 uuid, as the sender sees it; no row where it is somebody else's.</summary>
    public const string FindByKey = "SELECT n.id FROM contribution n WHERE n.uuid = $1::uuid";

    /// <summary>$1 asset or null, $2 link or null, $3 version that was seen, $4 content: what was changed meanwhile; null where nothing was.</summary>
    public const string Conflict = """
        SELECT jsonb_set(t.found, '{fields}', (
            SELECT coalesce(jsonb_agg(f || jsonb_build_object('base', words_of_field(f ->> 'field', f -> 'base'), 'kept', words_of_field(f ->> 'field', f -> 'kept'), 'sent', words_of_field(f ->> 'field', f -> 'sent'))), '[]')
            FROM jsonb_array_elements(t.found -> 'fields') AS f))::text
        FROM (SELECT contribution_conflict($1::bigint, $2::bigint, $3::int, $4::jsonb) AS found) t
        WHERE t.found IS NOT NULL
        """;

    /// <summary>$1 contribution, $2 content as the decider edited it or null, $3 version that the decider saw or null, $4 why.</summary>
    public const string Accept = "SELECT accept_contribution($1::bigint, normalize($2::jsonb::text, NFC)::jsonb, $3::int, normalize($4::text, NFC))";

    /// <summary>$1 contribution, $2 why.</summary>
    public const string Refuse = "SELECT refuse_contribution($1::bigint, normalize($2::text, NFC))";

    /// <summary>$1 contribution.</summary>
    public const string Withdraw = "SELECT withdraw_contribution($1::bigint)";

    /// <summary>$1 contribution: what it is about, with its content and the version that was seen.</summary>
    public const string Kept = "SELECT n.kind::text, n.asset_id, n.link_id, n.content::text, n.base_version FROM contribution n WHERE n.id = $1::bigint";

    /// <summary>$1 version: what it belongs to, its content, and that of the version before; null where it is the first.</summary>
    public const string Version = """
        SELECT v.asset_id, v.link_id, v.content::text,
               (SELECT e.content::text FROM community_version e WHERE e.asset_id IS NOT DISTINCT FROM v.asset_id AND e.link_id IS NOT DISTINCT FROM v.link_id AND e.number < v.number ORDER BY e.number DESC LIMIT 1),
               coalesce((SELECT c.version FROM community_asset c WHERE c.id = v.asset_id), (SELECT k.version FROM link k WHERE k.id = v.link_id))
        FROM community_version v
        WHERE v.id = $1::bigint
        """;

    /// <summary>$1 and $2 versions of one thing.</summary>
    public const string Differences = "SELECT d.field, d.before, d.after FROM version_differences($1::bigint, $2::bigint) d";

    /// <summary>$1 asset: its id where it can be seen.</summary>
    public const string FindAsset = "SELECT c.id FROM community_asset c WHERE c.id = $1::bigint";

    /// <summary>$1 to $5: organisation, site, area, service, link kind; whether each that is given can be seen.</summary>
    public const string AreThere = """
        SELECT $1::bigint IS NULL OR EXISTS (SELECT FROM organisation o WHERE o.id = $1::bigint), $2::bigint IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = $2::bigint AND s.is_current),
               $3::bigint IS NULL OR EXISTS (SELECT FROM area a WHERE a.id = $3::bigint)
        """;

    /// <summary>$1 kind of link: whether there is one of that code.</summary>
    public const string IsLinkKind = "SELECT EXISTS (SELECT FROM vocabulary_term t WHERE t.vocabulary = 'link-kinds' AND t.code = $1::text)";

    /// <summary>$1 day before which nobody confirmed: what waits for the caller, by kind. Reports only for whoever may close them.</summary>
    public const string Queue = """
        SELECT (SELECT count(*)::int FROM contribution n WHERE n.status = 'in_review' AND caller_may_accept(n)),
               (SELECT count(*)::int FROM match_candidate m),
               (SELECT count(*)::int FROM problem_report p WHERE p.closed_at IS NULL),
               (SELECT count(*)::int FROM community_asset c WHERE c.is_current AND coalesce(c.last_confirmed_on, '-infinity') < $1::date AND caller_may_change_asset(c.id))
        """;
}
