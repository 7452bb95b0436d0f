-- Open Referral UK (HSDS-UK 3.0): what is offered, where and when. Column names are the profile's, so that the feed is a view.
CREATE TABLE service (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    organisation_id bigint NOT NULL REFERENCES organisation,
    kind text NOT NULL,                 -- vocabulary 'service-kinds': library, leisure_centre, general_practice, school, community_hub ...
    name text NOT NULL,
    description text,
    url text,
    email text,                         -- role addresses only
    telephone text,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'defunct', 'temporarily closed')),
    alert text,
    minimum_age int CHECK (minimum_age >= 0),
    maximum_age int,
    capacity int CHECK (capacity >= 0), -- places, registered patients: what the source counts
    is_current boolean NOT NULL DEFAULT true,
    visibility visibility NOT NULL DEFAULT 'public',
    UNIQUE (dataset_id, record_key, kind),
    CHECK (maximum_age >= minimum_age)
);
CREATE INDEX service_by_organisation ON service (organisation_id);
CREATE INDEX service_name ON service (name, id);
CREATE INDEX service_name_trgm ON service USING gin (lower(name) gin_trgm_ops);

CREATE TABLE service_at_location (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    service_id bigint NOT NULL REFERENCES service ON DELETE CASCADE,
    site_id bigint NOT NULL REFERENCES site,
    UNIQUE (service_id, site_id)
);
CREATE INDEX service_at_location_by_site ON service_at_location (site_id);

CREATE TABLE schedule (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service_id bigint NOT NULL REFERENCES service ON DELETE CASCADE,
    valid_from date,
    valid_to date,
    freq text NOT NULL DEFAULT 'WEEKLY' CHECK (freq IN ('WEEKLY', 'MONTHLY')),
    interval int NOT NULL DEFAULT 1 CHECK (interval > 0),
    byday text,                         -- 'MO,TU'; monthly '2MO', '-1FR'
    bymonthday text,
    opens_at time,
    closes_at time,                     -- local time at the place; not after opens_at means past midnight
    description text,                   -- the source's own words, kept where they could not be read as times
    notes text,
    CHECK (valid_to >= valid_from)
);
CREATE INDEX schedule_by_service ON schedule (service_id);

ALTER TABLE service ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_at_location ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule ENABLE ROW LEVEL SECURITY;
