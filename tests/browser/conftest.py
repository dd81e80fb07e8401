"""One Chromium for all browser tests, and the real service with the real programme behind it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.needs import chromium

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip


# A file long: its event loop must not outlive it, since Django refuses to work inside one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium; without one these tests say that they did not run."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
