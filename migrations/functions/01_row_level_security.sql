-- Who may see which row, decided here for every door. A table with row-level security and no policy below shows nothing.
--
-- A session says who asks with two settings (an absent one is the least right):
--   estatemap.clearance      public | partner | owner | restricted
--   estatemap.organisations  ids of the organisations the caller acts for, comma-separated

CREATE OR REPLACE FUNCTION caller_clearance() RETURNS visibility
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('estatemap.clearance', true), ''), 'public')::visibility;

CREATE OR REPLACE FUNCTION caller_acts_for(organisation bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN organisation = ANY (string_to_array(nullif(current_setting('estatemap.organisations', true), ''), ',')::bigint[]);

-- An owner sees what is theirs; partners see what partners share; restricted rows (refuges) take a clearance of their own.
CREATE OR REPLACE FUNCTION may_see(row_visibility visibility, owner_organisation bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE row_visibility
    WHEN 'public' THEN true
    WHEN 'partner' THEN caller_clearance() >= 'partner'
    WHEN 'owner' THEN caller_clearance() = 'restricted'
                      OR caller_clearance() = 'owner' AND coalesce(caller_acts_for(owner_organisation), false)
    WHEN 'restricted' THEN caller_clearance() = 'restricted'
END;

-- Numbers of the studies, runs, scenarios or decisions that name a site, service or community asset which is there and which the caller may not see. What is gone hides nothing, and only who may see everything can
-- tell the two apart; so this looks with the owner's eyes, and tells of plans alone, never of what they name: nobody can ask it about a thing.
-- A policy asks it once a statement, (SELECT ...), and not once a row. There are few things that somebody may not see, and of each an index knows its plans; array comparison, row by row, costs more than the planner believes.
CREATE OR REPLACE FUNCTION plans_naming_what_is_hidden(plans text) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    hidden uuid[] := ARRAY(
        SELECT s.uuid FROM site s WHERE s.visibility <> 'public' AND NOT may_see(s.visibility, s.owner_organisation_id)
        UNION ALL
        SELECT v.uuid FROM service v WHERE v.visibility <> 'public' AND NOT may_see(v.visibility, v.organisation_id)
        UNION ALL
        SELECT c.uuid FROM community_asset c WHERE c.visibility <> 'public' AND NOT may_see(c.visibility, c.organisation_id));
BEGIN
    RETURN CASE
        WHEN cardinality(hidden) = 0 THEN ARRAY[]::bigint[]
        WHEN plans = 'study' THEN ARRAY(SELECT y.id FROM study y WHERE y.named && hidden)
        WHEN plans = 'solve' THEN ARRAY(SELECT v.id FROM solve v WHERE v.named && hidden)
        WHEN plans = 'scenario' THEN ARRAY(SELECT n.id FROM scenario n WHERE n.named && hidden)
        WHEN plans = 'decision' THEN ARRAY(SELECT z.id FROM decision z WHERE z.named && hidden)
    END;
END $$;

DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN
        SELECT * FROM (VALUES
            ('dataset',            'visibility = ''public'' OR may_see(visibility, NULL)'),
            ('import_run',         'EXISTS (SELECT FROM dataset d WHERE d.id = dataset_id)'),
            ('import_issue',       '(visibility = ''public'' OR may_see(visibility, NULL)) AND EXISTS (SELECT FROM dataset d WHERE d.id = dataset_id)'),
            ('rejected_row',       'false'),
            ('problem_report',     'false'),
            ('organisation',       'visibility = ''public'' OR may_see(visibility, id)'),
            ('site',               'visibility = ''public'' OR may_see(visibility, owner_organisation_id)'),
            ('site_uprn',          'EXISTS (SELECT FROM site s WHERE s.id = site_id)'),
            ('source_record',      '(visibility = ''public'' OR may_see(visibility, NULL)) AND (site_id IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = site_id))'),
            ('field_provenance',   'EXISTS (SELECT FROM source_record r WHERE r.dataset_id = field_provenance.dataset_id AND r.record_key = field_provenance.record_key)'),
            ('match_decision',     'EXISTS (SELECT FROM site s WHERE s.id = site_id) AND EXISTS (SELECT FROM source_record r WHERE r.dataset_id = match_decision.dataset_id AND r.record_key = match_decision.record_key)'),
            ('match_candidate',    'EXISTS (SELECT FROM site s WHERE s.id = site_id) AND EXISTS (SELECT FROM source_record r WHERE r.dataset_id = match_candidate.dataset_id AND r.record_key = match_candidate.record_key)'),
            ('record_version',     '(visibility = ''public'' OR may_see(visibility, NULL)) AND EXISTS (SELECT FROM source_record r WHERE r.dataset_id = record_version.dataset_id AND r.record_key = record_version.record_key)'),
            ('hand_edit',          'EXISTS (SELECT FROM source_record r WHERE r.dataset_id = hand_edit.dataset_id AND r.record_key = hand_edit.record_key)'),
            ('retired_hand_edit',  'EXISTS (SELECT FROM source_record r WHERE r.dataset_id = retired_hand_edit.dataset_id AND r.record_key = retired_hand_edit.record_key)'),
            ('import_change',      'EXISTS (SELECT FROM import_run u WHERE u.id = run_id)'),
            ('quality_score',      'EXISTS (SELECT FROM import_run u WHERE u.id = run_id) AND EXISTS (SELECT FROM organisation o WHERE o.id = organisation_id)'),
            ('site_use',           'EXISTS (SELECT FROM site s WHERE s.id = site_id) AND dataset_id IN (SELECT d.id FROM dataset d)'),
            ('site_designation',   'EXISTS (SELECT FROM site s WHERE s.id = site_id) AND EXISTS (SELECT FROM dataset d WHERE d.id = dataset_id)'),
            ('site_access_point',  'EXISTS (SELECT FROM site s WHERE s.id = site_id) AND EXISTS (SELECT FROM dataset d WHERE d.id = dataset_id)'),
            ('property',           '(visibility = ''public'' OR may_see(visibility, (SELECT s.owner_organisation_id FROM site s WHERE s.id = site_id))) AND EXISTS (SELECT FROM site s WHERE s.id = site_id)'),
            ('tenure',             'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('floor_area',         'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('energy_certificate', 'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('condition_survey',   'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('running_cost',       'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('occupation',         'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('search_word',        'visibility = ''public'' OR may_see(visibility, organisation_id)'),
            ('vacant_space',       'EXISTS (SELECT FROM property p WHERE p.id = property_id)'),
            ('service',            'visibility = ''public'' OR may_see(visibility, organisation_id)'),
            ('service_at_location','EXISTS (SELECT FROM service v WHERE v.id = service_id) AND EXISTS (SELECT FROM site s WHERE s.id = site_id)'),
            ('schedule',           'EXISTS (SELECT FROM service v WHERE v.id = service_id)'),
            ('area',               'ended_by_run_id IS NULL AND (visibility = ''public'' OR may_see(visibility, NULL))'),
            ('area_lookup',        'EXISTS (SELECT FROM dataset d WHERE d.id = dataset_id)'),
            ('organisation_identifier', 'EXISTS (SELECT FROM organisation o WHERE o.id = organisation_id) AND dataset_id IN (SELECT d.id FROM dataset d)'),
            ('organisation_alias', 'EXISTS (SELECT FROM organisation o WHERE o.id = organisation_id) AND dataset_id IN (SELECT d.id FROM dataset d)'),
            ('area_membership',    'EXISTS (SELECT FROM area a WHERE a.id = area_id) AND EXISTS (SELECT FROM area a WHERE a.id = member_area_id)'),
            ('site_area',          'EXISTS (SELECT FROM site s WHERE s.id = site_id)'),
            ('indicator_value',    'EXISTS (SELECT FROM area a WHERE a.id = area_id) AND dataset_id IN (SELECT d.id FROM dataset d)'),
            ('demand_point',       'EXISTS (SELECT FROM area a WHERE a.id = area_id)'),
            ('demand_weight',      'EXISTS (SELECT FROM demand_point p WHERE p.id = demand_point_id) AND dataset_id IN (SELECT d.id FROM dataset d)'),
            ('network',            'visibility = ''public'' OR may_see(visibility, NULL)'),
            ('network_node',       'EXISTS (SELECT FROM network w WHERE w.id = network_id)'),
            ('network_edge',       'EXISTS (SELECT FROM network w WHERE w.id = network_id)'),
            ('travel_matrix',      'visibility = ''public'' OR may_see(visibility, NULL)'),
            ('travel_time',        'EXISTS (SELECT FROM travel_matrix m WHERE m.id = matrix_id)'),
            ('scenario',           '(visibility = ''public'' OR may_see(visibility, NULL)) AND id <> ALL ((SELECT plans_naming_what_is_hidden(''scenario''))::bigint[]) AND EXISTS (SELECT FROM study y WHERE y.id = study_id)'),
            ('decision',           '(visibility = ''public'' OR may_see(visibility, NULL)) AND id <> ALL ((SELECT plans_naming_what_is_hidden(''decision''))::bigint[]) AND EXISTS (SELECT FROM scenario c WHERE c.id = scenario_id)'),
            ('decision_review',    'EXISTS (SELECT FROM decision e WHERE e.id = decision_id)'),
            ('community_asset',    'visibility = ''public'' OR may_see(visibility, organisation_id)'),
            ('asset_schedule',     'EXISTS (SELECT FROM community_asset c WHERE c.id = community_asset_id)'),
            ('asset_exchange',     'EXISTS (SELECT FROM community_asset c WHERE c.id = community_asset_id)'),
            ('contribution',       'false'),
            ('community_version',  '(asset_id IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = asset_id)) AND (link_id IS NULL OR EXISTS (SELECT FROM link k WHERE k.id = link_id))'),
            ('community_comment',  '(asset_id IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = asset_id)) AND (site_id IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = site_id)) AND (scenario_id IS NULL OR EXISTS (SELECT FROM scenario n WHERE n.id = scenario_id))'),
            ('study',              '(visibility = ''public'' OR may_see(visibility, NULL)) AND id <> ALL ((SELECT plans_naming_what_is_hidden(''study''))::bigint[])'),
            ('solve',              'id <> ALL ((SELECT plans_naming_what_is_hidden(''solve''))::bigint[]) AND EXISTS (SELECT FROM study y WHERE y.id = study_id)'),
            ('solve_point',        'EXISTS (SELECT FROM solve v WHERE v.id = solve_id)'),
            ('link',               '(visibility = ''public'' OR may_see(visibility, from_organisation_id) OR may_see(visibility, to_organisation_id))
                                     AND (from_organisation_id IS NULL OR EXISTS (SELECT FROM organisation o WHERE o.id = from_organisation_id))
                                     AND (from_site_id IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = from_site_id))
                                     AND (from_service_id IS NULL OR EXISTS (SELECT FROM service v WHERE v.id = from_service_id))
                                     AND (from_community_asset_id IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = from_community_asset_id))
                                     AND (to_organisation_id IS NULL OR EXISTS (SELECT FROM organisation o WHERE o.id = to_organisation_id))
                                     AND (to_site_id IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = to_site_id))
                                     AND (to_service_id IS NULL OR EXISTS (SELECT FROM service v WHERE v.id = to_service_id))
                                     AND (to_community_asset_id IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = to_community_asset_id))')
        ) AS policies (table_name, may_read)
    LOOP
        EXECUTE format('DROP POLICY IF EXISTS reader_sees ON %I', rule.table_name);
        EXECUTE format('CREATE POLICY reader_sees ON %I FOR SELECT TO estatemap_reader, estatemap_editor USING (%s)', rule.table_name, rule.may_read);
        EXECUTE format('DROP POLICY IF EXISTS writer_does ON %I', rule.table_name);
        EXECUTE format('CREATE POLICY writer_does ON %I FOR ALL TO estatemap_writer USING (true) WITH CHECK (true)', rule.table_name);
    END LOOP;
END $$;
