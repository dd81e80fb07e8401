#!/bin/sh
# Makes .venv-spark, which sees everything of .venv and has Spark beside it; .venv stays as locked.
# pip itself and what it builds with are those of .venv. Does nothing when it holds that lock already.
set -eu
cd "$(dirname "$0")/.."

if ! [ -n "${JAVA_HOME:-}" ] && ! command -v java >/dev/null 2>&1; then
    echo "Spark needs Java 17. Debian: apt-get install openjdk-17-jre-headless" >&2
    exit 1
fi

sum=$({ cat requirements/dev.lock requirements/spark.lock; pwd; } | cksum)
if [ -f .venv-spark/holds ] && [ "$(cat .venv-spark/holds)" = "$sum" ]; then exit 0; fi

echo "Installing requirements/spark.lock into .venv-spark"
.venv/bin/python -m venv --clear --without-pip .venv-spark
shared=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
own=$(.venv-spark/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
# site.addsitedir reads the .pth files of .venv as well: this package is one of them.
echo "import site; site.addsitedir('$shared')" >"$own/bagdar-shared.pth"
# PySpark is published as source alone, with its jars; nothing in it is compiled.
PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-spark/bin/python -m pip install --quiet --no-input --no-deps \
    --require-hashes --only-binary :all: --no-binary pyspark --no-build-isolation \
    -r requirements/spark.lock
echo "$sum" >.venv-spark/holds
