"""The yearly report in each format, as `bagdar report` makes it, with six years of facts."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FORMATS = ("pdf", "docx", "html", "xlsx")
YEAR = "2023"
AIM_SECONDS = 15


def measure() -> dict[str, Any]:
    """Seconds and bytes by scope and format, a whole process each; in Kazakh."""
    with tempfile.TemporaryDirectory(prefix="bagdar-yearly-") as name:
        home = Path(name)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("BAGDAR_")},
            "BAGDAR_VAR_DIR": str(home / "var"),
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
    asked = ["--year", YEAR, "--region", region, "--format", format, "--to", str(target)]
    start = time.perf_counter()
    _bagdar(environment, "report", *asked)
    return {"seconds": round(time.perf_counter() - start, 2), "bytes": target.stat().st_size}


def _bagdar(environment: dict[str, str], *said: str) -> None:
    command = [sys.executable, "-m", "bagdar.config.cli", *said]
    subprocess.run(command, env=environment, check=True, capture_output=True)
