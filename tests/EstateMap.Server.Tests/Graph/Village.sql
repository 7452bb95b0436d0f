-- A village made up for tests: two wards side by side, six public sites and two that the public may not see.
-- One degree of latitude here is 111,286.6 m on the WGS84 spheroid, so 0.01 degree is 1,112.87 m.
INSERT INTO vocabulary_term (vocabulary, code, label, broader, sort_order) VALUES
    ('site-uses', 'library', 'Library', 'libraries', 10), ('site-uses', 'school', 'School', 'schools', 20), ('site-uses', 'park', 'Park', 'green', 30),
    ('themes', 'libraries', 'Libraries', NULL, 10), ('themes', 'schools', 'Schools', NULL, 20), ('themes', 'green', 'Green space', NULL, 30),
    ('area-kinds', 'neighbourhood', 'Neighbourhood', NULL, 20), ('area-kinds', 'ward', 'Ward', NULL, 30), ('service-kinds', 'library', 'Library', 'libraries', 10);

INSERT INTO dataset (id, title, publisher, publisher_url, licence, attribution, theme, is_sample) VALUES
    ('village-register', 'Village register', 'Village Council', 'https://village.example/register', 'OGL-UK-3.0', 'Contains Village Council data', 'estate', true),
    ('village-libraries', 'Village libraries', 'Village Council', NULL, 'OGL-UK-3.0', 'Contains Village Council data', 'libraries', true);
INSERT INTO import_run (id, dataset_id, status, file_name, as_at, started_at, finished_at, rows_read, rows_new, rows_rejected) OVERRIDING SYSTEM VALUE VALUES
    (1, 'village-register', 'activated', 'register.csv', '2025-09-12', '2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z', 9, 8, 1),
    (2, 'village-libraries', 'activated', 'libraries.csv', '2025-01-01', '2026-01-02T03:05:05Z', '2026-01-02T03:05:06Z', 1, 1, 0);
UPDATE dataset SET active_run_id = CASE id WHEN 'village-register' THEN 1 ELSE 2 END;

INSERT INTO organisation (id, name, name_key, kind) OVERRIDING SYSTEM VALUE VALUES (1, 'Village Council', 'village council', 'council'), (2, 'Hill Trust', 'hill trust', 'nhs');

INSERT INTO area (id, code, name, kind, vintage, geom, display_geom, label_point, area_m2, dataset_id) OVERRIDING SYSTEM VALUE
SELECT v.id, v.code, v.name, v.kind, v.vintage, ST_Multi(v.box), ST_Multi(v.box), ST_Centroid(v.box), round(ST_Area(v.box::geography)), 'village-register'
FROM (VALUES
    (1, 'W1', 'West Ward', 'ward', '2023', ST_MakeEnvelope(-2.02, 53.00, -2.00, 53.04, 4326)),
    (2, 'W2', 'East Ward', 'ward', '2023', ST_MakeEnvelope(-2.00, 53.00, -1.98, 53.04, 4326)),
    (3, 'V1', 'Old Ward', 'ward', '2017', ST_MakeEnvelope(-2.02, 53.00, -1.98, 53.04, 4326)),
    (4, 'village', 'Village', 'neighbourhood', '2023', ST_MakeEnvelope(-2.02, 53.00, -1.98, 53.04, 4326))) AS v (id, code, name, kind, vintage, box);
INSERT INTO area_membership (member_area_id, area_id, share) VALUES (1, 4, 1), (2, 4, 1);
INSERT INTO indicator (code, name, unit, is_additive) VALUES ('population_all', 'People', 'persons', true);
INSERT INTO indicator_value (indicator_code, area_id, period, value, dataset_id) VALUES
    ('population_all', 1, '[2024-06-30,2024-07-01)', 1200, 'village-register'), ('population_all', 2, '[2024-06-30,2024-07-01)', 800, 'village-register');
INSERT INTO demand_point (id, area_id, geom, method) OVERRIDING SYSTEM VALUE SELECT id, id, label_point, 'point on surface' FROM area WHERE id IN (1, 2);
INSERT INTO demand_weight (demand_point_id, population_group, weight, dataset_id) VALUES (1, 'all', 1200, 'village-register'), (2, 'all', 800, 'village-register');

