using EstateMap.Server.Graph;

namespace EstateMap.Server.Plans.Studies;

/// <summary>What stands behind the fields, filters and orders of a study, and how it is written. Alias <c>y</c>.</summary>
internal static class StudySql
{
    /// <summary>Columns that whatever is reckoned from a study's content needs.</summary>
    private static readonly string[] ContentColumns = ["contentText"];

    public static readonly Entity Entity = new("Study", "study y", "y.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["title"] = "y.title",
            ["version"] = "y.version",
            ["createdAt"] = "y.created_at",
            ["changedAt"] = "y.changed_at",
            ["contentText"] = "y.content::text",
        },
        Needs = new[] { "demand", "demandGroups", "travel", "eligibility", "constraints", "assumptions", "visits", "candidates", "candidateCounts", "notes", "doNothing", "openToday", "assignmentsToday", "breakdownToday" }
            .ToDictionary(field => field, _ => ContentColumns),
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Study", "y.id"),
            ["title"] = Graph.Filters.Text("y.title"),
            ["version"] = Graph.Filters.Number("y.version"),
            ["createdAt"] = Graph.Filters.Instant("y.created_at"),
            ["changedAt"] = Graph.Filters.Instant("y.changed_at"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["title"] = new("y.title", OrderKind.Text) { IsFilled = true },
            ["createdAt"] = new("extract(epoch FROM y.created_at)::double precision", OrderKind.Number) { IsFilled = true },
            ["changedAt"] = new("extract(epoch FROM y.changed_at)::double precision", OrderKind.Number) { IsFilled = true },
        },
        DefaultOrder = [new("extract(epoch FROM y.changed_at)::double precision", OrderKind.Number, Descending: true) { IsFilled = true }],
    };

    /// <summary>$1 title, $2 content; both in Unicode's normal form C from then on. The text of jsonb has letters where JSON may have escapes.</summary>
    public const string Insert = """
        WITH made AS (
            INSERT INTO study (title, content)
            VALUES (normalize($1::text, NFC), normalize($2::jsonb::text, NFC)::jsonb)
            RETURNING id
        )
        SELECT id FROM made
        """;

    /// <summary>$1 study, $2 the version that was seen, $3 title, $4 content: no row when it has another version by now.</summary>
    public const string Update = """
        WITH changed AS (
            UPDATE study
            SET title = normalize($3::text, NFC), content = normalize($4::jsonb::text, NFC)::jsonb, version = version + 1, changed_at = now()
            WHERE id = $1::bigint AND version = $2::int
            RETURNING id
        )
        SELECT id FROM changed
        """;

    /// <summary>$1 study: what it is now.</summary>
    public const string Kept = "SELECT y.title, y.content::text, y.version FROM study y WHERE y.id = $1::bigint";

    /// <summary>$1 study, $2 the version that was seen: no row when it has another version by now. Its runs go with it.</summary>
    public const string Delete = """
        WITH deleted AS (
            DELETE FROM study
            WHERE id = $1::bigint AND version = $2::int
            RETURNING id
        )
        SELECT id FROM deleted
        """;

    /// <summary>$1 ids of sites: their uuids. Read as the asker, so that what may not be seen cannot be named.</summary>
    public const string SiteUuids = "SELECT s.id, s.uuid FROM site s WHERE s.id = ANY ($1::bigint[]) AND s.is_current";

    /// <summary>Codes that the register's words may have.</summary>
    public const string Codes = "SELECT t.vocabulary, t.code FROM vocabulary_term t WHERE t.vocabulary IN ('site-uses', 'tenure-types', 'organisation-kinds', 'area-kinds', 'service-kinds')";

    /// <summary>$1 areas, $2 of which site each is: the outlines of each site's areas as one shape.</summary>
    public const string Catchments = """
        SELECT t.site, ST_AsGeoJSON(ST_Multi(ST_CollectionExtract(ST_Union(a.display_geom, 0.000001), 3)), 6, 0)
        FROM unnest($1::bigint[], $2::bigint[]) AS t (area, site)
        JOIN area a ON a.id = t.area
        GROUP BY t.site
        """;
}
