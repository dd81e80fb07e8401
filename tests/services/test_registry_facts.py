"""Facts of every kind through the same three services: written, corrected, refused, undone."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from bagdar.audit.models import Event
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, parse_days
from bagdar.registry import models, public
from bagdar.registry.queries.people import story
from bagdar.registry.queries.rows import details_of, model_of, valid
from bagdar.registry.rules import details, kinds
from bagdar.registry.rules.errors import (
    AlreadySaid,
    FaultyFact,
    IinTaken,
    NoSuchOrganisation,
    NoSuchPerson,
    NothingSaid,
    OriginsMeet,
)
from bagdar.registry.rules.kinds import KINDS, Kind
from bagdar.registry.rules.nouns import Place
from tests.access_tools import everything
from tests.register import (
    IIN,
    OTHER_IIN,
    SCHOOL_YEAR,
    given,
    learning,
    person,
    said,
)
from tests.register_rows import EVERY_KIND, identities, values

pytestmark = [pytest.mark.django_db, pytest.mark.database]
GENERIC = [one for one in EVERY_KIND if one.name not in ("person", "organisation", "enrolment")]
generic = pytest.mark.parametrize("kind", GENERIC, ids=[one.name for one in GENERIC])
D, E = UUID(int=0xD), UUID(int=0xE)
OCTOBER = date(2020, 10, 15)
# Something else said of the same timeline.
OTHER: dict[str, dict[str, Any]] = {
    "territory": {"name_kk": "y"}, "site": {"address": "y"}, "succession": {"kind": "division"},
    "study_programme": {"months": 7}, "group": {"places": 7}, "condition": {"rooms": 7},
    "construction": {"kind": "lease"}, "residence": {"territory": "751010000"},
    "guardianship": {"kind": "trustee"}, "post": {"is_main": False}, "pay": {"amount_tenge": 7},
    "qualification": {"value": "expert"}, "development": {"hours": 7}, "result": {"grade": 7},
    "graduation": {"document_number": "y"}, "employment": {"months_paid": 7},
    "support": {"conclusion": "y"}, "care": {"status": "without_care"},
    "dormitory": {"state": "given"}, "activity": {"hours_per_week": 7},
}  # fmt: skip


@pytest.fixture
def ids(db: None) -> dict[str, Any]:
    return identities(1)


def sample(kind: Kind[Any], ids: dict[str, Any], /, **more: Any) -> Any:
    return kind.read({**values(kind, ids), **more})


def whose(kind: Kind[Any], ids: dict[str, Any]) -> Any:
    return ids[kind.whose] if kind.whose else None


def how(kind: Kind[Any], minute: int, **more: Any) -> dict[str, Any]:
    origin = {} if kind.whose else {"origin": Origin.ILLUSTRATIVE}
    return {**given(minute), **origin, **more}


def stands(kind: Kind[Any]) -> list[tuple[str, str, UUID | None]]:
    """Days, source and delivery of what stands."""
    rows = model_of(kind).objects.filter(models.CURRENT).order_by("valid_from", "pk")
    return [(str(valid(row)), row.source, row.delivery_id) for row in rows]


@generic
def test_a_fact_is_recorded_corrected_withdrawn_and_undone(ids: Any, kind: Kind[Any]):
    one, other = sample(kind, ids), sample(kind, ids, **OTHER[kind.name])
    about, begins = whose(kind, ids), "2020-09-01"
    done = public.record_fact(kind, about, one, SCHOOL_YEAR, **how(kind, 2))
    assert (done.id, done.ended, done.added) == (about, 0, 1)
    days = parse_days("2020-10-01/2020-11-01")
    with pytest.raises(AlreadySaid):
        public.record_fact(kind, about, other, days, **how(kind, 3))
    done = public.correct_fact(kind, about, other, days, **how(kind, 4, delivery_id=D))
    assert (done.ended, done.added) == (1, 3)
    assert stands(kind) == [
        (f"{begins}/2020-10-01", "order 2", None),
        ("2020-10-01/2020-11-01", "order 4", D),
        ("2020-11-01/2021-06-01", "order 2", None),
    ]
    public.withdraw_fact(kind, about, kind.narrow(one), Period(date(2021, 5, 1)), **how(kind, 5))
    assert stands(kind)[-1] == ("2020-11-01/2021-05-01", "order 2", None)
    undone = public.undo_delivery(D, by=given(6)["by"], at=given(6)["at"])
    assert (undone.ended, undone.restored, undone.left) == (1, 1, ())
    [middle] = [row for row in stands(kind) if row[0] == "2020-10-01/2020-11-01"]
    assert middle[1:] == ("order 2", None)
    events = Event.objects.filter(action__startswith="registry.").order_by("pk")
    assert [event.action for event in events][-4:] == [
        "registry.fact_recorded", "registry.fact_corrected", "registry.fact_withdrawn",
        "registry.delivery_undone",
    ]  # fmt: skip
    assert {*events[events.count() - 4].facts} == {"kind", "origin", "ended", "added"}


def test_every_kind_reads_back_what_was_said(ids: Any):
    for kind in GENERIC:
        one = sample(kind, ids)
        public.record_fact(kind, whose(kind, ids), one, SCHOOL_YEAR, **how(kind, 2))
        assert details_of(model_of(kind).objects.get()) == one


def test_every_fault_of_a_fact_is_told_at_once_and_nothing_is_written(ids: Any):
    post = details.PostDetails(
        organisation_id=ids["organisation_id"], position="wizard", workload=Decimal(7),
        is_main=True, hours_per_week=Decimal(-1),
    )  # fmt: skip
    before = everything()
    with pytest.raises(FaultyFact) as refused:
        public.record_fact(kinds.POST, ids["person_id"], post, SCHOOL_YEAR, **given(2, source=" "))
    told = [(one.key, one.facts["field"].key) for one in refused.value.problems]
    assert told == [
        ("registry.problem.unfit", "column.position"),
        ("registry.problem.unfit", "column.workload"),
        ("registry.problem.unfit", "column.hours_per_week"),
        ("registry.problem.empty", "registry.field.source"),
    ]
    assert everything() == before


def test_the_rules_of_a_contract_hold_for_a_single_fact(ids: Any):
    oneself = details.GuardianshipDetails(guardian_id=ids["person_id"], kind="parent")
    course = details.DevelopmentDetails(topic="inclusion", hours=72)
    for kind, one, days, rule in (
        (kinds.GUARDIANSHIP, oneself, SCHOOL_YEAR, "rule.not_oneself"),
        (kinds.DEVELOPMENT, course, Period(OCTOBER), "rule.development_ends"),
    ):
        with pytest.raises(FaultyFact) as refused:
            public.record_fact(kind, ids["person_id"], one, days, **given(2))
        assert [one.key for one in refused.value.problems] == [rule]
    public.record_fact(kinds.DEVELOPMENT, ids["person_id"], course, SCHOOL_YEAR, **given(3))
    with pytest.raises(FaultyFact) as refused:
        public.enrol(
            ids["person_id"], learning(ids["organisation_id"], level="1"), SCHOOL_YEAR, **given(4)
        )
    assert [one.key for one in refused.value.problems] == ["rule.grade_of_primary"]


REFUSALS: dict[type[DomainError], Any] = {
    NoSuchPerson: lambda ids: public.record_fact(
        kinds.RESIDENCE, uuid4(), details.ResidenceDetails(territory="75"), SCHOOL_YEAR, **given(2)
    ),
    NoSuchOrganisation: lambda ids: public.record_fact(
        kinds.DORMITORY, ids["person_id"],
        details.DormitoryDetails(organisation_id=uuid4(), state="given"), SCHOOL_YEAR, **given(2),
    ),
    OriginsMeet: lambda ids: public.record_fact(
        kinds.GUARDIANSHIP, ids["person_id"],
        details.GuardianshipDetails(guardian_id=person(1, Origin.REAL), kind="parent"),
        SCHOOL_YEAR, **given(2),
    ),
    NothingSaid: lambda ids: public.withdraw_fact(
        kinds.CARE, ids["person_id"], {}, SCHOOL_YEAR, **given(2)
    ),
}  # fmt: skip


@pytest.mark.parametrize("error", REFUSALS)
def test_a_refusal_changes_nothing(ids: Any, error: type[DomainError]):
    but = ["registry.Person", "registry.PersonFact", "registry.PersonKey", "audit.Event"]
    before = everything(but)
    with pytest.raises(error):
        REFUSALS[error](ids)
    assert everything(but) == before


def test_kinds_with_services_of_their_own_are_not_written_past_them(ids: Any):
    with pytest.raises(ValueError, match="services of its own"):
        public.record_fact(kinds.PERSON, ids["person_id"], said(), SCHOOL_YEAR, **given(2))
    with pytest.raises(ValueError, match="named by"):
        public.withdraw_fact(kinds.POST, ids["person_id"], {}, SCHOOL_YEAR, **given(2))
    with pytest.raises(ValueError, match="of which"):
        public.record_fact(
            kinds.TERRITORY, None, sample(kinds.TERRITORY, ids), SCHOOL_YEAR, **given(2)
        )


# --- undoing --------------------------------------------------------------------------------------


def undo(minute: int, delivery: UUID, **more: Any) -> Any:
    return public.undo_delivery(delivery, by=given(minute)["by"], at=given(minute)["at"], **more)


def test_a_delivery_is_undone_in_every_timeline_that_it_touched(ids: Any):
    id, school, other = (
        ids[one] for one in ("person_id", "organisation_id", "other_organisation_id")
    )
    public.enrol(id, learning(school), SCHOOL_YEAR, **given(2))
    rest = Period(date(2020, 12, 1), date(2021, 6, 1))
    public.transfer(
        id, Place(school, "2"), learning(other), rest, "transferred", **given(3, delivery_id=D)
    )
    public.correct_person(id, said(family="Үлгі"), Period(OCTOBER), **given(4, delivery_id=D))
    made = public.record_person(
        said(IIN), Period(date(2010, 1, 1)), origin=Origin.ILLUSTRATIVE, **given(5, delivery_id=D)
    )
    done = undo(6, D)
    assert (done.ended, done.restored, done.left) == (4, 2, ())
    now = [one for one in story(id).enrolments if one.known.end is None]
    assert [(one.details, one.source) for one in now] == [(learning(school), "order 2")] * len(now)
    assert public.person_on(id, OCTOBER).name.family == "Мысалова"
    assert public.person_on(made.id, OCTOBER) is None
    assert public.find_people(IIN, Origin.ILLUSTRATIVE) == ()
    [event] = Event.objects.filter(action="registry.delivery_undone")
    assert (event.about, event.facts) == (
        f"registry.delivery:{D}", {"ended": 4, "restored": 2, "left": 0},
    )  # fmt: skip
    again = undo(7, D)
    assert (again.ended, again.restored) == (0, 0)


def test_what_somebody_corrected_since_stays_and_is_told(ids: Any):
    id = ids["person_id"]
    where = [details.ResidenceDetails(territory=code) for code in ("10", "20", "30")]
    public.record_fact(kinds.RESIDENCE, id, where[0], SCHOOL_YEAR, **given(2))
    public.correct_fact(kinds.RESIDENCE, id, where[1], SCHOOL_YEAR, **given(3, delivery_id=D))
    later = parse_days("2021-01-01/2021-02-01")
    public.correct_fact(kinds.RESIDENCE, id, where[2], later, **given(4, delivery_id=E))
    done = undo(5, D)
    assert (done.ended, done.restored) == (2, 2)
    assert [(one.kind, one.whose, str(one.days)) for one in done.left] == [
        ("residence", id, "2021-01-01/2021-02-01")
    ]
    assert stands(kinds.RESIDENCE) == [
        ("2020-09-01/2021-01-01", "order 2", None),
        ("2021-01-01/2021-02-01", "order 4", E),
        ("2021-02-01/2021-06-01", "order 2", None),
    ]
    assert undo(6, E, undone=[D]).restored == 1
    rows = model_of(kinds.RESIDENCE).objects.filter(models.CURRENT)
    assert {row.territory for row in rows} == {"10"}


def test_an_iin_that_is_anothers_by_now_does_not_come_back(ids: Any):
    id = person(2, iin=IIN)
    whole = Period(date(2005, 9, 1))
    public.correct_person(id, said(OTHER_IIN), whole, **given(3, delivery_id=D))
    person(4, iin=IIN)
    before = everything()
    with pytest.raises(IinTaken):
        undo(5, D)
    assert everything() == before


def test_two_who_exchanged_their_numbers_in_a_delivery_get_them_back(ids: Any):
    whole = Period(date(2005, 9, 1))
    one, two = person(2, iin=IIN), person(3, iin=OTHER_IIN)
    public.correct_person(one, said(), whole, **given(4, delivery_id=D))
    public.correct_person(two, said(IIN), whole, **given(5, delivery_id=D))
    public.correct_person(one, said(OTHER_IIN), whole, **given(6, delivery_id=D))
    undo(7, D)
    assert public.people_by_iin([IIN, OTHER_IIN], Origin.ILLUSTRATIVE) == {IIN: one, OTHER_IIN: two}


def test_every_kind_is_undone_alike(ids: Any):
    for kind in GENERIC:
        public.record_fact(
            kind, whose(kind, ids), sample(kind, ids), SCHOOL_YEAR, **how(kind, 2, delivery_id=D)
        )
    done = undo(3, D)
    assert (done.ended, done.restored) == (len(GENERIC), 0) and len(KINDS) == len(GENERIC) + 3
    for kind in GENERIC:
        assert stands(kind) == []
        [row] = model_of(kind).objects.all()
        assert row.superseded_delivery_id == D
