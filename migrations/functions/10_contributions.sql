-- What becomes of what people send in. These run with the owner's rights, since whoever accepts may write no table of the register; each asks first whether the caller may (08_rights.sql).

-- Whose business a thing is, and where it lies.
CREATE OR REPLACE FUNCTION place_of_thing(organisation bigint, site bigint, service bigint, asset bigint, OUT organisation_id bigint, OUT area_ids bigint[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.organisation_id, coalesce(p.area_ids, '{}')
    FROM (
        SELECT o.id AS organisation_id, '{}'::bigint[] AS area_ids FROM organisation o WHERE o.id = organisation
        UNION ALL
        SELECT s.owner_organisation_id, areas_of_site(s.id) FROM site s WHERE s.id = site
        UNION ALL
        SELECT v.organisation_id, ARRAY(SELECT DISTINCT a.area_id FROM service_at_location l JOIN site_area a ON a.site_id = l.site_id WHERE l.service_id = v.id) FROM service v WHERE v.id = service
        UNION ALL
        SELECT c.organisation_id, areas_of_asset(c.site_id, c.geom, c.area_id) FROM community_asset c WHERE c.id = asset
    ) p;
END;

-- An asset or a link as its versions keep it. Ids of what it refers to, class and kind as the database has them, days as text.
CREATE OR REPLACE FUNCTION asset_content(asset bigint) RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('name', c.name, 'abcdClass', c.abcd_class, 'description', c.description, 'url', c.url, 'organisation', c.organisation_id, 'site', c.site_id, 'area', c.area_id,
        'longitude', round(ST_X(c.geom)::numeric, 6), 'latitude', round(ST_Y(c.geom)::numeric, 6), 'meetingNote', c.meeting_note, 'contactTitle', c.contact_title, 'contactEmail', c.contact_email,
        'contactTelephone', c.contact_telephone, 'contactConsentOn', c.contact_consent_on, 'lastConfirmedOn', c.last_confirmed_on, 'isRemoved', c.is_removed,
        'schedules', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('freq', h.freq, 'interval', h.interval, 'byday', h.byday, 'bymonthday', h.bymonthday, 'opensAt', to_char(h.opens_at, 'HH24:MI'),
            'closesAt', to_char(h.closes_at, 'HH24:MI'), 'validFrom', h.valid_from, 'validTo', h.valid_to, 'description', h.description, 'notes', h.notes)) ORDER BY h.id), '[]')
            FROM asset_schedule h WHERE h.community_asset_id = c.id))
    FROM community_asset c
    WHERE c.id = asset;
END;

CREATE OR REPLACE FUNCTION link_content(link bigint) RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('kind', k.kind, 'fromOrganisation', k.from_organisation_id, 'fromSite', k.from_site_id, 'fromService', k.from_service_id, 'fromAsset', k.from_community_asset_id,
        'toOrganisation', k.to_organisation_id, 'toSite', k.to_site_id, 'toService', k.to_service_id, 'toAsset', k.to_community_asset_id, 'periodStart', lower(k.period), 'periodEnd', upper(k.period) - 1,
        'evidence', k.evidence, 'basis', k.basis, 'note', k.note, 'isDirected', k.is_directed, 'isRemoved', k.is_removed)
    FROM link k
    WHERE k.id = link;
END;

