"""Control over a child's record changes hands on the day itself, whoever is signed in already."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bagdar.core.languages import TIME_ZONE
from bagdar.registry.models import Guardianship
from tests.registry_read import CHILD_BORN, World, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BIRTHDAY = datetime(CHILD_BORN.year + 18, CHILD_BORN.month, CHILD_BORN.day, tzinfo=TIME_ZONE)


@pytest.fixture
def here(db: None) -> World:
    return world()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the time of the service; sessions are new at every setting."""
    return lambda now: monkeypatch.setattr(timezone, "now", lambda: now.astimezone(UTC))


def reads(here: World, role: str) -> tuple[int, bool]:
    """Whether a role opens the child's story, and whether the own page names the child."""
    client = here.client(role)
    own = client.get("/kk/register/mine/").content.decode()
    return client.get(f"/kk/register/people/{here['child']}/").status_code, "Мысалова Бала" in own


@pytest.mark.parametrize(
    ("now", "mother", "child"),
    [
        (BIRTHDAY - timedelta(seconds=1), (200, True), (404, False)),
        (BIRTHDAY, (404, False), (200, True)),
        # Midnight is Almaty's: by the clock of Greenwich the day before lasts for hours more.
        (BIRTHDAY + timedelta(hours=1), (404, False), (200, True)),
    ],
    ids=["the second before", "the birthday", "not yet the day elsewhere"],
)
def test_the_eighteenth_birthday_hands_the_record_over(
    here: World, clock: Any, now: datetime, mother: Any, child: Any
):
    clock(now)
    assert (reads(here, "mother"), reads(here, "child")) == (mother, child)


def test_the_birthday_hands_over_who_may_ask_and_who_reads_of_looks(here: World, clock: Any):
    addresses = [f"/kk/register/people/{here['child']}/{part}/" for part in ("looks", "correction")]
    for now, mother, child in ((BIRTHDAY - timedelta(seconds=1), 200, 404), (BIRTHDAY, 404, 200)):
        clock(now)
        for address in addresses:
            assert here.client("mother").get(address).status_code == mother
            assert here.client("child").get(address).status_code == child


def test_a_guardianship_that_ends_cuts_the_guardian_off_in_the_same_session(here: World):
    mother = here.client("mother")
    address = f"/kk/register/people/{here['child']}/"
    assert mother.get(address).status_code == 200
    Guardianship.objects.filter(person_id=here["child"]).update(
        superseded_at=timezone.now(), superseded_by="court", superseded_role="operator"
    )
    for part in ("", "looks/", "correction/", "path/"):
        assert mother.get(f"{address}{part}").status_code == 404
    assert "Мысалова Бала" not in mother.get("/kk/register/mine/").content.decode()
    said = {"field": "family", "said": "Жаңа", "document": "куәлік"}
    assert mother.post(f"{address}correction/", said).status_code == 404
