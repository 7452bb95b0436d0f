-- What one walks on, and travel times that others reckoned. A network or matrix keeps its id and name when it is imported anew, so that plans that name it go on; its version tells the contents apart.
CREATE TABLE network (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
    kind text NOT NULL DEFAULT 'walking' CHECK (kind IN ('walking')),
    publisher text NOT NULL,
    licence text NOT NULL,
    attribution text NOT NULL,          -- sentence to show wherever its times are shown
    as_at date,                         -- the date the source speaks for; null when it does not say
    file_name text NOT NULL,
    version text NOT NULL CHECK (version ~ '^[0-9a-f]{64}$'),   -- SHA-256 of nodes and edges
    nodes int NOT NULL,
    edges int NOT NULL,
    length_m double precision NOT NULL, -- over the ground
    components int NOT NULL,            -- parts between which there is no way
    largest_component_share double precision NOT NULL CHECK (largest_component_share BETWEEN 0 AND 1),   -- of the nodes
    dead_ends int NOT NULL,
    rows_read int NOT NULL,
    rows_dropped int NOT NULL,
    visibility visibility NOT NULL DEFAULT 'public',
    imported_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE network_node (
    network_id bigint NOT NULL REFERENCES network ON DELETE CASCADE,
    number int NOT NULL,                -- from 0
    geom geometry(Point, 4326) NOT NULL,
    PRIMARY KEY (network_id, number)
);
CREATE INDEX network_node_geom ON network_node USING gist (geom);

CREATE TABLE network_edge (
    network_id bigint NOT NULL REFERENCES network ON DELETE CASCADE,
    number int NOT NULL,                -- from 0
    from_node int NOT NULL,
    to_node int NOT NULL,
    length_mm int NOT NULL CHECK (length_mm >= 0),   -- over the ground, from one end to the other
    kind text,                          -- the publisher's word: Local Road, footway
    name text,
    geom geometry(LineString, 4326) NOT NULL,
    PRIMARY KEY (network_id, number)
);
CREATE INDEX network_edge_geom ON network_edge USING gist (geom);

CREATE TABLE travel_matrix (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
    publisher text NOT NULL,
    licence text NOT NULL,
    attribution text NOT NULL,
    as_at date,
    file_name text NOT NULL,
    version text NOT NULL CHECK (version ~ '^[0-9a-f]{64}$'),   -- SHA-256 of its times
    -- What its keys are: codes of areas, UPRNs or ids of sites; found by looking most of them up when it was imported.
    from_kind text NOT NULL CHECK (from_kind IN ('area', 'uprn', 'site')),
    to_kind text NOT NULL CHECK (to_kind IN ('area', 'uprn', 'site')),
    from_places int NOT NULL,
    to_places int NOT NULL,
    times int NOT NULL,
    rows_read int NOT NULL,
    rows_dropped int NOT NULL,
    visibility visibility NOT NULL DEFAULT 'public',
    imported_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE travel_time (
    matrix_id bigint NOT NULL REFERENCES travel_matrix ON DELETE CASCADE,
    from_key text NOT NULL,
    to_key text NOT NULL,
    seconds double precision NOT NULL CHECK (seconds >= 0),
    PRIMARY KEY (matrix_id, from_key, to_key)
);

ALTER TABLE network ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_node ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_edge ENABLE ROW LEVEL SECURITY;
ALTER TABLE travel_matrix ENABLE ROW LEVEL SECURITY;
ALTER TABLE travel_time ENABLE ROW LEVEL SECURITY;
