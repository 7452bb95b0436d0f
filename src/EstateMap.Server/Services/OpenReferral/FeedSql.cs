namespace EstateMap.Server.Services.OpenReferral;

/// <summary>
/// The statements of the Open Referral UK feed. Items leave PostgreSQL as JSON whose members follow the profile; what is empty is left out (<c>json_strip_nulls</c>, an empty list is null).
/// All run as a reader with no rights of its own. Aliases: <c>v</c> service, <c>o</c> its organisation, <c>d</c> its dataset, <c>s</c> site, <c>l</c> service at location, <c>h</c> schedule.
/// </summary>
internal static class FeedSql
{
    /// <summary>What the feed offers, as FROM and WHERE, said once for all statements. Whatever else should become a service of the feed joins here.</summary>
    private const string Offered = """
        FROM service v
        JOIN organisation o ON o.id = v.organisation_id
        JOIN dataset d ON d.id = v.dataset_id
        WHERE v.is_current AND v.id <> ALL ((SELECT services_at_hidden_sites())::bigint[])
        """;

    /// <summary>The vocabularies that are taxonomies of the feed.</summary>
    private const string Taxonomy = """
        (VALUES
            (1, 'service-kinds', 'Kinds of service', 'What a service is: a library, a food bank, a general practice.'),
            (2, 'themes', 'Themes', 'What a service is about, more broadly than its kind.'),
            (3, 'site-uses', 'Uses of places', 'What a location is used for.')) AS x (position, vocabulary, name, description)
        """;

    /// <summary>A changed site changes what is said of the services there.</summary>
    private const string LastModified = "date_trunc('milliseconds', greatest(v.last_modified, (SELECT max(s.updated_at) FROM service_at_location l JOIN site s ON s.id = l.site_id WHERE l.service_id = v.id)))";

    // The words of a service; English, so that "swim" finds "swimming".
    private const string Words = "to_tsvector('english', concat_ws(' ', v.name, v.description, o.name))";

    /// <summary>
    /// $1 words, $2 term, $3 taxonomy, $4 least minimum age, $5 most maximum age, $6 day as MO, $7 and $8 times of day, $9 instant; null does not narrow. Day and times must hold of one opening;
    /// one past midnight does not end by any time of its day.
    /// </summary>
    private const string Filter = $"""
        ($1::text IS NULL OR {Words} @@ websearch_to_tsquery('english', $1::text))
        AND ($2::uuid IS NULL OR $2::uuid IN (named_uuid('term/service-kinds/' || v.kind), (SELECT named_uuid('term/themes/' || t.broader) FROM vocabulary_term t WHERE t.vocabulary = 'service-kinds' AND t.code = v.kind)))
        AND ($3::uuid IS NULL OR EXISTS (
            SELECT FROM vocabulary_term t
            WHERE t.vocabulary = 'service-kinds' AND t.code = v.kind
              AND ($3::uuid = named_uuid('taxonomy/service-kinds') OR $3::uuid = named_uuid('taxonomy/themes') AND t.broader IS NOT NULL)))
        AND ($4::numeric IS NULL OR v.minimum_age >= $4::numeric)
        AND ($5::numeric IS NULL OR v.maximum_age <= $5::numeric)
        AND (num_nonnulls($6::text, $7::time, $8::time) = 0 OR EXISTS (
            SELECT FROM schedule h
            WHERE h.service_id = v.id
              AND ($6::text IS NULL OR h.byday ~ ('(^|,)[+-]?[0-9]*' || $6::text || '(,|$)'))
              AND ($7::time IS NULL OR h.opens_at >= $7::time)
              AND ($8::time IS NULL OR h.closes_at <= $8::time AND h.closes_at > h.opens_at)))
        AND ($9::timestamptz IS NULL OR {LastModified} >= $9::timestamptz)
        """;

    // How far the clock on the wall is from UTC today: times of day repeat over the year, and the profile wants an offset beside each.
    private const string Offset = "(SELECT CASE z.shift WHEN interval '0' THEN 'Z' ELSE '+' || to_char(z.shift, 'HH24:MI') END FROM (SELECT now() AT TIME ZONE 'Europe/London' - now() AT TIME ZONE 'UTC' AS shift) z)";

    private const string Organisation = """
        'id', o.uuid, 'name', o.name,
            'description', coalesce(nullif(o.description, ''), (SELECT t.label FROM vocabulary_term t WHERE t.vocabulary = 'organisation-kinds' AND t.code = o.kind AND t.code <> 'other'), o.name),
            'email', CASE WHEN is_role_address(o.email) THEN o.email END, 'website', nullif(o.url, ''), 'uri', nullif(o.uri, '')
        """;

