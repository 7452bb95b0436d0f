-- What plans name (migrations/2026-11-30_05_note_what_plans_name.sql), noted as they are written, by whatever program.

-- Uuids that a text has anywhere.
CREATE OR REPLACE FUNCTION uuids_in(words text) RETURNS uuid[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT DISTINCT m[1]::uuid FROM regexp_matches(words, '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', 'g') AS m);

-- With the owner's eyes: what the writer may not see is named all the same.
CREATE OR REPLACE FUNCTION note_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'study' THEN
        NEW.named := uuids_in(NEW.content::text);
    ELSIF TG_TABLE_NAME = 'solve' THEN
        -- A run never forgets what it has looked at.
        NEW.named := ARRAY(SELECT DISTINCT n FROM unnest(uuids_in(NEW.content::text) || NEW.named || OLD.named) AS n);
    ELSIF TG_TABLE_NAME = 'scenario' THEN
        NEW.named := ARRAY(SELECT DISTINCT n FROM unnest(uuids_in(NEW.content) || NEW.told_of) AS n);
    ELSE
        -- Evidence names by the numbers of this database, and is never taken to another.
        NEW.named := ARRAY(
            SELECT n FROM unnest(uuids_in(concat(NEW.content, NEW.evidence))) AS n
            UNION
            SELECT s.uuid FROM site s WHERE s.id IN (SELECT n::bigint FROM jsonb_path_query(NEW.evidence::jsonb, '$.**.siteId ? (@.type() == "number")') AS n)
            UNION
            SELECT v.uuid FROM service v WHERE v.id IN (SELECT n::bigint FROM jsonb_path_query(NEW.evidence::jsonb, '$.**.serviceId ? (@.type() == "number")') AS n)
            UNION
            SELECT c.uuid FROM community_asset c WHERE c.id IN (SELECT n::bigint FROM jsonb_path_query(NEW.evidence::jsonb, '$.**.assetId ? (@.type() == "number")') AS n));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER note_named BEFORE INSERT OR UPDATE OF content, named ON study FOR EACH ROW EXECUTE FUNCTION note_named();
CREATE OR REPLACE TRIGGER note_named BEFORE INSERT OR UPDATE OF content, named ON solve FOR EACH ROW EXECUTE FUNCTION note_named();
CREATE OR REPLACE TRIGGER note_named BEFORE INSERT OR UPDATE OF content, named, told_of ON scenario FOR EACH ROW EXECUTE FUNCTION note_named();
CREATE OR REPLACE TRIGGER note_named BEFORE INSERT OR UPDATE OF content, named, evidence ON decision FOR EACH ROW EXECUTE FUNCTION note_named();

-- A run that says at its start which sites it considers has nothing to add; one that does not has its answers read.
CREATE OR REPLACE FUNCTION note_named_in_points() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE solve v
    SET named = p.named
    FROM (SELECT f.solve_id, array_agg(n) AS named FROM found f CROSS JOIN unnest(f.open_sites || uuids_in(concat(f.infeasible, f.services))) AS n GROUP BY f.solve_id) p
    WHERE v.id = p.solve_id AND EXISTS (SELECT unnest(p.named) EXCEPT SELECT unnest(v.named));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER note_named_as_added AFTER INSERT ON solve_point REFERENCING NEW TABLE AS found FOR EACH STATEMENT EXECUTE FUNCTION note_named_in_points();
CREATE OR REPLACE TRIGGER note_named_as_changed AFTER UPDATE ON solve_point REFERENCING NEW TABLE AS found FOR EACH STATEMENT EXECUTE FUNCTION note_named_in_points();
