-- What an import would change before it does, what stood before it, and what people put right by hand.
ALTER TABLE import_run DROP CONSTRAINT import_run_status_check;
ALTER TABLE import_run ADD CONSTRAINT import_run_status_check
    CHECK (status IN ('running', 'previewed', 'activated', 'unchanged', 'failed', 'cancelled', 'superseded', 'undone'));
ALTER TABLE import_run
    ADD COLUMN manifest jsonb,                              -- as it was for this run; null for runs before versions were kept
    ADD COLUMN base_run_id bigint REFERENCES import_run,    -- the run that was served when this one compared itself
    ADD COLUMN rows_conflicting int NOT NULL DEFAULT 0;     -- rows where the file and a hand edit have come apart

-- Outlines travel with their record, so that a version can be put back whole.
ALTER TABLE source_record
    ADD COLUMN outline geometry(MultiPolygon, 4326),
    ADD COLUMN display_outline geometry(MultiPolygon, 4326);

-- Content that a later run replaced: the history of a record, and what an undo puts back.
CREATE TABLE record_version (
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    run_id bigint NOT NULL REFERENCES import_run,               -- the run that brought this content
    replaced_by_run_id bigint NOT NULL REFERENCES import_run,
    line int NOT NULL,
    content jsonb NOT NULL,
    content_sha256 bytea NOT NULL,
    provenance jsonb NOT NULL DEFAULT '[]',     -- [{field, method, original_value, confidence}] of its field_provenance
    as_at date,
    outline geometry(MultiPolygon, 4326),
    display_outline geometry(MultiPolygon, 4326),
    visibility visibility NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (dataset_id, record_key, replaced_by_run_id)
);

-- What one run changes, or would change: field by field. New rows of an import that was not previewed are in source_record by their run.
CREATE TABLE import_change (
    run_id bigint NOT NULL REFERENCES import_run ON DELETE CASCADE,
    record_key text NOT NULL,
    line int,                                   -- in the new file; null for a missing row
    kind text NOT NULL CHECK (kind IN ('new', 'changed', 'missing')),
    name text,
    fields jsonb NOT NULL DEFAULT '[]',         -- [{field, before, after}] as text, null where there is none; changed rows only
    PRIMARY KEY (run_id, record_key)
);
CREATE INDEX import_change_by_kind ON import_change (run_id, kind, record_key);

-- A value that a person put right. It wins over the file until somebody lets the file win again.
CREATE TABLE hand_edit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    field text NOT NULL,
    value jsonb,                                -- null: emptied
    seen_value jsonb,                           -- what the file said when the edit was made
    file_value jsonb,                           -- what the file says now
    edited_by text NOT NULL,                    -- a role, never a person
    edited_at timestamptz NOT NULL DEFAULT now(),
    why text NOT NULL,
    UNIQUE (dataset_id, record_key, field),
    FOREIGN KEY (dataset_id, record_key) REFERENCES source_record ON DELETE CASCADE
);

-- Records that may be the same place as a site and wait for a person's word.
CREATE TABLE match_candidate (
    dataset_id text NOT NULL,
    record_key text NOT NULL,
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    score numeric(4, 3) NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (dataset_id, record_key, site_id),
    FOREIGN KEY (dataset_id, record_key) REFERENCES source_record ON DELETE CASCADE
);
CREATE INDEX match_candidate_by_score ON match_candidate (score DESC, dataset_id, record_key);
CREATE INDEX match_candidate_by_site ON match_candidate (site_id);

-- What would mend the fault, when we know: accepted proposals become hand edits.
ALTER TABLE import_issue ADD COLUMN proposed_value text;

-- How good a file was, for each organisation in it, at the run that brought it.
CREATE TABLE quality_score (
    run_id bigint NOT NULL REFERENCES import_run ON DELETE CASCADE,
    dataset_id text NOT NULL REFERENCES dataset,
    organisation_id bigint NOT NULL REFERENCES organisation ON DELETE CASCADE,
    records int NOT NULL CHECK (records > 0),
    records_with_warnings int NOT NULL,         -- at least one warning or error
    score double precision NOT NULL CHECK (score BETWEEN 0 AND 1),  -- share of records without
    measured_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, organisation_id)
);
CREATE INDEX quality_score_by_organisation ON quality_score (organisation_id, run_id);

ALTER TABLE record_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE hand_edit ENABLE ROW LEVEL SECURITY;
ALTER TABLE match_candidate ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality_score ENABLE ROW LEVEL SECURITY;
