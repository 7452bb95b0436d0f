-- The register: who owns what stands where. Field names follow InSite, HSDS-UK and the Local Government Transparency Code 2015.
CREATE TABLE organisation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),      -- identity in the Open Referral UK feed
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,      -- name lower-cased, punctuation and company suffixes removed: what imports match on
    kind text NOT NULL DEFAULT 'other', -- vocabulary 'organisation-kinds': council, nhs, police, fire, housing, education, voluntary, private, other
    description text,
    url text,
    email text,                         -- role addresses only
    telephone text,
    uri text,                           -- e.g. the opendatacommunities identifier
    legal_identifier text,              -- charity or company number, with its scheme: GB-CHC-1234
    visibility visibility NOT NULL DEFAULT 'public'
);

CREATE TABLE site (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),      -- HSDS location id
    name text NOT NULL,
    description text,
    street_number text,
    street_name text,
    locality text,
    post_town text,
    postcode text CHECK (postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?( [0-9][A-Z]{2})?$'),  -- full, or the outward code alone
    geom geometry(Point, 4326),
    footprint geometry(MultiPolygon, 4326),
    location_precision location_precision NOT NULL DEFAULT 'unlocated',
    location_method text,               -- vocabulary 'location-methods': how geom was found
    is_outside_place boolean NOT NULL DEFAULT false,          -- located, but in no area of kind authority
    owner_organisation_id bigint REFERENCES organisation,
    is_current boolean NOT NULL DEFAULT true,                 -- false once no active source names it
    visibility visibility NOT NULL DEFAULT 'public',
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((geom IS NULL) = (location_precision = 'unlocated'))
);
CREATE INDEX site_geom ON site USING gist (geom);
CREATE INDEX site_geog ON site USING gist ((geom::geography));
CREATE INDEX site_footprint ON site USING gist (footprint);
CREATE INDEX site_name ON site (name, id);
CREATE INDEX site_name_trgm ON site USING gin (lower(name) gin_trgm_ops);
CREATE INDEX site_street_trgm ON site USING gin (lower(street_name) gin_trgm_ops);
CREATE INDEX site_postcode ON site (postcode);
CREATE INDEX site_owner ON site (owner_organisation_id);

CREATE TABLE site_uprn (
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    uprn text NOT NULL CHECK (uprn ~ '^[0-9]{12}$'),          -- text, padded to 12: a leading zero counts
    PRIMARY KEY (site_id, uprn)
);
CREATE INDEX site_uprn_by_uprn ON site_uprn (uprn);

-- One row of one source's active version, cleaned; a site has as many as there are sources that name it.
CREATE TABLE source_record (
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,           -- stable within the dataset: asset code, URN, name + postcode ...
    line int NOT NULL,
    run_id bigint NOT NULL REFERENCES import_run,             -- the run that last changed it
    content jsonb NOT NULL,             -- harmonised field -> value; personal data never gets here
    content_sha256 bytea NOT NULL,
    as_at date,
    site_id bigint REFERENCES site,
    missing_since_run_id bigint REFERENCES import_run,        -- null while the source still names it
    visibility visibility NOT NULL DEFAULT 'public',
    PRIMARY KEY (dataset_id, record_key)
);
CREATE INDEX source_record_by_site ON source_record (site_id);

-- Fields of a record that are not plain facts of their source: repaired, derived, estimated.
CREATE TABLE field_provenance (
    dataset_id text NOT NULL,
    record_key text NOT NULL,
    field text NOT NULL,
    basis provenance_basis NOT NULL,
    method text NOT NULL,               -- what was done, in words
    original_value text,
    confidence numeric(3, 2) CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (dataset_id, record_key, field),
    FOREIGN KEY (dataset_id, record_key) REFERENCES source_record ON DELETE CASCADE
);

-- People's word on whether a record is a site's; every later import honours it.
CREATE TABLE match_decision (
    dataset_id text NOT NULL,
    record_key text NOT NULL,
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    is_same boolean NOT NULL,
    score numeric(4, 3),
    decided_by text NOT NULL,           -- a role, or 'rule'
    decided_at timestamptz NOT NULL DEFAULT now(),
    why text NOT NULL,
    PRIMARY KEY (dataset_id, record_key, site_id)
);

CREATE TABLE site_use (
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    use_code text NOT NULL,             -- vocabulary 'site-uses'; its theme is the map layer
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    PRIMARY KEY (site_id, use_code, dataset_id, record_key)
);
CREATE INDEX site_use_by_use ON site_use (use_code, site_id);

