#!/bin/sh
# PostgreSQL's restore_command: gives back one file of the write-ahead log (WAL), or says the truth.
#
#   fetch-wal.sh /var/lib/bagdar-archive/wal/%f %p
#
#   0    it is there, and every byte is what was kept
#   1    it was never kept: to PostgreSQL this is the end of the log
#   255  it is damaged, or missing while a later one is there. PostgreSQL stops and does not start;
#        with 1 it would start without what came after, and say nothing
set -eu
kept=$1.zst
folder=${1%/*}
name=${1##*/}

if [ -e "$kept" ]; then
    if ! (cd "$folder" && sha256sum --check --status "$name.zst.sha256") 2>/dev/null; then
        echo "$kept is not what was kept; bring it back from the other copy of the archive" >&2
        exit 255
    fi
    zstd -dcq "$kept" >"$2" || exit 255
    exit 0
fi
case $name in *[!0-9A-F]*) exit 1 ;; esac # a history of timelines that never was
later=$(ls "$folder" | LC_ALL=C awk -v name="$name" '
    length($0) == 28 && substr($0, 1, 8) == substr(name, 1, 8) && substr($0, 1, 24) > name && /\.zst$/ {
        print; exit }')
if [ -n "$later" ]; then
    echo "$kept is missing, and $later is there: bring it back from the other copy of the archive" >&2
    exit 255
fi
exit 1
