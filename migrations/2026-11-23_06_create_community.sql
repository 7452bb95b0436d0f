-- What a community has and how it hangs together.
CREATE TABLE community_asset (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    name text NOT NULL,
    abcd_class abcd_class NOT NULL,
    description text,
    organisation_id bigint REFERENCES organisation,
    site_id bigint REFERENCES site,     -- where it is or meets; null for groups without a fixed place
    area_id bigint REFERENCES area ON DELETE SET NULL,        -- whom it serves, when known
    url text,
    is_illustrative boolean NOT NULL DEFAULT false,           -- made up for the sample, and says so everywhere
    is_current boolean NOT NULL DEFAULT true,
    visibility visibility NOT NULL DEFAULT 'public',
    UNIQUE (dataset_id, record_key)
);
CREATE INDEX community_asset_by_site ON community_asset (site_id);
CREATE INDEX community_asset_by_organisation ON community_asset (organisation_id);
CREATE INDEX community_asset_name ON community_asset (name, id);
CREATE INDEX community_asset_name_trgm ON community_asset USING gin (lower(name) gin_trgm_ops);

-- A typed, dated, evidenced connection. Exactly one thing stands at each end.
CREATE TABLE link (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id text NOT NULL REFERENCES dataset,
    record_key text NOT NULL,
    kind text NOT NULL,                 -- vocabulary 'link-kinds': runs, occupies, funds, refers_to, meets_at, partners_with, lends_to
    from_organisation_id bigint REFERENCES organisation ON DELETE CASCADE,
    from_site_id bigint REFERENCES site ON DELETE CASCADE,
    from_service_id bigint REFERENCES service ON DELETE CASCADE,
    from_community_asset_id bigint REFERENCES community_asset ON DELETE CASCADE,
    to_organisation_id bigint REFERENCES organisation ON DELETE CASCADE,
    to_site_id bigint REFERENCES site ON DELETE CASCADE,
    to_service_id bigint REFERENCES service ON DELETE CASCADE,
    to_community_asset_id bigint REFERENCES community_asset ON DELETE CASCADE,
    period daterange,                   -- half-open; null when not known
    evidence text NOT NULL,             -- where we know it from
    basis provenance_basis NOT NULL DEFAULT 'fact',
    is_illustrative boolean NOT NULL DEFAULT false,
    is_current boolean NOT NULL DEFAULT true,
    visibility visibility NOT NULL DEFAULT 'public',
    UNIQUE (dataset_id, record_key),
    CHECK (num_nonnulls(from_organisation_id, from_site_id, from_service_id, from_community_asset_id) = 1),
    CHECK (num_nonnulls(to_organisation_id, to_site_id, to_service_id, to_community_asset_id) = 1)
);
CREATE INDEX link_from_organisation ON link (from_organisation_id);
CREATE INDEX link_from_site ON link (from_site_id);
CREATE INDEX link_from_service ON link (from_service_id);
CREATE INDEX link_from_community_asset ON link (from_community_asset_id);
CREATE INDEX link_to_organisation ON link (to_organisation_id);
CREATE INDEX link_to_site ON link (to_site_id);
CREATE INDEX link_to_service ON link (to_service_id);
CREATE INDEX link_to_community_asset ON link (to_community_asset_id);

ALTER TABLE community_asset ENABLE ROW LEVEL SECURITY;
ALTER TABLE link ENABLE ROW LEVEL SECURITY;