-- Fills in what a sender cannot say: who, and whose business it is where. A change is also the business of whoever it would belong to.
CREATE OR REPLACE FUNCTION place_contribution() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    asset community_asset;
    link_ends jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- The turn of accept_contribution, taken before the audit log's: whoever sends and whoever decides at the same time would else wait for each other.
        PERFORM pg_advisory_xact_lock(5004471572852198753);
        NEW.made_by_account := caller_account();
        NEW.made_by := caller_actor();
        NEW.received_at := now();
        NEW.made_at := least(NEW.made_at, now());
        NEW.decided_by_account := NULL;
        IF NEW.exchange_id IS NOT NULL THEN SELECT e.community_asset_id INTO NEW.asset_id FROM asset_exchange e WHERE e.id = NEW.exchange_id; END IF;
    END IF;
    IF NEW.kind IN ('link', 'change_link', 'unlink') THEN
        link_ends := CASE WHEN NEW.link_id IS NULL THEN NEW.content ELSE link_content(NEW.link_id) END;
        SELECT p.organisation_id, coalesce(p.area_ids, '{}') INTO NEW.organisation_id, NEW.area_ids
        FROM place_of_thing((link_ends ->> 'fromOrganisation')::bigint, (link_ends ->> 'fromSite')::bigint, (link_ends ->> 'fromService')::bigint, (link_ends ->> 'fromAsset')::bigint) p;
        SELECT p.organisation_id, coalesce(p.area_ids, '{}') INTO NEW.other_organisation_id, NEW.other_area_ids
        FROM place_of_thing((link_ends ->> 'toOrganisation')::bigint, (link_ends ->> 'toSite')::bigint, (link_ends ->> 'toService')::bigint, (link_ends ->> 'toAsset')::bigint) p;
        RETURN NEW;
    END IF;
    IF NEW.asset_id IS NOT NULL THEN SELECT * INTO asset FROM community_asset c WHERE c.id = NEW.asset_id; END IF;
    IF NEW.site_id IS NOT NULL THEN
        SELECT p.organisation_id, coalesce(p.area_ids, '{}') INTO NEW.organisation_id, NEW.area_ids FROM place_of_thing(NULL, NEW.site_id, NULL, NULL) p;
    ELSIF asset.id IS NOT NULL THEN
        NEW.organisation_id := asset.organisation_id;
        NEW.area_ids := areas_of_asset(asset.site_id, asset.geom, asset.area_id);
    END IF;
    -- What it would become.
    IF NEW.content ? 'organisation' THEN asset.organisation_id := (NEW.content ->> 'organisation')::bigint; END IF;
    IF NEW.content ?| ARRAY['site', 'longitude'] THEN
        asset.site_id := (NEW.content ->> 'site')::bigint;
        asset.geom := ST_SetSRID(ST_MakePoint((NEW.content ->> 'longitude')::float8, (NEW.content ->> 'latitude')::float8), 4326);
    END IF;
    IF NEW.content ? 'area' THEN asset.area_id := (NEW.content ->> 'area')::bigint; END IF;
    IF NEW.site_id IS NULL AND (NEW.asset_id IS NOT NULL OR NEW.kind = 'add') THEN
        NEW.other_organisation_id := asset.organisation_id;
        NEW.other_area_ids := areas_of_asset(asset.site_id, asset.geom, asset.area_id);
        IF NEW.kind = 'add' AND TG_OP = 'INSERT' OR NEW.asset_id IS NULL THEN
            NEW.organisation_id := NEW.other_organisation_id;
            NEW.area_ids := NEW.other_area_ids;
        END IF;
    ELSE
        NEW.other_organisation_id := NEW.organisation_id;
        NEW.other_area_ids := NEW.area_ids;
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS place ON contribution;
CREATE TRIGGER place BEFORE INSERT OR UPDATE OF content ON contribution FOR EACH ROW EXECUTE FUNCTION place_contribution();

-- Whoever looks at the queue hears that it changed; ids only, and nothing of what was sent.
CREATE OR REPLACE FUNCTION note_contribution() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('estatemap_changes', json_build_object('contribution', NEW.id)::text);
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS note ON contribution;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON contribution FOR EACH ROW EXECUTE FUNCTION note_contribution();

