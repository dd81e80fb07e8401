"""Which records of a region deserve a second look. A doubt refuses nothing: a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from uuid import UUID

from bagdar.core.names import Name
from bagdar.core.national_ids import Iin, Sex
from bagdar.core.text import skeleton
from bagdar.warehouse.tables.predicates import AgeWhen
from bagdar.warehouse.tables.registry import AGES_OF_ENROLMENT


class Doubt(StrEnum):
    """In the order in which they are listed."""

    IIN_DISAGREES = "iin_disagrees"
    TWICE = "twice"
    TWO_PLACES = "two_places"
    AGE_OF_LEVEL = "age_of_level"
    NO_IIN = "no_iin"


@dataclass(frozen=True, repr=False)
class Learning:
    """A learner of a region on a day, as far as the checks look: one row an enrolment."""

    person_id: UUID
    organisation_id: UUID
    level: str
    since: date
    name: Name = Name("", "")
    born_on: date | None = None
    sex: Sex | None = None
    iin: Iin | None = None

    def __repr__(self) -> str:
        return f"Learning({self.person_id}, {self.level!r})"


@dataclass(frozen=True)
class Doubtful:
    """One doubt about one learner, where the learner is recorded."""

    doubt: Doubt
    person_id: UUID
    organisation_id: UUID


def doubts(learners: Sequence[Learning]) -> tuple[Doubtful, ...]:
    """Every doubt about learners of a region on a day, each once, by kind."""
    found = {*_of_each(learners), *_twice(learners), *_two_places(learners)}
    order = list(Doubt)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.doubt), one.organisation_id, one.person_id))
    )


def _of_each(learners: Iterable[Learning]) -> Iterator[Doubtful]:
    for one in learners:
        if one.iin is None:
            yield _doubt(Doubt.NO_IIN, one)
        elif one.iin.warnings(one.born_on, one.sex):
            yield _doubt(Doubt.IIN_DISAGREES, one)
        if not has_age_of_level(one.born_on, one.since, one.level):
            yield _doubt(Doubt.AGE_OF_LEVEL, one)


def has_age_of_level(born_on: date | None, since: date, level: str) -> bool:
    """Within the wide bounds to which the forms of delivery hold an enrolment as well."""
    if born_on is None or level not in ages_of_levels():
        return True
    years = since.year - born_on.year - ((since.month, since.day) < (born_on.month, born_on.day))
    least, most = ages_of_levels()[level]
    return least <= years <= most


@cache
def ages_of_levels() -> Mapping[str, tuple[int, int]]:
    """By level, the youngest and the oldest at which a stay may begin without a doubt."""
    tests = [one.test for one in AGES_OF_ENROLMENT if isinstance(one.test, AgeWhen)]
    return {level: (one.least, one.most) for one in tests for level in one.holds}


def _twice(learners: Iterable[Learning]) -> Iterator[Doubtful]:
    """Two people of one name, whatever its script, and one birth date."""
    alike: dict[tuple[str, date], dict[UUID, Learning]] = defaultdict(dict)
    for one in learners:
        if one.born_on is not None and one.name.full:
            alike[skeleton(one.name.full), one.born_on].setdefault(one.person_id, one)
    for people in alike.values():
        if len(people) > 1:
            yield from (_doubt(Doubt.TWICE, one) for one in people.values())


def _two_places(learners: Iterable[Learning]) -> Iterator[Doubtful]:
    """One person at one level in two organisations on one day."""
    places: dict[tuple[UUID, str], dict[UUID, Learning]] = defaultdict(dict)
    for one in learners:
        places[one.person_id, one.level][one.organisation_id] = one
    for there in places.values():
        if len(there) > 1:
            yield from (_doubt(Doubt.TWO_PLACES, one) for one in there.values())


def _doubt(doubt: Doubt, one: Learning) -> Doubtful:
    return Doubtful(doubt, one.person_id, one.organisation_id)
