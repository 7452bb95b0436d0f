-- What the caller may change, decided here for every door. Claims are set for a transaction (People/Caller.cs):
--   estatemap.account        id of the account; empty for nobody, and for whoever sits at this computer where that is all it takes
--   estatemap.actor          what to call the caller in histories
--   estatemap.rights         role:organisation:area, comma-separated; an empty organisation or area means any

CREATE OR REPLACE FUNCTION caller_account() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('estatemap.account', true), '')::bigint;

CREATE OR REPLACE FUNCTION caller_actor() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('estatemap.actor', true), ''), 'EstateMap');

-- Whether the caller has the role for something of this organisation in one of these areas. A steward may what a contributor may, an administrator everything.
CREATE OR REPLACE FUNCTION caller_may(wanted caller_role, of_organisation bigint, in_areas bigint[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT
    FROM unnest(string_to_array(nullif(current_setting('estatemap.rights', true), ''), ',')) AS held (line)
    CROSS JOIN LATERAL (SELECT split_part(held.line, ':', 1) AS role, nullif(split_part(held.line, ':', 2), '')::bigint AS organisation, nullif(split_part(held.line, ':', 3), '')::bigint AS area) AS has
    WHERE (has.role = wanted::text OR has.role = 'administrator' OR wanted = 'contributor' AND has.role = 'steward')
      AND (has.organisation IS NULL OR has.organisation = of_organisation)
      AND (has.area IS NULL OR has.area = ANY (in_areas)));

-- The role anywhere: for what belongs to no organisation and no area.
CREATE OR REPLACE FUNCTION caller_holds(wanted caller_role) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT
    FROM unnest(string_to_array(nullif(current_setting('estatemap.rights', true), ''), ',')) AS held (line)
    WHERE split_part(held.line, ':', 1) IN (wanted::text, 'administrator') OR wanted = 'contributor' AND split_part(held.line, ':', 1) = 'steward');

-- The role for everything, whoever's and wherever it is.
CREATE OR REPLACE FUNCTION caller_may_all(wanted caller_role) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN caller_may(wanted, NULL, NULL);

-- Areas of every kind that hold a point; boundaries that ended are none.
CREATE OR REPLACE FUNCTION areas_at(point geometry) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ARRAY(SELECT a.id FROM area a WHERE a.ended_by_run_id IS NULL AND a.geom && point AND ST_Covers(a.geom, point));

-- An area and those that it belongs to.
CREATE OR REPLACE FUNCTION areas_with(area bigint) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ARRAY(SELECT area WHERE area IS NOT NULL UNION SELECT m.area_id FROM area_membership m WHERE m.member_area_id = area);

CREATE OR REPLACE FUNCTION areas_of_site(site bigint) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ARRAY(SELECT l.area_id FROM site_area l WHERE l.site_id = site);

