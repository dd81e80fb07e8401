"""Figures of a whole country: five of them beside peers, all of them as an operator computes them.

Each contender is a process of its own (figures_peers.py), three times in turn, over the same parts
of one snapshot; all have to give the same cells, or the race stops. FIGURES_SPARK names a Python
that has PySpark (`make test-spark` makes .venv-spark); without it the race goes on without Spark.

    python -m benchmarks figures                    # at SCALES
    FIGURES_SCALES=1 FIGURES_YEARS=2024-2025 python -m benchmarks figures
    FIGURES_HOME=/tmp/figures …                     # keeps nations and snapshots, to go on from
"""

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.figures_peers import FIGURES, NEEDED
from benchmarks.nation import ROOT, environment

SCALES, TIMES, SEED = "0.01 0.1", 3, 7
YEARS = os.environ.get("FIGURES_YEARS", "2024-2025")
DAY, LATE = "2025-10-01", "KZ-10"
ALONE = ("bagdar", "duckdb_sql", "polars", "pandas")
WITH_SPARK = ("pyspark", "bagdar_spark")


def measure() -> dict[str, Any]:
    kept = os.environ.get("FIGURES_HOME", "")
    found = {}
    for scale in os.environ.get("FIGURES_SCALES", SCALES).split():
        with tempfile.TemporaryDirectory(prefix="bagdar-figures-") as home:
            folder = Path(kept) / scale if kept else Path(home)
            folder.mkdir(parents=True, exist_ok=True)
            found[scale] = _of(scale, folder)
    return found


def _of(scale: str, home: Path) -> dict[str, Any]:
    nation, var = home / "nation", home / "var"
    if not (nation / "manifest.json").exists():
        _bagdar(home, "simulate", "--scale", scale, "--seed", str(SEED), "--years", YEARS,
                "--out", str(nation))  # fmt: skip
    if not (home / "taken.json").exists():
        _bagdar(var, "migrate")
        taken = _bagdar(var, *TAKE, "--from", str(nation), "--on", DAY)
        (home / "taken.json").write_text(json.dumps(taken), encoding="utf-8")
    taken = json.loads((home / "taken.json").read_text(encoding="utf-8"))
    id = taken["told"]["id"]
    with tempfile.TemporaryDirectory(prefix="bagdar-figures-") as empty:
        work = Path(empty)
        (work / "snapshots").symlink_to(var / "snapshots")
        shutil.copy(var / "snapshot_key", work)  # numbers people as before
        _bagdar(work, "migrate")
        computed = _run(work, id)
        late = _late(home, nation, work)
    return {
        "people": _rows(nation / "person.parquet"),
        "enrolments": _rows(nation / "enrolment.parquet"),
        "rows": sum(_rows(one) for one in nation.glob("*.parquet")),
        "taken": _told(taken),
        "computed": computed,
        "late": late,
        "race": _race(var, id, home),
    }


TAKE = ("snapshot", "take", "--origin", "simulated", "--json")


def _rows(file: Path) -> int:
    return int(pl.scan_parquet(file).select(pl.len()).collect().item())


def _bagdar(var: Path, *words: str) -> dict[str, Any]:
    """A command as an operator gives it: seconds, of the processor, peak memory, what it told."""
    var.mkdir(parents=True, exist_ok=True)
    return _process([sys.executable, "-m", "bagdar.config.cli", *words], environment("", var))


def _process(command: list[str], around: dict[str, str]) -> dict[str, Any]:
    begun = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.PIPE, env=around, cwd=ROOT)
    assert running.stdout is not None
    told = running.stdout.read()
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    running.stdout.close()
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": round(used.ru_maxrss / 1024),
        "told": json.loads(told) if told[:1] in (b"{", b"[") else None,
    }


def _told(run: dict[str, Any]) -> dict[str, Any]:
    return {name: run[name] for name in ("seconds", "processor_seconds", "peak_mib")}


def _run(var: Path, id: str) -> dict[str, Any]:
    """Every figure of the country and of its regions that was not computed before. What may be
    shown of them is another question, which is asked apart.
    """
    run = _bagdar(var, "indicators", "run", "--snapshot", id, "--no-protect", "--json")
    reused = sum(one["reused"] for one in run["told"])
    return {**_told(run), "figures": len(run["told"]), "reused": reused}


# --- a late delivery ------------------------------------------------------------------------------


