"""`make bench`: measures, writes benchmarks/results/*.json and the tables of benchmarks/README.md.

python -m benchmarks [pages] [progress] [check] [start] [evaluation] [forecast] [yearly]
                     [checking] [nation] [figures] [recovery] [load] [notary]
                     [diplomas] [admissions] [opening_day]

All of them where none is named.
"""

import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import (
    admissions,
    check,
    checking,
    diplomas,
    evaluation,
    figures,
    forecast,
    load,
    nation,
    notary,
    opening_day,
    pages,
    recovery,
    report,
    start,
    yearly,
)

RESULTS = Path(__file__).parent / "results"
KINDS: dict[str, Callable[[], Any]] = {
    "pages": pages.measure,
    "progress": pages.measure_progress,
    "check": check.measure,
    "start": start.measure,
    "evaluation": evaluation.measure,
    "forecast": forecast.measure,
    "yearly": yearly.measure,
    "checking": checking.measure,
    "nation": nation.measure,
    "figures": figures.measure,
    "recovery": recovery.measure,
    "load": load.measure,
    "notary": notary.measure,
    "diplomas": diplomas.measure,
    "admissions": admissions.measure,
    "opening_day": opening_day.measure,
}


def machine() -> dict[str, object]:
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.split(":")[1].strip() for line in lines if "model name" in line), model)
    cores = len(os.sched_getaffinity(0))
    return {"processor": model, "cores": cores, "python": platform.python_version()}


def main(names: list[str]) -> None:
    RESULTS.mkdir(exist_ok=True)
    for name in names or list(KINDS):
        print(f"Measuring {name}", flush=True)
        found = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "load_before": round(os.getloadavg()[0], 2),
            "results": KINDS[name](),
        }
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    report.write(RESULTS)


if __name__ == "__main__":
    main(sys.argv[1:])
