-- How a contribution takes effect, is refused or taken back. One transaction each; what comes of it is a word: accepted, refused, withdrawn, decided (somebody was first), conflict, gone.

-- What people here say themselves is a dataset of its own, there from the first of it on.
CREATE OR REPLACE FUNCTION make_contributed_dataset() RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO dataset (id, title, description, publisher, licence, licence_url, attribution, theme)
    VALUES ('contributed', 'Contributed by people here', 'Community assets and links that people added themselves, each looked at by a steward.', 'People and organisations of this place', 'OGL-UK-3.0',
            'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/', 'Contains information contributed by people and organisations of this place.', 'community')
    ON CONFLICT (id) DO NOTHING;
END;

CREATE OR REPLACE FUNCTION accept_contribution(of_id bigint, edited jsonb, based_on int, of_why text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
-- An import keeps the register for itself while it writes; whoever sends in meanwhile is told to try again.
SET lock_timeout = '10s'
AS $$
#variable_conflict use_column
DECLARE
    c contribution;
    kept_version int;
    made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(5004471572852198753);
    SELECT * INTO c FROM contribution n WHERE n.id = of_id FOR UPDATE;
    IF c.id IS NULL OR NOT caller_may_accept(c) THEN RAISE EXCEPTION 'Not yours to accept.' USING ERRCODE = 'insufficient_privilege'; END IF;
    IF c.status <> 'in_review' THEN RETURN 'decided'; END IF;
    IF edited IS NOT NULL AND edited <> c.content THEN
        UPDATE contribution n SET sent_content = coalesce(n.sent_content, n.content), content = edited WHERE n.id = of_id RETURNING * INTO c;
        IF NOT caller_may_accept(c) THEN RAISE EXCEPTION 'Not yours to accept.' USING ERRCODE = 'insufficient_privilege'; END IF;
    END IF;
    IF c.asset_id IS NOT NULL THEN
        SELECT a.version INTO kept_version FROM community_asset a WHERE a.id = c.asset_id FOR UPDATE;
    ELSIF c.link_id IS NOT NULL THEN
        SELECT k.version INTO kept_version FROM link k WHERE k.id = c.link_id FOR UPDATE;
    END IF;
    IF c.kind IN ('change', 'remove', 'restore', 'change_link', 'unlink') AND coalesce(based_on, c.base_version) <> kept_version THEN RETURN 'conflict'; END IF;
    UPDATE contribution n
    SET status = 'accepted', decided_by_account = caller_account(), decided_by = caller_actor(), decided_at = now(), decided_why = of_why
    WHERE n.id = of_id
    RETURNING * INTO c;
    PERFORM set_config('estatemap.contribution', c.id::text, true);

    CASE c.kind
        WHEN 'add' THEN
            PERFORM make_contributed_dataset();
            INSERT INTO community_asset (uuid, dataset_id, record_key, name, abcd_class) VALUES (c.uuid, 'contributed', c.uuid::text, c.content ->> 'name', (c.content ->> 'abcdClass')::abcd_class) RETURNING id INTO made;
            UPDATE contribution n SET asset_id = made WHERE n.id = of_id;
            PERFORM write_asset(made, (c.content - 'offers') || jsonb_build_object('lastConfirmedOn', c.made_at::date), c);
            INSERT INTO asset_exchange (uuid, community_asset_id, direction, kind, words, valid_from, valid_until)
            SELECT gen_random_uuid(), made, o ->> 'direction', o ->> 'kind', o ->> 'words', (o ->> 'validFrom')::date, (o ->> 'validUntil')::date FROM jsonb_array_elements(coalesce(c.content -> 'offers', '[]')) AS o;
        WHEN 'change', 'restore' THEN PERFORM write_asset(c.asset_id, c.content || CASE WHEN c.kind = 'change' THEN jsonb_build_object('lastConfirmedOn', c.made_at::date) ELSE '{}' END, c);
        WHEN 'confirm' THEN PERFORM write_asset(c.asset_id, jsonb_build_object('lastConfirmedOn', greatest(c.made_at::date, (SELECT a.last_confirmed_on FROM community_asset a WHERE a.id = c.asset_id))), c);
        WHEN 'remove' THEN PERFORM write_asset(c.asset_id, '{"isRemoved": true}', c);
        WHEN 'claim' THEN PERFORM write_asset(c.asset_id, jsonb_build_object('organisation', c.content -> 'organisation'), c);
        WHEN 'link' THEN
            PERFORM make_contributed_dataset();
            INSERT INTO link (uuid, dataset_id, record_key, kind, evidence, from_organisation_id, from_site_id, from_service_id, from_community_asset_id, to_organisation_id, to_site_id, to_service_id, to_community_asset_id)
            SELECT c.uuid, 'contributed', c.uuid::text, c.content ->> 'kind', c.content ->> 'evidence', (c.content ->> 'fromOrganisation')::bigint, (c.content ->> 'fromSite')::bigint, (c.content ->> 'fromService')::bigint,
                   (c.content ->> 'fromAsset')::bigint, (c.content ->> 'toOrganisation')::bigint, (c.content ->> 'toSite')::bigint, (c.content ->> 'toService')::bigint, (c.content ->> 'toAsset')::bigint
            RETURNING id INTO made;
            UPDATE contribution n SET link_id = made WHERE n.id = of_id;
            PERFORM write_link(made, c.content, c);
        WHEN 'change_link' THEN PERFORM write_link(c.link_id, c.content, c);
        WHEN 'unlink' THEN PERFORM write_link(c.link_id, '{"isRemoved": true}', c);
        WHEN 'offer' THEN
            INSERT INTO asset_exchange (uuid, community_asset_id, direction, kind, words, valid_from, valid_until)
            VALUES (c.uuid, c.asset_id, c.content ->> 'direction', c.content ->> 'kind', c.content ->> 'words', (c.content ->> 'validFrom')::date, (c.content ->> 'validUntil')::date) RETURNING id INTO made;
            UPDATE contribution n SET exchange_id = made WHERE n.id = of_id;
        WHEN 'close_offer' THEN UPDATE asset_exchange e SET state = c.content ->> 'state', closed_at = now() WHERE e.id = c.exchange_id AND e.state = 'open';
        WHEN 'comment' THEN
            INSERT INTO community_comment (uuid, asset_id, site_id, scenario_id, words, actor, made_at) VALUES (c.uuid, c.asset_id, c.site_id, c.scenario_id, c.content ->> 'words', c.made_by, c.made_at);
    END CASE;
    PERFORM set_config('estatemap.contribution', '', true);
    SELECT * INTO c FROM contribution n WHERE n.id = of_id;
    IF c.kind = 'comment' THEN
        PERFORM pg_notify('estatemap_changes', json_build_object('comment', (SELECT m.id FROM community_comment m WHERE m.uuid = c.uuid), 'asset', c.asset_id, 'site', c.site_id, 'scenario', c.scenario_id)::text);
    ELSE
        PERFORM pg_notify('estatemap_changes', json_build_object('community', true, 'asset', c.asset_id, 'link', c.link_id, 'areas', (SELECT coalesce(json_agg(DISTINCT a), '[]') FROM unnest(c.area_ids || c.other_area_ids) AS a))::text);
    END IF;
    RETURN 'accepted';
END $$;

CREATE OR REPLACE FUNCTION refuse_contribution(of_id bigint, of_why text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    c contribution;
BEGIN
    SELECT * INTO c FROM contribution n WHERE n.id = of_id FOR UPDATE;
    IF c.id IS NULL OR NOT caller_may_accept(c) THEN RAISE EXCEPTION 'Not yours to refuse.' USING ERRCODE = 'insufficient_privilege'; END IF;
    IF c.status <> 'in_review' THEN RETURN 'decided'; END IF;
    UPDATE contribution n
    SET status = 'refused', decided_by_account = caller_account(), decided_by = caller_actor(), decided_at = now(), decided_why = of_why
    WHERE n.id = of_id;
    RETURN 'refused';
END $$;

-- Its maker takes it back.
CREATE OR REPLACE FUNCTION withdraw_contribution(of_id bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    c contribution;
BEGIN
    SELECT * INTO c FROM contribution n WHERE n.id = of_id FOR UPDATE;
    IF c.id IS NULL OR c.made_by_account IS DISTINCT FROM caller_account() OR caller_account() IS NULL AND NOT caller_holds('administrator') THEN
        RAISE EXCEPTION 'Not yours to take back.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF c.status <> 'in_review' THEN RETURN 'decided'; END IF;
    UPDATE contribution n SET status = 'withdrawn', decided_by_account = caller_account(), decided_by = c.made_by, decided_at = now() WHERE n.id = of_id;
    RETURN 'withdrawn';
END $$;

REVOKE ALL ON FUNCTION accept_contribution, refuse_contribution, withdraw_contribution, write_asset, write_link, keep_version, make_contributed_dataset FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accept_contribution, refuse_contribution, withdraw_contribution TO estatemap_editor;