INSERT INTO site (id, name, street_number, street_name, post_town, postcode, geom, location_precision, location_method, owner_organisation_id, visibility, is_outside_place) OVERRIDING SYSTEM VALUE VALUES
    (1, 'Village Library', '2', 'High Street', 'Village', 'ZZ1 1AA', ST_SetSRID(ST_MakePoint(-2.01, 53.01), 4326), 'given', 'given', 1, 'public', false),
    (2, 'West School', NULL, 'School Lane', 'Village', 'ZZ1 1AB', ST_SetSRID(ST_MakePoint(-2.01, 53.02), 4326), 'given', 'given', 1, 'public', false),
    (3, 'East School', NULL, 'East Road', 'Village', 'ZZ1 1AC', ST_SetSRID(ST_MakePoint(-1.99, 53.02), 4326), 'postcode', 'postcode_centroid', 2, 'public', false),
    (4, 'Village Park', NULL, NULL, 'Village', 'ZZ1', NULL, 'unlocated', NULL, 1, 'public', false),
    (5, 'Far Depot', NULL, 'Long Road', NULL, NULL, ST_SetSRID(ST_MakePoint(-1.90, 53.02), 4326), 'given', 'given', 1, 'public', true),
    (6, '100% O''Brien_House \ "Annexe"', NULL, NULL, NULL, NULL, ST_SetSRID(ST_MakePoint(-1.99, 53.03), 4326), 'given', 'given', NULL, 'public', false),
    (7, 'Partner Clinic', NULL, 'High Street', 'Village', 'ZZ1 1AA', ST_SetSRID(ST_MakePoint(-2.01, 53.015), 4326), 'given', 'given', 2, 'partner', false),
    (8, 'Refuge', NULL, 'High Street', 'Village', 'ZZ1 1AA', ST_SetSRID(ST_MakePoint(-2.01, 53.016), 4326), 'given', 'given', 2, 'restricted', false);
INSERT INTO site_uprn VALUES (1, '000000000101'), (2, '000000000102'), (8, '000000000108');
INSERT INTO site_area SELECT s.id, a.id FROM site s JOIN area a ON ST_Covers(a.geom, s.geom);
INSERT INTO source_record (dataset_id, record_key, line, run_id, content, content_sha256, as_at, site_id, visibility)
SELECT 'village-register', 'V' || s.id, s.id + 1, 1, jsonb_build_object('name', s.name, 'postcode', s.postcode), '\x00', '2025-09-12', s.id, s.visibility FROM site s;
INSERT INTO source_record (dataset_id, record_key, line, run_id, content, content_sha256, as_at, site_id) VALUES
    ('village-libraries', 'L1', 2, 2, '{"name": "Village library", "postcode": "ZZ1 1AA", "opening_hours": "Mon 9-5"}', '\x00', '2025-01-01', 1);
INSERT INTO field_provenance VALUES ('village-register', 'V3', 'postcode', 'assumption', 'the outward code was completed from the street', 'ZZ1', 0.8);
INSERT INTO site_use VALUES (1, 'library', 'village-register', 'V1'), (1, 'library', 'village-libraries', 'L1'), (2, 'school', 'village-register', 'V2'), (2, 'library', 'village-register', 'V2'),
    (3, 'school', 'village-register', 'V3'), (4, 'park', 'village-register', 'V4'), (7, 'school', 'village-register', 'V7'), (8, 'library', 'village-register', 'V8');
INSERT INTO property (id, site_id, dataset_id, asset_code, name, kind, location_precision, geom, visibility) OVERRIDING SYSTEM VALUE
SELECT s.id, s.id, 'village-register', 'V' || s.id, s.name, CASE WHEN s.id = 4 THEN 'land' ELSE 'building' END::property_kind, s.location_precision, s.geom, s.visibility FROM site s;
INSERT INTO property (id, site_id, dataset_id, asset_code, name, kind) OVERRIDING SYSTEM VALUE VALUES (21, 2, 'village-register', 'V2/B', 'West School, annexe', 'building');
INSERT INTO tenure (property_id, organisation_id, tenure_type) SELECT p.id, 1, CASE WHEN p.id = 3 THEN 'leasehold' ELSE 'freehold' END FROM property p WHERE p.id <> 5;
INSERT INTO floor_area VALUES (1, 'GIA', 400, 'fact', false), (2, 'GIA', 1000, 'assumption', false), (21, 'GIA', 1000, 'assumption', true), (3, 'GIA', 600, 'fact', false), (8, 'GIA', 9999, 'fact', false);
INSERT INTO energy_certificate VALUES (1, 'DEC', 'C', NULL, NULL);

