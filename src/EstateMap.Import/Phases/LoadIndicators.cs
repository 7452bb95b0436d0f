using EstateMap.Import.Datasets;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Measures of areas from records: for every area that a record of this run speaks of, what all current records of the dataset say, so that it does not matter which came when.</summary>
internal static class LoadIndicators
{
    public static Task ValuesAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE TEMP TABLE touched_area ON COMMIT DROP AS
        SELECT a.id, a.code
        FROM area a
        WHERE a.kind = $2::text AND a.vintage = $3::text AND a.code IN (
            SELECT content->>'area_code' FROM staged WHERE state <> 'unchanged'
            UNION
            SELECT r.content->>'area_code' FROM gone g JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = g.record_key);

        DELETE FROM indicator_value v
        USING touched_area t
        WHERE v.dataset_id = $1::text AND v.area_id = t.id;

        CREATE TEMP TABLE measured ON COMMIT DROP AS
        SELECT t.id AS area_id, m.code, m.name, m.unit, m.is_additive, m.value, daterange((r.content->>'period_start')::date, (r.content->>'period_end')::date) AS period, r.line
        FROM source_record r
        JOIN touched_area t ON t.code = r.content->>'area_code'
        CROSS JOIN LATERAL (
            SELECT r.content->>'indicator_code' AS code, r.content->>'indicator_name' AS name, r.content->>'unit' AS unit,
                   (r.content->>'is_additive')::boolean AS is_additive, (r.content->>'value')::double precision AS value
            WHERE r.content ? 'indicator_code'
            UNION ALL
            SELECT d.code || '_' || k.measure, 'Deprivation: ' || d.label || ' (' || k.words || ')', k.unit, false, (r.content->>(d.code || '_' || k.measure))::double precision
            FROM vocabulary_term d
            CROSS JOIN unnest($4::text[], $5::text[], $6::text[]) k (measure, unit, words)
            WHERE NOT r.content ? 'indicator_code' AND d.vocabulary = 'deprivation-domains' AND r.content ? (d.code || '_' || k.measure)
        ) m
        WHERE r.dataset_id = $1::text AND r.missing_since_run_id IS NULL;

        INSERT INTO indicator AS known (code, name, unit, description, is_additive)
        SELECT DISTINCT ON (code) code, name, unit, nullif($7::text, ''), is_additive
        FROM measured
        ORDER BY code, line
        ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, unit = excluded.unit, description = coalesce(excluded.description, known.description), is_additive = excluded.is_additive
        WHERE (known.name, known.unit, known.description, known.is_additive) IS DISTINCT FROM (excluded.name, excluded.unit, coalesce(excluded.description, known.description), excluded.is_additive);

        INSERT INTO indicator_value (indicator_code, area_id, period, value, basis, dataset_id)
        SELECT DISTINCT ON (code, area_id, period) code, area_id, period, value, (CASE WHEN $8::boolean THEN 'assumption' ELSE 'fact' END)::provenance_basis, $1::text
        FROM measured
        ORDER BY code, area_id, period, line
        ON CONFLICT (indicator_code, area_id, period) DO UPDATE
        SET value = excluded.value, basis = excluded.basis, dataset_id = excluded.dataset_id
        """, cancellation, manifest.Id, manifest.Area!.Kind, manifest.Area.Vintage,
        Deprivation.Measures.Select(m => m.Measure).ToArray(), Deprivation.Measures.Select(m => m.Unit).ToArray(), Deprivation.Measures.Select(m => m.Words).ToArray(),
        manifest.Indicator?.Description ?? "", manifest.IsSchematic);
}
