-- What publishers say of which area lies in which, grants as links with a sum, and boundaries that a newer file drops.

-- By code and not by id: a lookup may come before the boundaries, and outlives them.
CREATE TABLE area_lookup (
    dataset_id text NOT NULL REFERENCES dataset ON DELETE CASCADE,
    kind text NOT NULL,                 -- vocabulary 'area-kinds'
    vintage text NOT NULL CHECK (vintage ~ '^[0-9]{4}$'),
    code text NOT NULL,
    within_kind text NOT NULL,
    within_vintage text NOT NULL CHECK (within_vintage ~ '^[0-9]{4}$'),
    within_code text NOT NULL,
    PRIMARY KEY (dataset_id, kind, vintage, code, within_kind, within_vintage)
);
CREATE INDEX area_lookup_by_code ON area_lookup (kind, vintage, code);

-- A newer file of its dataset no longer names it, but figures are measured of it: it is kept out of sight, and comes back with them when a file names it again.
ALTER TABLE area ADD COLUMN ended_by_run_id bigint REFERENCES import_run ON DELETE SET NULL;

-- One organisation has as many identifiers as registers know it by; one identifier is one organisation's.
CREATE TABLE organisation_identifier (
    identifier text PRIMARY KEY,        -- with its scheme (https://org-id.guide): GB-CHC-1234567, GB-COH-00123456; text, leading zeros count
    organisation_id bigint NOT NULL REFERENCES organisation ON DELETE CASCADE,
    dataset_id text NOT NULL REFERENCES dataset ON DELETE CASCADE
);
CREATE INDEX organisation_identifier_by_organisation ON organisation_identifier (organisation_id);

-- Other names that a source has for an organisation. A name does not tell organisations apart: two may share one.
CREATE TABLE organisation_alias (
    organisation_id bigint NOT NULL REFERENCES organisation ON DELETE CASCADE,
    name text NOT NULL,
    dataset_id text NOT NULL REFERENCES dataset ON DELETE CASCADE,
    PRIMARY KEY (organisation_id, name, dataset_id)
);

ALTER TABLE link
    ADD COLUMN title text,
    ADD COLUMN amount_gbp numeric(14, 2) CHECK (amount_gbp >= 0),
    ADD COLUMN agreed_on date;          -- of a grant: when it was awarded

ALTER TABLE area_lookup ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation_identifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation_alias ENABLE ROW LEVEL SECURITY;
