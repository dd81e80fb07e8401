#!/bin/sh
# Has PostgreSQL keep its log (WAL) for good, so that it can come back to any moment. Run as root on
# the database's machine, with the folder of the archive: another disk, or another machine's.
# Running it again brings the scripts up to this version and changes nothing else.
# docs/how-to/backup-and-restore.md
set -eu
archive=${1:-/var/lib/bagdar-archive}
here=$(dirname "$0")
case $archive in
/*[!A-Za-z0-9/_.-]* | [!/]*) echo "A whole path of Latin letters, digits, / _ . - please: $archive" >&2; exit 2 ;;
esac
command -v zstd >/dev/null || { echo "zstd is missing: apt-get install zstd" >&2; exit 2; }

as_postgres() {
    runuser -u postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}

# The log is lost for at most a minute: it goes to the archive 45 seconds after something was
# written, and there it is in seconds.
ours="$archive/archive-wal.sh %p $archive/wal/%f"
known=$(as_postgres --command="SELECT setting FROM pg_file_settings WHERE name = 'archive_command' ORDER BY seqno DESC LIMIT 1")
case $known in
'' | "$ours") ;;
*) echo "PostgreSQL keeps its log by another command already: $known" >&2; exit 2 ;;
esac

install -d -o postgres -g postgres -m 0700 "$archive" "$archive/wal"
install -m 0755 "$here/archive-wal.sh" "$here/fetch-wal.sh" "$archive"
as_postgres --command="ALTER SYSTEM SET archive_mode = on"
as_postgres --command="ALTER SYSTEM SET archive_command = '$ours'"
as_postgres --command="ALTER SYSTEM SET archive_timeout = 45"
as_postgres --command="SELECT pg_reload_conf()" >/dev/null
if [ "$(as_postgres --command="SHOW archive_mode")" = on ]; then
    echo "PostgreSQL keeps its log in $archive"
else
    echo "Now restart PostgreSQL once, and it keeps its log in $archive: systemctl restart postgresql"
fi
