"""Bridged regions and their map in Kazakh on a phone, in the light and in the dark."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.browser.looking import context_of
from tests.browser.test_pages import told, wrong_with
from tests.divided_country import BEFORE, METRIC
from tests.served import Service, service

pytestmark = pytest.mark.browser
FILL = """
import sys, django
django.setup()
from pathlib import Path
from bagdar.indicators.services.protecting import protected_table
from tests.divided_country import BEFORE, METRIC, facts_to_figures
facts_to_figures(Path(sys.argv[1]), divided=True)
protected_table(METRIC, real=True)
"""
TABLE = urlencode({"metric": METRIC, "by": "region", "on": f"{BEFORE}", "borders": "bridged"})
PAGES = {
    "table": f"/kk/figures/table/?{TABLE}",
    "indicator": "/kk/programme/kz-2020-2025/indicators/T1.1/?borders=bridged",
}


@pytest.fixture(scope="module")
def divided() -> Iterator[Service]:
    """A service whose register is the drawn country that was divided in June 2022."""
    with service() as running:
        environment = {**os.environ, "BAGDAR_VAR_DIR": str(running.var_dir),
                       "DJANGO_SETTINGS_MODULE": "bagdar.config.settings"}  # fmt: skip
        given = [sys.executable, "-c", FILL, str(running.var_dir)]
        subprocess.run(given, env=environment, check=True)
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bridged_regions_look_right_on_a_phone(browser, divided, screenshots, scheme):
    wrong = {}
    with context_of(browser, 360, scheme) as visit:
        for name, address in PAGES.items():
            look = visit(f"{divided}{address}")
            look.page.screenshot(
                path=screenshots / f"bridged-{name}-360-{scheme}.png", full_page=True
            )
            assert look.page.locator("figure.chart .narrow-picture svg").first.is_visible()
            assert look.page.get_by_text("бағалау").first.is_visible()
            wrong[name] = wrong_with(look, axe=True)
    assert told(wrong) == []
