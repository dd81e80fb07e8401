"""A release at its desk in Kazakh, in Chromium: announced, prepared, attacked, approved by two,
published, taken along with its receipt. Every page is looked at on the way."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import context_of
from tests.browser.test_monitoring_walk import Walker
from tests.browser.test_pages import told
from tests.divided_country import BEFORE, METRIC
from tests.people import PASSWORD
from tests.served import BAGDAR, Service, service

pytestmark = pytest.mark.browser

DESK = "/kk/releases/desk"
OUT = "/kk/releases/education-2021"
# Its hour has come: announcing a week ahead and waiting is what the other tests are for.
FILL = """
import shutil, sys, django
django.setup()
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from bagdar.access.models import Account
from bagdar.audit.rules import Actor
from bagdar.indicators.services import releasing
from bagdar.notary.public import the_log
from tests.divided_country import facts_to_figures
from tests.people import PASSWORD

# the log of the demonstration waits for its witnesses
for folder in (settings.LOG_DIR, settings.VAR_DIR / "notary"):
    shutil.rmtree(folder)
the_log().begin("walk.example/log")
facts_to_figures(Path(sys.argv[1]), divided=True)
for name, role in (("desk", "coordinator"), ("one", "ministry"), ("two", "ministry")):
    account = Account(username=f"release-{name}", role=role)
    account.set_password(PASSWORD)
    account.save()
now, words = timezone.now(), {"kk": "2021 жылғы балабақша мысалы", "ru": "Пример", "en": "Example"}
method = {"kk": "Мысал: тізілімнен есептелген көрсеткіштер, шағын сандар жасырылған.",
          "ru": "Пример метода", "en": "An example of a method"}
releasing.plan("education-2021", names=words, method=method, is_demonstration=True,
    due_at=now - timedelta(hours=1), by=Actor("release-desk", "coordinator"),
    now=now - timedelta(days=8))
"""


@dataclass(frozen=True)
class Desk:
    """A service with figures of a drawn country, a log without witnesses, and three accounts."""

    running: Service

    def __str__(self) -> str:
        return self.running.address

    def run(self, *words: str) -> None:
        environment = {**os.environ, "BAGDAR_VAR_DIR": str(self.running.var_dir),
                       "DJANGO_SETTINGS_MODULE": "bagdar.config.settings"}  # fmt: skip
        subprocess.run(words, env=environment, check=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with service() as running:
        made = Desk(running)
        made.run(sys.executable, "-c", FILL, str(running.var_dir))
        yield made


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(360, "dark"), pytest.param(1280, "light", marks=pytest.mark.thorough)],
    ids=["360", "1280"],
)
def test_a_release_goes_from_its_announcement_to_its_receipt(
    browser: Any, desk: Desk, screenshots: Path, width: int, scheme: Any
):
    def walker(visit: Any, name: str) -> Walker:
        found = Walker(visit("about:blank"), str(desk), screenshots, f"{name}-{width}")
        found.sign_in(f"release-{name}", PASSWORD)
        return found

    with (
        context_of(browser, width, scheme) as visit,
        context_of(browser, width, scheme) as one_visit,
        context_of(browser, width, scheme) as two_visit,
    ):
        keeper = walker(visit, "desk")
        announces(keeper)
        prepares_and_attacks(keeper)
        others = [walker(one_visit, "one"), walker(two_visit, "two")]
        for one in others:
            approves(one)
        publishes(keeper)
        desk.run(*BAGDAR, "notary", "append")
        reads(keeper)
        wrong = {f"{one.name} {page}": found
                 for one in (keeper, *others) for page, found in one.wrong.items()}  # fmt: skip
    assert told(wrong) == []


def announces(keeper: Walker) -> None:
    keeper.open(f"{DESK}/")
    keeper.looks("release-desk")
    keeper.follow("Жарияланымды хабарлау")
    keeper.looks("release-new")
    keeper.page.locator("main form").get_by_role("button").first.click()
    keeper.page.wait_for_load_state("load")
    keeper.looks("release-new-refused")
    fields = {"code": "education-2090", "due": "2090-12-15T10:00"}
    for what in ("name", "method"):
        fields |= {f"{what}_{one}": "Білім беру көрсеткіштері, мысал" for one in ("kk", "ru", "en")}
    for name, text in fields.items():
        keeper.page.locator(f"#id_{name}").fill(text)
    keeper.page.locator("#id_is_demonstration").check()
    with keeper.page.expect_navigation(wait_until="load"):
        keeper.page.locator("main form").get_by_role("button").first.click()
    keeper.sees("education-2090", "Хабарланған")
    keeper.looks("release-announced")


def prepares_and_attacks(keeper: Walker) -> None:
    keeper.open(f"{DESK}/education-2021/")
    keeper.page.locator("#id_tables").fill(f"{METRIC}:region,age@2021\nнәрсе")
    keeper.click("Кестелерді дайындау")
    keeper.looks("release-tables-refused")
    tables = [f"{METRIC}:region@{BEFORE}", f"{METRIC}:region@{BEFORE}~bridged",
              f"{METRIC}:region,sex@{BEFORE}"]  # fmt: skip
    keeper.page.locator("#id_tables").fill("\n".join(tables))
    keeper.click("Кестелерді дайындау")
    keeper.looks("release-prepared")
    keeper.click("Шабуылды бастау")
    keeper.looks("release-attacked", axe=False)
    for _ in range(60):
        if "Шабуыл ештеңе таппады" in keeper.page.inner_text("main"):
            break
        keeper.page.wait_for_timeout(1000)
        keeper.open(f"{DESK}/education-2021/")
    keeper.sees("Шабуыл ештеңе таппады")
    keeper.looks("release-safe")


def approves(one: Walker) -> None:
    one.open(f"{DESK}/education-2021/")
    one.looks("release-to-approve", axe=False)
    one.click("Көргенімді бекітемін")
    one.looks("release-approved")


def publishes(keeper: Walker) -> None:
    keeper.open(f"{DESK}/education-2021/")
    keeper.click("Жариялау")
    keeper.sees("Түбіртегі әлі журналда емес")
    keeper.looks("release-published")


def reads(reader: Walker) -> None:
    reader.open(f"{OUT}/")
    reader.sees("Түбіртегі журналда")
    reader.looks("release-out")
    with reader.page.expect_download() as got:
        reader.page.get_by_role("link", name="Түбіртек файлы").click()
    assert Path(got.value.path()).read_text().startswith("c2sp.org/tlog-proof@v1")
    reader.open("/kk/data/")
    reader.sees(METRIC)
    reader.looks("release-data")
    reader.open("/kk/releases/")
    reader.looks("releases")
    reader.open(f"/kk/figures/table/?metric={METRIC}&by=region&on={BEFORE}&borders=bridged")
    reader.looks("release-bridged")
