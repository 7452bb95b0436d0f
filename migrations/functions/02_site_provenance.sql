-- Every field that any active source states of a site, with where it comes from and who agrees.
-- Runs as the caller, so row-level security of source_record applies.
CREATE OR REPLACE FUNCTION site_provenance(site bigint)
RETURNS TABLE (field text, value text, dataset_id text, record_key text, as_at date, basis provenance_basis, method text,
               confidence numeric, original_value text, corroborated_by text[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH stated AS (
        SELECT f.key AS field, f.value, r.dataset_id, r.record_key, r.as_at
        FROM source_record r
        CROSS JOIN LATERAL jsonb_each_text(r.content) f
        WHERE r.site_id = site
          AND r.missing_since_run_id IS NULL
          AND f.value IS NOT NULL
          AND f.key NOT IN ('organisation_key', 'unnamed_kind')   -- what imports work with, not what a source says
    )
    SELECT s.field, s.value, s.dataset_id, s.record_key, s.as_at,
           coalesce(p.basis, 'fact'), coalesce(p.method, 'stated by the source'), p.confidence, p.original_value,
           ARRAY(SELECT DISTINCT o.dataset_id FROM stated o
                 WHERE o.field = s.field AND lower(o.value) = lower(s.value) AND o.dataset_id <> s.dataset_id
                 ORDER BY o.dataset_id)
    FROM stated s
    LEFT JOIN field_provenance p ON p.dataset_id = s.dataset_id AND p.record_key = s.record_key AND p.field = s.field
    ORDER BY s.field, s.as_at DESC NULLS LAST, s.dataset_id, s.record_key;
END;

-- People in an area: the source's own figure for its latest date, or the sum over the small areas that belong to it, whichever is of the later date.
CREATE OR REPLACE FUNCTION area_population(area bigint, population_group text DEFAULT 'all')
RETURNS double precision
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN summed.value IS NOT NULL AND (published.until IS NULL OR published.until < summed.until) THEN summed.value ELSE published.value END
    FROM (
        SELECT sum(w.weight) AS value,
               coalesce(max((SELECT max(upper(v.period)) FROM indicator_value v WHERE v.indicator_code = 'population_' || area_population.population_group AND v.area_id = p.area_id)), '-infinity') AS until
        FROM area_membership m
        JOIN demand_point p ON p.area_id = m.member_area_id
        JOIN demand_weight w ON w.demand_point_id = p.id
        WHERE m.area_id = area AND w.population_group = area_population.population_group
    ) summed
    LEFT JOIN LATERAL (
        SELECT v.value, upper(v.period) AS until
        FROM indicator_value v
        WHERE v.area_id = area AND v.indicator_code = 'population_' || population_group
        ORDER BY upper(v.period) DESC
        LIMIT 1
    ) published ON true;
END;
