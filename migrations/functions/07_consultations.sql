-- How a consultation stands on the day of the calendar on the wall, and what one may do with it then.
CREATE OR REPLACE FUNCTION consultation_status(opened_at timestamptz, closed_at timestamptz, closes_on date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN opened_at IS NULL THEN 'draft'
            WHEN closed_at IS NOT NULL OR closes_on < (now() AT TIME ZONE 'Europe/London')::date THEN 'closed'
            ELSE 'open' END;

-- What was asked stays as it was asked: people have answered it.
CREATE OR REPLACE FUNCTION keep_opened_consultation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.title, NEW.intro, NEW.scenario_id, NEW.area_id, NEW.opened_at) IS NOT DISTINCT FROM (OLD.title, OLD.intro, OLD.scenario_id, OLD.area_id, OLD.opened_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A consultation that opened is not changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER keep_opened BEFORE UPDATE OR DELETE ON consultation FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL) EXECUTE FUNCTION keep_opened_consultation();

CREATE OR REPLACE FUNCTION keep_opened_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    IF (TG_OP <> 'UPDATE' OR (NEW.heading, NEW.words, NEW.number, NEW.consultation_id) IS DISTINCT FROM (OLD.heading, OLD.words, OLD.number, OLD.consultation_id))
       AND EXISTS (SELECT FROM consultation c WHERE c.id = coalesce(NEW.consultation_id, OLD.consultation_id) AND c.opened_at IS NOT NULL) THEN
        RAISE EXCEPTION 'An item of a consultation that opened is not changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE OR REPLACE TRIGGER keep_opened BEFORE INSERT OR UPDATE OR DELETE ON consultation_item FOR EACH ROW EXECUTE FUNCTION keep_opened_item();
