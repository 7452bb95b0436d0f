-- What could be done to the estate, and what was decided of it. Both freeze when they are decided, by triggers here: no program, whatever its faults, rewrites evidence that a board has seen.
CREATE TABLE scenario (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    study_id bigint NOT NULL REFERENCES study,
    parent_id bigint REFERENCES scenario ON DELETE SET NULL,    -- the scenario that it was forked from
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    version int NOT NULL DEFAULT 1,             -- one more with every change: whoever saves an older one is told
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'decided')),
    content text NOT NULL,                      -- canonical JSON (RFC 8785), all of it: title, study, register, changes
    content_sha256 bytea NOT NULL,
    site_ids bigint[] NOT NULL DEFAULT '{}',    -- sites and services of this register that the content names: who may not see one of them does not see the scenario
    service_ids bigint[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    visibility visibility NOT NULL DEFAULT 'public',
    -- Who hashes the exported file gets the hash that is shown; one text has one spelling in Unicode.
    CHECK (content IS NFC NORMALIZED),
    CHECK (content_sha256 = sha256(convert_to(content, 'UTF8')))
);
CREATE INDEX scenario_by_study ON scenario (study_id, id);
CREATE INDEX scenario_by_parent ON scenario (parent_id);
CREATE INDEX scenario_title ON scenario (title, id);

CREATE TABLE decision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    scenario_id bigint NOT NULL REFERENCES scenario,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    version int NOT NULL DEFAULT 1,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'decided')),
    content jsonb NOT NULL,                     -- what people wrote: stages, tests, powers; roles and organisations, never persons
    scenario_sha256 bytea,                      -- the content that was decided
    evidence text,                              -- JSON, frozen: measures, breakdowns, impacts, method, ages of the data, assumptions
    evidence_sha256 bytea,
    decided_on date,
    review_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    visibility visibility NOT NULL DEFAULT 'public',
    CHECK ((status = 'decided') = (scenario_sha256 IS NOT NULL AND evidence IS NOT NULL AND evidence_sha256 IS NOT NULL AND decided_on IS NOT NULL)),
    CHECK (evidence IS NULL OR evidence_sha256 = sha256(convert_to(evidence, 'UTF8')))
);
CREATE INDEX decision_by_scenario ON decision (scenario_id, id);
CREATE INDEX decision_title ON decision (title, id);

-- What was found when a decision was looked at again: added to it, never changed.
CREATE TABLE decision_review (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id bigint NOT NULL REFERENCES decision,
    reviewed_on date NOT NULL,
    found text NOT NULL CHECK (length(found) BETWEEN 1 AND 8000),
    why text NOT NULL CHECK (length(why) BETWEEN 1 AND 8000),
    next_review_on date,
    written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decision_review_by_decision ON decision_review (decision_id, id);

CREATE FUNCTION refuse_change_of_decided() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A decided % is not changed or deleted.', replace(TG_TABLE_NAME, '_', ' ') USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_decided BEFORE UPDATE OR DELETE ON scenario FOR EACH ROW WHEN (OLD.status = 'decided') EXECUTE FUNCTION refuse_change_of_decided();
CREATE TRIGGER keep_decided BEFORE UPDATE OR DELETE ON decision FOR EACH ROW WHEN (OLD.status = 'decided') EXECUTE FUNCTION refuse_change_of_decided();
CREATE TRIGGER keep_reviews BEFORE UPDATE OR DELETE ON decision_review FOR EACH ROW EXECUTE FUNCTION refuse_change_of_decided();

-- Only what is decided is looked at again.
CREATE FUNCTION refuse_review_of_draft() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM decision d WHERE d.id = NEW.decision_id AND d.status = 'decided') THEN
        RAISE EXCEPTION 'A decision is reviewed once it is decided.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_what_is_decided BEFORE INSERT ON decision_review FOR EACH ROW EXECUTE FUNCTION refuse_review_of_draft();

ALTER TABLE scenario ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision_review ENABLE ROW LEVEL SECURITY;
