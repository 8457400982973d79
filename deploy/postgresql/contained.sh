#!/bin/sh
# In a container, once, on an empty volume (compose.yaml): the roles of roles.sql with passwords, the database their own.
set -eu
home=${SHIBIYAN_POSTGRESQL:-/shibiyan}
asked() { psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d postgres "$@"; }

asked -f "$home/roles.sql"
while read -r role password; do
    asked -v role="shibiyan_$role" -v password="$password" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done <"${SHIBIYAN_ROLE_PASSWORDS:-/run/secrets/role_passwords}"
asked <<'SQL'
CREATE DATABASE shibiyan OWNER shibiyan_owner;
\connect shibiyan
ALTER SCHEMA public OWNER TO shibiyan_owner;
SQL
