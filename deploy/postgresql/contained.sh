#!/bin/sh
# In a container, once, on an empty volume (compose.yaml): the office owns its database and is no superuser.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'END'
CREATE ROLE shibiyan LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE shibiyan OWNER shibiyan;
\connect shibiyan
ALTER SCHEMA public OWNER TO shibiyan;
END
