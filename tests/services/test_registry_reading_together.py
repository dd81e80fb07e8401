"""What one pass over the register says of all regions and cohorts is what each is told alone."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries import cohorts, counting
from bagdar.registry.rules.counting import Question, What
from bagdar.registry.rules.kinds import KINDS
from tests.register_rows import values

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SIM, TODAY = Origin.SIMULATED, date(2025, 10, 20)
REGIONS = ("KZ-11", "KZ-75", "KZ-33")
AT = datetime(2025, 9, 2, tzinfo=UTC)
COHORTS = [(5, date(2022, 10, 1), 3), (5, date(2022, 10, 1), 1), (6, date(2023, 10, 1), 2)]
QUESTIONS = [
    *(Question(what, SIM, one) for what in (What.AREA, What.DOUBTS) for one in (*REGIONS, "KZ-63")),
    *(Question(What.FLOW, SIM, one, *asked) for asked in COHORTS for one in ("", *REGIONS)),
]
# Of a person: namesakes and birth days of a few kinds, an IIN or none; then where in each year.
PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 1), st.sampled_from(["", "050901550006"]),
        st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=4, max_size=4),
        st.sampled_from(["", "graduated", "dropped_out", "died"]), st.booleans(),
    ),
    max_size=14,
)  # fmt: skip


def id_of(kind: int, number: int) -> UUID:
    return UUID(int=kind << 96 | number + 1)


def row(kind, **said):
    """A row as the contract has it, past every service; what is not said is the first there is."""
    known = values(KINDS[kind], {"organisation_id": id_of(1, 0), "person_id": id_of(2, 0)})
    times = {"origin": SIM.value, "recorded_at": AT, "recorded_by": "x", "recorded_role": "x",
             "source": "drawn", "superseded_at": None, "valid_to": None}  # fmt: skip
    return getattr(models, KINDS[kind].model)(**{**known, **times, **said})


def organisations():
    """Two of each region; the last is a college."""
    for number in range(6):
        one = id_of(1, number)
        models.Organisation.objects.create(pk=one, origin=SIM.value, recorded_at=AT)
        row(
            "organisation", organisation_id=one, region=REGIONS[number % 3], bin="",
            type="college" if number == 5 else "school", name_kk=f"Мектеп {number % 4}",
            valid_from=date(2000, 1, 1),
        ).save()  # fmt: skip


def learners(drawn):
    taken = set()
    for number, (name, day, iin, places, reason, works) in enumerate(drawn):
        one, born = id_of(2, number), date(2012, 1, 1 + day)
        models.Person.objects.create(pk=one, origin=SIM.value, recorded_at=AT)
        iin = "" if iin in taken else iin
        taken.add(iin)
        names = {"family": f"Мысал {name}", "given": "Бала", "patronymic": "", "other_name": ""}
        row("person", person_id=one, **names, sex="female", born_on=born, iin=iin,
            valid_from=born, died_on=None).save()  # fmt: skip
        models.PersonKey.objects.create(
            person_id=one, kind="name", key=f"mysal{name} bala", origin=SIM.value
        )
        for year, place in enumerate(places):
            if place is not None:
                start, is_last = date(2022 + year, 9, 1), year == 3
                row("enrolment", person_id=one, organisation_id=id_of(1, place), grade=5 + year,
                    level="4" if place == 5 else "2", group=f"{number % 2}", valid_from=start,
                    valid_to=None if is_last else date(2023 + year, 6, 1),
                    leaving_reason="" if is_last else reason).save()  # fmt: skip
        if works:
            row("employment", person_id=one, valid_from=date(2023, 7, 1)).save()
        elif reason == "graduated":
            row("graduation", person_id=one, valid_from=date(2023, 6, 5),
                valid_to=date(2023, 6, 6)).save()  # fmt: skip


def told(drawn):
    """(together, alone) of a nation of these people."""
    with transaction.atomic():
        organisations()
        learners(drawn)
        alone = {one: counting.count(one, TODAY) for one in QUESTIONS}
        together = {}
        for what in What:
            of_one = [one for one in QUESTIONS if one.what is what]
            together |= counting.count_together(of_one, TODAY)
        transaction.set_rollback(True)
    return together, alone


FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(PEOPLE)
def test_all_regions_and_cohorts_at_once_are_told_what_each_is_told_alone(db, drawn):
    together, alone = told(drawn)
    assert together == alone
    for one in QUESTIONS:
        assert counting.written(one.what, together[one]) == counting.written(one.what, alone[one])


MANY = [(0, 0, "", [place % 3, 3, None if place else 4, place], "dropped_out", place == 1)
        for place in range(4)]  # fmt: skip


def test_the_drawn_nations_have_something_to_tell():
    together, alone = told(MANY)
    assert together == alone
    assert all(together[one] for one in QUESTIONS if one.region in REGIONS)
    assert together[Question(What.FLOW, SIM, "", *COHORTS[0])] != dict.fromkeys(
        together[Question(What.FLOW, SIM, "", *COHORTS[0])], 0
    )


def test_a_pass_that_takes_every_member_for_one_of_a_region_is_noticed(monkeypatch):
    wrong = cohorts.COHORTS.replace("COALESCE(o.region, '') AS area", "'KZ-11' AS area")
    assert wrong != cohorts.COHORTS
    monkeypatch.setattr(cohorts, "COHORTS", wrong)
    together, alone = told(MANY)
    assert together != alone
