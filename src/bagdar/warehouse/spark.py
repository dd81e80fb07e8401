"""Spark as an engine: in this process with two threads, or on the cluster that is named.

Spark is an extra (bagdar[spark]) and needs Java 17; both are looked for when an engine is made.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bagdar.warehouse.snapshots.errors import SparkMissing

if TYPE_CHECKING:
    import ibis.expr.types as ir

IN_PROCESS = "local"


@dataclass(frozen=True)
class Spark:
    """An engine of its own beside others: its tables are seen by nobody else in the session.

    parts  where the store's folder stands for the cluster, as s3a://bucket/snapshots; "": where it
           stands for us
    """

    session: Any
    connection: Any
    folder: Path
    parts: str = ""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    name = "spark"

    def read(self, table: str, paths: Sequence[Path]) -> "ir.Table":
        places = [self._place(path) for path in paths]
        return self._named(table, self.session.read.parquet(*places))

    def table(self, name: str, rows: pa.Table) -> "ir.Table":
        """A small table from here as one of the engine's."""
        return self._named(name, self.session.createDataFrame(rows))

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """What an expression over these tables gives."""
        # As Arrow: through pandas, as Ibis would have it, whole numbers with a gap become floats.
        found = self.session.sql(self.connection.compile(expression)).toArrow()
        return list(found.to_pylist())

    def _named(self, name: str, frame: Any) -> "ir.Table":
        # Never the same name twice: an expression made before would read the newer rows.
        view = f"bagdar_{next(self._numbers)}_{name}"
        frame.createOrReplaceTempView(view)
        return self.connection.table(view)

    def _place(self, path: Path) -> str:
        if not self.parts:
            return f"file://{path.resolve()}"  # or Spark looks in the cluster's own file system
        return f"{self.parts.rstrip('/')}/{path.relative_to(self.folder).as_posix()}"


def spark(
    folder: Path, *, memory: str, threads: int,
    session: Any = None, master: str = "", parts: str = "",
) -> Spark:  # fmt: skip
    """An engine over the store in a folder.

    session  Spark's, where there is one; else one is made:
    master   of the cluster, as spark://host:7077, yarn or k8s://…; "": this process
    memory   and threads are those of this process; a cluster's are said in its spark-defaults.conf
    Raises SparkMissing.
    """
    import ibis  # slow to load

    if session is None:
        session = _session(master, memory, threads)
    own = session.newSession()
    return Spark(own, ibis.pyspark.connect(own), folder, parts)


def _session(master: str, memory: str, threads: int) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise SparkMissing() from missing
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise SparkMissing()
    said = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    if not master or master.startswith(IN_PROCESS):
        said |= _in_process(memory, threads)
    builder = SparkSession.builder.appName("bagdar").master(master or f"{IN_PROCESS}[{threads}]")
    return builder.config(map=said).getOrCreate()


def _in_process(memory: str, threads: int) -> dict[str, str]:
    return {
        "spark.driver.memory": memory.replace("GB", "g").replace("MB", "m"),
        # nobody on the network is let in
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(4 * threads),
        "spark.sql.warehouse.dir": f"{tempfile.gettempdir()}/bagdar-spark",
    }
