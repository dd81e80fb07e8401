"""Open-loop load on the whole service: how long people wait on a school day.

    python -m benchmarks load                          # a synthetic hundredth of the country
    LOAD_URL=postgresql://… LOAD_SECONDS=600 python -m benchmarks load   # a database with a nation
    LOAD_CONTROL=1 python -m benchmarks load           # and without the indexes of search keys

LOAD_URL is migrated and keeps what the load writes: accounts `load-…`, which are disabled at the
end, activities and newcomers. LOAD_CONTROL is for a database of the measurement's own alone.
LOAD_SHARE=0.1 asks a tenth as often: to try the measurement on a machine that is busy.

The service is started as deploy/bagdar.service starts it, with WORKERS processes or as many
as BAGDAR_WORKERS says; who asks is another process (arrivals.py).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks.nation import ROOT, SEED, TUNED, YEARS
from tests.postgres import free_port, running
from tests.served import wait_for

# A school day, as parts of a hundred requests. Most who look are not signed in; an organisation
# reads its lists all day, an official looks somebody up, a family reads its own; few write.
MIX = {
    "public page": 40,
    "look-up by IIN": 10,
    "learners by API": 12,
    "class page": 10,
    "story by API": 10,
    "own record": 12,
    "record a fact": 4,
    "admission": 2,
}
MIXED, PUBLIC, ALONE = "mixed", "public pages", "look-up by IIN, alone"
RATES = {MIXED: 200.0, PUBLIC: 800.0, ALONE: 50.0}  # requests a second
AIMS = {  # milliseconds: p95, p99
    MIXED: (250, 800),
    PUBLIC: (100, None),
    ALONE: (50, None),
}
WRITES = ("record a fact", "admission")
WORKERS = "2"  # one for each core, as docs/how-to/deploy.md has it
SCALE, COSTED, WARM_SECONDS = "0.01", 50, 15.0
SECONDS = float(os.environ.get("LOAD_SECONDS", "60"))
SHARE = float(os.environ.get("LOAD_SHARE", "1"))
# An IIN finds nobody but through these.
INDEXES = ("registry_key", "registry_iin_of_one", "registry_key_once")
COMPARED = ("no-op", "public page", "story by API")
TICK = os.sysconf("SC_CLK_TCK")


def measure() -> dict[str, Any]:
    given = os.environ.get("LOAD_URL", "")
    is_control = os.environ.get("LOAD_CONTROL") == "1"
    if given and is_control:
        raise SystemExit("LOAD_CONTROL drops indexes: it takes a database of its own, no LOAD_URL.")
    with tempfile.TemporaryDirectory(prefix="bagdar-load-") as home, database(given) as url:
        variables = environment(url, Path(home) / "var")
        if not given:
            _make_nation(variables, Path(home) / "nation")
        found = _measured(variables, [MIXED, PUBLIC, ALONE])
        found["scale"] = "as given" if given else SCALE
        if is_control:
            bagdar(variables, "django", "shell", "--verbosity", "0", "-c", _dropping())
            found["control"] = _measured(variables, [ALONE])["legs"][ALONE]
    return found


@contextmanager
def database(given: str) -> Iterator[str]:
    if given:
        yield given
        return
    with running(options=TUNED) as own:
        yield own.url


def environment(url: str, var: Path) -> dict[str, str]:
    ours = ("BAGDAR_WORKERS",)  # as configured; everything else is the measurement's own
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ours or not name.startswith("BAGDAR_")
    }
    return {
        "BAGDAR_WORKERS": WORKERS, **kept, "BAGDAR_DATABASE_URL": url, "BAGDAR_VAR_DIR": str(var),
        "BAGDAR_DEMO": "0", "BAGDAR_NATION": "0", "BAGDAR_WARM": "0",
        "BAGDAR_COUNT": "0", "BAGDAR_LOG": "0",  # a deployment leaves both to its timers
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "bagdar.config.settings",
    }  # fmt: skip


def bagdar(variables: Mapping[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "bagdar.config.cli", *words]
    subprocess.run(command, env=variables, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def _make_nation(variables: Mapping[str, str], folder: Path) -> None:
    bagdar(variables, "migrate")
    asked = ["--scale", SCALE, "--seed", str(SEED), "--years", YEARS, "--out", str(folder)]
    bagdar(variables, "simulate", *asked, "--load", "--json")


def _dropping() -> str:
    """For the negative control, in a database of the measurement's own."""
    said = [
        f"cursor.execute('ALTER TABLE registry_personkey DROP CONSTRAINT IF EXISTS {name}'); "
        f"cursor.execute('DROP INDEX IF EXISTS {name}')"
        for name in INDEXES
    ]
    return "; ".join(["from django.db import connection", "cursor = connection.cursor()", *said])


# --- one service ----------------------------------------------------------------------------------


