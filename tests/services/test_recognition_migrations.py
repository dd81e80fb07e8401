"""What recognition keeps when its tables change, with rows in them, forth and back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.migrating import Migrating, a_database

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def made(blocker: Any, folders: pytest.TempPathFactory) -> Iterator[Migrating]:
    """For a module: inside a test's own transaction no database can be made."""
    with blocker.unblock(), a_database(folders.mktemp("migrating")) as database:
        yield database


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    yield from made(django_db_blocker, tmp_path_factory)


@pytest.fixture(scope="module")
def another(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    yield from made(django_db_blocker, tmp_path_factory)


@pytest.fixture(scope="module")
def third(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    yield from made(django_db_blocker, tmp_path_factory)


OLD = """
from datetime import date
from tests.diplomas_issued import now
from tests.register import organisation
place = organisation(1)
old = migrate("recognition", "0002_key_retired").get_model("recognition", "BadgeKey")
key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
for issuer in ("https://a.example", "https://b.example"):
    old.objects.create(organisation_id=place, issuer=issuer, jwk=key, valid_from=date(2020, 1, 1),
                       source="letter", written_at=now(), written_by="registrar-1")
newest()
"""
DECIDES = """
from datetime import date
from bagdar.audit.rules import Actor
from bagdar.recognition.models import BadgeKey
from bagdar.recognition.queries.believing import believed
from bagdar.recognition.services.believing import confirm_key, refuse_key
from tests.diplomas_issued import now
from tests.migrating import a_database
first, second = BadgeKey.objects.order_by("issuer")
place, day = first.organisation_id, date(2024, 1, 1)
print(first.state, first.written_by, repr(first.decided_by), len(believed(place, day)))
same, other = Actor("registrar-1", "organisation"), Actor("dean-1", "organisation")
print(refusal(confirm_key, place, first.pk, "letter", by=same, at=now()))
confirm_key(place, first.pk, "letter", by=other, at=now())
print(refusal(refuse_key, place, second.pk, "unknown", by=other, at=now()))
print(*(one.issuer for one in believed(place, day)))
"""
BACK = """
try:
    migrate("recognition", "0002_key_retired")
except Exception as refused:
    print(type(refused).__name__)
"""
FORTH = """
old = migrate("recognition", "0002_key_retired").get_model("recognition", "BadgeKey").objects
print(refusal(old.update, issuer="x"), refusal(old.all().delete))
newest()
from bagdar.recognition.models import BadgeKey
print(*(one.state for one in BadgeKey.objects.all()))
"""


def test_a_key_that_one_person_wrote_before_counts_on_and_somebody_else_decides(
    database: Migrating,
):
    database.runs(OLD)
    assert database.runs(DECIDES) == [
        "alone registrar-1 '' 2", "KeySameEyes", "", "https://a.example"
    ]  # fmt: skip
    # What was refused would count again by going back.
    assert database.runs(BACK) == ["IrreversibleError"]


def test_the_way_back_is_open_while_nothing_begins_to_count_by_it(another: Migrating):
    another.runs(OLD)
    assert another.runs(BACK) == []
    assert another.runs(FORTH) == ["IntegrityError IntegrityError", "alone alone"]


SHOWN = """
from datetime import date
from tests.diplomas_issued import now
from tests.recognising import campus
from tests.register import person
one, other = campus(), person(2, born_on=date(1998, 1, 1))
apps = migrate("recognition", "0003_key_of_two")
requests = apps.get_model("recognition", "Request").objects
evidence = apps.get_model("recognition", "Evidence").objects
for number, (who, badge) in enumerate([
    (one.person_id, "urn:1"), (other, "urn:1"), (one.person_id, "urn:1"), (other, ""),
]):
    row = requests.create(
        person_id=who, organisation_id=one.organisation_id, curriculum_id=one.curriculum.pk,
        state="asked", kind="badge", title="x", provider="x", code="x", credits=5, unit="ects",
        achieved_on=date(2020, 1, 1), proof="verified", key="x", origin="illustrative",
        asked_at=now(), asked_by=str(number), due_on=date(2030, 1, 1),
    )
    evidence.create(request=row, file_name="x", media_type="x", size=1, sha256="x",
                    told={"issuer": "x", "id": badge}, added_at=now(), added_by="x")
newest()
from bagdar.recognition.models import Request, ShownBadge
[badge] = ShownBadge.objects.all()
print(badge.person_id == one.person_id)
print(*(row.badge_id == badge.pk for row in Request.objects.order_by("asked_by")))
of_other = Request.objects.filter(person_id=other)
print(refusal(of_other.update, badge=badge), refusal(of_other.update, state="decided"))
migrate("recognition", "0003_key_of_two")
newest()
print(ShownBadge.objects.count())
"""


def test_badges_that_were_verified_before_are_whose_they_were_first(third: Migrating):
    assert third.runs(SHOWN) == ["True", "True False True False", "IntegrityError ", "1"]
