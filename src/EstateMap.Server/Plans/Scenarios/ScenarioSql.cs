using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What stands behind the fields, filters and orders of a scenario, and how it is written. Alias <c>n</c>.</summary>
internal static class ScenarioSql
{
    private static readonly string[] Content = ["contentText", "studyId"];

    public static readonly Entity Entity = new("Scenario", "scenario n", "n.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["title"] = "n.title",
            ["version"] = "n.version",
            ["status"] = "upper(n.status)",
            ["contentHash"] = "encode(n.content_sha256, 'hex')",
            ["createdAt"] = "n.created_at",
            ["changedAt"] = "n.changed_at",
            ["contentText"] = "n.content",
            ["studyId"] = "n.study_id",
            ["parentId"] = "n.parent_id",
        },
        Needs = new[] { "changes", "json", "staleness", "openSites", "measures", "doNothing", "travelBadge", "breakdown", "impacts", "impact", "fit", "chain", "assignments", "catchments", "timeCoverage", "diff" }
            .Select(field => (field, needs: Content)).Append(("study", ["studyId"])).Append(("parent", ["parentId"])).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Scenario", "n.id"),
            ["title"] = Graph.Filters.Text("n.title"),
            ["status"] = Graph.Filters.Enum("n.status"),
            ["version"] = Graph.Filters.Number("n.version"),
            ["contentHash"] = Graph.Filters.Text("encode(n.content_sha256, 'hex')"),
            ["createdAt"] = Graph.Filters.Instant("n.created_at"),
            ["changedAt"] = Graph.Filters.Instant("n.changed_at"),
            ["study"] = Graph.Filters.Nested("EXISTS (SELECT FROM study y WHERE y.id = n.study_id AND {0})", () => StudySql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["title"] = new("n.title", OrderKind.Text) { IsFilled = true },
            ["status"] = new("n.status", OrderKind.Text) { IsFilled = true },
            ["createdAt"] = new("extract(epoch FROM n.created_at)::double precision", OrderKind.Number) { IsFilled = true },
            ["changedAt"] = new("extract(epoch FROM n.changed_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("extract(epoch FROM n.changed_at)::double precision", OrderKind.Number, Descending: true) { IsFilled = true }],
    };

    /// <summary>
    /// $1 study, $2 parent or null, $3 title, $4 canonical content, $5 sites that its reasons tell of and no change may name; a fork has its parent's besides. PostgreSQL puts it into Unicode's normal form C: all member names are ASCII,
    /// so it stays canonical. What it names, which decides who sees it, a trigger notes.
    /// </summary>
    public const string Insert = """
        WITH given AS (
            SELECT normalize($3::text, NFC) AS title, normalize($4::text, NFC) AS content
        ), made AS (
            INSERT INTO scenario (study_id, parent_id, title, content, content_sha256, told_of)
            SELECT $1::bigint, $2::bigint, g.title, g.content, sha256(convert_to(g.content, 'UTF8')), $5::uuid[] || coalesce(p.told_of, '{}')
            FROM given g
            LEFT JOIN scenario p ON p.id = $2::bigint
            RETURNING id
        )
        SELECT id FROM made
        """;

    /// <summary>$1 text: in Unicode's normal form C.</summary>
    public const string NormalForm = "SELECT normalize($1::text, NFC)";

    /// <summary>$1 scenario, $2 the version that was seen, $3 title, $4 canonical content: no row when it has another version by now, or is decided.</summary>
    public const string Update = """
        WITH given AS (
            SELECT normalize($3::text, NFC) AS title, normalize($4::text, NFC) AS content
        ), changed AS (
            UPDATE scenario n
            SET title = g.title, content = g.content, content_sha256 = sha256(convert_to(g.content, 'UTF8')), version = n.version + 1, changed_at = now()
            FROM given g
            WHERE n.id = $1::bigint AND n.version = $2::int AND n.status = 'draft'
            RETURNING n.id
        )
        SELECT id FROM changed
        """;

    /// <summary>$1 scenario, $2 the version that was seen: no row when it has another version by now, or is decided.</summary>
    public const string Delete = """
        WITH deleted AS (
            DELETE FROM scenario
            WHERE id = $1::bigint AND version = $2::int AND status = 'draft'
            RETURNING id
        )
        SELECT id FROM deleted
        """;

    /// <summary>$1 scenario: what it is now.</summary>
    public const string Kept = "SELECT n.study_id, n.title, n.content, n.version, n.status FROM scenario n WHERE n.id = $1::bigint";

    /// <summary>$1 study: what a scenario takes down of it, the content in Unicode's normal form C as scenarios are kept.</summary>
    public const string Study = "SELECT y.uuid, y.title, y.version, normalize(y.content::text, NFC) FROM study y WHERE y.id = $1::bigint";

    /// <summary>$1 studies: what scenarios of them are held against.</summary>
    public const string StudiesNow = "SELECT y.id, y.version, normalize(y.content::text, NFC) FROM study y WHERE y.id = ANY ($1::bigint[])";

    /// <summary>$1 uuid of a study.</summary>
    public const string StudyByUuid = "SELECT y.id FROM study y WHERE y.uuid = $1::uuid";

    /// <summary>$1 uuids: sites of this register, with their numbers and names.</summary>
    public const string SitesByUuid = "SELECT s.uuid, s.id, s.name FROM site s WHERE s.uuid = ANY ($1::uuid[])";

    /// <summary>$1 ids: sites of this register that the asker may see.</summary>
    public const string SitesById = "SELECT s.id, s.uuid, s.name FROM site s WHERE s.id = ANY ($1::bigint[])";

    /// <summary>$1 uuids: services of this register, with their numbers and names.</summary>
    public const string ServicesByUuid = "SELECT v.uuid, v.id, v.name FROM service v WHERE v.uuid = ANY ($1::uuid[])";

    /// <summary>$1 ids: services of this register that the asker may see.</summary>
    public const string ServicesById = "SELECT v.id, v.uuid, v.name FROM service v WHERE v.id = ANY ($1::bigint[])";

    /// <summary>$1 run of the planner, $2 number of sites or null: that answer, and those of a curve with more sites, the largest first, with the study that was asked about.</summary>
    public const string Points = """
        SELECT r.study_id, p.p, p.open_sites, p.why, p.infeasible IS NOT NULL
        FROM solve r
        JOIN solve_point p ON p.solve_id = r.id
        WHERE r.id = $1::bigint AND ($2::int IS NULL OR p.p >= $2::int)
        ORDER BY p.p DESC
        """;

    /// <summary>The versions of the datasets that are served, by key.</summary>
    public const string Datasets = """
        SELECT d.id, u.as_at, encode(u.file_sha256, 'hex'), d.title, d.attribution, d.licence
        FROM dataset d
        JOIN import_run u ON u.id = d.active_run_id
        ORDER BY d.id
        """;

    public const string HandEdits = "SELECT count(*)::int FROM hand_edit h";
}
