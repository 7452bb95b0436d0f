using EstateMap.Import.Datasets;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>What publishers say of which area lies in which: kept beside what we work out from the outlines, and held against it.</summary>
internal static class LoadLookups
{
    /// <summary>Rows of other places are left out and counted; codes of this place that no boundary has, and areas that our outlines put elsewhere, are reported.</summary>
    public static async Task CheckAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation)
    {
        var area = manifest.Area!;
        await Staging.RunAsync(connection,
            """
            -- A row is of another place when it says so, or when it says nothing of authorities and nobody here knows its area.
            CREATE TEMP TABLE elsewhere_lookup ON COMMIT DROP AS
            SELECT s.line
            FROM staged s
            WHERE CASE WHEN s.content ? 'authority_code' AND EXISTS (SELECT FROM area WHERE kind = 'authority' AND ended_by_run_id IS NULL)
                       THEN NOT EXISTS (SELECT FROM area a WHERE a.kind = 'authority' AND a.ended_by_run_id IS NULL AND a.code = s.content->>'authority_code')
                       ELSE NOT EXISTS (SELECT FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.ended_by_run_id IS NULL AND a.code = s.content->>'area_code') END;

            INSERT INTO staged_issue (field, value, issue_type, message)
            SELECT 'area_code', count(*)::text, 'area-elsewhere', format('%s rows speak of areas of kind %s and vintage %s outside the place; they were left out.', count(*), $1::text, $2::text)
            FROM elsewhere_lookup
            HAVING count(*) > 0;

            DELETE FROM staged s USING elsewhere_lookup e WHERE s.line = e.line;

            DROP TABLE elsewhere_lookup;

            INSERT INTO staged_issue (line, record_key, field, value, issue_type, message, is_rejection)
            SELECT s.line, s.record_key, 'area_code', s.content->>'area_code', 'unknown-area',
                   format('No area %s of kind %s and vintage %s is loaded; the row was left out.', s.content->>'area_code', $1::text, $2::text), true
            FROM staged s
            WHERE NOT EXISTS (SELECT FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.ended_by_run_id IS NULL AND a.code = s.content->>'area_code');

            DELETE FROM staged s
            WHERE NOT EXISTS (SELECT FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.ended_by_run_id IS NULL AND a.code = s.content->>'area_code');

            INSERT INTO staged_issue (field, value, issue_type, message)
            SELECT 'area_code', left(string_agg(code, ', ' ORDER BY code), 200), 'areas-missing', format('%s areas of kind %s and vintage %s have no row; the file may be cut off.', count(*), $1::text, $2::text)
            FROM area a
            WHERE a.kind = $1::text AND a.vintage = $2::text AND a.ended_by_run_id IS NULL AND NOT EXISTS (SELECT FROM staged s WHERE s.content->>'area_code' = a.code)
            HAVING count(*) > 0
            """, cancellation, area.Kind, area.Vintage);
        foreach (var within in manifest.Within!)
            await Staging.RunAsync(connection,
                """
                INSERT INTO staged_issue (line, record_key, field, value, issue_type, message)
                SELECT s.line, s.record_key, $5::text, s.content->>$5::text, 'lookup-disagrees',
                       CASE WHEN said.id IS NULL THEN format('The table puts %s into %s, which is no %s of vintage %s that is loaded; most of its outline lies in %s.', m.code, s.content->>$5::text, $3::text, $4::text, ours.code)
                            ELSE format('The table puts %s into %s (%s), but %s %% of its outline lies in %s (%s).', m.code, said.code, said.name, round((x.share * 100)::numeric, 1), ours.code, ours.name) END
                FROM staged s
                JOIN area m ON m.kind = $1::text AND m.vintage = $2::text AND m.ended_by_run_id IS NULL AND m.code = s.content->>'area_code'
                JOIN area_membership x ON x.member_area_id = m.id
                JOIN area ours ON ours.id = x.area_id AND ours.kind = $3::text AND ours.vintage = $4::text
                LEFT JOIN area said ON said.kind = $3::text AND said.vintage = $4::text AND said.ended_by_run_id IS NULL AND said.code = s.content->>$5::text
                WHERE s.content ? $5::text AND s.content->>$5::text <> ours.code
                """, cancellation, area.Kind, area.Vintage, within.Kind, within.Vintage, Lookup.Column(within.Kind));
    }

    public static Task KeepAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        DELETE FROM area_lookup l
        USING (SELECT record_key FROM gone UNION ALL SELECT record_key FROM staged WHERE state <> 'unchanged') t
        JOIN source_record r ON r.record_key = t.record_key
        WHERE l.dataset_id = $1::text AND r.dataset_id = $1::text AND l.code = r.content->>'area_code';

        INSERT INTO area_lookup (dataset_id, kind, vintage, code, within_kind, within_vintage, within_code)
        SELECT $1::text, $2::text, $3::text, s.content->>'area_code', w.kind, w.vintage, s.content->>(w.kind || '_code')
        FROM staged s
        CROSS JOIN unnest($4::text[], $5::text[]) w (kind, vintage)
        WHERE s.state <> 'unchanged' AND s.content ? (w.kind || '_code')
        """, cancellation, manifest.Id, manifest.Area!.Kind, manifest.Area.Vintage, manifest.Within!.Select(w => w.Kind).ToArray(), manifest.Within!.Select(w => w.Vintage).ToArray());
}
