"""The yearly report in each format, as `bagdar report` makes it, with six years of facts."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FORMATS = ("pdf", "docx", "html", "xlsx")
PROGRAMME, YEAR = "kz-2020-2025", "2023"
AIM_SECONDS = 15
TIMES = 3


def measure() -> dict[str, Any]:
    """Seconds (median and slowest of three) and bytes by scope and format, in Kazakh.

    Each is a whole process: starting, reading, composing, writing the file.
    """
    with tempfile.TemporaryDirectory(prefix="bagdar-yearly-") as name:
        home = Path(name)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("BAGDAR_")},
            "BAGDAR_VAR_DIR": str(home / "var"),
            "BAGDAR_NATION": "0",
        }
        _bagdar(environment, "setup")
        _bagdar(environment, "demo")
        found = {
            scope: {one: _built(environment, home, one, region) for one in FORMATS}
            for scope, region in (("country", ""), ("region", "KZ-11"))
        }
    return {"aim_seconds": AIM_SECONDS, **found}


def _built(environment: dict[str, str], home: Path, format: str, region: str) -> dict[str, Any]:
    target = home / f"report.{format}"
    asked = [
        "--programme",
        PROGRAMME,
        "--year",
        YEAR,
        "--region",
        region,
        "--format",
        format,
        "--to",
        str(target),
    ]
    taken = sorted(_seconds(environment, asked) for _ in range(TIMES))
    return {
        "median_s": round(taken[TIMES // 2], 2),
        "slowest_s": round(taken[-1], 2),
        "bytes": target.stat().st_size,
    }


def _seconds(environment: dict[str, str], asked: list[str]) -> float:
    start = time.perf_counter()
    _bagdar(environment, "report", *asked)
    return time.perf_counter() - start


def _bagdar(environment: dict[str, str], *said: str) -> None:
    command = [sys.executable, "-m", "bagdar.config.cli", *said]
    subprocess.run(command, env=environment, check=True, capture_output=True)