INSERT INTO service (id, dataset_id, record_key, organisation_id, kind, name, email) OVERRIDING SYSTEM VALUE VALUES (1, 'village-libraries', 'L1', 1, 'library', 'Village Library Service', 'library@village.example');
INSERT INTO service_at_location (service_id, site_id) VALUES (1, 1), (1, 2);
INSERT INTO schedule (service_id, byday, opens_at, closes_at) VALUES (1, 'MO,TU', '09:00', '17:30');
INSERT INTO community_asset (id, dataset_id, record_key, name, abcd_class, organisation_id, site_id, is_illustrative) OVERRIDING SYSTEM VALUE VALUES
    (1, 'village-register', 'C1', 'Knit and Natter', 'associations', NULL, 1, true), (2, 'village-register', 'C2', 'Village Choir', 'culture', 2, NULL, true);
INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_site_id, evidence) OVERRIDING SYSTEM VALUE VALUES (1, 'village-register', 'K1', 'meets_at', 1, 1, 'Poster in the library');
INSERT INTO link (id, dataset_id, record_key, kind, from_organisation_id, to_service_id, title, amount_gbp, agreed_on, evidence) OVERRIDING SYSTEM VALUE VALUES (2, 'village-register', 'K2', 'runs', 1, 1, 'Library grant', 1200.50, '2024-04-01', 'Annual report');
INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_site_id, evidence) OVERRIDING SYSTEM VALUE VALUES (3, 'village-register', 'K3', 'partners_with', 2, 8, 'Told in confidence');
INSERT INTO import_issue (id, run_id, dataset_id, line, record_key, field, value, issue_type, severity, responsible, message, is_rejection) OVERRIDING SYSTEM VALUE VALUES
    (1, 1, 'village-register', 4, 'V3', 'postcode', 'ZZ1', 'outward-postcode-only', 'warning', 'publisher', 'The postcode is an outward code only.', false),
    (2, 1, 'village-register', 10, NULL, 'name', NULL, 'missing-value', 'error', 'publisher', 'The row has no name and was left out.', true);
INSERT INTO postcode (postcode, geom, dataset_id) VALUES ('ZZ1 1AA', ST_SetSRID(ST_MakePoint(-2.01, 53.011), 4326), 'village-register'), ('ZZ1 1AB', ST_SetSRID(ST_MakePoint(-2.01, 53.02), 4326), 'village-register');

-- What a second file would change, what people put right and decided, and how good the first file was.
UPDATE dataset SET manifest = '{"layout": "register", "mirrorPath": "village/register.csv", "join": {"mirrorPath": "village/uprns.csv"}}' WHERE id = 'village-register';
INSERT INTO import_run (id, dataset_id, status, file_name, as_at, started_at, finished_at, rows_read, rows_new, rows_changed, rows_missing, rows_rejected, rows_conflicting, base_run_id) OVERRIDING SYSTEM VALUE VALUES
    (3, 'village-register', 'previewed', 'register-2026.csv', '2026-09-12', '2026-01-03T03:04:05Z', '2026-01-03T03:04:06Z', 9, 1, 1, 1, 1, 1, 1),
    (4, 'village-libraries', 'superseded', 'libraries-2024.csv', '2024-01-01', '2026-01-01T03:05:05Z', '2026-01-01T03:05:06Z', 1, 1, 0, 0, 0, 0, NULL),
    (5, 'village-libraries', 'previewed', 'libraries-2023.csv', '2023-01-01', '2026-01-01T04:05:05Z', '2026-01-01T04:05:06Z', 1, 0, 1, 0, 0, 0, 4);
INSERT INTO import_change (run_id, record_key, line, kind, name, fields) VALUES
    (3, 'V1', 2, 'changed', 'Village Library', '[{"field": "postcode", "before": "ZZ1 1AA", "after": "ZZ1 1AB"}, {"field": "telephone", "before": "0123", "after": null}]'),
    (3, 'V9', 9, 'new', 'Bandstand', '[]'), (3, 'V6', NULL, 'missing', 'Annexe', '[]');
INSERT INTO import_issue (id, run_id, dataset_id, line, record_key, field, value, issue_type, severity, responsible, message, is_rejection, proposed_value) OVERRIDING SYSTEM VALUE VALUES
    (3, 3, 'village-register', 4, 'V3', 'postcode', 'ZZ11AC', 'invalid-postcode', 'warning', 'owner', 'The postcode was left empty.', false, 'ZZ1 1AC'),
    (4, 3, 'village-register', 5, NULL, 'name', NULL, 'required-value-missing', 'error', 'owner', 'The row has no name and was left out.', true, NULL);
