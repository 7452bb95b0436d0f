-- What people send in, and what became of it. The sender makes the uuid, so that a phone that was offline may send twice and nothing doubles.
CREATE TYPE contribution_kind AS ENUM ('add', 'change', 'confirm', 'remove', 'restore', 'claim', 'link', 'change_link', 'unlink', 'offer', 'close_offer', 'comment');
CREATE TYPE contribution_status AS ENUM ('in_review', 'accepted', 'refused', 'withdrawn');

CREATE TABLE contribution (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    kind contribution_kind NOT NULL,
    status contribution_status NOT NULL DEFAULT 'in_review',
    asset_id bigint REFERENCES community_asset ON DELETE CASCADE,       -- what it is about; of an addition: what came of it
    link_id bigint REFERENCES link ON DELETE CASCADE,
    exchange_id bigint REFERENCES asset_exchange ON DELETE CASCADE,
    site_id bigint REFERENCES site ON DELETE CASCADE,
    scenario_id bigint REFERENCES scenario ON DELETE CASCADE,
    content jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(content) = 'object'),    -- fields, by the names that functions/10_contributions.sql reads
    sent_content jsonb,                 -- as it was sent, where whoever accepted it edited it; null otherwise
    base_version int,                   -- the version that the sender saw; null where there was none
    why text CHECK (length(why) <= 500),
    made_by_account bigint REFERENCES account,
    made_by text NOT NULL,              -- a role, as it was called then
    made_at timestamptz NOT NULL,       -- by the sender's clock
    received_at timestamptz NOT NULL DEFAULT now(),
    decided_by_account bigint REFERENCES account,
    decided_by text,
    decided_at timestamptz,
    decided_why text CHECK (length(decided_why) <= 500),
    -- Whose business it is and where; worked out by the database (place_contribution). Of a link the other end's; of a change what it is to become.
    organisation_id bigint,
    area_ids bigint[] NOT NULL DEFAULT '{}',
    other_organisation_id bigint,
    other_area_ids bigint[] NOT NULL DEFAULT '{}',
    CHECK ((status = 'in_review') = (decided_at IS NULL))
);
CREATE INDEX contribution_waiting ON contribution (id) WHERE status = 'in_review';
CREATE INDEX contribution_by_maker ON contribution (made_by_account, id);
CREATE INDEX contribution_by_asset ON contribution (asset_id);
CREATE INDEX contribution_by_link ON contribution (link_id);

-- Every version of an asset or link that people changed, from the one that they found on.
CREATE TABLE community_version (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset_id bigint REFERENCES community_asset ON DELETE CASCADE,
    link_id bigint REFERENCES link ON DELETE CASCADE,
    number int NOT NULL,
    action text NOT NULL,               -- kind of contribution, or 'import' for what a file had brought
    content jsonb NOT NULL,             -- the whole of it
    contribution_id bigint REFERENCES contribution ON DELETE SET NULL,
    actor text NOT NULL,                -- who sent it in, as a role
    accepted_by text,                   -- who let it take effect, where that was another
    why text,
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(asset_id, link_id) = 1)
);
CREATE UNIQUE INDEX community_version_of_asset ON community_version (asset_id, number) WHERE asset_id IS NOT NULL;
CREATE UNIQUE INDEX community_version_of_link ON community_version (link_id, number) WHERE link_id IS NOT NULL;
CREATE INDEX community_version_by_contribution ON community_version (contribution_id);

-- Comments that were let through.
CREATE TABLE community_comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    asset_id bigint REFERENCES community_asset ON DELETE CASCADE,
    site_id bigint REFERENCES site ON DELETE CASCADE,
    scenario_id bigint REFERENCES scenario ON DELETE CASCADE,
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 2000),
    actor text NOT NULL,
    made_at timestamptz NOT NULL,
    CHECK (num_nonnulls(asset_id, site_id, scenario_id) = 1)
);
CREATE INDEX community_comment_by_asset ON community_comment (asset_id);
CREATE INDEX community_comment_by_site ON community_comment (site_id);
CREATE INDEX community_comment_by_scenario ON community_comment (scenario_id);

ALTER TABLE contribution ENABLE ROW LEVEL SECURITY;
ALTER TABLE community_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE community_comment ENABLE ROW LEVEL SECURITY;
GRANT INSERT ON contribution TO estatemap_editor;
