"""What stands in a queue: applications, places, and what is declared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from bagdar.admissions.rules.lottery import number_of
from bagdar.admissions.rules.queue.declared import QueueRules
from bagdar.admissions.rules.queue.entries import NOTHING, instant_text
from bagdar.admissions.rules.queue.nouns import QueueState


class Slot(NamedTuple):
    """Places of one kind in one kindergarten."""

    organisation: str
    group: str
    language: str
    need: str


class Line(NamedTuple):
    """Who waits for the same kind of places."""

    group: str
    language: str
    need: str


@dataclass(frozen=True)
class Hand:
    """A move by hand that waits for a second person."""

    since: datetime
    reason: str
    by: str


@dataclass(frozen=True)
class Application:
    """A child in the queue.

    cohort     the year in which the child is of age 0 on the declared day
    wishes     kindergartens, the dearest first
    claimed    a category that was not proven yet, or ""; category: the proven one, or ""
    since      the instant that orders; lottery: 32 hexadecimal digits, of the child for ever
    place      offered or held; until: the last day to answer an offer
    partner    the child with whom an exchange was asked, or ""
    applied, last   numbers of entries: the application, and the last that concerned the child
    """

    child: str
    state: QueueState
    cohort: int
    language: str
    need: str
    territory: str
    wishes: tuple[str, ...]
    claimed: str
    category: str
    since: datetime
    lottery: str
    applied: int
    last: int
    refusals: int = 0
    place: Slot | None = None
    until: date | None = None
    hand: Hand | None = None
    partner: str = ""


@dataclass(frozen=True)
class Head:
    """Of the whole queue. rounds: how many were run; number, digest: of the last entry."""

    territory: str
    seed: str
    rules: QueueRules
    year: int
    rounds: int = 0
    number: int = 0
    digest: str = NOTHING


class View(Protocol):
    """What a step may look at: all of a queue, or only the rows that it needs."""

    @property
    def head(self) -> Head | None: ...
    def application(self, child: str) -> Application | None: ...
    def free(self, slot: Slot) -> int: ...


@dataclass
class Book:
    """The whole state of a queue, as the fold makes it."""

    head: Head | None = None
    applications: dict[str, Application] = field(default_factory=dict)
    places: dict[Slot, int] = field(default_factory=dict)

    def application(self, child: str) -> Application | None:
        return self.applications.get(child)

    def free(self, slot: Slot) -> int:
        return self.places.get(slot, 0)

    def copy(self) -> "Book":
        return Book(self.head, dict(self.applications), dict(self.places))


def lottery_number(seed: str, namespace: str, child: str) -> str:
    """Of the child, as every market makes it: nothing of an application goes into it."""
    return f"{number_of(bytes.fromhex(seed), namespace, child):032x}"


def cohort_of(born_on: date, rules: QueueRules) -> int:
    """The year on whose declared day the child is not one year old yet, but born."""
    return born_on.year + ((born_on.month, born_on.day) > rules.age_on)


def line_of(one: Application, head: Head) -> Line | None:
    """None: no age group of the year is for the child."""
    group = head.rules.group_of(head.year - one.cohort)
    return Line(group, one.language, one.need) if group is not None else None


def told_state(
    head: Head, applications: Iterable[Application], places: dict[Slot, int]
) -> dict[str, Any]:
    """All of it as plain JSON, in one order: two states are one when their texts are."""
    return {
        "head": {
            "territory": head.territory, "seed": head.seed, "rules": head.rules.told(),
            "year": head.year, "rounds": head.rounds, "number": head.number,
            "digest": head.digest,
        },
        "applications": [
            _told(one) for one in sorted(applications, key=lambda one: one.child)
        ],
        "places": [[*slot, free] for slot, free in sorted(places.items())],
    }  # fmt: skip


def _told(one: Application) -> dict[str, Any]:
    hand = one.hand and [instant_text(one.hand.since), one.hand.reason, one.hand.by]
    return {
        "child": one.child, "state": one.state.value, "cohort": one.cohort,
        "language": one.language, "need": one.need, "territory": one.territory,
        "wishes": list(one.wishes), "claimed": one.claimed, "category": one.category,
        "since": instant_text(one.since), "lottery": one.lottery, "applied": one.applied,
        "last": one.last, "refusals": one.refusals, "place": one.place and list(one.place),
        "until": one.until and one.until.isoformat(), "hand": hand, "partner": one.partner,
    }  # fmt: skip
