-- Where every figure comes from: datasets, the runs that imported them, the rows they held and what was wrong with them.
CREATE TABLE dataset (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]*$'),
    title text NOT NULL,
    description text,
    publisher text NOT NULL,
    publisher_url text,
    licence text NOT NULL,              -- short name, e.g. OGL-UK-3.0
    licence_url text,
    attribution text NOT NULL,
    share_alike boolean NOT NULL DEFAULT false,  -- such layers are never merged into others
    theme text NOT NULL,
    is_sample boolean NOT NULL DEFAULT false,
    is_schematic boolean NOT NULL DEFAULT false, -- boundaries drawn by us, not official
    visibility visibility NOT NULL DEFAULT 'public',
    active_run_id bigint,               -- the run whose rows are being served; null before the first activation
    manifest jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE import_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id text NOT NULL REFERENCES dataset,
    status text NOT NULL CHECK (status IN ('running', 'activated', 'unchanged', 'failed', 'cancelled', 'superseded')),
    file_name text NOT NULL,
    file_sha256 bytea,
    file_bytes bigint,
    as_at date,                         -- the date the source speaks for; null when it does not say
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    rows_read int NOT NULL DEFAULT 0,
    rows_new int NOT NULL DEFAULT 0,
    rows_changed int NOT NULL DEFAULT 0,
    rows_unchanged int NOT NULL DEFAULT 0,
    rows_missing int NOT NULL DEFAULT 0,
    rows_rejected int NOT NULL DEFAULT 0,
    rows_located int NOT NULL DEFAULT 0,
    personal_values_dropped int NOT NULL DEFAULT 0,  -- counted, never stored
    message text                        -- why it failed, in words
);
CREATE INDEX import_run_by_dataset ON import_run (dataset_id, id DESC);
ALTER TABLE dataset ADD FOREIGN KEY (active_run_id) REFERENCES import_run;

-- What a phase noticed. Nothing is repaired, dropped or guessed without one of these.
CREATE TABLE import_issue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id bigint NOT NULL REFERENCES import_run ON DELETE CASCADE,
    dataset_id text NOT NULL REFERENCES dataset,
    line int,                           -- 1-based line or feature number in the file; null for the file as a whole
    record_key text,
    field text,
    value text,                         -- as it stood in the file; never personal data
    issue_type text NOT NULL,           -- vocabulary 'issue-types'
    severity issue_severity NOT NULL,
    responsible text NOT NULL,          -- who must fix it: publisher, owner, steward, estatemap
    message text NOT NULL,              -- a sentence that names the thing and what was done
    is_rejection boolean NOT NULL DEFAULT false,  -- the row did not get in
    visibility visibility NOT NULL DEFAULT 'public'
);
-- Rows that did not get in, cleared of personal data, kept so that somebody can mend them. No reader sees them: they are raw.
CREATE TABLE rejected_row (
    run_id bigint NOT NULL REFERENCES import_run ON DELETE CASCADE,
    line int NOT NULL,
    cells jsonb NOT NULL,               -- [[header, value], ...] in the order of the file
    PRIMARY KEY (run_id, line)
);

CREATE INDEX import_issue_by_run ON import_issue (run_id, id);
CREATE INDEX import_issue_by_dataset ON import_issue (dataset_id, issue_type, id);

ALTER TABLE dataset ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_issue ENABLE ROW LEVEL SECURITY;
ALTER TABLE rejected_row ENABLE ROW LEVEL SECURITY;
