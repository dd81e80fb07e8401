"""A long list is cut by the database, page after page, and the pages together are the list."""

from datetime import date, timedelta
from typing import Any

import pytest

from bagdar.core.periods import Period
from bagdar.registry.queries import desk_doubts, transfers
from bagdar.registry.queries.organisations import enrolments_on, learners_part
from bagdar.registry.rules.reading import Cut
from bagdar.registry.rules.transferring import TransferState, TransferStep
from bagdar.registry.services.enrolments import correct_enrolment, enrol
from bagdar.registry.services.transfers import answer_transfer, propose_transfer
from bagdar.registry.views import desk, desk_transfers
from tests.register import BEGAN, given, learning, organisation, person
from tests.registry_desk import SINCE, TODAY, School, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = ("Әсел", "Асель", "Ян", "Үміт", "асель", "Ёлка", "")


@pytest.fixture
def here(db: None) -> School:
    """Classes with and without a grade, names of every alphabet, one twice, one in two places."""
    made = school(pupils=2)
    for number, name in enumerate(NAMES * 2):
        one = person(1, given=name, family="Мысалова")
        grade, level = ((5, "2"), (None, "02"), (10, "3"))[number % 3]
        group = ("5 Ә", "5 А", "")[number % 3]
        said = learning(made.id, group, grade=grade, level=level)
        enrol(one, said, Period(SINCE), **given(2))
        made.pupils.append(one)
    return made


def pages(size: int, key: str, ask: Any) -> list[Any]:
    """Every line, a page at a time."""
    found: list[Any] = []
    after = None
    while True:
        part = ask(Cut(after, size))
        found += part.lines
        assert len(part.lines) <= size and part.total >= len(found)
        if not part.more:
            assert part.total == len(found)
            return found
        after = getattr(part.lines[-1], key)


@pytest.mark.parametrize("size", [1, 4, 16, 50])
def test_the_pages_of_learners_are_the_list_of_learners(here: School, size: int):
    whole = enrolments_on(here.id, TODAY)
    assert len(whole) == 16
    assert pages(size, "person_id", lambda cut: learners_part(here.id, TODAY, cut=cut)) == list(
        whole
    )


def test_any_part_of_the_list_of_learners_is_that_part_and_says_how_many_there_are(here: School):
    whole = enrolments_on(here.id, TODAY)
    for offset in range(19):
        for size in (1, 3, 7, 16, 100, None):
            part = learners_part(here.id, TODAY, cut=Cut(None, size, offset))
            end = None if size is None else offset + size
            assert part.lines == whole[offset:end], (offset, size)
            assert part.total == 16 and part.more == (end is not None and end < 16)


def test_so_they_are_as_it_was_known_and_of_some_alone(here: School):
    correct_enrolment(here.pupils[2], learning(here.id, "9 Я", grade=9), Period(SINCE), **given(60))
    then = BEGAN + timedelta(minutes=30)
    known = pages(5, "person_id", lambda cut: learners_part(here.id, TODAY, then, cut=cut))
    assert known == list(enrolments_on(here.id, TODAY, then))
    assert known != list(enrolments_on(here.id, TODAY))
    those = desk_doubts.doubtful(here.id, TODAY)["no_class"]
    some = pages(2, "person_id", lambda cut: learners_part(here.id, TODAY, those=those, cut=cut))
    assert some == [one for one in enrolments_on(here.id, TODAY) if not one.enrolment.group]


def test_after_somebody_who_has_left_the_list_begins_again(here: School):
    stranger = person(1, given="Бөтен")
    part = learners_part(here.id, TODAY, cut=Cut(stranger, 3))
    assert part.lines == enrolments_on(here.id, TODAY)[:3]


def test_the_counts_of_doubts_are_of_those_that_the_lists_show(here: School):
    found = desk_doubts.doubts_on(here.id, TODAY)
    conditions = desk_doubts.doubtful(here.id, TODAY)
    listed = {
        kind: {one.person_id for one in learners_part(here.id, TODAY, those=condition).lines}
        for kind, condition in conditions.items()
    }
    counts = {kind: count for kind, count in found.kinds.items() if kind in listed}
    assert counts == {kind: len(people) for kind, people in listed.items()}
    assert found.people == len(set().union(*listed.values()))
    learners = enrolments_on(here.id, TODAY)
    assert counts["no_class"] == sum(not one.enrolment.group for one in learners) == 4
    assert counts["not_opened"] == len(learners) - 4
    assert counts["no_iin"] == len(learners) - 1


