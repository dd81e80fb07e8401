"""Catchments of schools: recorded, ended, loaded from a file; addresses claimed and proven."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from bagdar.admissions import models
from bagdar.admissions.queries import catchments as reading
from bagdar.admissions.rules.campaign import errors, school_errors
from bagdar.admissions.rules.campaign.catchments import Side
from bagdar.admissions.services.campaigns import addresses, catchments
from bagdar.audit.models import Event
from bagdar.core.errors import FaultyData
from bagdar.core.origins import Origin
from bagdar.notary import public as notary
from tests.register import organisation, territory
from tests.school_campaigns import (
    CLERK,
    MINISTRY,
    NOW,
    PARENT,
    Town,
    applies,
    area,
    catchment,
    child,
    town,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = date(2026, 4, 1)
COLUMNS = "school,territory,street,side,first,last,since,until,source"


@pytest.fixture
def of() -> Town:
    return town()


def schools(code: str, street: str = "", house: str = "", on: date = TODAY) -> frozenset[UUID]:
    at, me = reading.address_at(code, on, street, house), uuid4()
    return reading.schools_of({me: at}, on, Origin.ILLUSTRATIVE).get(me, frozenset())


def test_an_address_belongs_to_the_schools_of_its_territory_and_of_those_above_it(of: Town):
    catchment(of.north, area("71"))
    catchment(of.south, area("711", "Абай көшесі", side=Side.ODD, first=1, last=9))
    assert schools("712") == {of.north}
    assert schools("711", "ул. Абай", "7А") == {of.north, of.south}
    assert schools("711", "Абай", "8") == schools("711") == {of.north}
    assert schools("none") == frozenset()
    at = reading.address_at("711", TODAY)
    assert reading.is_divided_by_streets(at, TODAY, Origin.ILLUSTRATIVE)
    assert reading.schools_of({uuid4(): at}, TODAY, Origin.REAL) == {}


def test_what_is_ended_stays_readable_and_no_longer_holds_from_its_day_on(of: Town):
    row = catchment(of.north, area("711"))
    catchments.end_catchment(row.pk, date(2026, 5, 1), by=MINISTRY, at=NOW)
    assert schools("711", on=date(2026, 4, 30)) == {of.north}
    assert schools("711", on=date(2026, 5, 1)) == frozenset()
    row.refresh_from_db()
    assert (row.superseded_by, row.valid_to) == ("ministry", None)
    with pytest.raises(school_errors.NoSuchCatchment):
        catchments.end_catchment(row.pk, date(2026, 6, 1), by=MINISTRY, at=NOW)
    later = models.Catchment.objects.get(superseded_at=None)
    with pytest.raises(school_errors.CatchmentFaulty):
        catchments.end_catchment(later.pk, date(2026, 6, 1), by=MINISTRY, at=NOW)
    catchments.end_catchment(later.pk, later.valid_from, by=MINISTRY, at=NOW)
    assert schools("711", on=date(2026, 4, 1)) == frozenset()


def test_every_wrong_field_is_told_at_once_and_nothing_is_left(of: Town):
    wrong = area("none", "", side=Side.ODD, first=5)
    with pytest.raises(school_errors.CatchmentFaulty) as found:
        catchment(organisation(1, type="college"), wrong, until=date(2020, 1, 1), source=" ")
    assert set(found.value.fields) == {"side", "first", "until", "source", "school", "territory"}
    with pytest.raises(school_errors.CatchmentFaulty) as found:
        said = catchments.CatchmentSaid(of.north, area("711"), TODAY, None, "decree")
        catchments.record_catchment(said, by=CLERK, at=NOW, region="KZ-59")
    assert found.value.fields == ("region",)
    assert not models.Catchment.objects.exists()
    assert not Event.objects.filter(action__startswith="admissions.catchment").exists()


def test_a_school_has_no_house_twice_on_a_day_but_two_schools_may_share_one(of: Town):
    catchment(of.north, area("711", "Абай", first=1, last=9), until=date(2027, 1, 1))
    with pytest.raises(school_errors.CatchmentThere):
        catchment(of.north, area("711", "абай көшесі", first=9, last=12))
    catchment(of.north, area("711", "Абай", first=10, last=12))
    catchment(of.north, area("711", "Абай", first=1, last=9), since=date(2027, 1, 1))
    catchment(of.south, area("711", "Абай", first=1, last=9))
    assert schools("711", "Абай", "5") == {of.north, of.south}


def file(*rows: str) -> bytes:
    return "\n".join([COLUMNS, *rows]).encode()


def load(content: bytes, **more: str) -> int:
    return catchments.load_catchments(
        content, "areas.csv", by=CLERK, at=NOW, origin=Origin.ILLUSTRATIVE, **more
    )


def test_a_file_is_taken_whole(of: Town):
    territory("72")
    content = file(
        f"{of.north},711,,,,,2024-01-01,,decree 1",
        f"{of.south},712,Абай,odd,1,9,2024-01-01,2027-01-01,decree 2",
    )
    assert load(content) == models.Catchment.objects.count() == 2
    assert schools("712", "Абай", "3") == {of.south}
    assert Event.objects.filter(action="admissions.catchments_loaded").count() == 1


def test_of_a_file_with_faults_nothing_is_taken_and_every_faulty_row_is_told(of: Town):
    catchment(of.south, area("712"))
    content = file(
        f"{of.north},711,,,,,2024-01-01,,decree 1",
        f"{of.north},711,Абай,,,,2025-01-01,,decree 1",
        f"{uuid4()},711,,,,,2024-01-01,,decree 1",
        f"{of.north},none,,,,,2024-01-01,2023-01-01,decree 1",
        f"{of.south},712,,,,,2024-01-01,,decree 1",
        f"{of.south},711,Абай,left,1,2,2024-13-01,,",
    )
    with pytest.raises(FaultyData) as found:
        load(content)
    told = {(one.line, one.code, one.field) for one in found.value.faults}
    assert {(3, "duplicate", "territory"), (4, "catchment_row", "school"),
            (5, "catchment_row", "territory"), (5, "catchment_row", "until"),
            (6, "catchment_stands", "territory"), (7, "value", "side"),
            (7, "value", "since"), (7, "missing_key", "source")} == told  # fmt: skip
    assert models.Catchment.objects.count() == 1
    for empty in (b"", COLUMNS.encode(), b"a,b\n1,2"):
        with pytest.raises(FaultyData):
            load(empty)


def test_a_clerk_loads_nothing_of_another_region(of: Town):
    content = file(f"{of.north},711,,,,,2024-01-01,,decree 1")
    with pytest.raises(FaultyData):
        load(content, region="KZ-59")
    assert load(content, region="KZ-11") == 1


def test_ten_times_the_rows_cost_no_more_statements(of: Town, django_assert_max_num_queries):
    def rows(start: int, count: int) -> bytes:
        return file(*(f"{of.north},711,Көше {n},,,,2024-01-01,,decree" for n in
                      range(start, start + count)))  # fmt: skip

    with django_assert_max_num_queries(24):
        load(rows(0, 10))
    with django_assert_max_num_queries(24):
        load(rows(1000, 100))


def test_an_address_counts_once_somebody_else_has_seen_its_paper(of: Town):
    catchment(of.south, area("711", "Абай", first=1, last=9))
    who, make = child("711"), {"by": PARENT, "at": NOW}
    made = of.campaign
    from bagdar.admissions.services.campaigns import opening

    opening.begin(made.pk, by=MINISTRY, at=NOW)
    row = applies(made, who, of.places["south"])
    assert of.facts(who) == {}
    addresses.claim_address(row.pk, "Абай көшесі", "7", "paper 1", **make)
    assert of.facts(who) == {}
    with pytest.raises(errors.OtherPersonNeeded):
        addresses.decide_address(row.pk, True, "seen", **make)
    about = f"admissions.campaign_application:{row.pk}/address"
    assert not notary.handles("admissions.address", [about])
    addresses.decide_address(row.pk, True, "seen", by=CLERK, at=NOW)
    assert notary.handles("admissions.address", [about])  # its receipt
    assert of.facts(who) == {(who, "south"): {"catchment": 1}}
    with pytest.raises(school_errors.AddressStateWrong):
        addresses.decide_address(row.pk, False, "seen", by=CLERK, at=NOW)
    addresses.claim_address(row.pk, "Сәкен көшесі", "7", "paper 2", **make)
    assert of.facts(who) == {}  # what was proven is not what is claimed now
    for wrong in (("", "7", "paper"), ("Абай", "7", " ")):
        with pytest.raises(school_errors.AddressFaulty):
            addresses.claim_address(row.pk, *wrong, **make)


def test_after_closing_no_address_changes(of: Town):
    row = applies(of.campaign, child("711"), of.places["south"])
    with pytest.raises(errors.CampaignStateWrong):
        addresses.claim_address(row.pk, "Абай", "7", "paper", by=PARENT, at=NOW)
