"""A place that the database counts is the place that the rules say, for everybody in a queue."""

import random
from datetime import timedelta
from typing import Any

import pytest

from bagdar.admissions import models
from bagdar.admissions.queries import moving
from bagdar.admissions.queries.moving import position_of
from bagdar.admissions.queries.reading import book_of, queue_of, waiting_of, who_wish
from bagdar.admissions.rules.queue.order import Position, position
from bagdar.admissions.rules.queue.referring import refer
from bagdar.admissions.rules.queue.standing import Line, Slot
from tests.queueing import NOW, YEAR, Yard, yard
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CHILDREN = 80


def crowd(seed: int) -> Yard:
    """Children of all ages and lines; several of one category, instant and even lottery number."""
    of, draw = yard(4), random.Random(seed)
    rules = of.queue.rules
    for number in range(CHILDREN):
        made = models.QueueApplication.objects.create(
            id=f"00000000-0000-4000-8000-{number:012}", queue=of.queue, person_id=person(1),
            state=draw.choice(["waiting"] * 5 + ["withdrawn"]), cohort=YEAR - draw.randint(0, 8),
            language=draw.choice(["kk", "kk", "ru"]), need=draw.choice(rules["needs"][:2]),
            territory="", category=draw.choice(["", "", "no more declared", *rules["categories"]]),
            since=NOW + timedelta(days=draw.randint(0, 3)), lottery=f"{draw.randint(0, 9):064x}",
            applied=1, last=1, refusals=0,
        )  # fmt: skip
        wished = draw.sample(of.places, draw.randint(1, 3))
        models.QueueWish.objects.bulk_create(
            models.QueueWish(application=made, rank=rank, organisation_id=one)
            for rank, one in enumerate(wished, start=1)
        )
    return of


def both(of: Yard) -> list[tuple[Position | None, Position | None]]:
    """(counted, by the rules) of each."""
    book = book_of(queue_of(of.queue.pk))
    rows = models.QueueApplication.objects.select_related("queue", "place")
    everybody = list(book.applications.values())
    assert book.head is not None
    told = [(row, book.applications[str(row.person_id)]) for row in rows]
    return [(position_of(row), position(one, book.head, everybody)) for row, one in told]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_place_is_counted_as_the_rules_say_it(seed: int):
    found = both(crowd(seed))
    assert [one for one in found if one[0] != one[1]] == []
    told = [one for one, _ in found if one is not None]
    assert 0 < len(told) < CHILDREN
    for why in ("by_category", "by_date", "by_lottery"):
        assert any(getattr(one, why) for one in told), why
    assert any(many for one in told for _, many in one.wished)


@pytest.mark.parametrize("name", ["by_category", "by_date", "by_lottery"])
def test_a_count_that_forgets_a_part_of_the_order_is_noticed(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    """The negative control."""
    whole = moving._before

    def forgetful(*told: Any) -> Any:
        return {**whole(*told), name: moving.Q(pk__in=[])}

    monkeypatch.setattr(moving, "_before", forgetful)
    assert any(one != other for one, other in both(crowd(1)))


def test_who_wishes_none_of_the_free_places_need_not_be_asked():
    of = crowd(1)
    head, free = book_of(of.queue).head, str(of.places[0])
    everybody = waiting_of(of.queue)
    lines = {Line(group, language, need) for group, *_ in of.queue.rules["groups"]
             for language in ("kk", "ru") for need in of.queue.rules["needs"][:2]}  # fmt: skip
    offered = 0
    for line in lines:
        places = {Slot(free, *line): 2}
        some = who_wish(of.queue, line, places)
        assert refer(head, some, places) == refer(head, everybody, places)
        offered += len(refer(head, some, places))
        assert len(some) < len(everybody)
    assert offered
