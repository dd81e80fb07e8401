"""Checking a million enrolment rows with the full report, beside peers and plain filters.

Each contender is a process of its own (checking_peers.py), three times in turn, imports and reading
of the file included. All have to find exactly the injected faults. CHECKING_PEERS names a Python that
has the peers (see README.md); without it Bagdar runs alone, beside plain Polars.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import checking_data
from benchmarks.checking_peers import digest

ROOT = Path(__file__).resolve().parents[1]
ROWS, FEWER, TIMES = 1_000_000, 100_000, 3
ALONE = ("bagdar_csv", "bagdar_chunks", "bagdar_parquet", "polars_csv", "polars_parquet")
PEERS = ("duckdb_csv", "duckdb_parquet", "dataframely", "pandera", "pydantic", "frictionless")
SLOW = ("frictionless",)  # a tenth of the rows


def measure() -> dict[str, Any]:
    peers = os.environ.get("CHECKING_PEERS", "")
    names = (*ALONE, *PEERS) if peers else ALONE
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        truths = {}
        for count in (ROWS, FEWER) if peers else (ROWS,):
            place = Path(folder) / str(count)
            place.mkdir()
            checking_data.write(place, count)
            truth = json.loads((place / "truth.json").read_text(encoding="utf-8"))
            truths[count] = digest(truth)
        for _ in range(TIMES):
            for name in names:
                count = FEWER if name in SLOW else ROWS
                run = _run(peers or sys.executable, name, Path(folder) / str(count))
                if run.pop("told") != truths[count]:
                    raise RuntimeError(f"{name} does not find the injected faults")
                taken[name].append(run)
    return {
        "rows": ROWS,
        "faults": truths[ROWS]["found"],
        "contenders": {name: _median(name, runs) for name, runs in taken.items()},
    }


def _run(python: str, name: str, folder: Path) -> dict[str, Any]:
    """One process: seconds on the clock and on the processor."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [python, str(ROOT / "benchmarks" / "checking_peers.py"), name, str(folder)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise RuntimeError(f"{name} failed")
    return {
        "wall_s": time.perf_counter() - began,
        "processor_s": used.ru_utime + used.ru_stime,
        "told": json.loads(told),
    }


def _median(name: str, runs: list[dict[str, float]]) -> dict[str, float]:
    found = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    rows = FEWER if name in SLOW else ROWS
    return {
        "rows": rows,
        "wall_s": round(found["wall_s"], 2),
        "processor_s": round(found["processor_s"], 2),
        "rows_per_processor_s": round(rows / found["processor_s"]),
    }
