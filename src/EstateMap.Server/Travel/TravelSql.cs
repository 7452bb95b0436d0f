using EstateMap.Server.Graph;

namespace EstateMap.Server.Travel;

/// <summary>What stands behind walking networks (alias <c>w</c>) and travel matrices (alias <c>m</c>).</summary>
internal static class TravelSql
{
    public static readonly Entity Network = new("WalkingNetwork", "network w", "w.id")
    {
        Columns = new Dictionary<string, string>(Provenance("w"))
        {
            ["nodes"] = "w.nodes",
            ["edges"] = "w.edges",
            ["length_km"] = "w.length_m / 1000",
            ["components"] = "w.components",
            ["largestComponentShare"] = "w.largest_component_share",
            ["deadEnds"] = "w.dead_ends",
        },
        Filters = new Dictionary<string, Filter> { ["name"] = Filters.Text("w.name"), ["publisher"] = Filters.Text("w.publisher"), ["version"] = Filters.Text("w.version") },
        Orders = new Dictionary<string, Order> { ["name"] = new("w.name", OrderKind.Text) { IsFilled = true }, ["importedAt"] = new("extract(epoch FROM w.imported_at)::double precision", OrderKind.Number) { IsFilled = true } },
        DefaultOrder = [new("w.name", OrderKind.Text) { IsFilled = true }],
    };

    public static readonly Entity Matrix = new("TravelMatrix", "travel_matrix m", "m.id")
    {
        Columns = new Dictionary<string, string>(Provenance("m"))
        {
            ["fromPlaces"] = "m.from_places",
            ["toPlaces"] = "m.to_places",
            ["times"] = "m.times",
            ["fromKind"] = "upper(m.from_kind)",
            ["toKind"] = "upper(m.to_kind)",
        },
        Filters = new Dictionary<string, Filter> { ["name"] = Filters.Text("m.name"), ["publisher"] = Filters.Text("m.publisher"), ["version"] = Filters.Text("m.version") },
        Orders = new Dictionary<string, Order> { ["name"] = new("m.name", OrderKind.Text) { IsFilled = true }, ["importedAt"] = new("extract(epoch FROM m.imported_at)::double precision", OrderKind.Number) { IsFilled = true } },
        DefaultOrder = [new("m.name", OrderKind.Text) { IsFilled = true }],
    };

    /// <summary>$1 network.</summary>
    public const string NetworkById = """
        SELECT w.name, w.version
        FROM network w
        WHERE w.id = $1::bigint
        """;

    /// <summary>$1 network. In the order of the numbers, which the content's hash has too.</summary>
    public const string Edges = """
        SELECT e.from_node, e.to_node, e.length_mm, e.geom
        FROM network_edge e
        WHERE e.network_id = $1::bigint
        ORDER BY e.number
        """;

    /// <summary>$1 matrix.</summary>
    public const string MatrixById = """
        SELECT m.name, m.version, m.from_kind, m.to_kind
        FROM travel_matrix m
        WHERE m.id = $1::bigint
        """;

    /// <summary>$1 matrix, $2 keys left, $3 keys reached.</summary>
    public const string Times = """
        SELECT t.from_key, t.to_key, t.seconds
        FROM travel_time t
        WHERE t.matrix_id = $1::bigint
          AND t.from_key = ANY ($2::text[])
          AND t.to_key = ANY ($3::text[])
        """;

    /// <summary>$1 matrix, $2 keys: those that it knows on the side left.</summary>
    public const string KnownFrom = """
        SELECT k.key
        FROM unnest($2::text[]) AS k (key)
        WHERE EXISTS (SELECT FROM travel_time t WHERE t.matrix_id = $1::bigint AND t.from_key = k.key)
        """;

    /// <summary>$1 matrix, $2 keys: those that it knows on the side reached.</summary>
    public const string KnownTo = """
        SELECT DISTINCT t.to_key
        FROM travel_time t
        WHERE t.matrix_id = $1::bigint
          AND t.to_key = ANY ($2::text[])
        """;

    /// <summary>$1 ids of sites.</summary>
    public const string UprnsOfSites = """
        SELECT u.site_id, u.uprn
        FROM site_uprn u
        WHERE u.site_id = ANY ($1::bigint[])
        ORDER BY u.site_id, u.uprn
        """;

    /// <summary>$1 ids of sites.</summary>
    public const string UuidsOfSites = """
        SELECT s.id, s.uuid::text
        FROM site s
        WHERE s.id = ANY ($1::bigint[])
        """;

    /// <summary>$1 UPRNs.</summary>
    public const string SitesOfUprns = """
        SELECT u.site_id, u.uprn
        FROM site_uprn u
        WHERE u.uprn = ANY ($1::text[])
        ORDER BY u.uprn, u.site_id
        """;

    /// <summary>$1 ids of sites.</summary>
    public const string PlacesOfSites = """
        SELECT s.id, ST_X(s.geom), ST_Y(s.geom)
        FROM site s
        WHERE s.id = ANY ($1::bigint[])
          AND s.geom IS NOT NULL
        """;

    private static Dictionary<string, string> Provenance(string alias) => new()
    {
        ["name"] = alias + ".name",
        ["publisher"] = alias + ".publisher",
        ["licence"] = alias + ".licence",
        ["attribution"] = alias + ".attribution",
        ["asAt"] = alias + ".as_at",
        ["fileName"] = alias + ".file_name",
        ["version"] = alias + ".version",
        ["importedAt"] = alias + ".imported_at",
        ["rowsRead"] = alias + ".rows_read",
        ["rowsDropped"] = alias + ".rows_dropped",
    };
}
