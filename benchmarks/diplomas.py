"""Diplomas: issuing a faculty, checking one, and the page on which a slow telephone checks.

DIPLOMAS=150000 names how many are issued (10,000 where nothing is said). The figure beside issuing
is the same documents signed thrice and written as JSON, without database, log and trail; a tenth of
them after each five thousand issued, so that both see the same machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bagdar.credentials.rules.verify_diploma import check_diploma, parse_issuers
from bagdar.notary.rules.note import verify
from tests.diploma_tools import KEY, NOW, file_of, lists, pdf_of, sd_file_of, trusted
from tests.needs import chromium
from tests.served import prepare, service

HERE = Path(__file__).parent
SLOWER = 6  # times: a telephone of some years ago beside this machine
SIGNATURES = 4  # of a diploma without a receipt: two of its own, and one of each status list


def measure() -> dict[str, Any]:
    count = int(os.environ.get("DIPLOMAS", "10000"))
    return {"issuing": issuing(count), "checking": checking(), "page": page()}


def _environment(home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAGDAR_")}
    return {**kept, "BAGDAR_VAR_DIR": str(Path(home) / "var"), "BAGDAR_NATION": "0"}


def issuing(count: int) -> dict[str, Any]:
    """Processor seconds and the most memory of issuing, beside signing alone in turns with it."""
    with tempfile.TemporaryDirectory(prefix="bagdar-diplomas-") as home:
        environment = _environment(home)
        prepare(environment, "setup")
        told = _run(environment, str(count))
    told["times"] = round(told["processor_s"] / told["signed_alone_s"], 2)
    print(f"  issuing {told}", flush=True)
    return told


def _run(environment: dict[str, str], *words: str) -> dict[str, Any]:
    script = HERE / "diplomas_issued.py"
    done = subprocess.run(
        [sys.executable, str(script), *words], env=environment, check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def checking() -> dict[str, Any]:
    trust, some = parse_issuers(trusted()), lists()
    plain = file_of(receipt=False)
    signature = KEY.sign(b"x" * 64)

    def checks(data: bytes) -> Callable[[], object]:
        return lambda: check_diploma(data, trust, some, NOW, verify)

    found = {
        "files_per_second": _rate(checks(plain)),
        "with_receipts_per_second": _rate(checks(file_of())),
        "pdfs_per_second": _rate(checks(pdf_of(plain))),
        "parts_per_second": _rate(checks(sd_file_of(leaf=None))),
        "raw_signatures_per_second": _rate(
            lambda: [verify(KEY.public, b"x" * 64, signature) for _ in range(SIGNATURES)]
        ),
    }
    print(f"  checking {found}", flush=True)
    return found


def _rate(deed: Callable[[], object]) -> int:
    begun, count = time.process_time(), 0
    while time.process_time() - begun < 2:
        deed()
        count += 1
    return round(count / (time.process_time() - begun))


def page() -> dict[str, Any] | None:
    """None: there is no Chromium. Bytes as they come over the network; seconds when slowed."""
    path = chromium()
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="bagdar-page-") as home, service() as running:
        file = Path(home) / "diploma.pdf"
        environment = {**_environment(home), "BAGDAR_VAR_DIR": str(running.var_dir)}
        _run(environment, "1", str(file))
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=flags)
            taken = sorted((_visit(browser, running.address, file) for _ in range(5)),
                           key=lambda one: one["result_s"])  # fmt: skip
            browser.close()
    print(f"  page {taken[2]}", flush=True)
    return {**taken[2], "slower": SLOWER}


def _visit(browser: Any, address: str, file: Path) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda one: weights.append(one["encodedDataLength"]))
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun = time.perf_counter()
    tab.goto(f"{address}/kk/verify/", wait_until="load")
    loaded, weight = time.perf_counter(), sum(weights)
    tab.set_input_files("#file", file)
    asked = time.perf_counter()
    tab.locator("form[data-words] button[type=submit]").click()
    tab.locator("#checked-here .notice.ok").wait_for()
    ended = time.perf_counter()
    context.close()
    return {
        "kilobytes": round(weight / 1000, 1),
        "loaded_s": round(loaded - begun, 2),
        "result_s": round(ended - asked, 2),
    }
