-- What matching compares, made once when a record comes in instead of from its content at every import: lower case, letters and digits, single blanks.
ALTER TABLE source_record
    ADD COLUMN match_name text,
    ADD COLUMN match_address text,
    ADD COLUMN match_host text;                 -- the address up to its first comma: the building that a library or practice is in

UPDATE source_record
SET match_name = btrim(lower(regexp_replace(coalesce(content->>'site_name', content->>'name'), '[^[:alnum:]]+', ' ', 'g'))),
    match_address = btrim(lower(regexp_replace(content->>'address', '[^[:alnum:]]+', ' ', 'g'))),
    match_host = btrim(lower(regexp_replace(split_part(content->>'address', ',', 1), '[^[:alnum:]]+', ' ', 'g')))
WHERE site_id IS NOT NULL;

-- A record that was missing and came back must be able to be missing again.
ALTER TABLE record_version ADD COLUMN missing_since_run_id bigint REFERENCES import_run;

-- Few sites have an outline; an index entry for each that has none is work for nothing.
DROP INDEX site_footprint;
CREATE INDEX site_footprint ON site USING gist (footprint) WHERE footprint IS NOT NULL;
