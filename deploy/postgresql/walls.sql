-- Rights and row-level security of an office. After the first `shibiyan migrate` and after every further one,
-- as the tables' owner; may be run again at any time:
--   psql -v ON_ERROR_STOP=1 -d shibiyan -U shibiyan_owner -f deploy/postgresql/walls.sql
-- The services notice it when they are started anew. Off again: walls_down.sql.
--
-- First wall: the sets of webapp/store/visibility.py in each statement. Second wall, here: for `shibiyan_web`
--   * whoever is nobody sees no row of a case, of its steps, or of what was written in it;
--   * who looks sees, of what was written, only cases by duty, part, step, substitution, body or break-glass, never
--     a case that he or she is recused from, never as an administrator;
--   * who acts (one case, locked and checked by the act) is not kept from the rows that the act's rules ask for;
--   * no other role of the server comes into the database, or asks who sees what;
--   * nobody changes or removes an entry of the record, but for the one that the same transaction has just written
--     (triggers of the schema refuse it to the tables' owner, too).
-- Coarser than the first wall where a look needs more than its own case (numbers and limits of linked cases).

BEGIN;

DO $$
BEGIN
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO shibiyan_web, shibiyan_work, shibiyan_backup, shibiyan_verifier',
        current_database()
    );
END
$$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;  -- before PostgreSQL 15 everybody could
GRANT USAGE ON SCHEMA public TO shibiyan_web, shibiyan_work, shibiyan_backup, shibiyan_verifier;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shibiyan_web, shibiyan_work;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO shibiyan_web, shibiyan_work;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO shibiyan_web, shibiyan_work;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO shibiyan_web, shibiyan_work;

-- The record is added to. An act may finish the entry that it has just written; the sealer marks what it has sealed.
REVOKE UPDATE, DELETE, TRUNCATE ON audit, access_log, seal FROM shibiyan_web, shibiyan_work;
GRANT UPDATE (facts, hash, mac) ON audit TO shibiyan_web, shibiyan_work;
GRANT UPDATE (sealed_by) ON audit, access_log TO shibiyan_work;
-- Looks past their term leave their hash in look_gone (the policy below lets no other go).
GRANT DELETE ON access_log TO shibiyan_work;
REVOKE UPDATE, DELETE, TRUNCATE ON look_gone FROM shibiyan_web, shibiyan_work;
REVOKE INSERT ON look_gone FROM shibiyan_web;
REVOKE INSERT, UPDATE, DELETE ON seal, alembic_version FROM shibiyan_web;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM shibiyan_work;
GRANT INSERT, UPDATE ON heartbeat TO shibiyan_backup;

CREATE OR REPLACE FUNCTION shibiyan_person() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('shibiyan.person', true), '') $$;
CREATE OR REPLACE FUNCTION shibiyan_acts() RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT shibiyan_person() IS NOT NULL AND current_setting('shibiyan.acts', true) = '1' $$;
CREATE OR REPLACE FUNCTION shibiyan_now() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT coalesce(nullif(current_setting('shibiyan.now', true), '')::timestamptz, now()) $$;
CREATE OR REPLACE FUNCTION shibiyan_today() RETURNS date LANGUAGE sql STABLE
    AS $$ SELECT coalesce(nullif(current_setting('shibiyan.today', true), '')::date, current_date) $$;

-- Duties of a person that hold today.
CREATE OR REPLACE FUNCTION shibiyan_duties(whose text) RETURNS SETOF role_grant LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT * FROM role_grant
        WHERE person_id = whose
            AND (from_on IS NULL OR from_on <= shibiyan_today())
            AND (until_on IS NULL OR until_on >= shibiyan_today())
    $$;

-- Duties through whose hands matters only pass (PASSING in webapp/store/visibility.py).
CREATE OR REPLACE FUNCTION shibiyan_passing() RETURNS text[] LANGUAGE sql IMMUTABLE
    AS $$ SELECT ARRAY['petition', 'office', 'archive_admin', 'case_mgmt'] $$;

-- Subjects and cases from which who asks is recused, and the own person.
CREATE OR REPLACE FUNCTION shibiyan_barred() RETURNS text[] LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(one), '{}') FROM (
            SELECT subject_id AS one FROM recusal WHERE person_id = shibiyan_person() AND recused
            UNION SELECT case_id FROM recusal WHERE person_id = shibiyan_person() AND recused
        ) AS barred WHERE one IS NOT NULL
    $$;

