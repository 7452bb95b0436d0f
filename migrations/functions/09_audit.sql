-- The log that cannot be altered unseen. Entries are sealed in the order in which they are written; a transaction that writes one holds the chain until it ends.

-- What an entry is sealed with. jsonb and timestamps have one text each, so that whoever verifies makes the same bytes.
CREATE OR REPLACE FUNCTION audit_seal(before bytea, id bigint, at timestamptz, account bigint, actor text, action text, subject text, subject_key text, change jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(before || convert_to(jsonb_build_array(id, extract(epoch FROM at)::numeric, account, actor, action, subject, subject_key, change)::text, 'UTF8'));

-- Adds an entry in the caller's name, or in the name that the row gives of who did it. SECURITY DEFINER: nobody may write the table itself.
CREATE OR REPLACE FUNCTION audit_add(of_action text, of_subject text, of_key text, of_change jsonb, of_actor text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    last audit_entry;
    now_id bigint;
    now_at timestamptz := clock_timestamp();
    now_actor text := coalesce(nullif(current_setting('estatemap.actor', true), ''), of_actor, 'EstateMap');
BEGIN
    PERFORM pg_advisory_xact_lock(7310583949281655145);
    SELECT * INTO last FROM audit_entry ORDER BY id DESC LIMIT 1;
    now_id := coalesce(last.id, 0) + 1;
    INSERT INTO audit_entry (id, at, account_id, actor, action, subject, subject_key, change, hash)
    VALUES (now_id, now_at, caller_account(), now_actor, of_action, of_subject, of_key, of_change,
            audit_seal(coalesce(last.hash, ''::bytea), now_id, now_at, caller_account(), now_actor, of_action, of_subject, of_key, of_change));
END $$;

-- One row's change, field by field. The first argument of the trigger names the key's columns, the others columns that are never told (secrets, shapes, what is derived).
CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    before jsonb;
    after jsonb;
    change jsonb;
BEGIN
    before := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV[1:] END;
    after := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV[1:] END;
    SELECT coalesce(jsonb_object_agg(field, jsonb_build_array(before -> field, after -> field)), '{}') INTO change
    FROM (SELECT jsonb_object_keys(coalesce(before, after)) AS field) AS fields
    WHERE coalesce(before -> field, 'null') <> coalesce(after -> field, 'null');
    IF TG_OP <> 'UPDATE' OR change <> '{}' THEN
        PERFORM audit_add(lower(TG_OP), TG_TABLE_NAME, (SELECT string_agg(coalesce(after, before) ->> part, '/' ORDER BY place) FROM unnest(string_to_array(TG_ARGV[0], ',')) WITH ORDINALITY AS key (part, place)), change,
            coalesce(after ->> 'edited_by', after ->> 'decided_by', after ->> 'closed_by'));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is only added to.' USING ERRCODE = 'restrict_violation';
END $$;

REVOKE EXECUTE ON FUNCTION audit_add FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_add TO estatemap_editor, estatemap_gate, estatemap_writer;

DROP TRIGGER IF EXISTS keep ON audit_entry;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_keep();
DROP TRIGGER IF EXISTS keep_all ON audit_entry;
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();

DO $$
DECLARE
    watched record;
BEGIN
    FOR watched IN
        SELECT * FROM (VALUES
            ('public.account', ARRAY['id']),
            ('public.account_right', ARRAY['id']),
            ('gate.credential', ARRAY['account_id', 'password_hash', 'failures', 'locked_until', 'login', 'provider', 'subject']),
            ('gate.api_key', ARRAY['id', 'key_sha256', 'used_at']),
            ('public.hand_edit', ARRAY['dataset_id,record_key,field', 'file_value']),
            ('public.problem_report', ARRAY['id']),
            ('public.contribution', ARRAY['id', 'content', 'sent_content', 'area_ids', 'other_area_ids']),
            ('public.asset_exchange', ARRAY['id']),
            ('public.community_comment', ARRAY['id', 'words']),
            ('public.study', ARRAY['id', 'named']),
            ('public.scenario', ARRAY['id', 'named', 'told_of']),
            ('public.decision', ARRAY['id', 'named', 'evidence']),
            ('public.decision_review', ARRAY['id']),
            ('public.consultation', ARRAY['id']),
            ('public.consultation_item', ARRAY['id']),
            ('public.consultation_comment', ARRAY['id'])
        ) AS tables (name, arguments)
    LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS audit ON %s', watched.name);
        EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION audit_row(%s)', watched.name,
                       (SELECT string_agg(quote_literal(argument), ', ') FROM unnest(watched.arguments) AS argument));
    END LOOP;
END $$;

-- Files bring assets and links by the thousand, which is one entry of the import; what people made of one is one each. How to reach a role is not told: consent may end.
DO $$
DECLARE
    of text;
    untold text;
BEGIN
    FOR of, untold IN SELECT * FROM (VALUES ('community_asset', '''geom'', ''kept_fields'', ''contact_title'', ''contact_email'', ''contact_telephone'''), ('link', '''kept_fields'', ''period''')) AS t (name, untold) LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS audit ON %I', of);
        EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE ON %I FOR EACH ROW WHEN (nullif(current_setting(''estatemap.contribution'', true), '''') IS NOT NULL) EXECUTE FUNCTION audit_row(''id'', %s)', of, untold);
    END LOOP;
END $$;

-- Rules decide matches by the thousand in an import, which is one entry of its own; a person's word is one each.
DROP TRIGGER IF EXISTS audit ON match_decision;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON match_decision FOR EACH ROW WHEN (NEW.decided_by <> 'rule') EXECUTE FUNCTION audit_row('dataset_id,record_key,site_id');
DROP TRIGGER IF EXISTS audit_delete ON match_decision;
CREATE TRIGGER audit_delete AFTER DELETE ON match_decision FOR EACH ROW WHEN (OLD.decided_by <> 'rule') EXECUTE FUNCTION audit_row('dataset_id,record_key,site_id');

-- An import is one entry: what it brought is in its own history.
CREATE OR REPLACE FUNCTION audit_activation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_add('event', 'activation', NEW.id, jsonb_build_object('run', jsonb_build_array(OLD.active_run_id, NEW.active_run_id), 'file_sha256',
        (SELECT jsonb_build_array(NULL, encode(r.file_sha256, 'hex')) FROM import_run r WHERE r.id = NEW.active_run_id)));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER audit_activation AFTER UPDATE OF active_run_id ON dataset FOR EACH ROW WHEN (OLD.active_run_id IS DISTINCT FROM NEW.active_run_id) EXECUTE FUNCTION audit_activation();

-- The first entry that does not follow from the one before, with why; no row where the chain is whole.
CREATE OR REPLACE FUNCTION audit_fault() RETURNS TABLE (id bigint, why text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.id,
           CASE WHEN e.id <> e.place THEN 'entries before it are missing'
                ELSE 'it does not carry the hash that follows from the entry before and from what it says' END
    FROM (SELECT a.*, row_number() OVER (ORDER BY a.id) AS place, lag(a.hash, 1, ''::bytea) OVER (ORDER BY a.id) AS before FROM audit_entry a) e
    WHERE e.id <> e.place OR e.hash <> audit_seal(e.before, e.id, e.at, e.account_id, e.actor, e.action, e.subject, e.subject_key, e.change)
    ORDER BY e.id
    LIMIT 1;
END;
