-- What people say of community assets and links themselves, beside what files brought.
ALTER TABLE community_asset
    ADD COLUMN geom geometry(Point, 4326),          -- its own point, where it has no site
    ADD COLUMN meeting_note text CHECK (length(meeting_note) <= 500),               -- where and how it meets, in words
    ADD COLUMN contact_title text CHECK (length(contact_title) <= 120),             -- whom to ask for: a role, never a person's name
    ADD COLUMN contact_email text CHECK (length(contact_email) <= 254),             -- a role's address alone
    ADD COLUMN contact_telephone text CHECK (length(contact_telephone) <= 40),
    ADD COLUMN contact_consent_on date,             -- of class individuals: the day on which the person behind the role agreed to its being listed
    ADD COLUMN last_confirmed_on date,              -- when somebody who knows said last that all this is so; null while nobody has
    ADD COLUMN is_removed boolean NOT NULL DEFAULT false,                           -- taken out by people, whatever files say
    ADD COLUMN version int NOT NULL DEFAULT 1,
    ADD COLUMN kept_fields jsonb NOT NULL DEFAULT '{}';                             -- fields of a file's row that people changed: what the file said of each
CREATE INDEX community_asset_geom ON community_asset USING gist (geom);
CREATE INDEX community_asset_confirmed ON community_asset (last_confirmed_on) WHERE is_current;

ALTER TABLE link
    ADD COLUMN uuid uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN note text CHECK (length(note) <= 1000),
    ADD COLUMN is_directed boolean NOT NULL DEFAULT true,                           -- false where it holds both ways alike
    ADD COLUMN is_removed boolean NOT NULL DEFAULT false,
    ADD COLUMN version int NOT NULL DEFAULT 1,
    ADD COLUMN kept_fields jsonb NOT NULL DEFAULT '{}';
CREATE UNIQUE INDEX link_uuid ON link (uuid);

-- When a group meets: fields of Open Referral UK, as those of services.
CREATE TABLE asset_schedule (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    community_asset_id bigint NOT NULL REFERENCES community_asset ON DELETE CASCADE,
    valid_from date,
    valid_to date,
    freq text NOT NULL DEFAULT 'WEEKLY' CHECK (freq IN ('WEEKLY', 'MONTHLY')),
    interval int NOT NULL DEFAULT 1 CHECK (interval BETWEEN 1 AND 52),
    byday text,                         -- 'MO,TU'; monthly '2MO', '-1FR'
    bymonthday text,
    opens_at time,
    closes_at time,                     -- local time at the place; not after opens_at means past midnight
    description text CHECK (length(description) <= 300),
    notes text CHECK (length(notes) <= 300),
    CHECK (valid_to >= valid_from)
);
CREATE INDEX asset_schedule_by_asset ON asset_schedule (community_asset_id);

-- What an asset offers to others, or asks of them.
CREATE TABLE asset_exchange (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    community_asset_id bigint NOT NULL REFERENCES community_asset ON DELETE CASCADE,
    direction text NOT NULL CHECK (direction IN ('offer', 'ask')),
    kind text NOT NULL CHECK (kind IN ('room', 'kit', 'skill', 'volunteers', 'other')),
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 500),
    valid_from date,
    valid_until date,                   -- last day; null while it goes on
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'met', 'withdrawn')),
    made_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    CHECK (valid_until >= valid_from),
    CHECK ((state = 'open') = (closed_at IS NULL))
);
CREATE INDEX asset_exchange_by_asset ON asset_exchange (community_asset_id);
CREATE INDEX asset_exchange_open ON asset_exchange (kind, direction) WHERE state = 'open';

ALTER TABLE asset_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE asset_exchange ENABLE ROW LEVEL SECURITY;
