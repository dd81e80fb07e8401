"""What every test stands on: a folder of its own, a quick database, the real act, the accounts.

The environment is set before Django reads its settings, so nothing of a developer's var/ or
BAGDAR_ variables reaches a test.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import drawn, tiers

ROOT = Path(__file__).resolve().parents[1]
ACT = ROOT / "data" / "programme" / "kz-2020-2025"
VAR = Path(tempfile.mkdtemp(prefix="bagdar-tests-"))

for _name in [name for name in os.environ if name.startswith("BAGDAR_")]:
    if _name != "BAGDAR_DATABASE_URL":
        del os.environ[_name]
os.environ["BAGDAR_VAR_DIR"] = str(VAR)
os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"


def _prepare_django() -> None:
    """The settings of the service, less what only costs time in a test."""
    import django
    from django.conf import settings

    (VAR / "static").mkdir(exist_ok=True)  # the server of static files warns where there is none
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    database = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    # Whole, because with several processes it is read before Django has filled the gaps.
    test = {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None}
    database["TEST"] = test
    if database["ENGINE"].endswith("sqlite3"):
        # A file, so that two connections are two connections; no waiting for the disk.
        test["NAME"] = str(VAR / "test.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
    django.setup()


def _has_words(action: str) -> None:
    """Whatever a test lets be recorded in the trail, an auditor can read in words."""
    from bagdar.core.catalogue import catalogue_of

    name = f"audit.does.{action}"
    app, _, _ = action.partition(".")
    is_of_a_test = not (ROOT / "src" / "bagdar" / app).is_dir()
    assert is_of_a_test or name in catalogue_of(ROOT / "data" / "words"), f"no wording: {name}"


def _read_the_trail() -> None:
    from bagdar.audit import services

    write = services.insert_columns

    def written(model: Any, columns: Any) -> int:
        for action in columns["action"]:
            _has_words(action)
        return write(model, columns)

    services.insert_columns = written


_prepare_django()
_read_the_trail()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="every test, as much as it can count")
    parser.addoption("--everyday", action="store_true", help="each promise once, without walks")
    parser.addoption("--walks", action="store_true", help="what else runs before a change lands")
    parser.addoption("--rest", action="store_true", help="of these, what the everyday tier has not")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--rest"):
        config.option.thorough = True  # what a test asks for, to know how much it has to count
    if not config.getoption("--hypothesis-profile"):
        examples = drawn.THOROUGH if config.getoption("--thorough") else drawn.EVERYDAY
        own = hypothesis.settings(max_examples=examples)  # and else what Hypothesis has for CI
        hypothesis.settings.register_profile("tier", own)
        hypothesis.settings.load_profile("tier")


# Files of a few long tests, the longest first by the processor: with them at the end, one core
# would wait for the other.
LONG_FIRST = (
    "test_registry_desk_walk.py", "test_requests.py", "test_look_every_page.py",
    "test_monitoring_access.py", "test_pages.py", "test_monitoring_walk.py",
    "test_command_line.py", "test_access_matrix.py", "test_monitoring_calendar.py",
    "test_access_limits.py", "test_monitoring_races.py", "test_monitoring_pages.py",
    "test_intake_walk.py", "test_look_charts.py", "test_monitoring_yearly_builder.py",
)  # fmt: skip


def _turn(item: pytest.Item) -> int:
    name = item.path.name
    return LONG_FIRST.index(name) if name in LONG_FIRST else len(LONG_FIRST)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the tests of the tier that was asked for; tests/tiers.py says which."""
    items.sort(key=_turn)
    asked = (one for one in tiers.TIERS if config.getoption(f"--{one}"))
    tier = next(asked, tiers.UNASKED)
    postgresql = os.environ.get("BAGDAR_DATABASE_URL", "").startswith("postgres")
    left = [item for item in items if not tiers.is_chosen(_test(item), tier, postgresql=postgresql)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _test(item: pytest.Item) -> tiers.Marked:
    marks = {mark.name for mark in item.iter_markers()}
    if hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
        marks.add("fuller")
    return tiers.Marked(item.path, marks, getattr(item, "fixturenames", ()))


def pytest_unconfigure() -> None:
    shutil.rmtree(VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """What another process of the tier has migrated is taken as it is."""
    from tests import pristine

    return django_db_keepdb or pristine.is_shared()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> None:
    from tests import pristine

    with django_db_blocker.unblock():
        pristine.borrow()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Migrations run once in a tier of tests; tests/pristine.py keeps what they come to."""
    from tests import pristine

    with django_db_blocker.unblock():
        pristine.lend()
        with pristine.keeping(), django_db_blocker.block():
            yield


@pytest.fixture(scope="session")
def edition() -> Any:
    """The first edition of the act, as read from data/."""
    from bagdar.programme.rules.files import read_edition

    return read_edition(ACT, shown="data/programme/kz-2020-2025")


@pytest.fixture(scope="session")
def catalogue() -> Any:
    """Every wording of the project."""
    from bagdar.core.catalogue import catalogue_of

    return catalogue_of(ROOT / "data" / "words")


_rows_of_the_act: list[Any] = []


@pytest.fixture
def loaded(db: None) -> Any:
    """A database that holds the act; gives what loading it gave.

    The files are read once: later tests get the very rows that the first loading wrote.
    """
    from bagdar.audit.models import Event
    from bagdar.audit.rules import Actor
    from bagdar.programme import models, public
    from bagdar.programme.services import Loaded

    if not _rows_of_the_act:
        loading = public.load_folder(ACT, by=Actor("tests", "coordinator"), at=datetime.now(UTC))
        for kind in (models.Programme, models.Edition, Event):
            _rows_of_the_act.extend(kind.objects.all())
        return loading
    for row in _rows_of_the_act:
        row._state.adding = True
        row.save(force_insert=True)
    editions = tuple(public.editions(ACT.name))
    return Loaded(editions, editions)


@pytest.fixture
def accounts(db: None) -> dict[str, Any]:
    """One account of each role: body, region, coordinator, auditor."""
    from tests.people import one_of_each

    return one_of_each()


@pytest.fixture
def school(accounts: dict[str, Any]) -> Any:
    """Id of the school of the account `organisation`, in the region of the account `region`."""
    from tests.register import organisation

    where = organisation(region="KZ-11")
    accounts["organisation"].organisation_id = where
    accounts["organisation"].save()
    return where


@pytest.fixture
def client_as(accounts: dict[str, Any]) -> Callable[[str], Any]:
    """client_as("auditor") is a client signed in as one; "public" is nobody."""
    from django.test import Client

    def signed_in(role: str) -> Client:
        client = Client()
        if role != "public":
            client.force_login(accounts[role])
        return client

    return signed_in


@pytest.fixture(scope="session")
def served() -> Iterator[Any]:
    """The real service on a database and a port of its own: `.address`, `.password` of every
    demonstration account, `.var_dir`.

    What a browser test looks at: static files, workers and headers are those of an installation.
    """
    from tests.served import service

    with service() as running:
        yield running


@pytest.fixture
def demonstrated(loaded: Any) -> Any:
    """`loaded`, with a small part of the demonstration: illustrative facts of eight rows and five
    measures for 2020–2025, of the regions two years' figures, all money, and the milestones of
    KZ-11. tests/demonstrated.py names them.

    Written once (about three seconds), put back for later tests in a third of one. Accepted,
    waiting, returned and missing reports are all among them; ask the database which, by
    `queries.reports.reports(programme, Origin.ILLUSTRATIVE, state=…)`.
    """
    from tests import demonstrated as part

    part.put()
    return loaded


# Worked out from an edition and a day alone, under the edition's digest: true for every test.
KEPT_FOR_GOOD = {"_plan_of", "_unreported"}


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """What monitoring keeps by revision is forgotten: rolled-back steps give their numbers to
    the next test's. A test that patches code neither finds anything kept nor leaves anything.
    """
    is_patched = _patches(request.node)
    if is_patched or {"db", "transactional_db"} & set(request.fixturenames):
        _forget(everything=is_patched)
    yield
    if is_patched:
        _forget(everything=True)


def _patches(test: Any) -> bool:
    """Whether a test, or a fixture of ours that it uses, asks for monkeypatch."""
    info = test._fixtureinfo
    asking = [
        found[-1].argnames
        for name, found in info.name2fixturedefs.items()
        if name != "_template_string_if_invalid_marker"  # pytest-django's: beside every test
    ]
    return any("monkeypatch" in names for names in (info.argnames, *asking))


def _forget(*, everything: bool) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("bagdar.monitoring.queries."):
            for word, kept in vars(module).items():
                is_own = module.__name__ == getattr(kept, "__module__", "")
                is_due = everything or word not in KEPT_FOR_GOOD
                if is_own and is_due and hasattr(kept, "cache_clear"):
                    kept.cache_clear()
