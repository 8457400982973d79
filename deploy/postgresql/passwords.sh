#!/bin/sh
# Passwords of the containers (compose.yaml), once, as root: sh deploy/postgresql/passwords.sh deploy/secrets
# Without root (podman): podman unshare sh deploy/postgresql/passwords.sh deploy/secrets
# One file for each role that a container comes as, and two for the server. What is there already stays as it is.
set -eu
umask 077
folder=$1
server=${2:-999} office=${3:-10001}  # users within the images
mkdir -p "$folder"
cd "$folder"

made() { openssl rand -hex 24; }

[ -s database_password ] || made >database_password
[ -s role_passwords ] || for role in owner web work backup; do echo "$role $(made)"; done >role_passwords
while read -r role password; do
    echo "database:5432:shibiyan:shibiyan_$role:$password" >"pgpass_$role"
done <role_passwords
chown "$server" database_password role_passwords
chown "$office" pgpass_owner pgpass_web pgpass_work pgpass_backup
