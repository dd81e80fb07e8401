"""What kindergartens state that families pay, and where organisations work, on a real database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.choices import start_of
from bagdar.admissions.queries.fees import Fee, fees_on, fees_stated
from bagdar.admissions.rules.queue.errors import FeeFaulty
from bagdar.admissions.services.fees import MOST_TENGE, state_fee
from bagdar.audit.models import Event
from bagdar.core.distance import Point
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.public import buildings_of, record_fact, settled_of
from bagdar.registry.rules.details import ResidenceDetails, SiteDetails
from bagdar.registry.rules.kinds import RESIDENCE, SITE
from tests.queueing import OPERATOR
from tests.register import given, organisation, person, territory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
MADE_UP = Origin.ILLUSTRATIVE


def garden(name: str = "Үлгі балабақша") -> UUID:
    return organisation(1, name_kk=name, type="kindergarten")


def stated(id: UUID, tenge: int | None, since: date = SPRING) -> models.KindergartenFee:
    return state_fee(id, tenge, since, by=OPERATOR, at=AT)


def site(id: UUID, code: str, at: tuple[str, str] | None, number: str = "1") -> None:
    place = {"latitude": Decimal(at[0]), "longitude": Decimal(at[1])} if at else {}
    told = SiteDetails(number=number, address=f"Үлгі көше, {number}", territory=code, **place)
    record_fact(SITE, id, told, Period(date(2000, 1, 1)), **given(2))


def test_a_fee_holds_from_its_day_and_the_last_that_is_stated_for_a_day_counts():
    id = garden()
    stated(id, 12_000), stated(id, 15_000), stated(id, 18_000, AUTUMN)
    on = {day: fees_on([id], day).get(id) for day in (date(2026, 2, 28), SPRING, AUTUMN)}
    assert list(on.values()) == [None, Fee(15_000, SPRING), Fee(18_000, AUTUMN)]
    stated(id, None, AUTUMN)
    assert fees_on([id], AUTUMN) == {}
    assert [row.tenge for row in fees_stated(id)] == [None, 18_000, 15_000, 12_000]


def test_each_leaves_an_event_and_nothing_of_it_is_changed_or_removed():
    id = garden()
    row = stated(id, 0)
    event = Event.objects.get(action="admissions.fee_stated")
    assert event.about == f"registry.organisation:{id}" and event.facts["tenge"] == 0
    rows = models.KindergartenFee.objects.filter(pk=row.pk)
    for deed in (lambda: rows.update(tenge=1), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert fees_on([id], SPRING) == {id: Fee(0, SPRING)}


@pytest.mark.parametrize(
    ("type", "tenge", "since"),
    [
        ("school", 1, SPRING), ("kindergarten", -1, SPRING),
        ("kindergarten", MOST_TENGE + 1, SPRING), ("kindergarten", 1, date(2030, 1, 1)),
        ("kindergarten", 1, date(2022, 12, 31)),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_recorded(type: str, tenge: int, since: date):
    id = organisation(1, type=type)
    with pytest.raises(FeeFaulty):
        stated(id, tenge, since)
    assert not models.KindergartenFee.objects.exists()
    assert not Event.objects.filter(action="admissions.fee_stated").exists()


def test_of_several_sites_the_first_with_coordinates_stands_and_one_without_is_told_so():
    two, none, nowhere = garden("а"), garden("б"), garden("в")
    site(two, "1", None, "1"), site(two, "1", ("53.2", "69.4"), "10")
    site(two, "1", ("53.3", "69.5"), "9"), site(none, "1", None)
    found = buildings_of([two, none, nowhere], SPRING)
    assert found[two].at == Point(53.3, 69.5) and found[two].address == "Үлгі көше, 9"
    assert found[none].at is None and nowhere not in found


def town() -> dict[str, Any]:
    for code, parent, more in (("1", "", {}), ("11", "1", {}), ("2", "", {}), ("3", "", {}),
                               ("9", "", {"region": "KZ-59"})):  # fmt: skip
        territory(code, parent, **more)
    for n, (code, at) in enumerate((
        ("1", ("53.0", "69.0")), ("1", ("53.2", "69.4")), ("2", ("52.0", "68.0")), ("3", None),
        ("9", ("54.0", "69.0")),
    )):  # fmt: skip
        site(garden(f"{n}"), code, at)
    child = person(1, given="Асан", born_on=date(2023, 1, 1))
    record_fact(RESIDENCE, child, ResidenceDetails(territory="11"), Period(SPRING), **given(3))
    return {"child": child}


def test_a_settlement_is_the_middle_of_its_sites_and_no_home_stands_in_it():
    town()
    found = settled_of("KZ-11", SPRING, MADE_UP)
    assert [(one.code, one.at, one.sites) for one in found] == [
        ("1", Point(53.1, 69.2), 2), ("2", Point(52.0, 68.0), 1),
    ]  # fmt: skip
    assert settled_of("KZ-11", SPRING, Origin.SIMULATED) == ()


def test_distances_begin_at_the_childs_settlement_unless_the_family_says_another():
    child = town()["child"]

    def chosen(asked: str | None) -> str:
        start = start_of("KZ-11", SPRING, MADE_UP, asked=asked, home_of=child)
        return start.chosen.code if start.chosen else ""

    assert chosen(None) == "1"  # the nearest above "11" that has sites
    assert [chosen("2"), chosen(""), chosen("9"), chosen("x")] == ["2", "", "", ""]
    assert start_of("KZ-11", date(2026, 1, 1), MADE_UP, home_of=child).chosen is None
