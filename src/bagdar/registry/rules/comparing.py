"""Two lists of people side by side: of two days, or of one day as it was known at two instants."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from bagdar.core.names import Name
from bagdar.registry.rules.nouns import Learner, Standing


class Difference(StrEnum):
    """CORRECTED: in both, told otherwise."""

    CAME = "came"
    LEFT = "left"
    CORRECTED = "corrected"
    SAME = "same"


@dataclass(frozen=True)
class Listed:
    """A line of a list. key: by which it is found in another one; said: what stands of it there."""

    key: Hashable
    person_id: UUID
    name: Name
    said: Any


@dataclass(frozen=True)
class Pair:
    """One line in the earlier list and in the later one; None where it is not."""

    before: Listed | None
    after: Listed | None

    @property
    def person_id(self) -> UUID:
        found = self.after or self.before
        assert found is not None
        return found.person_id

    @property
    def difference(self) -> Difference:
        if self.before is None:
            return Difference.CAME
        if self.after is None:
            return Difference.LEFT
        told = [(one.name, one.said) for one in (self.before, self.after)]
        return Difference.SAME if told[0] == told[1] else Difference.CORRECTED


def compare(before: Iterable[Listed], after: Iterable[Listed]) -> tuple[Pair, ...]:
    """In the order of the later list, then who is only in the earlier one, in its order."""
    earlier = {one.key: one for one in before}
    later = {one.key: one for one in after}
    pairs = [Pair(earlier.get(key), one) for key, one in later.items()]
    return (*pairs, *(Pair(one, None) for key, one in earlier.items() if key not in later))


def learner_listed(one: Learner) -> Listed:
    """By person and whether full-time."""
    place = one.enrolment.place
    key = (one.person_id, "" if place.is_full_time else place.level)
    return Listed(key, one.person_id, one.name, one.enrolment)


def post_listed(one: Standing[Any], name: Name | None) -> Listed:
    """By person, position and subject."""
    said = one.details
    key = (one.whose, said.position, said.subject)
    return Listed(key, one.whose, name or Name("", ""), said)