-- A building or piece of land is its owner's, and lies where it lies.
CREATE OR REPLACE FUNCTION caller_may_change_site(site bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (SELECT FROM site s WHERE s.id = site AND caller_may('steward', s.owner_organisation_id, areas_of_site(s.id)));

-- A source's record is the business of the organisation that it names, or of its site's owner.
CREATE OR REPLACE FUNCTION caller_may_change_record(dataset text, record text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT
    FROM source_record r
    LEFT JOIN site s ON s.id = r.site_id
    LEFT JOIN organisation o ON o.name_key = r.content ->> 'organisation_key'
    WHERE r.dataset_id = dataset AND r.record_key = record
      AND (caller_may('steward', s.owner_organisation_id, areas_of_site(s.id)) OR caller_may('steward', o.id, areas_of_site(s.id))));

-- A file replaces everything that it brought before. So it takes a steward of everything, or of the organisation whose file it is.
CREATE OR REPLACE FUNCTION caller_may_import(dataset text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN caller_may_all('steward')
    OR EXISTS (SELECT FROM dataset d WHERE d.id = dataset AND d.organisation_id IS NOT NULL AND caller_may('steward', d.organisation_id, NULL));

-- The areas in which a community asset lies: those at its own point or of the site where it meets, and the one that it serves with those that this belongs to.
CREATE OR REPLACE FUNCTION areas_of_asset(site bigint, point geometry, served bigint) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN site IS NOT NULL THEN areas_of_site(site) WHEN point IS NOT NULL THEN areas_at(point) ELSE '{}' END || areas_with(served);

CREATE OR REPLACE FUNCTION caller_may_change_asset(asset bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (SELECT FROM community_asset c WHERE c.id = asset AND caller_may('steward', c.organisation_id, areas_of_asset(c.site_id, c.geom, c.area_id)));

-- Whether the caller sees a thing that is named by number; null names none. It asks may_see itself, because functions that run with the owner's rights ask it too, and no policy holds for them.
CREATE OR REPLACE FUNCTION caller_sees_thing(organisation bigint, site bigint, service bigint, asset bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (organisation IS NULL OR EXISTS (SELECT FROM organisation o WHERE o.id = organisation AND may_see(o.visibility, o.id)))
   AND (site IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = site AND may_see(s.visibility, s.owner_organisation_id)))
   AND (service IS NULL OR EXISTS (SELECT FROM service v WHERE v.id = service AND may_see(v.visibility, v.organisation_id)))
   AND (asset IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = asset AND may_see(c.visibility, c.organisation_id)));

-- Whether the caller sees all that a contribution is about and names: what people say of a hidden thing would tell of it. Whoever is steward of a place need not see all that lies there.
CREATE OR REPLACE FUNCTION caller_sees_subject(sent contribution) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN caller_sees_thing(((sent).content ->> 'organisation')::bigint, (sent).site_id, NULL, (sent).asset_id)
   AND caller_sees_thing(NULL, ((sent).content ->> 'site')::bigint, NULL, NULL)
   AND caller_sees_thing(((sent).content ->> 'fromOrganisation')::bigint, ((sent).content ->> 'fromSite')::bigint, ((sent).content ->> 'fromService')::bigint, ((sent).content ->> 'fromAsset')::bigint)
   AND caller_sees_thing(((sent).content ->> 'toOrganisation')::bigint, ((sent).content ->> 'toSite')::bigint, ((sent).content ->> 'toService')::bigint, ((sent).content ->> 'toAsset')::bigint)
   AND ((sent).link_id IS NULL OR EXISTS (
        SELECT FROM link k
        WHERE k.id = (sent).link_id AND (may_see(k.visibility, k.from_organisation_id) OR may_see(k.visibility, k.to_organisation_id))
          AND caller_sees_thing(k.from_organisation_id, k.from_site_id, k.from_service_id, k.from_community_asset_id) AND caller_sees_thing(k.to_organisation_id, k.to_site_id, k.to_service_id, k.to_community_asset_id)))
   AND ((sent).scenario_id IS NULL OR EXISTS (
        SELECT FROM scenario n JOIN study y ON y.id = n.study_id
        WHERE n.id = (sent).scenario_id AND may_see(n.visibility, NULL) AND may_see(y.visibility, NULL)
          AND n.id <> ALL (plans_naming_what_is_hidden('scenario')) AND y.id <> ALL (plans_naming_what_is_hidden('study'))));

-- Who lets a contribution take effect, of those who see what it is about: the steward of that, before and after; of a link whoever answers for one of its ends; planners judge what is said of a scenario.
CREATE OR REPLACE FUNCTION caller_may_accept(sent contribution) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN (sent).scenario_id IS NOT NULL THEN caller_holds('planner')
    WHEN (sent).kind IN ('link', 'change_link', 'unlink') THEN caller_may('steward', (sent).organisation_id, (sent).area_ids) OR caller_may('steward', (sent).other_organisation_id, (sent).other_area_ids)
    ELSE caller_may('steward', (sent).organisation_id, (sent).area_ids) AND caller_may('steward', (sent).other_organisation_id, (sent).other_area_ids)
END AND caller_sees_subject(sent);

-- Who may send it in: whoever has signed in may comment, an organisation claims for itself, the rest takes a contributor of that organisation or place.
CREATE OR REPLACE FUNCTION caller_may_contribute(sent contribution) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE (sent).kind
    WHEN 'comment' THEN caller_account() IS NOT NULL OR caller_holds('administrator')
    WHEN 'claim' THEN caller_may('contributor', (sent).other_organisation_id, (sent).area_ids) AND (caller_acts_for((sent).other_organisation_id) IS TRUE OR caller_may_all('steward'))
    WHEN 'link' THEN caller_may('contributor', (sent).organisation_id, (sent).area_ids) OR caller_may('contributor', (sent).other_organisation_id, (sent).other_area_ids)
    WHEN 'change_link' THEN caller_may('contributor', (sent).organisation_id, (sent).area_ids) OR caller_may('contributor', (sent).other_organisation_id, (sent).other_area_ids)
    WHEN 'unlink' THEN caller_may('contributor', (sent).organisation_id, (sent).area_ids) OR caller_may('contributor', (sent).other_organisation_id, (sent).other_area_ids)
    ELSE caller_may('contributor', (sent).organisation_id, (sent).area_ids)
END AND caller_sees_subject(sent);

-- What people write through the editor's role. A row is changed only by who may see it too: SELECT policies (01_row_level_security.sql) hold for the editor as well.
DO $$
DECLARE
    rule record;
    command text;
BEGIN
    FOR rule IN
        SELECT * FROM (VALUES
            ('account',         'SELECT',               'estatemap_reader, estatemap_editor', 'id = caller_account() OR caller_may_all(''administrator'')'),
            ('account',         'INSERT UPDATE',        'estatemap_editor', 'caller_may_all(''administrator'')'),
            ('account',         'ALL',                  'estatemap_gate',   'true'),
            ('account_right',   'SELECT',               'estatemap_reader, estatemap_editor', 'account_id = caller_account() OR caller_may_all(''administrator'')'),
            ('account_right',   'INSERT DELETE',        'estatemap_editor', 'caller_may_all(''administrator'')'),
            ('account_right',   'ALL',                  'estatemap_gate',   'true'),
            ('organisation',    'SELECT',               'estatemap_gate',   'true'),
            ('area',            'SELECT',               'estatemap_gate',   'true'),
            ('audit_entry',     'SELECT',               'estatemap_reader, estatemap_editor', 'caller_may_all(''administrator'')'),
            ('problem_report',  'SELECT UPDATE',        'estatemap_editor', 'caller_may_change_site(site_id)'),
            ('contribution',    'SELECT',               'estatemap_reader, estatemap_editor', 'made_by_account = caller_account() OR caller_may_accept(contribution)'),
            ('contribution',    'INSERT',               'estatemap_editor', 'caller_may_contribute(contribution) AND status = ''in_review''
                AND (asset_id IS NULL OR EXISTS (SELECT FROM community_asset c WHERE c.id = asset_id)) AND (link_id IS NULL OR EXISTS (SELECT FROM link k WHERE k.id = link_id))
                AND (exchange_id IS NULL OR EXISTS (SELECT FROM asset_exchange e WHERE e.id = exchange_id)) AND (site_id IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = site_id))
                AND (scenario_id IS NULL OR EXISTS (SELECT FROM scenario n WHERE n.id = scenario_id))'),
            ('study',           'INSERT UPDATE DELETE', 'estatemap_editor', 'caller_holds(''planner'')'),
            ('solve',           'INSERT UPDATE DELETE', 'estatemap_editor', 'caller_holds(''planner'')'),
            ('scenario',        'INSERT UPDATE DELETE', 'estatemap_editor', 'caller_holds(''planner'')'),
            ('decision',        'INSERT UPDATE DELETE', 'estatemap_editor', 'caller_holds(''planner'')'),
            ('decision_review', 'INSERT',               'estatemap_editor', 'caller_holds(''planner'')'),
            ('consultation',    'SELECT',               'estatemap_reader, estatemap_editor', '(opened_at IS NOT NULL OR caller_holds(''planner'')) AND (scenario_id IS NULL OR EXISTS (SELECT FROM scenario n WHERE n.id = scenario_id)) AND (area_id IS NULL OR EXISTS (SELECT FROM area a WHERE a.id = area_id))'),
            ('consultation',    'INSERT UPDATE DELETE', 'estatemap_editor', 'caller_holds(''planner'')'),
            ('consultation_item', 'SELECT',             'estatemap_reader, estatemap_editor', 'EXISTS (SELECT FROM consultation c WHERE c.id = consultation_id) AND (site_id IS NULL OR EXISTS (SELECT FROM site s WHERE s.id = site_id))'),
            ('consultation_item', 'INSERT UPDATE DELETE', 'estatemap_editor', 'caller_holds(''planner'')'),
            -- Anybody may say something, and reads it once it was judged.
            ('consultation_comment', 'SELECT',          'estatemap_reader, estatemap_editor', '(state = ''shown'' OR caller_holds(''planner'')) AND EXISTS (SELECT FROM consultation c WHERE c.id = consultation_id) AND (item_id IS NULL OR EXISTS (SELECT FROM consultation_item i WHERE i.id = item_id))'),
            ('consultation_comment', 'INSERT',          'estatemap_editor', 'state = ''in_review'' AND EXISTS (SELECT FROM consultation c WHERE c.id = consultation_id AND consultation_status(c.opened_at, c.closed_at, c.closes_on) = ''open'') AND (item_id IS NULL OR EXISTS (SELECT FROM consultation_item i WHERE i.id = item_id AND i.consultation_id = consultation_comment.consultation_id))'),
            ('consultation_comment', 'UPDATE',          'estatemap_editor', 'caller_holds(''planner'')')
        ) AS policies (table_name, commands, roles, condition)
    LOOP
        FOREACH command IN ARRAY string_to_array(rule.commands, ' ') LOOP
            EXECUTE format('DROP POLICY IF EXISTS %I ON %I', rule.roles || ' ' || command, rule.table_name);
            EXECUTE format('CREATE POLICY %I ON %I FOR %s TO %s %s', rule.roles || ' ' || command, rule.table_name, command, rule.roles,
                CASE WHEN command IN ('SELECT', 'DELETE') THEN format('USING (%s)', rule.condition)
                     WHEN command = 'INSERT' THEN format('WITH CHECK (%s)', rule.condition)
                     ELSE format('USING (%s) WITH CHECK (%1$s)', rule.condition) END);
        END LOOP;
    END LOOP;
END $$;
