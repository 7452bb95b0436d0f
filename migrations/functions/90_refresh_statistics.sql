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
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_statistics() TO estatemap_writer;