UPDATE import_issue SET proposed_value = 'ZZ1 1AC' WHERE id = 1;
INSERT INTO hand_edit (id, dataset_id, record_key, field, value, seen_value, file_value, edited_by, edited_at, why) OVERRIDING SYSTEM VALUE VALUES
    (1, 'village-register', 'V1', 'postcode', '"ZZ1 1AA"', '"ZZ1 9ZZ"', '"ZZ1 1AB"', 'estates team', '2026-01-02T04:00:00Z', 'It is on the door.'),
    (2, 'village-register', 'V2', 'floor_area_m2', '120', '12', '12', 'estates team', '2026-01-02T04:00:01Z', 'Measured.'),
    (3, 'village-register', 'V8', 'name', '"Refuge"', NULL, NULL, 'estates team', '2026-01-02T04:00:02Z', 'Nobody may read this.');
INSERT INTO match_candidate (dataset_id, record_key, site_id, score, reason) VALUES
    ('village-libraries', 'L1', 2, 0.712, 'like name'), ('village-register', 'V2', 8, 0.8, 'a site that the public may not see'), ('village-libraries', 'L1', 5, 0.7, 'decided already');
INSERT INTO match_decision (dataset_id, record_key, site_id, is_same, score, decided_by, decided_at, why) VALUES
    ('village-libraries', 'L1', 5, false, 0.7, 'estates team', '2026-01-02T05:00:00Z', 'The depot holds no books.'), ('village-libraries', 'L1', 1, true, 0.9, 'rule', '2026-01-02T05:00:00Z', 'equal address and postcode');
INSERT INTO quality_score (run_id, dataset_id, organisation_id, records, records_with_warnings, score, measured_at) VALUES
    (4, 'village-libraries', 1, 4, 1, 0.75, '2026-01-01T03:05:06Z'), (2, 'village-libraries', 1, 5, 0, 1, '2026-01-02T03:05:06Z'), (5, 'village-libraries', 1, 5, 5, 0, '2026-01-02T03:05:06Z');
INSERT INTO record_version (dataset_id, record_key, run_id, replaced_by_run_id, line, content, content_sha256, as_at, visibility, replaced_at) VALUES
    ('village-libraries', 'L1', 4, 2, 2, '{"name": "Village library", "postcode": "ZZ1 1AB"}', '\x01', '2024-01-01', 'public', '2026-01-02T03:05:06Z');

-- What protects places, and how one gets in; of the refuge nobody may know.
INSERT INTO site_designation (dataset_id, record_key, site_id, designation, name, grade, reference, designated_on, url) VALUES
    ('village-register', 'D1', 1, 'listed_building', 'The Old Schoolroom', 'II*', '1234567', '1974-03-01', 'https://village.example/list/1234567'), ('village-register', 'D8', 8, 'listed_building', 'A house', 'II', '7654321', NULL, NULL);
INSERT INTO site_access_point (site_id, dataset_id, record_key, access_type, geom) VALUES
    (1, 'village-register', 'G1', 'pedestrian', ST_SetSRID(ST_MakePoint(-2.0101, 53.0101), 4326)), (8, 'village-register', 'G8', 'pedestrian', ST_SetSRID(ST_MakePoint(-2.01, 53.016), 4326));

-- What only some registers say: who uses what, in what state it is, what it costs; and what tells organisations apart.
INSERT INTO occupation (id, property_id, organisation_id, area_m2, period, basis) OVERRIDING SYSTEM VALUE VALUES
    (1, 1, 1, 300, '[2020-04-01,)', 'fact'), (2, 1, 2, 80.5, '[2022-01-01,2024-01-01)', 'assumption'), (8, 8, 2, 9999, NULL, 'fact');
INSERT INTO vacant_space (id, property_id, area_m2, available_from, description) OVERRIDING SYSTEM VALUE VALUES (1, 2, 45, '2026-04-01', 'Two rooms on the first floor');
INSERT INTO condition_survey (property_id, surveyed_on, condition_band, backlog_gbp) VALUES (1, '2019-05-01', 'B', 12000), (1, '2024-05-01', 'C', 45000.50), (2, '2023-01-01', 'A', NULL);
INSERT INTO running_cost (property_id, period, cost_kind, cost_gbp) VALUES (1, '[2024-04-01,2025-04-01)', 'energy', 8200), (1, '[2024-04-01,2025-04-01)', 'total', 31000), (1, '[2023-04-01,2024-04-01)', 'total', 29000);
INSERT INTO organisation_identifier VALUES ('GB-CHC-1234567', 2, 'village-register');
INSERT INTO organisation_alias VALUES (2, 'The Hill Trust', 'village-register'), (2, 'Hill Trust', 'village-libraries');
INSERT INTO area_lookup VALUES ('village-register', 'ward', '2023', 'W1', 'neighbourhood', '2023', 'village');
UPDATE community_asset SET area_id = 1 WHERE id = 2;
