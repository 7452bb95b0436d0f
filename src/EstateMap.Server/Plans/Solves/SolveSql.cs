using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>What stands behind the fields, filters and orders of a run, and how servers share the work. Alias <c>v</c>; its points are <c>t</c>.</summary>
internal static class SolveSql
{
    public static readonly Entity Entity = new("Solve", "solve v", "v.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["model"] = "upper(v.model)",
            ["state"] = "upper(v.state)",
            ["message"] = "v.message",
            ["sites"] = "v.sites",
            ["reachMinutes"] = "v.reach_seconds / 60",
            ["seed"] = "v.seed",
            ["studyVersion"] = "v.study_version",
            ["progress"] = "v.progress",
            ["queuedAt"] = "v.queued_at",
            ["startedAt"] = "v.started_at",
            ["finishedAt"] = "v.finished_at",
            ["travelBadge"] = "v.travel_badge",
            ["studyId"] = "v.study_id",
            ["contentText"] = "v.content::text",
            ["fingerprint"] = "v.fingerprint",
            ["versionNow"] = "(SELECT y.version FROM study y WHERE y.id = v.study_id)",
            ["contentNow"] = "(SELECT y.content::text FROM study y WHERE y.id = v.study_id)",
        },
        Needs = new Dictionary<string, string[]>
        {
            ["study"] = ["studyId"],
            ["isStale"] = ["fingerprint", "versionNow", "contentNow", "contentText", "studyVersion"],
            ["points"] = ["contentText", "model", "seed"],
            ["point"] = ["contentText", "model", "seed"],
        },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Solve", "v.id"),
            ["model"] = Graph.Filters.Enum("v.model"),
            ["state"] = Graph.Filters.Enum("v.state"),
            ["sites"] = Graph.Filters.Number("v.sites"),
            ["studyVersion"] = Graph.Filters.Number("v.study_version"),
            ["queuedAt"] = Graph.Filters.Instant("v.queued_at"),
            ["finishedAt"] = Graph.Filters.Instant("v.finished_at"),
            ["study"] = Graph.Filters.Nested("EXISTS (SELECT FROM study y WHERE y.id = v.study_id AND {0})", () => StudySql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>
        {
            ["queuedAt"] = new("extract(epoch FROM v.queued_at)::double precision", OrderKind.Number) { IsFilled = true },
            ["finishedAt"] = new("extract(epoch FROM v.finished_at)::double precision", OrderKind.Number),
            ["state"] = new("v.state", OrderKind.Text) { IsFilled = true },
            ["model"] = new("v.model", OrderKind.Text) { IsFilled = true },
        },
        DefaultOrder = [new("extract(epoch FROM v.queued_at)::double precision", OrderKind.Number, Descending: true) { IsFilled = true }],
    };

    /// <summary>$1 runs, $2 a number of sites or null for all: the answers found, the largest first, each with what was open in the feasible one before it.</summary>
    public const string Points = """
        SELECT t.solve_id, t.p, t.objective, t.bound, t.gap, t.method, t.milliseconds, t.open_sites, t.why, t.infeasible::text, t.services::text, t.assigned::text,
               (SELECT n.open_sites FROM solve_point n WHERE n.solve_id = t.solve_id AND n.p > t.p AND n.infeasible IS NULL ORDER BY n.p LIMIT 1)
        FROM solve_point t
        WHERE t.solve_id = ANY ($1::bigint[]) AND ($2::int IS NULL OR t.p = $2::int)
        ORDER BY t.solve_id, t.p DESC
        """;

    /// <summary>$1 study, $2 model, $3 sites or null, $4 reach in seconds or null, $5 seed, $6 most that may wait: a new run over the study as it is; no row when there is no such study or too many wait.</summary>
    public const string Insert = """
        WITH made AS (
            INSERT INTO solve (study_id, study_version, content, model, sites, reach_seconds, seed)
            SELECT y.id, y.version, y.content, $2::text, $3::int, $4::double precision, $5::int
            FROM study y
            WHERE y.id = $1::bigint AND (SELECT count(*) FROM solve w WHERE w.state = 'queued') < $6::int
            RETURNING id
        )
        SELECT id FROM made
        """;

    /// <summary>$1 run: told to stop, where it is not over; one that waits is over at once. No row when there is none.</summary>
    public const string Stop = """
        WITH stopped AS (
            UPDATE solve
            SET is_stop_asked = true,
                state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
                message = CASE WHEN state = 'queued' THEN 'Cancelled before its turn came.' ELSE message END,
                finished_at = CASE WHEN state = 'queued' THEN now() ELSE finished_at END
            WHERE id = $1::bigint AND state IN ('queued', 'running')
            RETURNING id, state
        )
        SELECT pg_notify('estatemap_changes', json_build_object('solve', id, 'stop', true, 'over', state = 'cancelled')::text) FROM stopped
        """;

