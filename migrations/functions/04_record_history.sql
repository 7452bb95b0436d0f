-- What a source's record said, and from when to when: the content that is served and those that runs replaced (record_version).
-- A content holds from the end of the run that brought it, or from when the one before was replaced, until it is replaced or the run that missed it ends.
CREATE OR REPLACE FUNCTION record_contents(of_dataset text, of_record text)
RETURNS TABLE (run_id bigint, line int, content jsonb, as_at date, held_from timestamptz, held_until timestamptz, is_served boolean, is_missing boolean, replaced_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.run_id, c.line, c.content, c.as_at,
           coalesce(lag(c.replaced_at) OVER (ORDER BY c.replaced_at NULLS LAST, c.run_id), (SELECT u.finished_at FROM import_run u WHERE u.id = c.run_id), '-infinity'),
           least(c.replaced_at, (SELECT m.finished_at FROM import_run m WHERE m.id = c.missing_since_run_id)),
           c.replaced_at IS NULL AND c.missing_since_run_id IS NULL, c.missing_since_run_id IS NOT NULL, c.replaced_at
    FROM (
        SELECT v.run_id, v.line, v.content, v.as_at, v.replaced_at, v.missing_since_run_id
        FROM record_version v
        WHERE v.dataset_id = of_dataset AND v.record_key = of_record
        UNION ALL
        SELECT r.run_id, r.line, r.content, r.as_at, NULL, r.missing_since_run_id
        FROM source_record r
        WHERE r.dataset_id = of_dataset AND r.record_key = of_record
    ) c;
END;
