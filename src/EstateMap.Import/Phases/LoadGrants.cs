namespace EstateMap.Import.Phases;

/// <summary>
/// Grants become links of kind 'funds' between organisations. An organisation is told by its identifier where it has one, else by its name: one identifier under several names is one organisation,
/// and two identifiers under one name are two. $1 dataset, $2 run, $3 visibility.
/// </summary>
internal static class LoadGrants
{
    public const string Links =
        """
        UPDATE link SET is_current = false
        FROM gone g
        WHERE dataset_id = $1::text AND is_current AND link.record_key = g.record_key;

        CREATE TEMP TABLE staged_grant ON COMMIT DROP AS
        SELECT s.line, s.record_key, s.content, coalesce(s.content->>'recipient_identifier', 'name:' || (s.content->>'recipient_key')) AS recipient
        FROM staged s
        WHERE s.state <> 'unchanged';

        -- The newest name of every recipient, the longest where a day has several.
        CREATE TEMP TABLE party ON COMMIT DROP AS
        SELECT DISTINCT ON (recipient) recipient, content->>'recipient_identifier' AS identifier, content->>'recipient_name' AS name, content->>'recipient_key' AS name_key, content->>'recipient_url' AS url,
               NULL::bigint AS organisation_id
        FROM staged_grant
        ORDER BY recipient, content->>'agreed_on' DESC NULLS LAST, length(content->>'recipient_name') DESC, content->>'recipient_name';

        UPDATE party p SET organisation_id = i.organisation_id FROM organisation_identifier i WHERE i.identifier = p.identifier;

        -- An organisation of that name is the same one while no other identifier says otherwise; the first in the alphabet of identifiers takes it.
        UPDATE party p
        SET organisation_id = f.organisation_id
        FROM (
            SELECT DISTINCT ON (o.id) p.recipient, o.id AS organisation_id
            FROM party p
            JOIN organisation o ON o.name_key = p.name_key
            WHERE p.organisation_id IS NULL AND p.identifier IS NOT NULL AND NOT EXISTS (SELECT FROM organisation_identifier i WHERE i.organisation_id = o.id)
            ORDER BY o.id, p.identifier
        ) f
        WHERE f.recipient = p.recipient;

        UPDATE party p SET organisation_id = o.id FROM organisation o WHERE p.organisation_id IS NULL AND p.identifier IS NULL AND o.name_key = p.name_key;

        INSERT INTO organisation (name, name_key, kind, url, visibility)
        SELECT name,
               CASE WHEN EXISTS (SELECT FROM organisation o WHERE o.name_key = p.name_key) OR row_number() OVER (PARTITION BY name_key ORDER BY identifier NULLS FIRST) > 1
                    THEN name_key || ' ' || lower(identifier) ELSE name_key END,
               CASE WHEN identifier LIKE 'GB-CHC-%' THEN 'voluntary' ELSE 'other' END, url, $3::visibility
        FROM party p
        WHERE organisation_id IS NULL
        ON CONFLICT (name_key) DO NOTHING;

        UPDATE party p
        SET organisation_id = o.id
        FROM organisation o
        WHERE p.organisation_id IS NULL AND o.name_key = p.name_key || ' ' || lower(p.identifier);

        UPDATE party p SET organisation_id = o.id FROM organisation o WHERE p.organisation_id IS NULL AND o.name_key = p.name_key;

        UPDATE organisation o SET visibility = $3::visibility FROM party p WHERE o.id = p.organisation_id AND $3::visibility < o.visibility;

        INSERT INTO organisation_identifier (identifier, organisation_id, dataset_id)
        SELECT identifier, organisation_id, $1::text
        FROM party
        WHERE identifier IS NOT NULL
        UNION
        SELECT g.content->>'funder_identifier', o.id, $1::text
        FROM staged_grant g
        JOIN organisation o ON o.name_key = g.content->>'funder_key'
        WHERE g.content ? 'funder_identifier'
        ON CONFLICT (identifier) DO NOTHING;

        -- The legal identifier that people look for is that of a register, if there is one.
        UPDATE organisation o
        SET legal_identifier = i.identifier
        FROM (SELECT DISTINCT ON (organisation_id) organisation_id, identifier FROM organisation_identifier WHERE identifier ~ '^GB-(CHC|COH|LAE)-' ORDER BY organisation_id, identifier) i
        WHERE i.organisation_id = o.id AND o.legal_identifier IS NULL;

        INSERT INTO link (dataset_id, record_key, kind, from_organisation_id, to_organisation_id, title, amount_gbp, agreed_on, period, evidence, is_current, visibility)
        SELECT $1::text, g.record_key, 'funds', f.id, p.organisation_id, g.content->>'title', (g.content->>'amount')::numeric, (g.content->>'agreed_on')::date,
               CASE WHEN g.content ?| ARRAY['valid_from', 'valid_to'] THEN daterange((g.content->>'valid_from')::date, (g.content->>'valid_to')::date) END,
               concat_ws(', ', 'Grant ' || g.record_key, g.content->>'programme'), true, $3::visibility
        FROM staged_grant g
        JOIN organisation f ON f.name_key = g.content->>'funder_key'
        JOIN party p USING (recipient)
        WHERE $2::bigint IS NOT NULL
        ORDER BY g.line
        ON CONFLICT (dataset_id, record_key) DO UPDATE
        SET kind = excluded.kind, from_organisation_id = excluded.from_organisation_id, to_organisation_id = excluded.to_organisation_id, title = excluded.title, amount_gbp = excluded.amount_gbp,
            agreed_on = excluded.agreed_on, period = excluded.period, evidence = excluded.evidence, is_current = NOT link.is_removed, visibility = excluded.visibility;

        -- Other names, from all current grants, so that it does not matter which came when.
        DELETE FROM organisation_alias WHERE dataset_id = $1::text;

        INSERT INTO organisation_alias (organisation_id, name, dataset_id)
        SELECT DISTINCT o.id, n.name, $1::text
        FROM source_record r
        JOIN link k ON k.dataset_id = r.dataset_id AND k.record_key = r.record_key AND k.is_current
        CROSS JOIN LATERAL (VALUES (k.to_organisation_id, r.content->>'recipient_name'), (k.from_organisation_id, r.content->>'funder_name')) n (organisation_id, name)
        JOIN organisation o ON o.id = n.organisation_id AND o.name <> n.name
        WHERE r.dataset_id = $1::text AND r.missing_since_run_id IS NULL;

        INSERT INTO staged_issue (field, value, issue_type, message)
        SELECT 'recipient_name', o.name, 'name-differs', format('%s is also called %s; they are one organisation.', o.name, string_agg(a.name, ' and ' ORDER BY a.name))
        FROM organisation_alias a
        JOIN organisation o ON o.id = a.organisation_id
        WHERE a.dataset_id = $1::text
        GROUP BY o.id, o.name
        """;
}
