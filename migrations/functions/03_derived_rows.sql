-- What hangs on a site, an area, a run or a record goes with it. One statement for all that a DELETE takes, instead of one check for each row that ever came in.
CREATE OR REPLACE FUNCTION drop_derived_rows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'site' THEN
            DELETE FROM site_area d USING deleted WHERE d.site_id = deleted.id;
            DELETE FROM site_use d USING deleted WHERE d.site_id = deleted.id;
            DELETE FROM site_uprn d USING deleted WHERE d.site_id = deleted.id;
        WHEN 'area' THEN
            DELETE FROM site_area d USING deleted WHERE d.area_id = deleted.id;
        WHEN 'import_run' THEN
            DELETE FROM import_issue d USING deleted WHERE d.run_id = deleted.id;
        WHEN 'source_record' THEN
            DELETE FROM field_provenance d USING deleted WHERE d.dataset_id = deleted.dataset_id AND d.record_key = deleted.record_key;
    END CASE;
    RETURN NULL;
END $$;

DO $$
DECLARE
    of text;
BEGIN
    FOREACH of IN ARRAY ARRAY['site', 'area', 'import_run', 'source_record'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS drop_derived_rows ON %I', of);
        EXECUTE format('CREATE TRIGGER drop_derived_rows AFTER DELETE ON %I REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION drop_derived_rows()', of);
    END LOOP;
END $$;
