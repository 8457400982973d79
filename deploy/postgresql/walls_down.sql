-- Takes the second wall down; rights stay. As the tables' owner.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity LOOP
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', one.relname);
    END LOOP;
    IF to_regprocedure('shibiyan_sees(text)') IS NOT NULL THEN  -- `shibiyan doctor` misses them no more
        COMMENT ON FUNCTION shibiyan_sees(text) IS NULL;
    END IF;
END
$$;
