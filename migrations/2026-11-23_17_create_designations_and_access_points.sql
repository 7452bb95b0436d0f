-- What protects a place, as the register of those who protect it says: listed building, scheduled monument, registered park.
CREATE TABLE site_designation (
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    designation text NOT NULL,          -- vocabulary 'designations'
    name text NOT NULL,                 -- as the register of designations calls it
    grade text,                         -- as the source writes it: I, II*, II
    reference text NOT NULL,            -- list entry
    designated_on date,
    amended_on date,
    url text,
    PRIMARY KEY (dataset_id, record_key)
);
CREATE INDEX site_designation_by_site ON site_designation (site_id);

-- Where one gets in. A gate on the line between two grounds opens both.
CREATE TABLE site_access_point (
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    access_type text NOT NULL,          -- vocabulary 'access-types': pedestrian, motor_vehicle, both
    geom geometry(Point, 4326) NOT NULL,
    PRIMARY KEY (site_id, dataset_id, record_key)
);

ALTER TABLE site_designation ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_access_point ENABLE ROW LEVEL SECURITY;