-- Whether who asks may look into a case: as visibility.py says it, and whoever has a step in it or could take one.
CREATE OR REPLACE FUNCTION shibiyan_sees(sought text) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        WITH RECURSIVE cover(id) AS (
            SELECT shibiyan_person()
            UNION
            SELECT away.person_id FROM absence AS away JOIN cover ON away.substitute_id = cover.id
            WHERE away.ended_at IS NULL AND shibiyan_today() BETWEEN away.from_on AND away.until_on
        )
        SELECT EXISTS (
            SELECT FROM "case" AS seen
            WHERE seen.id = sought
                AND shibiyan_person() IS NOT NULL
                AND seen.id <> ALL (shibiyan_barred())
                AND coalesce(seen.subject_id, '') <> ALL (shibiyan_barred())
                AND NOT EXISTS (
                    SELECT FROM shibiyan_duties(shibiyan_person())
                    WHERE role IN ('sysadmin', 'sec_admin', 'sec_auditor')
                )
                AND (
                    EXISTS (
                        SELECT FROM task AS step
                        WHERE step.case_id = seen.id
                            AND (step.assignee_id IN (SELECT id FROM cover) OR step.completed_by = shibiyan_person())
                            AND (step.is_open OR coalesce(step.role, '') <> ALL (shibiyan_passing()))
                    )
                    OR seen.subject_id IS DISTINCT FROM shibiyan_person()
                    AND (
                        EXISTS (
                            SELECT FROM shibiyan_duties(shibiyan_person()) AS duty
                            WHERE duty.reads_cases AND NOT seen.confined
                                AND duty.room_id IN (seen.room_id, 'office')
                                AND (duty.measure IS NULL OR duty.measure = seen.measure)
                                AND duty.max_level >= seen.level AND duty.max_secrecy >= seen.secrecy
                        )
                        OR EXISTS (
                            SELECT FROM participant JOIN person ON person.id = participant.person_id
                            WHERE case_id = seen.id AND person_id = shibiyan_person() AND person.kind = 'officer'
                                AND (
                                    capacity <> 'initiator'
                                    OR NOT EXISTS (
                                        SELECT FROM shibiyan_duties(shibiyan_person())
                                        WHERE role = ANY (shibiyan_passing())
                                    )
                                )
                        )
                        OR EXISTS (
                            SELECT FROM task AS step, cover, shibiyan_duties(cover.id) AS duty
                            WHERE step.case_id = seen.id AND step.is_open AND step.assignee_id IS NULL
                                AND duty.role = step.role AND duty.room_id = step.room_id
                                AND duty.max_level >= step.level AND duty.max_secrecy >= step.secrecy
                        )
                        OR EXISTS (
                            SELECT FROM break_glass
                            WHERE case_id = seen.id AND person_id = shibiyan_person() AND until_at > shibiyan_now()
                        )
                        OR EXISTS (
                            SELECT FROM agenda_item JOIN meeting_member USING (meeting_id)
                            WHERE agenda_item.case_id = seen.id AND meeting_member.person_id = shibiyan_person()
                        )
                    )
                )
        )
    $$;

-- A letter reaches whom it concerns, whose own page shows it.
CREATE OR REPLACE FUNCTION shibiyan_concerns(sought text) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT EXISTS (
            SELECT FROM "case" JOIN person ON person.id = "case".subject_id
            WHERE "case".id = sought AND person.id = shibiyan_person() AND person.kind IN ('head', 'upper')
        )
    $$;

-- They read with the owner's right: only whose look they narrow may ask them.
REVOKE EXECUTE ON FUNCTION shibiyan_duties(text), shibiyan_barred(), shibiyan_sees(text), shibiyan_concerns(text)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shibiyan_duties(text), shibiyan_barred(), shibiyan_sees(text), shibiyan_concerns(text)
    TO shibiyan_web;

DO $$
DECLARE
    wall record;
    acts text := '(SELECT shibiyan_acts())';
