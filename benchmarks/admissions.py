"""Who gets which place: the same outcome beside others' packages, and a country's alone.

ADMISSIONS_PEERS names a Python that has matching and algmatch (see README.md), without which Bagdar
runs beside plain Python alone. All have to give the same outcome, or the race stops.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CONTENDERS = Path(__file__).with_name("admissions_contenders.py")
BESIDE = ((10_000, 200, 5),)
ALONE = ((100_000, 1_000, 10), (300_000, 3_000, 10), (1_000_000, 10_000, 10))


def measure() -> dict[str, Any]:
    beside = os.environ.get("ADMISSIONS_SIZES", "")
    sizes = [tuple(map(int, one.split("x"))) for one in beside.split()] or list(BESIDE)
    return {
        "beside": {"x".join(map(str, size)): race(size) for size in sizes},
        "alone": {"x".join(map(str, size)): alone(size) for size in ALONE},
        "published": published(),
    }


def asked(name: str, python: str, size: tuple[int, ...]) -> dict[str, Any]:
    command = [python, str(CONTENDERS), name, *map(str, size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(f"  {size} {name} {found}", flush=True)
    return found


def race(size: tuple[int, ...]) -> dict[str, Any]:
    peers = os.environ.get("ADMISSIONS_PEERS", "")
    own = [("bagdar", sys.executable), ("plain", sys.executable)]
    others = [(name, peers) for name in ("matching", "algmatch")] if peers else []
    found = {name: asked(name, python, size) for name, python in (*own, *others)}
    assert len({one["digest"] for one in found.values()}) == 1
    return found


def alone(size: tuple[int, ...]) -> dict[str, Any]:
    """The best of three, since the clock of a shared machine only ever adds."""
    runs = [asked("bagdar", sys.executable, size) for _ in range(3)]
    assert all(one["blocking"] == 0 for one in runs)
    return min(runs, key=lambda one: float(one["solve_s"]))


def published() -> dict[str, Any]:
    """A country with reserves: from values to files, and the check as a stranger runs it."""
    from bagdar.admissions.rules import verify_allocation
    from bagdar.admissions.rules.publishing import published as files_of
    from bagdar.admissions.rules.publishing import run
    from tests.ceremonies import plan_for, whole
    from tests.markets import national

    count, places = map(int, os.environ.get("ADMISSIONS_NATION", "200000 4000").split())
    market, applicants = national(count, places)
    ceremony = whole(plan_for(market, applicants))
    found: dict[str, Any] = {"children": count, "places": places}
    begun = time.process_time()
    allocation = run(market, applicants, ceremony)
    found["run_s"] = round(time.process_time() - begun, 2)
    begun = time.process_time()
    files = files_of(market, applicants, ceremony, allocation)
    found["files_s"] = round(time.process_time() - begun, 2)
    found["mebibytes"] = round(sum(map(len, files.values())) / 2**20)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        command = [sys.executable, "-m", verify_allocation.__name__, folder]
        begun = time.perf_counter()
        before = os.times().children_user
        subprocess.run(command, check=True, capture_output=True)
        found["check_s"] = round(os.times().children_user - before, 2)
        found["check_wall_s"] = round(time.perf_counter() - begun, 2)
    print(f"  published {found}", flush=True)
    return found
