-- Boundaries with kind and vintage, what lies in them, and what is measured of them.
CREATE TABLE area (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,                 -- GSS code; a slug where the publisher gives none
    name text NOT NULL,
    kind text NOT NULL,                 -- vocabulary 'area-kinds': authority, ward, neighbourhood, lsoa, msoa, oa, pcn, custom
    vintage text NOT NULL CHECK (vintage ~ '^[0-9]{4}$'),
    geom geometry(MultiPolygon, 4326) NOT NULL,               -- the finest there is: what points are tested against
    display_geom geometry(MultiPolygon, 4326) NOT NULL,       -- generalised: what maps draw
    label_point geometry(Point, 4326) NOT NULL,               -- inside the area
    area_m2 double precision NOT NULL CHECK (area_m2 > 0),    -- on the spheroid
    is_schematic boolean NOT NULL DEFAULT false,
    dataset_id text NOT NULL REFERENCES dataset,
    visibility visibility NOT NULL DEFAULT 'public',
    UNIQUE (kind, vintage, code)
);
CREATE INDEX area_geom ON area USING gist (geom);
CREATE INDEX area_display_geom ON area USING gist (display_geom);
CREATE INDEX area_code ON area (code);
CREATE INDEX area_name_trgm ON area USING gin (lower(name) gin_trgm_ops);

-- A small area belongs to the larger area that holds the most of it.
CREATE TABLE area_membership (
    member_area_id bigint NOT NULL REFERENCES area ON DELETE CASCADE,
    area_id bigint NOT NULL REFERENCES area ON DELETE CASCADE,
    share double precision NOT NULL CHECK (share > 0 AND share <= 1),  -- of the member's surface
    PRIMARY KEY (member_area_id, area_id)
);
CREATE INDEX area_membership_by_area ON area_membership (area_id);

-- Point in polygon, done once at load: which areas of every kind and vintage a site lies in.
CREATE TABLE site_area (
    site_id bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    area_id bigint NOT NULL REFERENCES area ON DELETE CASCADE,
    PRIMARY KEY (site_id, area_id)
);
CREATE INDEX site_area_by_area ON site_area (area_id, site_id);

CREATE TABLE indicator (
    code text PRIMARY KEY CHECK (code ~ '^[a-z0-9_]+$'),      -- e.g. population_all, population_65_over, imd_decile
    name text NOT NULL,
    unit text NOT NULL,                 -- persons, households, percent, score, decile
    description text,
    is_additive boolean NOT NULL DEFAULT false                -- counts add up over areas; rates and deciles do not
);

CREATE TABLE indicator_value (
    indicator_code text NOT NULL REFERENCES indicator,
    area_id bigint NOT NULL REFERENCES area ON DELETE CASCADE,
    period daterange NOT NULL,          -- half-open; a day for an estimate as at that day
    value double precision NOT NULL,
    basis provenance_basis NOT NULL DEFAULT 'fact',
    dataset_id text NOT NULL REFERENCES dataset,
    PRIMARY KEY (indicator_code, area_id, period)
);
CREATE INDEX indicator_value_by_area ON indicator_value (area_id);

-- A small area's people as one point, for travel and coverage.
CREATE TABLE demand_point (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area_id bigint NOT NULL UNIQUE REFERENCES area ON DELETE CASCADE,
    geom geometry(Point, 4326) NOT NULL,
    method text NOT NULL                -- population-weighted centroid, point on surface, schematic
);
CREATE INDEX demand_point_geom ON demand_point USING gist (geom);

CREATE TABLE demand_weight (
    demand_point_id bigint NOT NULL REFERENCES demand_point ON DELETE CASCADE,
    population_group text NOT NULL,     -- vocabulary 'population-groups': all, age_0_15, age_16_64, age_65_over, no_car ...
    weight double precision NOT NULL CHECK (weight >= 0),     -- persons (households for no_car)
    basis provenance_basis NOT NULL DEFAULT 'fact',
    dataset_id text NOT NULL REFERENCES dataset,
    PRIMARY KEY (demand_point_id, population_group)
);

CREATE TABLE postcode (
    postcode text PRIMARY KEY CHECK (postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$'),
    geom geometry(Point, 4326) NOT NULL,
    ward_code text,
    lsoa_code text,
    -- Many codes on one point are non-geographic or ended: a centroid that says little about where anything is.
    shares_point_with int NOT NULL DEFAULT 1 CHECK (shares_point_with > 0),
    dataset_id text NOT NULL REFERENCES dataset
);
CREATE INDEX postcode_geom ON postcode USING gist (geom);
CREATE INDEX postcode_outward ON postcode (split_part(postcode, ' ', 1));

ALTER TABLE area ENABLE ROW LEVEL SECURITY;
ALTER TABLE area_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_area ENABLE ROW LEVEL SECURITY;
ALTER TABLE indicator_value ENABLE ROW LEVEL SECURITY;
ALTER TABLE demand_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE demand_weight ENABLE ROW LEVEL SECURITY;