-- What the sender saw and what is kept now, where the two differ: {"version": n, "fields": [{"field", "base", "kept", "sent"}]}, of every field that either changed. Null where nobody changed it meanwhile.
CREATE OR REPLACE FUNCTION contribution_conflict(of_asset bigint, of_link bigint, based_on int, sent jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp
AS $$
DECLARE
    kept_version int;
    kept jsonb;
    base jsonb;
BEGIN
    IF of_link IS NOT NULL THEN
        SELECT k.version, link_content(k.id) INTO kept_version, kept FROM link k WHERE k.id = of_link;
        SELECT v.content INTO base FROM community_version v WHERE v.link_id = of_link AND v.number = based_on;
    ELSE
        SELECT c.version, asset_content(c.id) INTO kept_version, kept FROM community_asset c WHERE c.id = of_asset;
        SELECT v.content INTO base FROM community_version v WHERE v.asset_id = of_asset AND v.number = based_on;
    END IF;
    IF based_on = kept_version THEN RETURN NULL; END IF;
    RETURN jsonb_build_object('version', kept_version, 'fields', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('field', f.key, 'base', base -> f.key, 'kept', kept -> f.key, 'sent', coalesce(sent -> f.key, base -> f.key),
            'isKeptChanged', base IS NULL OR base -> f.key IS DISTINCT FROM kept -> f.key, 'isSentChanged', sent ? f.key AND sent -> f.key IS DISTINCT FROM base -> f.key) ORDER BY f.key), '[]')
        FROM jsonb_object_keys(kept) AS f (key)
        WHERE base -> f.key IS DISTINCT FROM kept -> f.key AND base IS NOT NULL OR sent ? f.key AND sent -> f.key IS DISTINCT FROM kept -> f.key));
END $$;

-- Keeps a version of an asset, or of a link; first the one that was found, where nobody has kept that.
CREATE OR REPLACE FUNCTION keep_version(of_asset bigint, of_link bigint, of_number int, of_action text, of_content jsonb, maker contribution, of_why text) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO community_version (asset_id, link_id, number, action, content, contribution_id, actor, accepted_by, why)
    VALUES (of_asset, of_link, of_number, of_action, of_content, (maker).id, coalesce((maker).made_by, 'EstateMap'), nullif((maker).decided_by, (maker).made_by), of_why)
    ON CONFLICT DO NOTHING;
END;