def _measured(variables: Mapping[str, str], legs: list[str]) -> dict[str, Any]:
    bagdar(variables, "setup")
    run = datetime.now(UTC).strftime("%m%d%H%M%S")
    asked = _asked(variables, run)
    try:
        costs = told(variables, "benchmarks.load_costs", {"kinds": _for_costs(asked)})
        with service(variables) as (address, process):
            _at_once(address, asked["public page"], 8, 2 * WARM_SECONDS)  # both processes keep them
            _leg(address, process, _shares(asked, MIX), RATES[MIXED] / 10 * SHARE, WARM_SECONDS)
            found, each = {}, _legs(asked)
            # Those who are signed in come first: what they opened stays open for half an hour.
            for name in (name for name in (ALONE, MIXED) if name in legs):
                found[name] = _leg(address, process, each[name], RATES[name] * SHARE, SECONDS)
            best = {name: _at_once(address, asked[name], 4, 5) for name in COMPARED}
            if PUBLIC in legs:
                kinds = each[PUBLIC]
                found[PUBLIC] = _leg(address, process, kinds, RATES[PUBLIC] * SHARE, SECONDS)
    finally:
        told(variables, "benchmarks.load_asked", {"end": run}, "--end")
    return {
        "seconds": SECONDS, "rates": {name: rate * SHARE for name, rate in RATES.items()},
        "aims": AIMS, "mix": MIX, "workers": variables["BAGDAR_WORKERS"],
        "legs": found, "costs": costs, "a_second": best,
    }  # fmt: skip


def _asked(variables: Mapping[str, str], run: str) -> dict[str, Any]:
    """Requests of each kind; more than are sent on the average of those that are sent once."""
    whole = sum(MIX.values())
    rates = {kind: RATES[MIXED] * SHARE * part / whole for kind, part in MIX.items()}
    rates[ALONE] = RATES[ALONE] * SHARE
    seconds = SECONDS + WARM_SECONDS / 10
    wanted = {kind: int(1.2 * rate * seconds) + 2 * COSTED + 30 for kind, rate in rates.items()}
    with tempfile.TemporaryDirectory(prefix="bagdar-asked-") as home:
        file = Path(home) / "asked.json"
        given = {"run": run, "wanted": wanted, "rates": rates}
        told(variables, "benchmarks.load_asked", given, str(file))
        return dict(json.loads(file.read_text(encoding="utf-8")))


def _for_costs(asked: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The last ones of each kind; what writes is sent once, so these are taken away."""
    found = {}
    for kind, requests in asked.items():
        found[kind] = (requests * COSTED)[-COSTED:]
        if kind in WRITES:
            del requests[-COSTED:]
    return found


def _legs(asked: Mapping[str, list[Any]]) -> dict[str, dict[str, Any]]:
    return {
        MIXED: _shares(asked, MIX),
        PUBLIC: _shares(asked, {"public page": 1}),
        ALONE: _shares(asked, {ALONE: 1}),
    }


def _shares(asked: Mapping[str, list[Any]], mix: Mapping[str, int]) -> dict[str, Any]:
    return {
        kind: {"share": part, "requests": asked[kind], "again": kind not in WRITES}
        for kind, part in mix.items()
    }


def _leg(
    address: str, process: int, kinds: dict[str, Any], rate: float, seconds: float
) -> dict[str, Any]:
    """What became of the requests, and the processor's time of the service for one of them."""
    given = {"address": address, "rate": rate, "seconds": seconds, "seed": SEED, "kinds": kinds}
    before, database = _processor(process), _of_database()
    answered = told(os.environ, "benchmarks.arrivals", given)
    used, below = _processor(process) - before, _of_database() - database
    for kind, one in kinds.items():  # what was sent is not sent again
        if not one["again"]:
            del one["requests"][: answered["kinds"].get(kind, {}).get("sent", 0)]
    each = 1000 / max(1, answered["sent"])
    return {
        "service_processor_ms_each": round(used * each, 2),
        "database_processor_ms_each": round(below * each, 2), **answered,
    }  # fmt: skip


def told(variables: Mapping[str, str], module: str, given: Any, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, input=json.dumps(given), env=dict(variables), cwd=ROOT, check=True,
        stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    return dict(json.loads(done)) if done else {}


@contextmanager
def service(variables: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """`bagdar run`: (address, process)."""
    port = free_port()
    address, var = f"http://127.0.0.1:{port}", Path(variables["BAGDAR_VAR_DIR"])
    with (var / "service.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bagdar.config.cli", "run"], stdout=log,
            stderr=subprocess.STDOUT, env={**variables, "BAGDAR_PORT": str(port)}, cwd=ROOT,
        )  # fmt: skip
    try:
        wait_for(f"{address}/robots.txt", process, var / "service.log")
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _of_database() -> float:
    """Seconds of every PostgreSQL on this machine; 0 where it runs on another."""
    listed = (one.parent for one in Path("/proc").glob("[0-9]*/comm"))
    return _seconds(int(one.name) for one in listed if _name(one) == "postgres")


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return ""


def _processor(process: int) -> float:
    """Seconds of a process and of all that it started."""
    return _seconds([process, *_children(process)])


def _seconds(processes: Iterable[int]) -> float:
    used = 0.0
    for pid in processes:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        used += (int(fields[11]) + int(fields[12])) / TICK
    return used


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task").glob("*/children")
    own = [int(pid) for one in listed for pid in one.read_text().split()]
    return [*own, *(pid for one in own for pid in _children(one))]


def _at_once(address: str, requests: list[Any], readers: int, seconds: float) -> float:
    """Answers a second to readers who ask again as soon as they are answered."""
    asked = [f"{unquote(path)} {headers.get('Cookie', '')}" for _, path, headers, _ in requests]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers", address, str(readers), str(seconds)],
        input="\n".join(asked), capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    found = json.loads(done)
    if found["refused"]:
        raise RuntimeError(f"{found['refused']} answers were not 200: {asked[0].split()[0]}")
    taken = [one for those in found["taken"].values() for one in those]
    return round(readers * len(taken) / sum(taken), 1)
