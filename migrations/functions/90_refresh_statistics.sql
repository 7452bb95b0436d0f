-- Statistics are the owner's to gather: ANALYZE as estatemap_writer skips every table with a warning. Without them the first questions
-- after a load are planned for empty tables.
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    register_table regclass;
BEGIN
    FOR register_table IN
        SELECT oid
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
          AND relkind = 'r'
          AND pg_has_role(relowner, 'USAGE')
        ORDER BY oid
    LOOP
        EXECUTE 'ANALYZE ' || register_table;
        -- What a load left for later in the indexes of words: until it is put in its place every search reads all of it.
        PERFORM gin_clean_pending_list(i.indexrelid)
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am m ON m.oid = c.relam
        WHERE i.indrelid = register_table AND m.amname = 'gin';
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_statistics() TO estatemap_writer;
