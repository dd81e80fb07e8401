"""The day on which applications open: families all come at once, and nothing they are told is lost.

    python -m benchmarks opening_day       # 20,000 in ten minutes, then five times as fast
    OPENING_SHARE=0.1 OPENING_SECONDS=60 python -m benchmarks opening_day   # to try it

Half of the applications go to a queue of kindergartens, half to a campaign of first grades, each of
another child, on the real service as deploy/bagdar.service starts it and PostgreSQL. Who asks is
another process (arrivals.py), which waits for nobody. Afterwards the database is asked
(opening_day_kept.py): every application that was acknowledged is there, the queue's log is whole
and replays to what is shown, and nobody stands where the rule does not put them.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.load import bagdar, database, environment, service, told
from benchmarks.nation import SEED

KINDS = ("queue", "campaign")
SHARE = float(os.environ.get("OPENING_SHARE", "1"))
SECONDS = float(os.environ.get("OPENING_SECONDS", "600"))
RATE = 20_000 / 600 * SHARE  # applications a second
FLOOD, FLOOD_SECONDS = 5.0, min(120.0, SECONDS)  # times the rate, and for how long
AFTER_SECONDS = min(90.0, 2 * SECONDS)
CALM_WITHIN, CALM_MS = 60.0, 1000.0  # seconds after the flood, and p95 from then on
AIMS = {"p95_ms": 500, "p99_ms": 2000, "lost": 0, "calm_within_s": CALM_WITHIN}


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bagdar-opening-") as home, database("") as url:
        variables = environment(url, Path(home) / "var")
        bagdar(variables, "migrate")
        bagdar(variables, "setup")
        legs = {"opening": (RATE, SECONDS), "flood": (RATE * FLOOD, FLOOD_SECONDS),
                "after": (RATE, AFTER_SECONDS)}  # fmt: skip
        wanted = sum(int(1.2 * rate * seconds) + 60 for rate, seconds in legs.values())
        file = Path(home) / "asked.json"
        told(variables, "benchmarks.opening_day_asked", {"wanted": wanted}, str(file))
        prepared = json.loads(file.read_text(encoding="utf-8"))
        with service(variables) as (address, _):
            found = {
                name: _leg(address, prepared["requests"], rate, seconds)
                for name, (rate, seconds) in legs.items()
            }
        acknowledged = {
            kind: [key for leg in found.values() for key in leg["acknowledged"].get(kind, ())]
            for kind in KINDS
        }
        given = {**prepared["about"], "acknowledged": acknowledged}
        kept = told(variables, "benchmarks.opening_day_kept", given)
    if not all(kept["acknowledged"].values()):
        raise RuntimeError("nothing was acknowledged, so nothing of it can be lost")
    for leg in found.values():
        del leg["acknowledged"]
    return {
        "share": SHARE, "aims": AIMS, "rates": {name: rate for name, (rate, _) in legs.items()},
        "legs": found, "kept": kept, "calm_after_s": _calm(found["after"]["each_ten_seconds"]),
    }  # fmt: skip


def _leg(address: str, requests: dict[str, list[Any]], rate: float, seconds: float) -> Any:
    """What became of a leg; what was sent is not sent again."""
    kinds = {name: {"share": 1, "requests": requests[name], "again": False} for name in KINDS}
    given = {"address": address, "rate": rate, "seconds": seconds, "seed": SEED, "kinds": kinds,
             "keep": True}  # fmt: skip
    found = told(os.environ, "benchmarks.arrivals", given)
    for name in KINDS:
        del requests[name][: found["kinds"].get(name, {}).get("sent", 0)]
    return found


def _calm(parts: list[dict[str, Any]]) -> float | None:
    """From which part on every one is answered in time; None: it did not become calm."""
    since = None
    for part in parts:
        is_calm = part["p95_ms"] <= CALM_MS
        since = (part["from"] if since is None else since) if is_calm else None
    return since