    // Beyond the profile: licence and attribution go with every record that leaves.
    private const string Source = "json_build_object('dataset', d.id, 'publisher', d.publisher, 'licence', d.licence, 'licence_url', nullif(d.licence_url, ''), 'attribution', d.attribution, 'is_sample', CASE WHEN d.is_sample THEN true END)";

    private const string Core = $"""
        'id', v.uuid, 'organization_id', o.uuid, 'name', v.name, 'description', nullif(v.description, ''), 'url', nullif(v.url, ''), 'email', CASE WHEN is_role_address(v.email) THEN v.email END, 'status', v.status,
        'minimum_age', v.minimum_age, 'maximum_age', v.maximum_age, 'alert', nullif(v.alert, ''), 'last_modified', to_char({LastModified} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'x_source', {Source}
        """;

    private const string ListService = $"json_build_object({Core}, 'organization', json_build_object({Organisation}))";

    /// <summary>A term of a vocabulary. Aliases <c>t</c>, <c>x</c>.</summary>
    private const string Term = """
        json_build_object('id', named_uuid('term/' || t.vocabulary || '/' || t.code), 'code', t.code, 'name', t.label, 'description', coalesce(nullif(t.description, ''), t.label),
            'parent_id', (SELECT named_uuid('term/' || p.vocabulary || '/' || p.code) FROM vocabulary_term p WHERE p.vocabulary = t.vocabulary AND p.code = t.broader),
            'taxonomy', x.name, 'taxonomy_id', named_uuid('taxonomy/' || t.vocabulary))
        """;

    private const string ServiceAttributes = $"""
        (SELECT json_agg(json_build_object('id', named_uuid('attribute/' || v.uuid || '/' || t.vocabulary || '/' || t.code), 'link_id', v.uuid, 'link_entity', 'service',
                    'taxonomy_term_id', named_uuid('term/' || t.vocabulary || '/' || t.code), 'taxonomy_term', {Term}) ORDER BY x.position)
         FROM vocabulary_term k
         JOIN vocabulary_term t ON t.vocabulary = 'service-kinds' AND t.code = k.code OR t.vocabulary = 'themes' AND t.code = k.broader
         JOIN {Taxonomy} ON x.vocabulary = t.vocabulary
         WHERE k.vocabulary = 'service-kinds' AND k.code = v.kind)
        """;

    private const string LocationAttributes = $"""
        (SELECT json_agg(json_build_object('id', named_uuid('attribute/' || s.uuid || '/' || t.vocabulary || '/' || t.code), 'link_id', s.uuid, 'link_entity', 'location',
                    'taxonomy_term_id', named_uuid('term/' || t.vocabulary || '/' || t.code), 'taxonomy_term', {Term}) ORDER BY t.sort_order, t.code)
         FROM (SELECT DISTINCT u.use_code FROM site_use u WHERE u.site_id = s.id) u
         JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
         JOIN {Taxonomy} ON x.vocabulary = t.vocabulary)
        """;

    // Who asks by the hours wants to know what was understood: words that could not be read as times have no rhythm.
    private const string Schedules = $"""
        (SELECT json_agg(json_build_object('id', named_uuid('schedule/' || v.uuid || '/' || r.said || '/' || r.nth), 'valid_from', r.valid_from, 'valid_to', r.valid_to,
                    'dtstart', CASE WHEN r.interval > 1 THEN r.valid_from END, 'freq', CASE WHEN r.has_rhythm THEN r.freq END, 'interval', CASE WHEN r.has_rhythm THEN r.interval END,
                    'byday', r.byday, 'bymonthday', r.bymonthday, 'opens_at', to_char(r.opens_at, 'HH24:MI') || {Offset}, 'closes_at', to_char(r.closes_at, 'HH24:MI') || {Offset},
                    'description', nullif(r.description, ''), 'notes', nullif(r.notes, '')) ORDER BY r.id)
         FROM (SELECT h.*, k.said, row_number() OVER (PARTITION BY k.said ORDER BY h.id) AS nth, num_nonnulls(h.byday, h.bymonthday, h.opens_at, h.closes_at) > 0 AS has_rhythm
               FROM schedule h
               CROSS JOIN LATERAL (SELECT concat_ws('|', h.freq, h.interval, h.byday, h.bymonthday, h.opens_at, h.closes_at, h.valid_from, h.valid_to, h.description) AS said) k
               WHERE h.service_id = v.id) r)
        """;

    private const string Identifiers = """
        (SELECT json_agg(json_build_object('id', named_uuid('identifier/' || i.identifier), 'identifier_scheme', substring(i.identifier FROM '^[A-Z]+-[A-Z]+'), 'identifier_type', coalesce(substring(i.identifier FROM '^[A-Z]+-[A-Z]+'), 'identifier'),
                    'identifier', regexp_replace(i.identifier, '^[A-Z]+-[A-Z]+-', '')) ORDER BY i.identifier)
         FROM organisation_identifier i
         WHERE i.organisation_id = o.id)
        """;

