-- What planners ask, and what the planner answered. The content of both is the product's own JSON (StudyContent.cs): it names sites by uuid and never by the numbers of this database.
CREATE TABLE study (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    content jsonb NOT NULL CHECK (length(content::text) <= 2000000),
    version int NOT NULL DEFAULT 1 CHECK (version > 0),       -- one more with each change: whoever changes an older one is told
    visibility visibility NOT NULL DEFAULT 'public',          -- nobody signs in yet
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX study_by_change ON study (changed_at DESC, id DESC);

-- A run of the planner: a job that servers take one after another, and what it was asked about at its start.
CREATE TABLE solve (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    study_id bigint NOT NULL REFERENCES study ON DELETE CASCADE,
    study_version int NOT NULL,
    content jsonb NOT NULL,             -- the study's, so that the answer does not drift when the study changes
    model text NOT NULL CHECK (model IN ('portfolio_curve', 'p_median', 'maximal_covering', 'location_set_covering', 'p_center', 'backup_covering', 'capacitated_p_median', 'multi_service_hubs')),
    sites int CHECK (sites > 0),        -- p; null where the model does not ask for it
    reach_seconds double precision CHECK (reach_seconds > 0),
    seed int NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed', 'interrupted')),
    message text,                       -- what happened, for people
    progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    fingerprint text,                   -- of everything that it was reckoned from; another one now means that the answer is stale
    travel_badge text,                  -- how travel was reckoned
    is_stop_asked boolean NOT NULL DEFAULT false,
    server uuid,                        -- the life of the server that works on it
    heartbeat_at timestamptz,           -- when that server last said so
    queued_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX solve_by_study ON solve (study_id, id DESC);
CREATE INDEX solve_to_do ON solve (id) WHERE state IN ('queued', 'running');

-- An answer of a run: one, or of a curve one for every number of sites, as each is found.
CREATE TABLE solve_point (
    solve_id bigint NOT NULL REFERENCES solve ON DELETE CASCADE,
    p int NOT NULL CHECK (p >= 0),
    objective double precision,         -- null where there is no answer; so the bound
    bound double precision,
    gap double precision,               -- share of the objective, 0 is proven
    method text NOT NULL,
    milliseconds double precision NOT NULL,
    open_sites uuid[] NOT NULL,
    why text,                           -- what goes on the way from one site more, and whom it hits
    infeasible jsonb,                   -- constraint, reason, sites (uuids), areas (codes)
    services jsonb,                     -- which service is in which hub, and for how many people; where the question was that
    assigned jsonb,                     -- area code: place in open_sites, from 0; where people do not go to the nearest, since rooms are limited
    found_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (solve_id, p)
);

ALTER TABLE study ENABLE ROW LEVEL SECURITY;
ALTER TABLE solve ENABLE ROW LEVEL SECURITY;
ALTER TABLE solve_point ENABLE ROW LEVEL SECURITY;
