-- What the Open Referral UK feed needs of the register, besides its rows.

-- The same id for the same name in every installation: version 8 of RFC 9562 (appendix B.2), made of SHA-256, which PostgreSQL has without an extension.
CREATE OR REPLACE FUNCTION named_uuid(name text) RETURNS uuid
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT encode(set_byte(set_byte(h.hash, 6, get_byte(h.hash, 6) & 15 | 128), 8, get_byte(h.hash, 8) & 63 | 128), 'hex')::uuid
        FROM (SELECT substring(sha256(convert_to('estatemap:' || name, 'UTF8')) FROM 1 FOR 16) AS hash) h);

-- Whether an address is a role's and not a person's: the rule of imports (vocabulary role-addresses). Nobody's is, while the vocabulary is not loaded.
CREATE OR REPLACE FUNCTION is_role_address(address text) RETURNS boolean
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM (SELECT split_part(lower(address), '@', 1) AS local) a
    CROSS JOIN LATERAL (SELECT regexp_split_to_array(a.local, '[-._+]') AS words) p
    JOIN vocabulary_term t ON t.vocabulary = 'role-addresses'
    CROSS JOIN LATERAL (SELECT lower(t.code) AS word UNION ALL SELECT lower(s) FROM jsonb_array_elements_text(CASE jsonb_typeof(t.attributes->'synonyms') WHEN 'array' THEN t.attributes->'synonyms' ELSE '[]' END) s) w
    WHERE w.word IN (a.local, p.words[1], p.words[cardinality(p.words)]));

-- Services that the feed leaves out although they are public themselves: offered at a restricted site, such as a refuge, whose name would give the place away; or at no site that the public may see.
-- Looks with the owner's eyes, and tells of services alone.
CREATE OR REPLACE FUNCTION services_at_hidden_sites() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT l.service_id), ARRAY[]::bigint[])
    FROM site s
    JOIN service_at_location l ON l.site_id = s.id
    WHERE s.visibility <> 'public'
      AND (s.visibility = 'restricted' OR NOT EXISTS (SELECT FROM service_at_location k JOIN site w ON w.id = k.site_id WHERE k.service_id = l.service_id AND w.visibility = 'public'))
$$;

-- What a service says of itself, compared column by column: an import that writes the same again changes nothing.
CREATE OR REPLACE FUNCTION note_service_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.organisation_id, NEW.kind, NEW.name, NEW.description, NEW.url, NEW.email, NEW.telephone, NEW.status, NEW.alert, NEW.minimum_age, NEW.maximum_age, NEW.is_current, NEW.visibility)
       IS DISTINCT FROM (OLD.organisation_id, OLD.kind, OLD.name, OLD.description, OLD.url, OLD.email, OLD.telephone, OLD.status, OLD.alert, OLD.minimum_age, OLD.maximum_age, OLD.is_current, OLD.visibility) THEN
        NEW.last_modified := now();
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER note_service_change BEFORE UPDATE ON service FOR EACH ROW EXECUTE FUNCTION note_service_change();

-- Its hours and its places, a statement at a time; with the owner's rights, since whoever may change hours need not be let write the service. A service that is being deleted takes its rows along and is not there to be noted.
CREATE OR REPLACE FUNCTION note_service_part_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE service v SET last_modified = now() FROM (SELECT DISTINCT service_id FROM touched) t WHERE v.id = t.service_id AND v.last_modified <> now();
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER note_service_added_part AFTER INSERT ON schedule REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_service_part_change();
CREATE OR REPLACE TRIGGER note_service_changed_part AFTER UPDATE ON schedule REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_service_part_change();
CREATE OR REPLACE TRIGGER note_service_removed_part AFTER DELETE ON schedule REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_service_part_change();
CREATE OR REPLACE TRIGGER note_service_added_part AFTER INSERT ON service_at_location REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_service_part_change();
CREATE OR REPLACE TRIGGER note_service_changed_part AFTER UPDATE ON service_at_location REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_service_part_change();
CREATE OR REPLACE TRIGGER note_service_removed_part AFTER DELETE ON service_at_location REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION note_service_part_change();

-- Each service carries its organisation in the feed.
CREATE OR REPLACE FUNCTION note_service_organisation_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE service SET last_modified = now() WHERE organisation_id = NEW.id AND last_modified <> now();
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER note_service_organisation_change AFTER UPDATE ON organisation FOR EACH ROW
    WHEN ((NEW.name, NEW.kind, NEW.description, NEW.url, NEW.email, NEW.uri, NEW.visibility) IS DISTINCT FROM (OLD.name, OLD.kind, OLD.description, OLD.url, OLD.email, OLD.uri, OLD.visibility))
    EXECUTE FUNCTION note_service_organisation_change();
