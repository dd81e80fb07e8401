"""The check of the act against itself: as a function, and as the command that people type."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ACT = ROOT / "data" / "programme" / "kz-2020-2025"
TIMES = 7


def measure() -> dict[str, Any]:
    from bagdar.programme.rules.check import check
    from bagdar.programme.rules.files import read_edition

    edition = read_edition(ACT)
    findings = check(edition)
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "BAGDAR_VAR_DIR": var}
        command = [sys.executable, "-m", "bagdar.config.cli", "programme", "check"]
        given = [*command, "--path", str(ACT), "--json"]

        def typed() -> object:
            return subprocess.run(given, env=environment, capture_output=True, check=False)

        return {
            "findings": len(findings),
            "reading_the_act": _seconds(lambda: read_edition(ACT)),
            "checking_it": _seconds(lambda: check(edition)),
            "the_command_whole": _seconds(typed),
        }


def _seconds(work: Callable[[], object]) -> dict[str, float]:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return {"median_s": round(statistics.median(taken), 3), "slowest_s": round(max(taken), 3)}
