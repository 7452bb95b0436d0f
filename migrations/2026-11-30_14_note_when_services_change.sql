-- When a service last changed, for those who ask the Open Referral feed what is new (`modified_after`). Kept by triggers (functions/08), so that every door that writes is noticed.
-- Nobody knows it of services that are there already: they count as changed by this migration.
ALTER TABLE service ADD COLUMN last_modified timestamptz NOT NULL DEFAULT now();
