"""Two class lists side by side: of two days, or of one day as it was known at two instants."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bagdar.registry.rules.nouns import Learner


class Difference(StrEnum):
    """CORRECTED: in both, told otherwise."""

    CAME = "came"
    LEFT = "left"
    CORRECTED = "corrected"
    SAME = "same"


@dataclass(frozen=True)
class Pair:
    """One stay in the earlier list and in the later one; None where it is not."""

    before: Learner | None
    after: Learner | None

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
        told = [(one.name, one.enrolment) for one in (self.before, self.after)]
        return Difference.SAME if told[0] == told[1] else Difference.CORRECTED


def compare(before: Iterable[Learner], after: Iterable[Learner]) -> tuple[Pair, ...]:
    """By person and whether full-time; in the order of the later list, then who is only in the
    earlier one, in its order.
    """
    earlier = {_of_one(one): one for one in before}
    later = {_of_one(one): one for one in after}
    pairs = [Pair(earlier.get(key), one) for key, one in later.items()]
    return (*pairs, *(Pair(one, None) for key, one in earlier.items() if key not in later))


def _of_one(one: Learner) -> tuple[object, ...]:
    place = one.enrolment.place
    return (one.person_id, "" if place.is_full_time else place.level)
