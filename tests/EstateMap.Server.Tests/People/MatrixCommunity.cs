namespace EstateMap.Server.Tests.People;

/// <summary>What people say of each site of the matrix, by every way that there is to say something. Each text holds the site's name, and belongs to whoever sees the site.</summary>
internal static class MatrixCommunity
{
    private const string Sites = "site s WHERE s.id IN (1, 3, 7, 8, 9, 10)";

    /// <summary>Of each site, with n its id: the group 1000 + n there; 1100 + n, which comes to the library and is as hidden as the site; the links 1000 + n from a public group to the site and 2000 + n between two that are as hidden; versions, comments, offers, hours, what was sent in and what a consultation asks.</summary>
    public const string Sql = $$"""
        INSERT INTO vocabulary_term (vocabulary, code, label, sort_order) VALUES ('link-kinds', 'partners_with', 'partners with', 10), ('link-kinds', 'meets_at', 'meets at', 20), ('link-kinds', 'runs', 'runs', 30), ('link-kinds', 'refers_to', 'refers to', 40), ('abcd-classes', 'associations', 'Associations', 10);
        INSERT INTO dataset (id, title, publisher, licence, attribution, theme, visibility) VALUES ('partners-file', 'Of partners', 'Village Council', 'OGL-UK-3.0', 'Village Council', 'estate', 'partner'), ('restricted-file', 'Of few', 'Village Council', 'OGL-UK-3.0', 'Village Council', 'estate', 'restricted');
        INSERT INTO community_asset (id, dataset_id, record_key, name, abcd_class, site_id, organisation_id, visibility) OVERRIDING SYSTEM VALUE
        SELECT 1100 + s.id, 'village-register', 'N' || s.id, 'Visitors of ' || s.name, 'associations', 1, s.owner_organisation_id, s.visibility FROM {{Sites}};
        INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_site_id, title, amount_gbp, agreed_on, evidence) OVERRIDING SYSTEM VALUE
        SELECT 1000 + s.id, 'village-register', 'M' || s.id, 'partners_with', 1, s.id, 'Grant for ' || s.name, 100, '2024-05-01', 'Told at ' || s.name FROM {{Sites}};
        INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_service_id, evidence) OVERRIDING SYSTEM VALUE
        SELECT 2000 + s.id, 'village-register', 'N' || s.id, 'refers_to', 1000 + s.id, 1000 + s.id, 'Heard at ' || s.name FROM {{Sites}};
        INSERT INTO community_version (id, asset_id, number, action, content, actor, why) OVERRIDING SYSTEM VALUE
        SELECT 1000 + n * 100 + s.id, 1000 + s.id, n, 'import', jsonb_build_object('name', CASE n WHEN 1 THEN 'Former ' ELSE 'Later ' END || s.name), 'Village register', 'Because of ' || s.name FROM generate_series(1, 2) AS n, {{Sites}};
        INSERT INTO community_version (id, link_id, number, action, content, actor) OVERRIDING SYSTEM VALUE
        SELECT 2000 + s.id, 1000 + s.id, 1, 'import', jsonb_build_object('note', 'Note of ' || s.name), 'Village register' FROM {{Sites}};
        INSERT INTO community_comment (id, uuid, asset_id, words, actor, made_at) OVERRIDING SYSTEM VALUE SELECT 1000 + s.id, gen_random_uuid(), 1000 + s.id, 'Comment on ' || s.name, 'Somebody', now() FROM {{Sites}};
        INSERT INTO community_comment (id, uuid, site_id, words, actor, made_at) OVERRIDING SYSTEM VALUE SELECT 2000 + s.id, gen_random_uuid(), s.id, 'Remark on ' || s.name, 'Somebody', now() FROM {{Sites}};
        INSERT INTO asset_exchange (id, uuid, community_asset_id, direction, kind, words) OVERRIDING SYSTEM VALUE SELECT 1000 + s.id, gen_random_uuid(), 1000 + s.id, 'offer', 'room', 'Room of ' || s.name FROM {{Sites}};
        INSERT INTO asset_exchange (id, uuid, community_asset_id, direction, kind, words) OVERRIDING SYSTEM VALUE VALUES (900, gen_random_uuid(), 1, 'ask', 'room', 'A room for knitting');
        INSERT INTO asset_schedule (community_asset_id, byday, description) SELECT 1000 + s.id, 'MO', 'Evening of ' || s.name FROM {{Sites}};
        INSERT INTO contribution (id, uuid, kind, asset_id, content, base_version, made_by, made_at) OVERRIDING SYSTEM VALUE SELECT 1000 + s.id, gen_random_uuid(), 'change', 1000 + s.id, jsonb_build_object('name', 'Renaming at ' || s.name), 1, '', now() FROM {{Sites}};
        INSERT INTO contribution (id, uuid, kind, site_id, content, made_by, made_at) OVERRIDING SYSTEM VALUE SELECT 2000 + s.id, gen_random_uuid(), 'comment', s.id, jsonb_build_object('words', 'Opinion of ' || s.name), '', now() FROM {{Sites}};
        INSERT INTO contribution (id, uuid, kind, content, made_by, made_at) OVERRIDING SYSTEM VALUE
        SELECT 3000 + s.id, gen_random_uuid(), 'add', jsonb_build_object('name', 'Newcomers to ' || s.name, 'abcdClass', 'places', 'site', s.id, 'organisation', s.owner_organisation_id), '', now() FROM {{Sites}};
        INSERT INTO contribution (id, uuid, kind, content, made_by, made_at) OVERRIDING SYSTEM VALUE
        SELECT 4000 + s.id, gen_random_uuid(), 'link', jsonb_build_object('kind', 'meets_at', 'fromAsset', 1, 'toSite', s.id, 'evidence', 'Seen at ' || s.name), '', now() FROM {{Sites}};
        INSERT INTO consultation (id, area_id, title, intro, closes_on, made_by) OVERRIDING SYSTEM VALUE VALUES (1, 4, 'Question to come', 'Draft', current_date + 30, 'Planner'), (2, 4, 'Question asked', 'Open', current_date + 30, 'Planner');
        INSERT INTO consultation_item (id, consultation_id, number, site_id, heading, words) OVERRIDING SYSTEM VALUE SELECT s.id, 2, s.id, s.id, 'Heading of ' || s.name, 'Words of ' || s.name FROM {{Sites}};
        UPDATE consultation SET opened_at = now() WHERE id = 2;
        INSERT INTO consultation_comment (id, consultation_id, item_id, words, state, judged_at, judged_by, judged_why) OVERRIDING SYSTEM VALUE
        SELECT 1000 + n * 100 + s.id, 2, s.id, (ARRAY['Waiting word of ', 'Shown word of ', 'Withheld word of '])[n] || s.name, (ARRAY['in_review', 'shown', 'kept_back'])[n], CASE WHEN n > 1 THEN now() END, CASE WHEN n > 1 THEN 'Planner' END, CASE WHEN n > 1 THEN 'So' END
        FROM generate_series(1, 3) AS n, {{Sites}};
        SELECT setval(pg_get_serial_sequence(t, 'id'), 10000000) FROM unnest(ARRAY['community_asset', 'link', 'community_version', 'community_comment', 'asset_exchange', 'contribution', 'consultation', 'consultation_item', 'consultation_comment']) AS t
        """;

    /// <summary>Of each account: something that it sent in, and a key. Nobody shows the key's secret.</summary>
    public const string Own = """
        INSERT INTO contribution (id, uuid, kind, site_id, content, made_by, made_at) OVERRIDING SYSTEM VALUE SELECT 5000 + a.id, gen_random_uuid(), 'comment', 1, jsonb_build_object('words', 'Own word, ' || a.title || '.'), '', now() FROM account a;
        UPDATE contribution n SET made_by_account = n.id - 5000 WHERE n.id > 5000;
        INSERT INTO gate.api_key (key_sha256, beginning, account_id, name) SELECT sha256(convert_to(a.title, 'UTF8')), 'em_', a.id, 'Key, ' || a.title || '.' FROM account a
        """;
}
