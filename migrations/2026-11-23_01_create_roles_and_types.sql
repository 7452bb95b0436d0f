-- Who asks and the words that columns share. Every door (GraphQL, tiles, exports) reads as estatemap_reader and so meets row-level
-- security; only imports and hand edits act as estatemap_writer. Both are NOLOGIN: a session takes one on with SET ROLE.
-- Roles belong to the cluster, not to the database, and several databases may be migrated at once.
DO $$
BEGIN
    CREATE ROLE estatemap_reader NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE estatemap_writer NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- The migrating login must be able to take both roles on; a superuser can already, and GRANT of a held membership is harmless.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'estatemap_reader', 'MEMBER') THEN
        EXECUTE format('GRANT estatemap_reader TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'estatemap_writer', 'MEMBER') THEN
        EXECUTE format('GRANT estatemap_writer TO %I', current_user);
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO estatemap_reader, estatemap_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO estatemap_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO estatemap_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO estatemap_writer;

-- Ordered from open to closed, so that comparison means "at least as closed as".
CREATE TYPE visibility AS ENUM ('public', 'partner', 'owner', 'restricted');

-- Fact: a source states it. Assumption: we derived, repaired or estimated it.
CREATE TYPE provenance_basis AS ENUM ('fact', 'assumption');

-- Ordered from best to worst.
CREATE TYPE location_precision AS ENUM ('footprint', 'given', 'postcode', 'unlocated');

-- InSite: a property is a building, land, or both let as one.
CREATE TYPE property_kind AS ENUM ('building', 'land', 'land_and_building');

-- RICS property measurement: gross internal, net internal, gross external area.
CREATE TYPE floor_measurement AS ENUM ('GIA', 'NIA', 'GEA', 'unknown');

-- Asset-based community development (Kretzmann & McKnight 1993); individuals only as consented public roles.
CREATE TYPE abcd_class AS ENUM ('associations', 'institutions', 'places', 'economy', 'culture', 'individuals');

CREATE TYPE issue_severity AS ENUM ('info', 'warning', 'error');

-- Words with labels (site uses, area kinds, issue types, link kinds ...), loaded from geodata/vocabulary/*.csv.
CREATE TABLE vocabulary_term (
    vocabulary text NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    description text,
    broader text,                       -- code of the wider term or theme
    sort_order int NOT NULL DEFAULT 0,
    attributes jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (vocabulary, code)
);
