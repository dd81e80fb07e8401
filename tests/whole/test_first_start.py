"""`bagdar run` in an empty folder, as `make run` does it: what it prepared works in the service."""

import os
import subprocess
import urllib.request
from pathlib import Path

from tests.postgres import free_port
from tests.served import BAGDAR, PATIENCE_SECONDS, wait_for


def test_after_a_first_start_a_page_that_works_on_whole_columns_answers(tmp_path: Path):
    """The nation was made with Polars; a fork of a process in which it ran would never answer."""
    port, log = free_port(), tmp_path / "log"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAGDAR_")},
        "BAGDAR_VAR_DIR": str(tmp_path / "var"), "BAGDAR_PORT": str(port), "BAGDAR_WARM": "0",
        "BAGDAR_COUNT": "0", "BAGDAR_NATION": "0.0003", "BAGDAR_WORKERS": "1",
    }  # fmt: skip
    with log.open("w") as told:
        running = subprocess.Popen(
            [*BAGDAR, "run"], env=environment, stdout=told, stderr=subprocess.STDOUT
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt", running, log)
        subprocess.run(
            [*BAGDAR, "indicators", "protect", "--metric", "I1.3.4/cctv"], env=environment,
            check=True, capture_output=True,
        )  # fmt: skip
        page = f"http://127.0.0.1:{port}/kk/figures/table/?metric=I1.3.4%2Fcctv"
        with urllib.request.urlopen(page, timeout=PATIENCE_SECONDS) as answer:
            assert answer.status == 200
            assert "I1.3.4/cctv" in answer.read().decode()
    finally:
        running.terminate()
        running.wait(timeout=120)
