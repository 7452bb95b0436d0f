-- Rows that imports derive by the million name a dataset, a run, a site or an area that the same statement has just read: checking each again took half of an import. What a foreign key did on deletion,
-- statement triggers do (functions/03_derived_rows.sql).
ALTER TABLE site_area DROP CONSTRAINT site_area_site_id_fkey, DROP CONSTRAINT site_area_area_id_fkey;
ALTER TABLE site_use DROP CONSTRAINT site_use_dataset_id_fkey, DROP CONSTRAINT site_use_site_id_fkey;
ALTER TABLE site_uprn DROP CONSTRAINT site_uprn_site_id_fkey;
ALTER TABLE source_record DROP CONSTRAINT source_record_dataset_id_fkey, DROP CONSTRAINT source_record_run_id_fkey;
ALTER TABLE import_issue DROP CONSTRAINT import_issue_dataset_id_fkey, DROP CONSTRAINT import_issue_run_id_fkey;
ALTER TABLE property DROP CONSTRAINT property_dataset_id_fkey;
ALTER TABLE field_provenance DROP CONSTRAINT field_provenance_dataset_id_record_key_fkey;
