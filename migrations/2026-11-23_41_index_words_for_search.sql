-- Search finds by words and by how names begin. Trigrams of a million names cost more to read than a person waits for; there are few different words, so trigrams of those do.

-- What a text is cut into: words in lower case, apostrophes dropped (St Mary's is found by "marys"). Beyond 500 characters no word is kept: a word of an index has a longest length.
CREATE FUNCTION search_words(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_remove(string_to_array(regexp_replace(translate(lower(left(given, 500)), '''’', ''), '[^[:alnum:]]+', ' ', 'g'), ' '), '');

-- Every index twice: of all rows, and of one run of 64 ids in 256. A word of many places is found enough of in the small one, so that nobody reads the long list of the large one; runs, because what came in together lies together.
CREATE INDEX site_words ON site USING gin (array_to_tsvector(search_words(name || ' ' || coalesce(street_name, ''))));
CREATE INDEX site_words_few ON site USING gin (array_to_tsvector(search_words(name || ' ' || coalesce(street_name, '')))) WHERE (id >> 6) & 255 = 0;
CREATE INDEX service_words ON service USING gin (array_to_tsvector(search_words(name)));
CREATE INDEX service_words_few ON service USING gin (array_to_tsvector(search_words(name))) WHERE (id >> 6) & 255 = 0;
CREATE INDEX community_asset_words ON community_asset USING gin (array_to_tsvector(search_words(name)));
CREATE INDEX community_asset_words_few ON community_asset USING gin (array_to_tsvector(search_words(name))) WHERE (id >> 6) & 255 = 0;
CREATE INDEX area_words ON area USING gin (array_to_tsvector(search_words(name)));
CREATE INDEX area_words_few ON area USING gin (array_to_tsvector(search_words(name))) WHERE (id >> 6) & 255 = 0;

-- How names begin, whatever their case.
CREATE INDEX site_name_start ON site (lower(name) text_pattern_ops, id);
CREATE INDEX site_street_start ON site (lower(street_name) text_pattern_ops, id);
CREATE INDEX service_name_start ON service (lower(name) text_pattern_ops, id);
CREATE INDEX community_asset_name_start ON community_asset (lower(name) text_pattern_ops, id);
CREATE INDEX area_name_start ON area (lower(name) text_pattern_ops, id);
CREATE INDEX area_code_start ON area (lower(code) text_pattern_ops);
CREATE INDEX site_postcode_key ON site (replace(postcode, ' ', '') text_pattern_ops, id);
CREATE INDEX postcode_key ON postcode (replace(postcode, ' ', '') text_pattern_ops);

-- No reader could use these: row-level security lets no condition but a leakproof one reach an index, and LIKE is none.
DROP INDEX site_name_trgm, site_street_trgm, service_name_trgm, community_asset_name_trgm, area_name_trgm;

-- The words that there are, for whom: typing errors are put right against what the asker may see, so that hidden places lend nobody their words. Words with digits are not guessed at.
CREATE TABLE search_word (
    word text NOT NULL,
    visibility visibility NOT NULL,
    organisation_id bigint NOT NULL,    -- whose rows they stand in; 0 unless the visibility is 'owner'
    uses bigint NOT NULL CHECK (uses > 0),
    PRIMARY KEY (word, visibility, organisation_id)
);
CREATE INDEX search_word_start ON search_word (word text_pattern_ops);
CREATE INDEX search_word_trgm ON search_word USING gin (word gin_trgm_ops) WITH (fastupdate = off);
ALTER TABLE search_word ENABLE ROW LEVEL SECURITY;

INSERT INTO search_word (word, visibility, organisation_id, uses)
SELECT w.word, t.visibility, CASE t.visibility WHEN 'owner' THEN coalesce(t.organisation_id, 0) ELSE 0 END, count(*)
FROM (
    SELECT name || ' ' || coalesce(street_name, ''), visibility, owner_organisation_id FROM site WHERE is_current
    UNION ALL SELECT name, visibility, organisation_id FROM service WHERE is_current
    UNION ALL SELECT name, visibility, organisation_id FROM community_asset WHERE is_current
    UNION ALL SELECT name, visibility, NULL FROM area WHERE ended_by_run_id IS NULL
) AS t (text, visibility, organisation_id)
CROSS JOIN LATERAL unnest(search_words(t.text)) AS w (word)
WHERE length(w.word) BETWEEN 3 AND 60 AND translate(w.word, '0123456789', '') = w.word
GROUP BY 1, 2, 3;

-- Orders that people ask for, whole: sorting a million sites for ten of them takes a second.
CREATE INDEX site_street_order ON site (street_name, id);
CREATE INDEX site_post_town_order ON site (post_town, id);
