-- What readers say is wrong with a site, until somebody who may edit has judged it. Nobody is asked who they are.
CREATE TABLE problem_report (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('field', 'position', 'closed', 'duplicate', 'other')),
    field text CHECK (field ~ '^[a-z][a-z0-9_]{0,59}$'),    -- the field that is wrong, in the import's terms
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 4000),   -- personal addresses and mobile numbers taken out
    personal_values_dropped int NOT NULL DEFAULT 0,
    reported_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    closed_by text,                     -- a role, never a person
    closed_why text,
    CHECK ((kind = 'field') = (field IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_why IS NULL))
);
CREATE INDEX problem_report_open ON problem_report (id DESC) WHERE closed_at IS NULL;
CREATE INDEX problem_report_by_site ON problem_report (site_id);

ALTER TABLE problem_report ENABLE ROW LEVEL SECURITY;
