-- Who signs in, and what they may. A person is never a record: an account is a role of an organisation ("Community builder, Old Town"), and the address it signs in with is seen by administrators alone.
DO $$
BEGIN
    CREATE ROLE estatemap_editor NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE estatemap_gate NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'estatemap_editor', 'MEMBER') THEN
        EXECUTE format('GRANT estatemap_editor TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'estatemap_gate', 'MEMBER') THEN
        EXECUTE format('GRANT estatemap_gate TO %I', current_user);
    END IF;
END $$;

-- The editor is a person who changes something: reads as the reader does, and writes what policies let the caller write. The gate looks after sign-in and nothing else.
GRANT USAGE ON SCHEMA public TO estatemap_editor, estatemap_gate;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO estatemap_editor;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO estatemap_editor, estatemap_gate;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO estatemap_editor;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO estatemap_editor, estatemap_gate;

CREATE TYPE caller_role AS ENUM ('reader', 'contributor', 'steward', 'planner', 'analyst', 'administrator');

CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),     -- what is shown beside its work: a role, never a person's name
    organisation_id bigint REFERENCES organisation,                  -- whom it acts for; what that owner keeps to itself, it sees
    sees_restricted boolean NOT NULL DEFAULT false,                  -- refuges and their like: given by hand, to few
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    version int NOT NULL DEFAULT 1
);
CREATE INDEX account_by_organisation ON account (organisation_id);

-- What an account may do, where: in an organisation, in an area, in both at once, or (both null) everywhere.
CREATE TABLE account_right (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    role caller_role NOT NULL,
    organisation_id bigint REFERENCES organisation ON DELETE CASCADE,
    area_id bigint REFERENCES area ON DELETE CASCADE,
    granted_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX account_right_once ON account_right (account_id, role, coalesce(organisation_id, 0), coalesce(area_id, 0));
CREATE INDEX account_right_by_organisation ON account_right (organisation_id);
CREATE INDEX account_right_by_area ON account_right (area_id);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_right ENABLE ROW LEVEL SECURITY;
GRANT INSERT, UPDATE ON account TO estatemap_editor, estatemap_gate;
GRANT INSERT, DELETE ON account_right TO estatemap_editor, estatemap_gate;
GRANT SELECT ON account, account_right, organisation, area TO estatemap_gate;

-- What plans are kept in: written by people, not by imports.
GRANT INSERT, UPDATE, DELETE ON study, scenario, decision TO estatemap_editor;
GRANT INSERT ON solve, decision_review TO estatemap_editor;
GRANT UPDATE, DELETE ON solve TO estatemap_editor;
GRANT UPDATE ON problem_report TO estatemap_editor;

-- Whose file it is: that organisation's stewards may bring a newer one.
ALTER TABLE dataset ADD COLUMN organisation_id bigint REFERENCES organisation;

-- Secrets lie apart, where readers and editors cannot even look: only the gate may.
CREATE SCHEMA gate;
GRANT USAGE ON SCHEMA gate TO estatemap_gate;
ALTER DEFAULT PRIVILEGES IN SCHEMA gate GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO estatemap_gate;
ALTER DEFAULT PRIVILEGES IN SCHEMA gate GRANT USAGE ON SEQUENCES TO estatemap_gate;

-- How an account signs in: an address with a password, or a subject of an OpenID Connect provider, or both.
CREATE TABLE gate.credential (
    account_id bigint PRIMARY KEY REFERENCES public.account ON DELETE CASCADE,
    login text NOT NULL UNIQUE CHECK (login = lower(login) AND length(login) BETWEEN 3 AND 254),
    password_hash text,                 -- null until one is set, and where only the provider signs in
    provider text,                      -- issuer
    subject text,                       -- the provider's name of it
    failures int NOT NULL DEFAULT 0,    -- in a row
    locked_until timestamptz,
    UNIQUE (provider, subject),
    CHECK ((provider IS NULL) = (subject IS NULL))
);

-- Who is signed in where. The cookie holds a random token; only its hash is kept, so that a copy of the database signs nobody in.
CREATE TABLE gate.session (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_sha256 bytea NOT NULL UNIQUE,
    account_id bigint NOT NULL REFERENCES public.account ON DELETE CASCADE,
    began_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL,       -- whatever happens
    way text NOT NULL CHECK (way IN ('password', 'provider', 'ticket'))
);
CREATE INDEX session_by_account ON gate.session (account_id);

CREATE TABLE gate.api_key (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_sha256 bytea NOT NULL UNIQUE,
    beginning text NOT NULL,            -- the first characters, by which its owner tells it from others
    account_id bigint NOT NULL REFERENCES public.account ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    may_change boolean NOT NULL DEFAULT false,  -- otherwise it reads
    made_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz,
    ends_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_key_by_account ON gate.api_key (account_id);

-- A link that works once: the first administrator's, an invitation, a new password.
CREATE TABLE gate.ticket (
    token_sha256 bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('first', 'invitation', 'password')),
    account_id bigint REFERENCES public.account ON DELETE CASCADE,   -- null for the first administrator's
    made_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    CHECK ((purpose = 'first') = (account_id IS NULL))
);

-- Keys that protect the state of a sign-in on its way to a provider and back (ASP.NET Core data protection); any server can read what another wrote.
CREATE TABLE gate.protection_key (
    name text PRIMARY KEY,
    content text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