    /// <summary>$1 server: takes the run that has waited longest; other servers do not wait for it.</summary>
    public const string Take = """
        WITH next AS (
            SELECT id
            FROM solve
            WHERE state = 'queued'
            ORDER BY id
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        ),
        taken AS (
            UPDATE solve v
            SET state = 'running', server = $1::uuid, started_at = now(), heartbeat_at = now()
            FROM next
            WHERE v.id = next.id
            RETURNING v.id, v.content::text AS content, v.model, v.sites, v.reach_seconds, v.seed
        )
        SELECT taken.id, taken.content, taken.model, taken.sites, taken.reach_seconds, taken.seed,
               pg_notify('estatemap_changes', json_build_object('solve', taken.id, 'over', false)::text)
        FROM taken
        """;

    /// <summary>$1 run, $2 server, $3 fingerprint, $4 badge, $5 sites that it considers: who may not see one of them does not see the run.</summary>
    public const string Begin = """
        WITH begun AS (
            UPDATE solve SET fingerprint = $3::text, travel_badge = $4::text, named = $5::uuid[] WHERE id = $1::bigint AND server = $2::uuid RETURNING id
        )
        SELECT id FROM begun
        """;

    /// <summary>$1 run, $2 server, $3 progress: says that the server lives, and to whoever listens how far it is; whether somebody asked to stop. No row when the run is no longer this server's.</summary>
    public const string Beat = """
        WITH before AS (
            SELECT id, progress FROM solve WHERE id = $1::bigint
        ),
        beat AS (
            UPDATE solve SET heartbeat_at = now(), progress = greatest(progress, $3::double precision) WHERE id = $1::bigint AND server = $2::uuid AND state = 'running' RETURNING id, is_stop_asked, progress
        )
        SELECT beat.is_stop_asked,
               CASE WHEN beat.progress >= before.progress + 0.01 THEN pg_notify('estatemap_changes', json_build_object('solve', beat.id, 'over', false)::text) END
        FROM beat
        JOIN before ON before.id = beat.id
        """;

    /// <summary>$1 run, $2 p, $3 objective, $4 bound, $5 gap, $6 method, $7 milliseconds, $8 open sites, $9 why, $10 infeasible, $11 services, $12 assigned, $13 progress: an answer, told to whoever listens; no row where the run is over or gone with its study.</summary>
    public const string AddPoint = """
        WITH added AS (
            INSERT INTO solve_point (solve_id, p, objective, bound, gap, method, milliseconds, open_sites, why, infeasible, services, assigned)
            SELECT $1::bigint, $2::int, $3::double precision, $4::double precision, $5::double precision, $6::text, $7::double precision, $8::uuid[], $9::text, $10::jsonb, $11::jsonb, $12::jsonb
            WHERE EXISTS (SELECT FROM solve w WHERE w.id = $1::bigint AND w.state = 'running')
            ON CONFLICT (solve_id, p) DO NOTHING
            RETURNING solve_id, p
        ),
        moved AS (
            UPDATE solve SET progress = greatest(progress, $13::double precision), heartbeat_at = now() WHERE id = $1::bigint AND state = 'running'
        )
        SELECT pg_notify('estatemap_changes', json_build_object('solve', solve_id, 'p', p, 'over', false)::text) FROM added
        """;

    /// <summary>$1 run, $2 server, $3 state, $4 message: the end, told to whoever listens.</summary>
    public const string End = """
        WITH ended AS (
            UPDATE solve
            SET state = $3::text, message = $4::text, finished_at = now(), progress = CASE WHEN $3::text = 'done' THEN 1 ELSE progress END
            WHERE id = $1::bigint AND server = $2::uuid AND state = 'running'
            RETURNING id
        )
        SELECT pg_notify('estatemap_changes', json_build_object('solve', id, 'over', true)::text) FROM ended
        """;

    /// <summary>$1 seconds: runs whose server has not said for so long that it lives.</summary>
    public const string Bury = """
        WITH lost AS (
            UPDATE solve
            SET state = 'interrupted', finished_at = now(),
                message = 'The server that worked on this run stopped before it was over. What was found until then is kept; start the question again for the rest.'
            WHERE state = 'running' AND heartbeat_at < now() - make_interval(secs => $1::double precision)
            RETURNING id
        )
        SELECT pg_notify('estatemap_changes', json_build_object('solve', id, 'over', true)::text) FROM lost
        """;

    /// <summary>$1 run: how far it is; no row for whoever may not see it.</summary>
    public const string State = "SELECT v.progress, v.state IN ('queued', 'running') FROM solve v WHERE v.id = $1::bigint";
}
