"""What stands of an application when a campaign closes: its facts, and the wishes that count.

A wish of a place that orders by a number which nobody has recorded of this child cannot be
ordered. It is left out of the input, and the application says which fact was missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bagdar.admissions.rules.campaign.building import Asking
from bagdar.admissions.rules.market import Facts, Value


@dataclass(frozen=True)
class Missing:
    """A wish that does not count, and why. place: its code; facts: what nobody has recorded."""

    place: str
    facts: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        return {"place": self.place, "missing": list(self.facts)}


def frozen(one: Asking, needed: Mapping[str, Sequence[str]]) -> tuple[Asking, tuple[Missing, ...]]:
    """needed: place → facts without which nobody can be ordered there."""
    missing = tuple(
        Missing(place, lacking)
        for place in one.wishes
        if (lacking := tuple(name for name in needed[place] if _value(one, place, name) is None))
    )
    left_out = {each.place for each in missing}
    kept = tuple(place for place in one.wishes if place not in left_out)
    return replace(one, wishes=kept), missing


def _value(one: Asking, place: str, name: str) -> Value | None:
    """A whole number, at this place or everywhere."""
    value = one.at_place.get(place, {}).get(name, one.facts.get(name))
    return value if type(value) is int else None


def proven_over(read: Facts, proven: Facts) -> dict[str, Value]:
    """What the register says, and what was proven of this child, which goes before it."""
    return {**read, **proven}