def _late(home: Path, nation: Path, var: Path) -> dict[str, Any]:
    """One region's activities come late: the next snapshot, and figures of what it changed."""
    after = home / "later"
    after.mkdir(exist_ok=True)
    for file in nation.glob("*.parquet"):
        (after / file.name).unlink(missing_ok=True)
        os.link(file, after / file.name)
    organisations = pl.scan_parquet(nation / "organisation.parquet").filter(
        pl.col("region") == LATE
    )
    late = organisations.select("organisation_id").unique().collect()["organisation_id"]
    (after / "activity.parquet").unlink()
    rows = pl.scan_parquet(nation / "activity.parquet")
    number = pl.int_range(pl.len()) % 50 == 0
    rows.filter(~(pl.col("organisation_id").is_in(late.implode()) & number)).sink_parquet(
        after / "activity.parquet"
    )
    manifest = json.loads((nation / "manifest.json").read_text(encoding="utf-8"))
    with (after / "activity.parquet").open("rb") as file:
        manifest["files"]["activity.parquet"] = hashlib.file_digest(file, "sha256").hexdigest()
    (after / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    taken = _bagdar(var, *TAKE, "--from", str(after), "--on", DAY, "--because", "measured")
    parts = {name: taken["told"][name] for name in ("written", "kept")}
    return {"taken": {**_told(taken), **parts}, "computed": _run(var, taken["told"]["id"])}


# --- the race -------------------------------------------------------------------------------------


def _race(var: Path, id: str, home: Path) -> dict[str, Any]:
    names = {sys.executable: ALONE}
    if spark := os.environ.get("FIGURES_SPARK", ""):
        names[spark] = WITH_SPARK
    _asked(var, id, home)
    runs: dict[str, list[dict[str, Any]]] = {}
    for _ in range(TIMES):
        for python, contenders in names.items():
            for name in contenders:
                command = [python, str(ROOT / "benchmarks" / "figures_peers.py"), name, str(home)]
                runs.setdefault(name, []).append(_process(command, environment("", var)))
    _same(runs)
    return {name: _median(found) for name, found in runs.items()}


def _asked(var: Path, id: str, home: Path) -> None:
    """What the contenders are asked, written by a process with the settings of the folder."""
    code = "import sys; from benchmarks.figures import asked; asked(*sys.argv[1:])"
    _process([sys.executable, "-c", code, id, str(home)], environment("", var))


def asked(id: str, home: str) -> None:
    import django

    django.setup()
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bagdar.indicators.metrics.catalogue import METRICS
    from bagdar.indicators.metrics.educators import AVERAGE_WAGE
    from bagdar.indicators.queries.snapshots import opened
    from bagdar.indicators.rules.places import places_on
    from bagdar.indicators.services.computing import asked_of

    snapshot = opened(id)
    on = snapshot.day
    parts = {
        name: [str(snapshot.store.path(part.sha256).resolve()) for part in by_region.values()]
        for name, by_region in snapshot.manifest.tables.items()
        if name in NEEDED
    }
    wage = asked_of(METRICS["I1.1.1"], on, snapshot.origin).outside[AVERAGE_WAGE]
    told = {"tables": parts, "on": on.isoformat(), "wage": wage}
    (Path(home) / "asked.json").write_text(json.dumps(told), encoding="utf-8")
    places = [vars(one) for one in places_on(snapshot.territories, on)]
    pq.write_table(pa.Table.from_pylist(places), Path(home) / "place.parquet")


def _same(runs: dict[str, list[dict[str, Any]]]) -> None:
    for code in FIGURES:
        told = {
            name: {run["told"]["figures"][code]["digest"] for run in found}
            for name, found in runs.items()
        }
        if len(set().union(*told.values())) > 1:
            raise RuntimeError(f"contenders differ over {code}: {told}")


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    def of(take: Any) -> float:
        return round(statistics.median(take(run) for run in runs), 3)

    figures = {
        code: of(lambda run, code=code: run["told"]["figures"][code]["seconds"]) for code in FIGURES
    }
    return {
        "figures": figures,
        "sum_s": of(lambda run: sum(one["seconds"] for one in run["told"]["figures"].values())),
        "load_s": of(lambda run: run["told"]["load_s"]),
        "process_s": of(lambda run: run["seconds"]),
        "peak_mib": round(of(lambda run: run["told"]["peak_mib"])),
    }
