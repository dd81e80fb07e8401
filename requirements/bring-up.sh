#!/bin/sh
# Makes .venv and installs requirements/<run|dev>.lock and this package into it.
# Does nothing when the environment already holds that lock. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."
want=${1:?run or dev}

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if fits "$name"; then echo "$name"; return; fi
    done
    echo "Bagdar needs Python 3.11 or later, and found none under: ${PYTHON:-python3, python3.11 to python3.14, python}." >&2
    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name one: make PYTHON=/path/to/python3.11 run" >&2
    exit 1
}

make_environment() {
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        echo "$python cannot make virtual environments: its modules venv and ensurepip are not installed." >&2
        echo "Debian, Ubuntu: apt-get install python3-venv; then type the same command again." >&2
        exit 1
    fi
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

sum_of() {
    { cat "requirements/$1.lock" pyproject.toml; pwd; } | cksum
}

holds() {
    [ -f ".venv/holds-$1" ] && [ "$(cat ".venv/holds-$1")" = "$(sum_of "$1")" ]
}

# An environment with the tools of developers has everything that running needs.
if holds "$want" || { [ "$want" = run ] && holds dev; }; then exit 0; fi

fits .venv/bin/python || make_environment
rm -f .venv/holds-run .venv/holds-dev
echo "Installing requirements/$want.lock"
pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install --quiet --no-input --no-deps"
$pip --require-hashes --only-binary :all: -r "requirements/$want.lock"
$pip --no-build-isolation -e .
sum_of "$want" >".venv/holds-$want"