    // Money that a link says this service was given.
    private const string Funding = """
        (SELECT json_agg(json_build_object('id', named_uuid('funding/' || f.dataset_id || '/' || f.record_key), 'source', concat_ws(': ', g.name, f.title)) ORDER BY f.id)
         FROM link f
         JOIN organisation g ON g.id = f.from_organisation_id
         WHERE f.to_service_id = v.id AND f.kind = 'funds' AND f.is_current)
        """;

    /// <summary>Most frequent post town of each outward code, for sites that do not say theirs; read only when one is met.</summary>
    private const string Towns = """
        towns AS (
            SELECT DISTINCT ON (outward) split_part(k.postcode, ' ', 1) AS outward, k.post_town AS town
            FROM site k
            WHERE k.is_current AND k.post_town <> '' AND k.postcode IS NOT NULL
            GROUP BY outward, k.post_town
            ORDER BY outward, count(*) DESC, k.post_town
        )
        """;

    // The profile requires six parts of an address; half an address is left out rather than filled up. Town and province that the site does not say come from its neighbours and its areas. <c>given</c> holds what the operator calls the province.
    private const string Addresses = """
        (SELECT json_build_array(json_build_object('id', named_uuid('address/' || s.uuid), 'location_id', s.uuid, 'address_1', a.line, 'city', a.city, 'state_province', a.province, 'postal_code', s.postcode, 'country', 'GB', 'address_type', 'physical'))
         FROM (SELECT coalesce(nullif(concat_ws(' ', s.street_number, s.street_name), ''), s.name) AS line,
                      coalesce(nullif(s.post_town, ''), nullif(s.locality, ''), (SELECT w.town FROM towns w WHERE w.outward = split_part(s.postcode, ' ', 1))) AS city,
                      coalesce((SELECT y.province FROM given y), (SELECT a.name FROM site_area g JOIN area a ON a.id = g.area_id WHERE g.site_id = s.id AND a.kind IN ('county', 'authority') ORDER BY a.kind = 'county' DESC, a.vintage DESC LIMIT 1)) AS province) a
         WHERE s.postcode LIKE '% %' AND a.city IS NOT NULL AND a.province IS NOT NULL)
        """;

    private const string LocationCore = $"""
        'id', s.uuid, 'location_type', 'physical', 'name', s.name, 'description', nullif(s.description, ''),
        'latitude', trim_scale(round(ST_Y(s.geom)::numeric, 6)), 'longitude', trim_scale(round(ST_X(s.geom)::numeric, 6)),
        'external_identifier', (SELECT min(u.uprn) FROM site_uprn u WHERE u.site_id = s.id), 'external_identifier_type', (SELECT 'UPRN' FROM site_uprn u WHERE u.site_id = s.id LIMIT 1),
        'addresses', {Addresses},
        'x_attributions', (SELECT json_agg(DISTINCT b.attribution ORDER BY b.attribution) FROM source_record r JOIN dataset b ON b.id = r.dataset_id WHERE r.site_id = s.id AND r.missing_since_run_id IS NULL)
        """;

    private const string FullLocation = $"json_build_object({LocationCore}, 'attributes', {LocationAttributes})";

    private const string Places = $"""
        (SELECT json_agg(json_build_object('id', l.uuid, 'service_id', v.uuid, 'location_id', s.uuid, 'location', {FullLocation}) ORDER BY l.id)
         FROM service_at_location l
         JOIN site s ON s.id = l.site_id
         WHERE l.service_id = v.id AND s.is_current)
        """;

    // Phones are not of the UK profile but of HSDS itself, and the only way to reach many services; a mobile number may be somebody's own.
    private const string Phones = """
        (SELECT json_build_array(json_build_object('id', named_uuid('phone/' || v.uuid), 'number', v.telephone))
         WHERE v.telephone <> '' AND regexp_replace(v.telephone, '[^0-9]', '', 'g') !~ '^(0044|44)?0?7[0-9]{8,9}$')
        """;

    private const string Parts = $"'schedules', {Schedules}, 'funding', {Funding}, 'phones', {Phones}, 'attributes', {ServiceAttributes}";

    private const string FullService = $"json_build_object({Core}, 'organization', json_build_object({Organisation}, 'organization_identifiers', {Identifiers}), {Parts}, 'service_at_locations', {Places})";

    /// <summary>$1 to $9 the filter, $10 how many, $11 after how many. One row at least: the total, then an item or null.</summary>
    public const string Services = $"""
        WITH matching AS MATERIALIZED (SELECT v.id {Offered} AND {Filter})
        SELECT t.total, i.item
        FROM (SELECT count(*) AS total FROM matching) t
        LEFT JOIN LATERAL (
            SELECT json_strip_nulls({ListService})::text AS item
            {Offered} AND v.id IN (SELECT m.id FROM matching m ORDER BY m.id LIMIT $10::bigint OFFSET $11::bigint)
            ORDER BY v.id
        ) i ON true
        """;

