-- Whoever keeps answers in memory hears when the rows they rest on change, through whichever door: import, edit or psql. One note a transaction, since PostgreSQL drops equal ones; it goes out on commit.
CREATE OR REPLACE FUNCTION note_register_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('estatemap_changes', '{"register":true}');
    RETURN NULL;
END $$;

DO $$
DECLARE
    of text;
BEGIN
    FOREACH of IN ARRAY ARRAY[
        'area', 'area_membership', 'asset_exchange', 'asset_schedule', 'community_asset', 'condition_survey', 'dataset', 'demand_point', 'demand_weight', 'energy_certificate', 'floor_area', 'hand_edit', 'import_issue', 'indicator', 'indicator_value',
        'link', 'network', 'occupation', 'organisation', 'property', 'running_cost', 'schedule', 'service', 'service_at_location', 'site', 'site_area', 'site_uprn', 'site_use', 'source_record', 'tenure', 'travel_matrix', 'vocabulary_term'
    ] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS note_register_change ON %I', of);
        EXECUTE format('CREATE TRIGGER note_register_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION note_register_change()', of);
    END LOOP;
END $$;
