using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Scenarios;

namespace EstateMap.Server.Decisions;

/// <summary>What stands behind the fields, filters and orders of a decision record, and how it is written. Alias <c>z</c>.</summary>
internal static class DecisionSql
{
    private const string Status = "CASE WHEN z.status = 'draft' THEN 'draft' WHEN EXISTS (SELECT FROM decision_review r WHERE r.decision_id = z.id) THEN 'reviewed' ELSE 'decided' END";

    public static readonly Entity Entity = new("Decision", "decision z", "z.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["title"] = "z.title",
            ["version"] = "z.version",
            ["status"] = $"upper({Status})",
            ["createdAt"] = "z.created_at",
            ["changedAt"] = "z.changed_at",
            ["decidedOn"] = "z.decided_on",
            ["reviewOn"] = "z.review_on",
            ["evidenceHash"] = "encode(z.evidence_sha256, 'hex')",
            ["scenarioHash"] = "encode(coalesce(z.scenario_sha256, (SELECT n.content_sha256 FROM scenario n WHERE n.id = z.scenario_id)), 'hex')",
            ["scenarioId"] = "z.scenario_id",
            ["contentText"] = "z.content::text",
            ["evidenceText"] = "z.evidence",
        },
        Needs = new[] { "leadOrganisation", "powers", "policy", "stages", "tests", "doNothingConsidered", "communityAssetsConsidered" }.Select(field => (field, needs: new[] { "contentText" }))
            .Append(("problems", ["contentText", "scenarioId", "status", "reviewOn"])).Append(("frozen", ["evidenceText"])).Append(("scenario", ["scenarioId"])).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Decision", "z.id"),
            ["title"] = Graph.Filters.Text("z.title"),
            ["status"] = Graph.Filters.Enum($"({Status})"),
            ["decidedOn"] = Graph.Filters.Day("z.decided_on"),
            ["reviewOn"] = Graph.Filters.Day("z.review_on"),
            ["createdAt"] = Graph.Filters.Instant("z.created_at"),
            ["changedAt"] = Graph.Filters.Instant("z.changed_at"),
            ["scenario"] = Graph.Filters.Nested("EXISTS (SELECT FROM scenario n WHERE n.id = z.scenario_id AND {0})", () => ScenarioSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["title"] = new("z.title", OrderKind.Text) { IsFilled = true },
            ["status"] = new($"({Status})", OrderKind.Text) { IsFilled = true },
            ["decidedOn"] = new("z.decided_on::text", OrderKind.Text),
            ["reviewOn"] = new("z.review_on::text", OrderKind.Text),
            ["createdAt"] = new("extract(epoch FROM z.created_at)::double precision", OrderKind.Number) { IsFilled = true },
            ["changedAt"] = new("extract(epoch FROM z.changed_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("extract(epoch FROM z.changed_at)::double precision", OrderKind.Number, Descending: true) { IsFilled = true }],
    };

    /// <summary>What was found when a decision was looked at again. Alias <c>r</c>.</summary>
    public static readonly Entity Review = new("DecisionReview", "decision_review r", "r.id")
    {
        Columns = new Dictionary<string, string> { ["reviewedOn"] = "r.reviewed_on", ["found"] = "r.found", ["why"] = "r.why", ["nextReviewOn"] = "r.next_review_on" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    /// <summary>$1 scenario, $2 title, $3 content; both in Unicode's normal form C from then on.</summary>
    public const string Insert = """
        WITH made AS (
            INSERT INTO decision (scenario_id, title, content)
            VALUES ($1::bigint, normalize($2::text, NFC), normalize($3::jsonb::text, NFC)::jsonb)
            RETURNING id
        )
        SELECT id FROM made
        """;

    /// <summary>$1 record, $2 the version that was seen, $3 title, $4 content, $5 day of review or null: no row when it has another version by now, or is decided.</summary>
    public const string Update = """
        WITH changed AS (
            UPDATE decision
            SET title = normalize($3::text, NFC), content = normalize($4::jsonb::text, NFC)::jsonb, review_on = $5::date, version = version + 1, changed_at = now()
            WHERE id = $1::bigint AND version = $2::int AND status = 'draft'
            RETURNING id
        )
        SELECT id FROM changed
        """;

    /// <summary>$1 record, $2 the version that was seen, $3 canonical evidence, $4 hash of the scenario, $5 day: no row when it has another version by now, or is decided.</summary>
    public const string Decide = """
        WITH decided AS (
            UPDATE decision
            SET status = 'decided', version = version + 1, changed_at = now(), decided_on = $5::date, scenario_sha256 = decode($4::text, 'hex'),
                evidence = $3::text, evidence_sha256 = sha256(convert_to($3::text, 'UTF8'))
            WHERE id = $1::bigint AND version = $2::int AND status = 'draft'
            RETURNING id
        )
        SELECT id FROM decided
        """;

    /// <summary>$1 scenario, $2 the hash that was judged: frozen, unless it is already; no row when its content is another by now.</summary>
    public const string Freeze = """
        WITH frozen AS (
            UPDATE scenario
            SET status = 'decided'
            WHERE id = $1::bigint AND status = 'draft' AND content_sha256 = decode($2::text, 'hex')
            RETURNING id
        )
        SELECT id FROM frozen
        UNION
        SELECT n.id FROM scenario n WHERE n.id = $1::bigint AND n.status = 'decided' AND n.content_sha256 = decode($2::text, 'hex')
        """;

    /// <summary>$1 record, $2 day, $3 what was found, $4 why, $5 next day or null.</summary>
    public const string AddReview = """
        WITH added AS (
            INSERT INTO decision_review (decision_id, reviewed_on, found, why, next_review_on)
            VALUES ($1::bigint, $2::date, normalize($3::text, NFC), normalize($4::text, NFC), $5::date)
            RETURNING decision_id
        )
        SELECT decision_id FROM added
        """;

    /// <summary>$1 record, $2 the version that was seen: no row when it has another version by now, or is decided.</summary>
    public const string Delete = """
        WITH deleted AS (
            DELETE FROM decision
            WHERE id = $1::bigint AND version = $2::int AND status = 'draft'
            RETURNING id
        )
        SELECT id FROM deleted
        """;

    /// <summary>$1 record: what it is now, with its scenario.</summary>
    public const string Kept = """
        SELECT z.title, z.version, z.status, z.content::text, z.review_on, z.decided_on, z.evidence, z.scenario_id, n.content, n.study_id, n.status, encode(z.evidence_sha256, 'hex')
        FROM decision z
        JOIN scenario n ON n.id = z.scenario_id
        WHERE z.id = $1::bigint
        """;

    /// <summary>$1 record: what was found when it was looked at again.</summary>
    public const string Reviews = "SELECT r.reviewed_on, r.found, r.why, r.next_review_on FROM decision_review r WHERE r.decision_id = $1::bigint ORDER BY r.id";

    /// <summary>$1 study, $2 open sites, $3 fingerprint: the newest answer of the planner that keeps just these open, reckoned from the same people, buildings, times and settings.</summary>
    public const string SameAnswer = """
        SELECT v.model, p.method, p.objective, p.bound, p.gap, v.seed, p.p
        FROM solve v
        JOIN solve_point p ON p.solve_id = v.id AND p.infeasible IS NULL
        WHERE v.study_id = $1::bigint AND v.fingerprint = $3::text AND p.open_sites @> $2::uuid[] AND p.open_sites <@ $2::uuid[]
        ORDER BY v.id DESC
        LIMIT 1
        """;

    /// <summary>$1 study, $2 fingerprint: the points of the newest curve that is done and was reckoned from the same people, buildings, times and settings, the largest first.</summary>
    public const string Curve = """
        SELECT p.p, p.open_sites, p.gap
        FROM solve_point p
        WHERE p.infeasible IS NULL AND p.solve_id = (
            SELECT v.id FROM solve v
            WHERE v.study_id = $1::bigint AND v.fingerprint = $2::text AND v.model = 'portfolio_curve' AND v.state = 'done'
            ORDER BY v.id DESC LIMIT 1)
        ORDER BY p.p DESC
        """;

    /// <summary>$1 study: whether any curve over it is done.</summary>
    public const string HasCurve = "SELECT EXISTS (SELECT FROM solve v WHERE v.study_id = $1::bigint AND v.model = 'portfolio_curve' AND v.state = 'done')";

    /// <summary>$1 areas, $2 the site of each: the outlines of each site's areas as one shape for a small map.</summary>
    public const string Outlines = """
        SELECT t.site, ST_AsGeoJSON(ST_Multi(ST_CollectionExtract(ST_SimplifyPreserveTopology(ST_Union(a.display_geom, 0.000001), 0.0003), 3)), 5, 0)
        FROM unnest($1::bigint[], $2::bigint[]) AS t (area, site)
        JOIN area a ON a.id = t.area
        GROUP BY t.site
        ORDER BY t.site
        """;
}
