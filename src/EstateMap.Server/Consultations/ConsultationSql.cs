using EstateMap.Server.Areas;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Scenarios;

namespace EstateMap.Server.Consultations;

/// <summary>What stands behind the fields of consultations, and how they are written. Aliases <c>u</c>, <c>e</c> (item) and <c>w</c> (comment).</summary>
internal static class ConsultationSql
{
    private const string Status = "consultation_status(u.opened_at, u.closed_at, u.closes_on)";

    public static readonly Entity Entity = new("Consultation", "consultation u", "u.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["title"] = "u.title",
            ["intro"] = "u.intro",
            ["status"] = $"upper({Status})",
            ["closesOn"] = "u.closes_on",
            ["openedAt"] = "u.opened_at",
            ["version"] = "u.version",
            ["scenarioId"] = "u.scenario_id",
            ["areaId"] = "u.area_id",
        },
        Needs = new Dictionary<string, string[]> { ["scenario"] = ["scenarioId"], ["area"] = ["areaId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Consultation", "u.id"),
            ["title"] = Graph.Filters.Text("u.title"),
            ["status"] = Graph.Filters.Enum(Status),
            ["closesOn"] = Graph.Filters.Day("u.closes_on"),
            ["scenario"] = Graph.Filters.Nested("EXISTS (SELECT FROM scenario n WHERE n.id = u.scenario_id AND {0})", () => ScenarioSql.Entity.Filters),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM area a WHERE a.id = u.area_id AND {0})", () => AreaSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order> { ["title"] = new("u.title", OrderKind.Text) { IsFilled = true }, ["closesOn"] = new("u.closes_on::text", OrderKind.Text) { IsFilled = true } },
        DefaultOrder = [new("u.id", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    public static readonly Entity Item = new("ConsultationItem", "consultation_item e", "e.id")
    {
        Columns = new Dictionary<string, string> { ["number"] = "e.number", ["heading"] = "e.heading", ["words"] = "e.words", ["siteId"] = "e.site_id" },
        Needs = new Dictionary<string, string[]> { ["site"] = ["siteId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("e.number", OrderKind.Integer) { IsFilled = true }],
    };

    public static readonly Entity Comment = new("ConsultationComment", "consultation_comment w", "w.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["number"] = "(SELECT e.number FROM consultation_item e WHERE e.id = w.item_id)",
            ["heading"] = "(SELECT e.heading FROM consultation_item e WHERE e.id = w.item_id)",
            ["words"] = "w.words",
            ["madeAt"] = "w.made_at",
            ["state"] = "upper(w.state)",
            ["judgedWhy"] = "w.judged_why",
            ["consultationId"] = "w.consultation_id",
        },
        Needs = new Dictionary<string, string[]> { ["consultation"] = ["consultationId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("ConsultationComment", "w.id"),
            ["words"] = Graph.Filters.Text("w.words"),
            ["state"] = Graph.Filters.Enum("w.state"),
            ["number"] = Graph.Filters.Number("(SELECT e.number FROM consultation_item e WHERE e.id = w.item_id)"),
            ["madeAt"] = Graph.Filters.Instant("w.made_at"),
        },
        Orders = new Dictionary<string, Order> { ["madeAt"] = new("extract(epoch FROM w.made_at)::double precision", OrderKind.Number) { IsFilled = true } },
        DefaultOrder = [new("w.id", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    /// <summary>$1 scenario or null, $2 area or null, $3 title, $4 what is asked, $5 last day, $6 who, $7 headings, $8 words, $9 sites, 0 where there is none.</summary>
    public const string Insert = """
        WITH made AS (
            INSERT INTO consultation (scenario_id, area_id, title, intro, closes_on, made_by)
            VALUES ($1::bigint, $2::bigint, $3::text, $4::text, $5::date, $6::text)
            RETURNING id
        ), items AS (
            INSERT INTO consultation_item (consultation_id, number, site_id, heading, words)
            SELECT m.id, i.number, nullif(i.site, 0), i.heading, i.words
            FROM made m
            CROSS JOIN unnest($7::text[], $8::text[], $9::bigint[]) WITH ORDINALITY AS i (heading, words, site, number)
        )
        SELECT id FROM made
        """;

    /// <summary>$1 consultation, $2 the version that was seen, $3 title, $4 what is asked, $5 last day, $6 numbers of items, $7 their words, empty to take one away: no row when it has another version by now, or has opened.</summary>
    public const string Update = """
        WITH changed AS (
            UPDATE consultation
            SET title = coalesce($3::text, title), intro = coalesce($4::text, intro), closes_on = coalesce($5::date, closes_on), version = version + 1
            WHERE id = $1::bigint AND version = $2::int AND opened_at IS NULL
            RETURNING id
        ), reworded AS (
            UPDATE consultation_item e
            SET words = i.words
            FROM changed c
            CROSS JOIN unnest($6::int[], $7::text[]) AS i (number, words)
            WHERE e.consultation_id = c.id AND e.number = i.number AND i.words <> ''
        ), removed AS (
            DELETE FROM consultation_item e
            USING changed c, unnest($6::int[], $7::text[]) AS i (number, words)
            WHERE e.consultation_id = c.id AND e.number = i.number AND i.words = ''
        )
        SELECT id FROM changed
        """;

    /// <summary>$1 consultation, $2 the version that was seen: no row when it has another by now, or has opened.</summary>
    public const string Open = """
        WITH opened AS (
            UPDATE consultation SET opened_at = now(), version = version + 1
            WHERE id = $1::bigint AND version = $2::int AND opened_at IS NULL
            RETURNING id
        )
        SELECT id FROM opened
        """;

    /// <summary>$1 consultation: no row when it is not open.</summary>
    public const string Close = """
        WITH closed AS (
            UPDATE consultation SET closed_at = now(), version = version + 1
            WHERE id = $1::bigint AND consultation_status(opened_at, closed_at, closes_on) = 'open'
            RETURNING id
        )
        SELECT id FROM closed
        """;

    /// <summary>$1 consultation, $2 the version that was seen: no row when it has another by now, or has opened.</summary>
    public const string Delete = """
        WITH deleted AS (
            DELETE FROM consultation
            WHERE id = $1::bigint AND version = $2::int AND opened_at IS NULL
            RETURNING id
        )
        SELECT id FROM deleted
        """;

    /// <summary>$1 consultation: its version and status, its last day.</summary>
    public const string Kept = "SELECT u.version, consultation_status(u.opened_at, u.closed_at, u.closes_on), u.closes_on FROM consultation u WHERE u.id = $1::bigint";

    /// <summary>$1 comment, $2 shown or kept_back, $3 who, $4 why: no row when there is none.</summary>
    public const string Judge = """
        WITH judged AS (
            UPDATE consultation_comment SET state = $2::text, judged_at = now(), judged_by = $3::text, judged_why = $4::text
            WHERE id = $1::bigint
            RETURNING id
        )
        SELECT id FROM judged
        """;

    /// <summary>$1 consultation, $2 number of an item or null: the item's id, 0 for the whole; no row when it is not open, or has no such item.</summary>
    public const string Commented = """
        SELECT coalesce(e.id, 0)
        FROM consultation u
        LEFT JOIN consultation_item e ON e.consultation_id = u.id AND e.number = $2::int
        WHERE u.id = $1::bigint AND consultation_status(u.opened_at, u.closed_at, u.closes_on) = 'open' AND ($2::int IS NULL OR e.id IS NOT NULL)
        """;

    /// <summary>$1 consultation, $2 item or 0, $3 words, $4 values dropped: nothing is written when $5 comments wait already.</summary>
    public const string AddComment = """
        INSERT INTO consultation_comment (consultation_id, item_id, words, personal_values_dropped)
        VALUES ($1::bigint, nullif($2::bigint, 0), $3::text, $4::int)
        """;

    /// <summary>$1 area: places there that people use, with what is there in words; at most a hundred, by name.</summary>
    public const string PlacesOfArea = """
        SELECT s.id, s.name,
               (SELECT string_agg(DISTINCT v.name, ', ' ORDER BY v.name) FROM service_at_location l JOIN service v ON v.id = l.service_id WHERE l.site_id = s.id),
               (SELECT string_agg(DISTINCT c.name, ', ' ORDER BY c.name) FROM community_asset c WHERE c.site_id = s.id AND c.is_current)
        FROM site_area x
        JOIN site s ON s.id = x.site_id AND s.is_current
        WHERE x.area_id = $1::bigint
          AND (EXISTS (SELECT FROM service_at_location l WHERE l.site_id = s.id) OR EXISTS (SELECT FROM community_asset c WHERE c.site_id = s.id AND c.is_current))
        ORDER BY s.name, s.id
        LIMIT 100
        """;

    /// <summary>$1 area: its name.</summary>
    public const string AreaName = "SELECT a.name FROM area a WHERE a.id = $1::bigint";
}
