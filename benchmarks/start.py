"""From a clone to the first page: what a newcomer waits for, and what they wait for next day."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[1]
PAGE = "/kk/programme/kz-2020-2025/check/"
PATIENCE_SECONDS = 600


def measure() -> dict[str, Any]:
    """Seconds from `git clone` to the findings in Kazakh; an empty home, so no cache of pip's."""
    with tempfile.TemporaryDirectory(prefix="bagdar-newcomer-") as home:
        clone = Path(home) / "bagdar"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        cloned = time.perf_counter() - began
        return {
            "clone_s": round(cloned, 2),
            "first_make_run_s": round(_run(clone, home), 2),
            "second_make_run_s": round(_run(clone, home), 2),
        }


def _run(clone: Path, home: str) -> float:
    """Seconds from typing `make run` to the whole page; the service is stopped again."""
    port = free_port()
    kept = {name: os.environ[name] for name in os.environ if name.startswith("PIP_")}
    environment = {"PATH": os.environ["PATH"], "HOME": home, "BAGDAR_PORT": str(port), **kept}
    began = time.perf_counter()
    with (Path(home) / "log").open("w") as log:
        running = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        while time.perf_counter() - began < PATIENCE_SECONDS and running.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{PAGE}", timeout=60) as answer:
                    answer.read()
                    return time.perf_counter() - began
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((Path(home) / "log").read_text())
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=30)