-- What a file said of a field the first time that people changed it: later files are compared with that.
CREATE OR REPLACE FUNCTION keep_fields(kept jsonb, before jsonb, after jsonb, of_file text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE
RETURN kept || (SELECT coalesce(jsonb_object_agg(f.field, before -> f.field), '{}') FROM unnest(of_file) AS f (field) WHERE after -> f.field IS DISTINCT FROM before -> f.field AND NOT kept ? f.field);

CREATE OR REPLACE FUNCTION write_asset(of_asset bigint, sent jsonb, maker contribution) RETURNS void
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
DECLARE
    before jsonb := asset_content(of_asset);
    after jsonb := before || sent;
    old community_asset;
    by_file contribution;
BEGIN
    SELECT * INTO old FROM community_asset c WHERE c.id = of_asset;
    by_file.made_by := (SELECT d.title FROM dataset d WHERE d.id = old.dataset_id);
    IF maker.kind <> 'add' THEN PERFORM keep_version(of_asset, NULL, old.version, 'import', before, by_file, NULL); END IF;
    IF old.dataset_id <> 'contributed' THEN
        old.kept_fields := keep_fields(old.kept_fields, before, after, ARRAY['name', 'abcdClass', 'description', 'url', 'organisation', 'site', 'area']);
    END IF;
    UPDATE community_asset c
    SET name = after ->> 'name', abcd_class = (after ->> 'abcdClass')::abcd_class, description = after ->> 'description', url = after ->> 'url', organisation_id = (after ->> 'organisation')::bigint,
        site_id = (after ->> 'site')::bigint, area_id = (after ->> 'area')::bigint,
        geom = CASE WHEN after ->> 'site' IS NULL AND after ->> 'longitude' IS NOT NULL THEN ST_SetSRID(ST_MakePoint((after ->> 'longitude')::float8, (after ->> 'latitude')::float8), 4326) END,
        meeting_note = after ->> 'meetingNote', contact_title = after ->> 'contactTitle', contact_email = after ->> 'contactEmail', contact_telephone = after ->> 'contactTelephone',
        contact_consent_on = (after ->> 'contactConsentOn')::date, last_confirmed_on = (after ->> 'lastConfirmedOn')::date, is_removed = (after ->> 'isRemoved')::boolean,
        -- What meets at a hidden place tells of it by its name, and is as hidden; nothing here makes it open again.
        visibility = greatest(c.visibility, (SELECT s.visibility FROM site s WHERE s.id = (after ->> 'site')::bigint)),
        is_current = NOT (after ->> 'isRemoved')::boolean, kept_fields = old.kept_fields, version = CASE WHEN maker.kind = 'add' THEN 1 ELSE c.version + 1 END
    WHERE c.id = of_asset;
    IF after -> 'schedules' IS DISTINCT FROM before -> 'schedules' THEN
        DELETE FROM asset_schedule h WHERE h.community_asset_id = of_asset;
        INSERT INTO asset_schedule (community_asset_id, freq, interval, byday, bymonthday, opens_at, closes_at, valid_from, valid_to, description, notes)
        SELECT of_asset, coalesce(s ->> 'freq', 'WEEKLY'), coalesce((s ->> 'interval')::int, 1), s ->> 'byday', s ->> 'bymonthday', (s ->> 'opensAt')::time, (s ->> 'closesAt')::time,
               (s ->> 'validFrom')::date, (s ->> 'validTo')::date, s ->> 'description', s ->> 'notes'
        FROM jsonb_array_elements(after -> 'schedules') WITH ORDINALITY AS t (s, n)
        ORDER BY n;
    END IF;
    -- How to reach somebody who no longer agrees is nowhere kept, in no version either.
    IF before ->> 'contactConsentOn' IS NOT NULL AND after ->> 'contactConsentOn' IS NULL THEN
        UPDATE community_version v SET content = v.content || '{"contactTitle": null, "contactEmail": null, "contactTelephone": null, "contactConsentOn": null}' WHERE v.asset_id = of_asset;
        UPDATE contribution n SET content = n.content - '{contactTitle,contactEmail,contactTelephone,contactConsentOn}'::text[], sent_content = n.sent_content - '{contactTitle,contactEmail,contactTelephone,contactConsentOn}'::text[]
        WHERE n.asset_id = of_asset AND n.id <> maker.id AND (n.content || coalesce(n.sent_content, '{}')) ?| '{contactTitle,contactEmail,contactTelephone}';
    END IF;
    PERFORM keep_version(of_asset, NULL, (SELECT c.version FROM community_asset c WHERE c.id = of_asset), maker.kind::text, asset_content(of_asset), maker, maker.why);
END $$;

CREATE OR REPLACE FUNCTION write_link(of_link bigint, sent jsonb, maker contribution) RETURNS void
LANGUAGE plpgsql
SET search_path = public, pg_temp
AS $$
DECLARE
    before jsonb := link_content(of_link);
    after jsonb := before || sent;
    old link;
    by_file contribution;
BEGIN
    SELECT * INTO old FROM link k WHERE k.id = of_link;
    by_file.made_by := (SELECT d.title FROM dataset d WHERE d.id = old.dataset_id);
    IF maker.kind <> 'link' THEN PERFORM keep_version(NULL, of_link, old.version, 'import', before, by_file, NULL); END IF;
    IF old.dataset_id <> 'contributed' THEN
        old.kept_fields := keep_fields(old.kept_fields, before, after, ARRAY['kind', 'periodStart', 'periodEnd', 'evidence']);
    END IF;
    UPDATE link k
    SET kind = after ->> 'kind', evidence = after ->> 'evidence', basis = (after ->> 'basis')::provenance_basis, note = after ->> 'note', is_directed = (after ->> 'isDirected')::boolean,
        period = CASE WHEN after ->> 'periodStart' IS NOT NULL OR after ->> 'periodEnd' IS NOT NULL THEN daterange((after ->> 'periodStart')::date, (after ->> 'periodEnd')::date + 1) END,
        is_removed = (after ->> 'isRemoved')::boolean, is_current = NOT (after ->> 'isRemoved')::boolean, kept_fields = old.kept_fields, version = CASE WHEN maker.kind = 'link' THEN 1 ELSE k.version + 1 END
    WHERE k.id = of_link;
    PERFORM keep_version(NULL, of_link, (SELECT k.version FROM link k WHERE k.id = of_link), maker.kind::text, link_content(of_link), maker, maker.why);
END $$;
