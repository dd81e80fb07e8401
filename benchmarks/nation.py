"""The synthetic nation: made, taken into the register, read; beside bare writing of the same rows.

Each scale is a nation of its own in an empty database. Bare: the same rows into tables of the same
columns without index, guard or check, by COPY on PostgreSQL and by executemany on SQLite. Look-ups
are asked through the services, with the trace that each look leaves.

    python -m benchmarks nation                     # at SCALES
    NATION_SCALES="0.001 1" NATION_YEARS=2024-2025 python -m benchmarks nation
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.postgres import running

SCALES = "0.001 0.01"
SEED, YEARS = 7, os.environ.get("NATION_YEARS", "2018-2025")
# Waits for the disk, as an operator's does; room to build indexes in.
TUNED = {"max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
ASKED = 200  # look-ups of each kind
DAY = date(2025, 10, 15)
EARLIER, THEN = date(2024, 10, 15), datetime(2024, 10, 15, tzinfo=UTC)  # a list of then, as known
ROOT = Path(__file__).resolve().parents[1]


def measure() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for scale in os.environ.get("NATION_SCALES", SCALES).split():
        with tempfile.TemporaryDirectory(prefix="bagdar-nation-") as home:
            folder = Path(home) / "nation"
            found[scale] = {"making": made(scale, folder)}
            for engine, url in _engines(Path(home)):
                found[scale][engine] = _inside(url, folder)
    return found


def made(scale: str, folder: Path) -> dict[str, float]:
    words = ["simulate", "--scale", scale, "--seed", str(SEED), "--years", YEARS]
    begun = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "bagdar.config.cli", *words, "--out", str(folder), "--json"],
        stdout=subprocess.DEVNULL, env=environment("", folder.parent),
    )  # fmt: skip
    _, status, used = os.wait4(running.pid, 0)
    assert status == 0, "the nation was not made"
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": round(used.ru_maxrss / 1024),
    }


def _engines(home: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{home}/register.sqlite3"
    with running(options=TUNED) as own:
        yield "PostgreSQL", own.url


def environment(url: str, var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAGDAR_")}
    more = {"BAGDAR_DATABASE_URL": url} if url else {}
    return {
        **kept, **more, "BAGDAR_VAR_DIR": str(var), "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "bagdar.config.settings",
    }  # fmt: skip


def _inside(url: str, folder: Path) -> dict[str, Any]:
    """In a process of its own, so that its settings and its memory are its own."""
    code = "import json, sys; from benchmarks.nation import inside; print(json.dumps(inside()))"
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder)], env=environment(url, folder.parent),
        capture_output=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    return dict(json.loads(told.splitlines()[-1]))


# --- in the process -------------------------------------------------------------------------------


def inside() -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    for app in ("audit", "access", "registry"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    folder = Path(sys.argv[1])
    taken = loaded(folder)
    (rows, seconds), (more_rows, more_seconds) = _bare(folder)
    return {
        "rows": taken["rows"],
        "load_rows_a_second": round(taken["rows"] / taken["seconds"]),
        "bare_rows_a_second": round(rows / seconds),
        "written": rows + more_rows,
        "bare_of_all_written": round((seconds + more_seconds) / taken["seconds"], 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "look_ups": _look_ups(),
    }


def _actor() -> Any:
    from bagdar.audit.rules import Actor

    return Actor("benchmark", "operator")


def loaded(folder: Path) -> dict[str, float]:
    from bagdar.registry.public import load_folder

    begun = time.perf_counter()
    added = load_folder(folder, by=_actor(), at=datetime.now(UTC))
    return {"rows": sum(added.values()), "seconds": time.perf_counter() - begun}


def _bare(folder: Path) -> Iterator[tuple[int, float]]:
    """Rows and seconds, into tables without anything else: those of the files as the register's
    columns, then what the load makes of them besides, identities and the keys people are found by.
    """
    from bagdar.registry import models
    from bagdar.registry.bulk import folder as folders
    from bagdar.registry.bulk.columns import of_model
    from bagdar.registry.bulk.people import identities, keys
    from bagdar.registry.rules.kinds import KINDS
    from bagdar.registry.services.loading import IDENTITIES

    rows, seconds = 0, 0.0
    for name in folders.read(folder).tables:
        model = getattr(models, KINDS[name].model)
        frames = folders.chunks(folder / f"{name}.parquet")
        told = _written_bare(
            (of_model(frame, model, "benchmark", "operator") for frame in frames), model
        )
        rows, seconds = rows + told[0], seconds + told[1]
    yield rows, seconds
    rows, seconds = 0, 0.0
    made: list[tuple[Any, Iterator[Any]]] = [
        (model, identities(folder / f"{of}.parquet", column))
        for column, (model, of) in IDENTITIES.items()
    ]
    for model, frames in (*made, (models.PersonKey, keys(folder / "person.parquet"))):
        told = _written_bare(frames, model)
        rows, seconds = rows + told[0], seconds + told[1]
    yield rows, seconds


def _written_bare(frames: Iterator[Any], model: Any) -> tuple[int, float]:
    from django.db import connection, transaction

    rows, seconds = 0, 0.0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare AS SELECT * FROM {model._meta.db_table} WHERE 1 = 0")
        for frame in frames:
            begun = time.perf_counter()
            with _named_bare(model):
                _write(frame, model)
            rows, seconds = rows + frame.height, seconds + time.perf_counter() - begun
        cursor.execute("DROP TABLE bare")
    return rows, seconds


def _write(frame: Any, model: Any) -> None:
    from bagdar.registry.bulk.writing import ready, write

    write(ready(frame, model), frame.columns, model)


@contextmanager
def _named_bare(model: Any) -> Iterator[None]:
    table = model._meta.db_table
    model._meta.db_table = "bare"
    try:
        yield
    finally:
        model._meta.db_table = table


def _look_ups() -> dict[str, dict[str, float]]:
    from bagdar.core.origins import Origin
    from bagdar.registry import models
    from bagdar.registry.public import find_people, look_at_person

    numbers = list(
        models.PersonKey.objects.filter(kind="iin").order_by("key")[:ASKED]
        .values_list("key", "person_id")
    )  # fmt: skip
    classes = _classes()
    by, now = _actor(), datetime.now(UTC)
    look, why = look_at_person, "a benchmark"
    return {
        "by IIN": _timed(
            [lambda one=one: find_people(one[0], Origin.SIMULATED) for one in numbers]
        ),
        "story": _timed([lambda one=one: look(one[1], why, by=by, at=now) for one in numbers]),
        "class": _timed([lambda one=one: _learners(one, DAY, of=one[1]) for one in classes]),
        "class of then, as known": _timed(
            [lambda one=one: _learners(one, EARLIER, of=one[1], known_at=THEN) for one in classes]
        ),
        "whole list of an organisation": _timed(
            [lambda one=one: _learners(one, DAY) for one in classes]
        ),
        "the same of then, as known": _timed(
            [lambda one=one: _learners(one, EARLIER, known_at=THEN) for one in classes]
        ),
    }


def _classes() -> list[tuple[Any, Any]]:
    """A class of each of the first organisations that have one on DAY, and the organisations."""
    from bagdar.registry import models
    from bagdar.registry.queries.rows import on_day
    from bagdar.registry.rules.promoting import ClassKey

    found: list[tuple[Any, Any]] = []
    for place in models.Organisation.objects.order_by("id").values_list("id", flat=True):
        here = models.Enrolment.objects.filter(models.CURRENT, on_day(DAY), organisation=place)
        for key in here.values_list("level", "grade", "group")[:1]:
            found.append((place, ClassKey(*key)))
        if len(found) == ASKED:
            break
    return found


def _learners(one: tuple[Any, Any], on: date, **more: Any) -> Any:
    from bagdar.registry.services.desk_looks import look_at_learners

    return look_at_learners(one[0], on, by=_actor(), at=datetime.now(UTC), looker={}, **more)


def _timed(asked: list[Any]) -> dict[str, float]:
    """Milliseconds."""
    taken = []
    for one in asked:
        begun = time.perf_counter()
        one()
        taken.append(1000 * (time.perf_counter() - begun))
    taken.sort()
    return {
        "median": round(statistics.median(taken), 1),
        "p95": round(taken[int(0.95 * (len(taken) - 1))], 1),
    }