    /// <summary>$1 uuid, $2 province or null.</summary>
    public const string Service = $"""
        WITH given AS (SELECT $2::text AS province), {Towns}
        SELECT json_strip_nulls({FullService})::text
        {Offered} AND v.uuid = $1::uuid
        """;

    /// <summary>$1 to $9 the filter, $10 how many, $11 after how many, $12 and $13 longitude and latitude to be near to, $14 metres, $15 province; null does not narrow. The nearest first, where a point is given.</summary>
    public const string ServicesAtLocations = $"""
        WITH given AS (SELECT $15::text AS province), {Towns}, matching AS MATERIALIZED (
            SELECT a.id, ST_Distance(a.geom::geography, c.centre) AS distance_m
            FROM (SELECT l.id, l.service_id, s.geom FROM service_at_location l JOIN site s ON s.id = l.site_id WHERE s.is_current) a
            CROSS JOIN (SELECT ST_SetSRID(ST_MakePoint($12::float8, $13::float8), 4326)::geography AS centre) c
            WHERE ($14::float8 IS NULL OR ST_DWithin(a.geom::geography, c.centre, $14::float8))
              AND a.service_id IN (SELECT v.id {Offered} AND {Filter})
        )
        SELECT t.total, i.item
        FROM (SELECT count(*) AS total FROM matching) t
        LEFT JOIN LATERAL (
            SELECT (SELECT json_strip_nulls(json_build_object('id', l.uuid, 'service_id', v.uuid, 'location_id', s.uuid, 'location', json_build_object({LocationCore}), 'service', {ListService}))::text {Offered} AND v.id = l.service_id) AS item
            FROM (SELECT * FROM matching m ORDER BY m.distance_m, m.id LIMIT $10::bigint OFFSET $11::bigint) p
            JOIN service_at_location l ON l.id = p.id
            JOIN site s ON s.id = l.site_id
            ORDER BY p.distance_m, p.id
        ) i ON true
        """;

    /// <summary>$1 uuid, $2 province or null.</summary>
    public const string ServiceAtLocation = $"""
        WITH given AS (SELECT $2::text AS province), {Towns}
        SELECT json_strip_nulls(json_build_object('id', l.uuid, 'service_id', v.uuid, 'location_id', s.uuid, 'location', {FullLocation},
                   'service', json_build_object({Core}, 'organization', json_build_object({Organisation}, 'organization_identifiers', {Identifiers}), {Parts})))::text
        FROM (SELECT v.* {Offered}) v
        JOIN organisation o ON o.id = v.organisation_id
        JOIN dataset d ON d.id = v.dataset_id
        JOIN service_at_location l ON l.service_id = v.id
        JOIN site s ON s.id = l.site_id
        WHERE s.is_current AND l.uuid = $1::uuid
        """;

    private const string TaxonomyItem = "json_build_object('id', named_uuid('taxonomy/' || x.vocabulary), 'name', x.name, 'description', x.description)::text";

    /// <summary>$1 how many, $2 after how many. As with services.</summary>
    public const string Taxonomies = $"""
        SELECT t.total, i.item
        FROM (SELECT count(*) AS total FROM {Taxonomy}) t
        LEFT JOIN LATERAL (SELECT {TaxonomyItem} AS item FROM {Taxonomy} ORDER BY x.position LIMIT $1::bigint OFFSET $2::bigint) i ON true
        """;

    /// <summary>$1 uuid.</summary>
    public const string OneTaxonomy = $"SELECT {TaxonomyItem} FROM {Taxonomy} WHERE named_uuid('taxonomy/' || x.vocabulary) = $1::uuid";

    private const string Terms = $"FROM vocabulary_term t JOIN {Taxonomy} ON x.vocabulary = t.vocabulary";

    /// <summary>$1 how many, $2 after how many. As with services.</summary>
    public const string TaxonomyTerms = $"""
        SELECT n.total, i.item
        FROM (SELECT count(*) AS total {Terms}) n
        LEFT JOIN LATERAL (SELECT json_strip_nulls({Term})::text AS item {Terms} ORDER BY x.position, t.sort_order, t.code LIMIT $1::bigint OFFSET $2::bigint) i ON true
        """;

    /// <summary>$1 uuid.</summary>
    public const string TaxonomyTerm = $"SELECT json_strip_nulls({Term})::text {Terms} WHERE named_uuid('term/' || t.vocabulary || '/' || t.code) = $1::uuid";

    /// <summary>$1 a full postcode: longitude and latitude of its centroid.</summary>
    public const string Centroid = "SELECT ST_X(p.geom), ST_Y(p.geom) FROM postcode p WHERE p.postcode = $1::text";
}