@pytest.fixture
def asked(here: School) -> list[Any]:
    """Transfers of both directions, some of one instant, some answered, one too late."""
    other = organisation(1)
    made = []
    for number, one in enumerate(here.pupils[:2] + here.pupils[2:14:3]):
        minute = 10 + number // 2
        made.append(
            propose_transfer(one, here.id, other, TODAY, **given(minute, at=moment(minute)))
        )
    step = {"by": given(1)["by"], "at": moment(20)}
    answer_transfer(made[0].id, other, TransferStep.REFUSE, answer="x", **step)
    answer_transfer(made[3].id, here.id, TransferStep.WITHDRAW, **step)
    return made


def moment(minute: int) -> Any:
    from bagdar.core.periods import day_begins

    return day_begins(TODAY) + timedelta(minutes=minute)


@pytest.mark.parametrize("size", [1, 2, 9])
def test_the_pages_of_transfers_are_the_list_and_the_counts_are_theirs(
    here: School, asked: Any, size: int
):
    whole = transfers.transfers(here.id, TODAY).lines
    assert {one.id for one in whole} == {one.id for one in asked}
    for is_open in (True, False, None):
        part = pages(size, "id", lambda cut, is_open=is_open: transfers.transfers(
            here.id, TODAY, is_open=is_open, cut=cut))  # fmt: skip
        assert part == [
            one for one in whole
            if is_open in (None, one.state_on(TODAY) is TransferState.PROPOSED)
        ]  # fmt: skip
    counted = transfers.counts(here.id, TODAY)
    assert (counted.ours, counted.theirs, counted.decided) == (0, 4, 2)


def test_too_late_is_decided_and_what_is_decided_now_was_open_before(here: School, asked: Any):
    late = max(one.lapses_on for one in asked)
    assert transfers.counts(here.id, late).open == 0
    assert transfers.transfers(here.id, late, is_open=True).lines == ()
    assert transfers.counts(here.id, TODAY, moment(15)).open == len(asked)
    before = transfers.transfers(here.id, TODAY, moment(10), cut=Cut(size=1))
    assert (before.total, before.more) == (2, True)


def small_pages(monkeypatch: Any) -> None:
    for module in (desk, desk_transfers):
        declared = module.rule()
        counting = declared.counting.model_copy(update={"learners_a_page": 3})
        known = declared.model_copy(update={"counting": counting})
        monkeypatch.setattr(module, "rule", lambda known=known: known)


@pytest.mark.parametrize(
    ("address", "link", "lines"),
    [
        ("/kk/register/desk/doubts/?kind=no_iin", "/register/desk/people/", 15),
        ("/kk/register/desk/transfers/", "/register/desk/transfers/", 6),
    ],
)
@pytest.mark.usefixtures("asked")
def test_the_pages_of_the_desk_lead_on_and_a_file_has_all(
    here: School, monkeypatch: Any, address: str, link: str, lines: int
):
    import re

    small_pages(monkeypatch)
    found, following, seen = set(), address, 0
    while following and seen < 9:
        page = here.client.get(following).content.decode()
        found |= set(re.findall(rf'href="[^"]*{link}([0-9a-f-]{{36}})/', page))
        leads = re.search(r'href="(\?[^"]*)" rel="next"', page)
        path = address.partition("?")[0]
        following = path + leads[1].replace("&amp;", "&") if leads else ""
        seen += 1
    assert len(found) == lines
    assert seen > 1


def test_by_program_a_list_goes_on_after_its_last_line(here: School, asked: Any):
    for name, key, total in (("learners", "person_id", 16), ("transfers", "id", 6)):
        address = f"/api/v1/register/desk/{name}"
        first = here.client.get(f"{address}?limit=4").json()
        after = first["items"][-1][key]
        rest = here.client.get(f"{address}?limit=100&after={after}").json()
        assert first["count"] == rest["count"] == total
        ids = [one[key] for one in first["items"] + rest["items"]]
        assert len(ids) == len(set(ids)) == total
        assert here.client.get(f"{address}?after=x").status_code == 422
    assert date.fromisoformat(rest["items"][0]["day"]) == TODAY
