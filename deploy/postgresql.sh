#!/bin/sh
# Makes the role and the database of an agency's PostgreSQL. Run as root on the database's machine;
# running it again changes nothing. The role signs in through the local socket as the system user
# of the same name, so there is no password to keep.
set -eu
name=${1:-bagdar}
case $name in
*[!a-z0-9_]*) echo "A name of small Latin letters, digits and _ please: $name" >&2; exit 2 ;;
esac

as_postgres() {
    runuser -u postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}

if [ -z "$(as_postgres --command="SELECT 1 FROM pg_roles WHERE rolname = '$name'")" ]; then
    as_postgres --command="CREATE ROLE $name LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
fi
if [ -z "$(as_postgres --command="SELECT 1 FROM pg_database WHERE datname = '$name'")" ]; then
    as_postgres --command="CREATE DATABASE $name OWNER $name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
fi
as_postgres --command="REVOKE CONNECT ON DATABASE $name FROM PUBLIC"
echo "Database $name is ready: BAGDAR_DATABASE_URL=postgresql://$name@/$name?host=/var/run/postgresql"