BEGIN
    FOR wall IN
        SELECT * FROM (VALUES
            -- what a case is and how far it has come: nobody's for nobody
            ('case', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('task', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('activity', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('message_in', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('archive_entry', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('archive_snapshot', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('own_statement', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('personal_matters', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('portrait', '(SELECT shibiyan_person()) IS NOT NULL'),
            ('reporter', '(SELECT shibiyan_person()) IS NOT NULL'),
            -- what was written in it
            ('submission', 'shibiyan_sees(case_id)'),
            ('comment', 'shibiyan_sees(case_id)'),
            ('attachment', 'shibiyan_sees(case_id)'),
            ('letter', 'shibiyan_sees(case_id) OR shibiyan_concerns(case_id)')
        ) AS walls (name, looks)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wall.name);
        EXECUTE format('DROP POLICY IF EXISTS web ON %I', wall.name);
        EXECUTE format('DROP POLICY IF EXISTS work ON %I', wall.name);
        EXECUTE format(
            'CREATE POLICY web ON %I TO shibiyan_web USING (%s OR %s) WITH CHECK (%s)',
            wall.name, acts, wall.looks, acts
        );
        EXECUTE format('CREATE POLICY work ON %I TO shibiyan_work USING (true) WITH CHECK (true)', wall.name);
    END LOOP;
END
$$;

-- An entry of the record is finished by the transaction that has written it, and by no other one.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS reads ON audit;
DROP POLICY IF EXISTS adds ON audit;
DROP POLICY IF EXISTS finishes ON audit;
DROP POLICY IF EXISTS seals ON audit;
CREATE POLICY reads ON audit FOR SELECT TO shibiyan_web, shibiyan_work USING (true);
CREATE POLICY adds ON audit FOR INSERT TO shibiyan_web, shibiyan_work WITH CHECK (sealed_by IS NULL);
CREATE POLICY finishes ON audit FOR UPDATE TO shibiyan_web
    USING (xmin::text = pg_current_xact_id()::xid::text) WITH CHECK (sealed_by IS NULL);
CREATE POLICY seals ON audit FOR UPDATE TO shibiyan_work USING (sealed_by IS NULL) WITH CHECK (true);

-- A look goes only when it has left its hash behind.
ALTER TABLE access_log ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS reads ON access_log;
DROP POLICY IF EXISTS adds ON access_log;
DROP POLICY IF EXISTS seals ON access_log;
DROP POLICY IF EXISTS prunes ON access_log;
CREATE POLICY reads ON access_log FOR SELECT TO shibiyan_web, shibiyan_work USING (true);
CREATE POLICY adds ON access_log FOR INSERT TO shibiyan_web, shibiyan_work WITH CHECK (sealed_by IS NULL);
CREATE POLICY seals ON access_log FOR UPDATE TO shibiyan_work USING (sealed_by IS NULL) WITH CHECK (true);
CREATE POLICY prunes ON access_log FOR DELETE TO shibiyan_work
    USING (EXISTS (SELECT FROM look_gone WHERE look_gone.id = access_log.id AND look_gone.hash = access_log.hash));

-- What stands now: tables with walls, policies, the functions that they ask, rights on the record.
CREATE OR REPLACE FUNCTION shibiyan_walls() RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp
    AS $$
        SELECT md5(concat_ws(
            '|',
            (
                SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
            ),
            (
                SELECT string_agg(
                    concat_ws(' ', tablename, policyname, permissive, roles::text, cmd, qual, with_check),
                    '|' ORDER BY tablename, policyname
                )
                FROM pg_policies WHERE schemaname = 'public'
            ),
            (
                SELECT string_agg(concat_ws(' ', proname, prosrc, prosecdef, proconfig::text, proacl::text), '|' ORDER BY proname)
                FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'shibiyan\_%'
            ),
            (
                SELECT string_agg(concat_ws(' ', relname, relacl::text, attname, attacl::text), '|' ORDER BY relname, attnum)
                FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                WHERE relnamespace = 'public'::regnamespace
                    AND relname IN ('audit', 'access_log', 'seal', 'look_gone', 'alembic_version')
            )
        ))
    $$;

-- What the walls were put up for, and what stood then: `shibiyan doctor` asks whether it still is so.
DO $$
BEGIN
    EXECUTE format(
        'COMMENT ON FUNCTION shibiyan_sees(text) IS %L',
        (SELECT concat_ws(' ', 'walls for schema', version_num, shibiyan_walls()) FROM alembic_version)
    );
END
$$;

COMMIT;
