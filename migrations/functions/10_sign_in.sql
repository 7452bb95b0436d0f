-- What goes with sign-in: events of the gate on their way into the log, sessions that end, what readers may know of the gate, and that somebody is left to administer.

-- Puts the gate's events into the log, the oldest first; how many. Each keeps the time at which it happened.
CREATE OR REPLACE FUNCTION audit_take_events() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    happened gate.event;
    taken int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7310583949281655145);
    FOR happened IN SELECT * FROM gate.event ORDER BY id LIMIT 1000 LOOP
        PERFORM set_config('estatemap.account', coalesce(happened.account_id::text, ''), true), set_config('estatemap.actor', happened.actor, true);
        PERFORM audit_add('event', happened.subject, happened.subject_key, happened.change || jsonb_build_object('at', jsonb_build_array(NULL, happened.at)));
        DELETE FROM gate.event e WHERE e.id = happened.id;
        taken := taken + 1;
    END LOOP;
    PERFORM set_config('estatemap.account', '', true), set_config('estatemap.actor', '', true);
    RETURN taken;
END $$;

REVOKE EXECUTE ON FUNCTION audit_take_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_take_events TO estatemap_gate;

-- Every server hears that something about an account's sign-in changed, and looks again at what it has open for it.
CREATE OR REPLACE FUNCTION gate.tell_account() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('estatemap_changes', json_build_object('account', CASE TG_OP WHEN 'DELETE' THEN OLD.account_id ELSE NEW.account_id END)::text);
    RETURN NULL;
END $$;

-- Whatever an account may now, it signs in to it again. Keys are asked for their rights each time.
CREATE OR REPLACE FUNCTION gate.end_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    whose bigint := (to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0])::bigint;
BEGIN
    DELETE FROM gate.session s WHERE s.account_id = whose;
    PERFORM pg_notify('estatemap_changes', json_build_object('account', whose)::text);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER tell_account AFTER DELETE ON gate.session FOR EACH ROW EXECUTE FUNCTION gate.tell_account();
CREATE OR REPLACE TRIGGER tell_account AFTER UPDATE OF revoked_at ON gate.api_key FOR EACH ROW EXECUTE FUNCTION gate.tell_account();
CREATE OR REPLACE TRIGGER end_sessions AFTER UPDATE OF organisation_id, sees_restricted, is_active ON account FOR EACH ROW
    WHEN ((OLD.organisation_id, OLD.sees_restricted, OLD.is_active) IS DISTINCT FROM (NEW.organisation_id, NEW.sees_restricted, NEW.is_active)) EXECUTE FUNCTION gate.end_sessions('id');
CREATE OR REPLACE TRIGGER end_sessions AFTER INSERT OR DELETE ON account_right FOR EACH ROW EXECUTE FUNCTION gate.end_sessions('account_id');
CREATE OR REPLACE TRIGGER end_sessions AFTER UPDATE OF password_hash ON gate.credential FOR EACH ROW
    WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash) EXECUTE FUNCTION gate.end_sessions('account_id');

-- Whether somebody who can sign in administers everything.
CREATE OR REPLACE FUNCTION has_administrator() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
RETURN EXISTS (
    SELECT
    FROM account a
    JOIN account_right r ON r.account_id = a.id AND r.role = 'administrator' AND r.organisation_id IS NULL AND r.area_id IS NULL
    JOIN gate.credential c ON c.account_id = a.id AND (c.password_hash IS NOT NULL OR c.subject IS NOT NULL)
    WHERE a.is_active);

-- The last of them stays. The lock makes two who take each other away one after the other.
CREATE OR REPLACE FUNCTION keep_an_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'account' AND NOT EXISTS (SELECT FROM account_right r WHERE r.account_id = OLD.id AND r.role = 'administrator' AND r.organisation_id IS NULL AND r.area_id IS NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(7310583949281655146);
    IF NOT has_administrator() THEN
        RAISE EXCEPTION 'Somebody has to be left who administers everything.' USING ERRCODE = 'EM001';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER keep_an_administrator AFTER UPDATE OF is_active ON account FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION keep_an_administrator();
CREATE OR REPLACE TRIGGER keep_an_administrator AFTER DELETE ON account_right FOR EACH ROW
    WHEN (OLD.role = 'administrator' AND OLD.organisation_id IS NULL AND OLD.area_id IS NULL) EXECUTE FUNCTION keep_an_administrator();

-- What may be known of the gate without being it: one's own, and everybody's by who administers everything; never a secret.
CREATE OR REPLACE VIEW account_sign_in WITH (security_barrier) AS
SELECT c.account_id, c.login, c.password_hash IS NOT NULL AS has_password, c.subject IS NOT NULL AS has_provider, c.locked_until,
       (SELECT max(s.seen_at) FROM gate.session s WHERE s.account_id = c.account_id) AS seen_at
FROM gate.credential c
WHERE c.account_id = caller_account() OR caller_may_all('administrator');

CREATE OR REPLACE VIEW api_key WITH (security_barrier) AS
SELECT k.id, k.account_id, k.name, k.beginning, k.may_change, k.made_at, k.used_at, k.ends_at, k.revoked_at
FROM gate.api_key k
WHERE k.account_id = caller_account() OR caller_may_all('administrator');

CREATE OR REPLACE VIEW account_session WITH (security_barrier) AS
SELECT s.id, s.account_id, s.began_at, s.seen_at, s.ends_at, s.way
FROM gate.session s
WHERE s.account_id = caller_account() OR caller_may_all('administrator');

REVOKE ALL ON account_sign_in, api_key, account_session FROM estatemap_writer, estatemap_gate;
GRANT SELECT ON account_sign_in, api_key, account_session TO estatemap_reader, estatemap_editor;

-- Whose file it is, administrators say.
GRANT UPDATE (organisation_id) ON dataset TO estatemap_editor;
DROP POLICY IF EXISTS editor_gives ON dataset;
CREATE POLICY editor_gives ON dataset FOR UPDATE TO estatemap_editor USING (caller_may_all('administrator')) WITH CHECK (caller_may_all('administrator'));
CREATE OR REPLACE TRIGGER audit_steward AFTER UPDATE OF organisation_id ON dataset FOR EACH ROW WHEN (OLD.organisation_id IS DISTINCT FROM NEW.organisation_id) EXECUTE FUNCTION audit_row('id');

-- The gate's own tables and triggers are its owner's to run.
REVOKE EXECUTE ON FUNCTION has_administrator FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_administrator TO estatemap_gate;
