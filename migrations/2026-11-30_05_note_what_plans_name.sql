-- Plans name buildings and services, in their content and in their words. Who may not see one of these does not see the plan (functions/01_row_level_security.sql); what is gone hides nothing.
-- Kept as uuids, as contents have them: a thing that comes to this register later is held against them too. Filled by triggers (functions/07_names_in_plans.sql), so that no writer can forget it.
ALTER TABLE study ADD COLUMN named uuid[] NOT NULL DEFAULT '{}';        -- sites in its roles and constraints
ALTER TABLE solve ADD COLUMN named uuid[] NOT NULL DEFAULT '{}';        -- those of its study, every site that it considered, and every site in its answers
ALTER TABLE scenario ADD COLUMN named uuid[] NOT NULL DEFAULT '{}',     -- sites and services in its changes and in the study's settings, and those of told_of
    ADD COLUMN told_of uuid[] NOT NULL DEFAULT '{}';                    -- sites that the planner's reasons tell of by name, and that no change may name
ALTER TABLE decision ADD COLUMN named uuid[] NOT NULL DEFAULT '{}';     -- sites, services and community assets in its evidence

-- How far a run is changes with each answer: room for that on the page spares the indexes.
ALTER TABLE solve SET (fillfactor = 50);

UPDATE study y SET named = ARRAY(
    SELECT DISTINCT m[1]::uuid FROM regexp_matches(y.content::text, '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', 'g') AS m);

UPDATE solve v SET named = ARRAY(
    SELECT m[1]::uuid FROM regexp_matches(v.content::text, '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', 'g') AS m
    UNION
    SELECT n FROM solve_point p CROSS JOIN unnest(p.open_sites) AS n WHERE p.solve_id = v.id
    UNION
    SELECT m[1]::uuid FROM solve_point p CROSS JOIN regexp_matches(concat(p.infeasible, p.services), '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', 'g') AS m WHERE p.solve_id = v.id);

-- What was decided keeps its words; whom it is shown to is no part of them.
ALTER TABLE scenario DISABLE TRIGGER keep_decided;
UPDATE scenario n SET named = ARRAY(
    SELECT m[1]::uuid FROM regexp_matches(n.content, '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', 'g') AS m
    UNION
    SELECT s.uuid FROM site s WHERE s.id = ANY (n.site_ids)
    UNION
    SELECT v.uuid FROM service v WHERE v.id = ANY (n.service_ids));
ALTER TABLE scenario ENABLE TRIGGER keep_decided;
-- Read by the policy as it was; until functions/ give the new one, readers see no scenario at all.
DROP POLICY IF EXISTS reader_sees ON scenario;
ALTER TABLE scenario DROP COLUMN site_ids, DROP COLUMN service_ids;

ALTER TABLE decision DISABLE TRIGGER keep_decided;
UPDATE decision z SET named = ARRAY(
    SELECT s.uuid FROM site s WHERE s.id IN (SELECT n::bigint FROM jsonb_path_query(z.evidence::jsonb, '$.**.siteId ? (@.type() == "number")') AS n)
    UNION
    SELECT v.uuid FROM service v WHERE v.id IN (SELECT n::bigint FROM jsonb_path_query(z.evidence::jsonb, '$.**.serviceId ? (@.type() == "number")') AS n)
    UNION
    SELECT c.uuid FROM community_asset c WHERE c.id IN (SELECT n::bigint FROM jsonb_path_query(z.evidence::jsonb, '$.**.assetId ? (@.type() == "number")') AS n)
    UNION
    -- Buildings on the map of the evidence had a name and a place, and no number.
    SELECT s.uuid
    FROM jsonb_array_elements(z.evidence::jsonb -> 'sites') AS shown
    JOIN site s ON s.name = shown ->> 'name' AND ST_DWithin(s.geom, ST_SetSRID(ST_MakePoint((shown ->> 'longitude')::double precision, (shown ->> 'latitude')::double precision), 4326), 0.000001))
WHERE z.evidence IS NOT NULL;
ALTER TABLE decision ENABLE TRIGGER keep_decided;

-- Which plans name one of the few things that somebody may not see. Without a list of pending entries, which every question would have to read through.
CREATE INDEX study_named ON study USING gin (named) WITH (fastupdate = off);
CREATE INDEX solve_named ON solve USING gin (named) WITH (fastupdate = off);
CREATE INDEX scenario_named ON scenario USING gin (named) WITH (fastupdate = off);
CREATE INDEX decision_named ON decision USING gin (named) WITH (fastupdate = off);
CREATE INDEX site_not_public ON site (uuid) WHERE visibility <> 'public';
CREATE INDEX service_not_public ON service (uuid) WHERE visibility <> 'public';
CREATE INDEX community_asset_not_public ON community_asset (uuid) WHERE visibility <> 'public';