CREATE TABLE property (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site_id bigint NOT NULL REFERENCES site,
    dataset_id text NOT NULL REFERENCES dataset,
    asset_code text NOT NULL,           -- the owner's local reference, whole
    name text NOT NULL,
    kind property_kind NOT NULL,
    geom geometry(Point, 4326),
    location_precision location_precision NOT NULL DEFAULT 'unlocated',
    location_method text,
    land_area_ha numeric(12, 4) CHECK (land_area_ha > 0),
    is_current boolean NOT NULL DEFAULT true,
    visibility visibility NOT NULL DEFAULT 'public',
    UNIQUE (dataset_id, asset_code),
    CHECK ((geom IS NULL) = (location_precision = 'unlocated'))
);
CREATE INDEX property_by_site ON property (site_id);
CREATE INDEX property_geom ON property USING gist (geom);

-- One current tenure a property; history belongs to the source records.
CREATE TABLE tenure (
    property_id bigint PRIMARY KEY REFERENCES property ON DELETE CASCADE,
    organisation_id bigint NOT NULL REFERENCES organisation,
    tenure_type text,                   -- vocabulary 'tenure-types': freehold, leasehold; null when the source is silent
    tenure_detail text,                 -- vocabulary 'tenure-details': owner occupied, leasehold out, vacant ...
    other_detail text
);
CREATE INDEX tenure_by_organisation ON tenure (organisation_id);

CREATE TABLE floor_area (
    property_id bigint NOT NULL REFERENCES property ON DELETE CASCADE,
    measurement floor_measurement NOT NULL,
    area_m2 numeric(12, 2) NOT NULL CHECK (area_m2 > 0),
    basis provenance_basis NOT NULL DEFAULT 'fact',
    -- A site total written on each of its blocks: this row repeats a figure already counted on another property.
    is_repeat boolean NOT NULL DEFAULT false,
    PRIMARY KEY (property_id, measurement)
);

CREATE TABLE energy_certificate (
    property_id bigint NOT NULL REFERENCES property ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('DEC', 'EPC')),        -- display energy / energy performance certificate
    rating text NOT NULL CHECK (rating ~ '^(A\+?|[B-G])$'),
    issued_on date,
    expires_on date,
    PRIMARY KEY (property_id, kind)
);

CREATE TABLE condition_survey (
    property_id bigint NOT NULL REFERENCES property ON DELETE CASCADE,
    surveyed_on date NOT NULL,
    condition_band text NOT NULL CHECK (condition_band ~ '^[A-D]$'),  -- A good ... D life expired (DfE/RICS bands)
    backlog_gbp numeric(14, 2) CHECK (backlog_gbp >= 0),
    basis provenance_basis NOT NULL DEFAULT 'fact',
    PRIMARY KEY (property_id, surveyed_on)
);

CREATE TABLE running_cost (
    property_id bigint NOT NULL REFERENCES property ON DELETE CASCADE,
    period daterange NOT NULL,          -- half-open: [2025-04-01, 2026-04-01)
    cost_kind text NOT NULL,            -- vocabulary 'cost-kinds': total, energy, rates, cleaning, maintenance ...
    cost_gbp numeric(14, 2) NOT NULL CHECK (cost_gbp >= 0),
    basis provenance_basis NOT NULL DEFAULT 'fact',
    PRIMARY KEY (property_id, period, cost_kind)
);

CREATE TABLE occupation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    property_id bigint NOT NULL REFERENCES property ON DELETE CASCADE,
    organisation_id bigint NOT NULL REFERENCES organisation,
    area_m2 numeric(12, 2) CHECK (area_m2 > 0),
    period daterange,
    basis provenance_basis NOT NULL DEFAULT 'fact'
);
CREATE INDEX occupation_by_property ON occupation (property_id);
CREATE INDEX occupation_by_organisation ON occupation (organisation_id);

CREATE TABLE vacant_space (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    property_id bigint NOT NULL REFERENCES property ON DELETE CASCADE,
    area_m2 numeric(12, 2) CHECK (area_m2 > 0),
    available_from date,
    description text
);
CREATE INDEX vacant_space_by_property ON vacant_space (property_id);

ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE site ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_uprn ENABLE ROW LEVEL SECURITY;
ALTER TABLE source_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE field_provenance ENABLE ROW LEVEL SECURITY;
ALTER TABLE match_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE property ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenure ENABLE ROW LEVEL SECURITY;
ALTER TABLE floor_area ENABLE ROW LEVEL SECURITY;
ALTER TABLE energy_certificate ENABLE ROW LEVEL SECURITY;
ALTER TABLE condition_survey ENABLE ROW LEVEL SECURITY;
ALTER TABLE running_cost ENABLE ROW LEVEL SECURITY;
ALTER TABLE occupation ENABLE ROW LEVEL SECURITY;
ALTER TABLE vacant_space ENABLE ROW LEVEL SECURITY;
