-- The five roles of an office on PostgreSQL. Once for each server, as its superuser:
--   psql -v ON_ERROR_STOP=1 -f deploy/postgresql/roles.sql
-- Passwords: \password shibiyan_web … or peer and certificate entries in pg_hba.conf.
--
--   shibiyan_owner     owns the tables: `shibiyan migrate`, walls.sql. No service runs as it.
--   shibiyan_web       pages: sees what the person who asks may see
--   shibiyan_work      due work: timers, messages, seals
--   shibiyan_backup    reads everything (sealed), writes when it was backed up
--   shibiyan_verifier  reads everything (sealed), writes nothing: `shibiyan verify`, an auditor's look

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['owner', 'web', 'work', 'backup', 'verifier'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shibiyan_' || one) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', 'shibiyan_' || one);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE shibiyan_web NOBYPASSRLS;
ALTER ROLE shibiyan_backup INHERIT BYPASSRLS;
ALTER ROLE shibiyan_verifier INHERIT BYPASSRLS;
ALTER ROLE shibiyan_verifier SET default_transaction_read_only = on;
GRANT pg_read_all_data TO shibiyan_backup, shibiyan_verifier;
