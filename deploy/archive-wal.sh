#!/bin/sh
# PostgreSQL's archive_command: keeps one file of the write-ahead log (WAL) for good.
#
#   archive-wal.sh %p /var/lib/bagdar-archive/wal/%f
#
# writes FILE.zst and, before it, FILE.zst.sha256. Both are on the disk when it says 0, and only then
# does PostgreSQL let go of its own copy. It may be cut off anywhere and asked again: the same file
# again is 0, another one under a name that is taken is refused, and PostgreSQL keeps asking.
set -eu
umask 077
segment=$1
kept=$2.zst
folder=${2%/*}
coming=$folder/.coming-${2##*/}

seal() { # file as it stands, name that it will have
    sum=$(sha256sum <"$1")
    printf '%s  %s\n' "${sum%% *}" "${2##*/}" >"$coming.sha256"
    sync "$1" "$coming.sha256"
    mv -f "$coming.sha256" "$2.sha256"
}

if [ -e "$kept" ]; then
    if ! zstd -dcq "$kept" | cmp -s - "$segment"; then
        echo "$kept holds something else: does another cluster keep its WAL there?" >&2
        exit 1
    fi
    seal "$kept" "$kept"
else
    zstd -q -f -1 --check -o "$coming" "$segment"
    seal "$coming" "$kept"
    ln "$coming" "$kept" # unlike mv, never over a file that is there
    rm "$coming"
fi
sync "$folder"
