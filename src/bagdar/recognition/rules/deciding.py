"""What may be recognised of an achievement: by an equivalence alone, or by a person's decision.

Whoever grants, nothing exceeds four bounds: what was learnt, what the module is worth and has not
been earned yet, the level at which it was learnt, and the share of a programme that may be
recognised. An equivalence is cut down to them; a person who goes beyond is told so.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from bagdar.core.text import skeleton
from bagdar.credentials.rules.curricula import Unit
from bagdar.recognition.rules.nouns import Kind, Proof, Verdict


@dataclass(frozen=True)
class Achievement:
    """What was learnt elsewhere.

    provider, code  by which it is told apart: of a badge the issuer's and the achievement's id
    credits         whole, in its own unit
    nqf_level       None: nobody says at which level it was learnt
    """

    kind: Kind
    provider: str
    code: str
    achieved_on: date
    credits: int
    unit: Unit
    nqf_level: int | None
    proof: Proof

    @property
    def key(self) -> str:
        """What counts once: the same course of the same provider, however it is typed."""
        return achievement_key(self.provider, self.code)


def achievement_key(provider: str, code: str) -> str:
    text = f"{skeleton(provider)}\n{skeleton(code)}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Part:
    """A module of the receiving programme. left: credits that are not earned yet."""

    code: str
    credits: int
    nqf_level: int
    left: int


@dataclass(frozen=True)
class Standing:
    """The receiving programme as a learner stands in it.

    recognised  credits that were recognised before
    counted     keys of achievements that count in it already
    """

    level: str
    unit: Unit
    credits: int
    parts: Mapping[str, Part]
    recognised: int
    counted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Limits:
    """most_share: of this programme; below: levels of the NQF; rate: ECTS credits of a point."""

    most_share: Decimal
    below: int
    rate: Decimal


@dataclass(frozen=True)
class Grant:
    """Credits of one module."""

    module: str
    credits: int


@dataclass(frozen=True)
class Equivalence:
    """That an achievement covers credits of a module. before: the first day after it, or None."""

    kind: Kind
    provider: str
    code: str
    module: str
    credits: int
    since: date
    before: date | None

    def covers(self, one: Achievement) -> bool:
        """Of that very course and provider, on the day on which it was achieved."""
        return (
            self.kind is one.kind
            and skeleton(self.provider) == skeleton(one.provider)
            and skeleton(self.code) == skeleton(one.code)
            and self.since <= one.achieved_on
            and (self.before is None or one.achieved_on < self.before)
        )


class Obstacle(StrEnum):
    """Why credits may not be granted, or fewer of them."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    MODULE = "module"
    LEVEL = "level"
    EVIDENCE = "evidence"
    CAP = "cap"
    COUNTED = "counted"


@dataclass(frozen=True)
class Settled:
    """What an equivalence gives after it was cut down; cuts: (module, why), "" for all of it."""

    grants: tuple[Grant, ...]
    cuts: tuple[tuple[str, Obstacle], ...]


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))


def worth(one: Achievement, unit: Unit, rate: Decimal) -> int:
    """Its credits in another unit, rounded down: what was not learnt is not recognised."""
    if one.unit is unit:
        return one.credits
    credits = Decimal(one.credits)
    return _floor(credits * rate if unit is Unit.ECTS else credits / rate)


def most_recognised(standing: Standing, limits: Limits) -> int:
    """Credits of the programme that may be recognised in all, rounded down."""
    return _floor(standing.credits * limits.most_share)


def room_left(standing: Standing, limits: Limits) -> int:
    return max(0, most_recognised(standing, limits) - standing.recognised)


def has_level(one: Achievement, part: Part, limits: Limits) -> bool:
    """An achievement whose level nobody says does not fail by it: a person judges it."""
    return one.nqf_level is None or one.nqf_level + limits.below >= part.nqf_level


def obstacles(
    grants: Sequence[Grant], one: Achievement, standing: Standing, limits: Limits
) -> tuple[tuple[str, Obstacle], ...]:
    """What stands against granting this, all of it at once; nothing: it may be granted."""
    return tuple(_obstacles(grants, one, standing, limits))


def _obstacles(
    grants: Sequence[Grant], one: Achievement, standing: Standing, limits: Limits
) -> Iterator[tuple[str, Obstacle]]:
    seen: set[str] = set()
    for grant in grants:
        part = standing.parts.get(grant.module)
        if part is None or grant.credits < 1:
            yield grant.module, Obstacle.UNKNOWN
            continue
        if grant.module in seen:
            yield grant.module, Obstacle.TWICE
        seen.add(grant.module)
        if grant.credits > part.left:
            yield grant.module, Obstacle.MODULE
        if not has_level(one, part, limits):
            yield grant.module, Obstacle.LEVEL
    granted = sum(grant.credits for grant in grants)
    if granted > worth(one, standing.unit, limits.rate):
        yield "", Obstacle.EVIDENCE
    if granted > room_left(standing, limits):
        yield "", Obstacle.CAP
    if granted and one.key in standing.counted:
        yield "", Obstacle.COUNTED


def wished(
    equivalences: Sequence[Equivalence], one: Achievement, claims: Collection[str]
) -> tuple[Grant, ...]:
    """What declared equivalences would give for the claims, before it is cut down.

    Of several for one module the one of most credits counts.
    """
    most: dict[str, int] = {}
    for found in equivalences:
        if found.module in claims and found.covers(one):
            most[found.module] = max(most.get(found.module, 0), found.credits)
    return tuple(Grant(module, credits) for module, credits in sorted(most.items()))


def cut_down(
    grants: Sequence[Grant], one: Achievement, standing: Standing, limits: Limits
) -> Settled:
    """The same grants within the bounds, in the order of the modules' codes."""
    if one.key in standing.counted:
        return Settled((), (("", Obstacle.COUNTED),))
    learnt, room = worth(one, standing.unit, limits.rate), room_left(standing, limits)
    kept: list[Grant] = []
    cuts: list[tuple[str, Obstacle]] = []
    for grant in sorted(grants, key=lambda grant: grant.module):
        part = standing.parts.get(grant.module)
        if part is None:
            cuts.append((grant.module, Obstacle.UNKNOWN))
            continue
        if not has_level(one, part, limits):
            cuts.append((grant.module, Obstacle.LEVEL))
            continue
        bounds = (
            (part.left, Obstacle.MODULE),
            (learnt, Obstacle.EVIDENCE),
            (room, Obstacle.CAP),
        )
        credits = min(grant.credits, *(bound for bound, _ in bounds))
        if credits < grant.credits:
            why = next(why for bound, why in bounds if bound == credits)
            cuts.append((grant.module, why))
        if credits > 0:
            kept.append(Grant(grant.module, credits))
            learnt, room = learnt - credits, room - credits
    return Settled(tuple(kept), tuple(cuts))


def automatic(
    equivalences: Sequence[Equivalence],
    one: Achievement,
    claims: Collection[str],
    standing: Standing,
    limits: Limits,
) -> Settled | None:
    """What equivalences decide alone; None: a person has to.

    Only of what was verified, only where every claim is covered, and never a refusal.
    """
    if one.proof is not Proof.VERIFIED or not claims:
        return None
    wish = wished(equivalences, one, claims)
    if {grant.module for grant in wish} != set(claims):
        return None
    found = cut_down(wish, one, standing, limits)
    return found if found.grants else None


def verdict(claims: Collection[str], grants: Sequence[Grant], standing: Standing) -> Verdict:
    """Full: every claimed module is earned with it; refused: nothing is granted."""
    if not grants:
        return Verdict.REFUSED
    given = {grant.module: grant.credits for grant in grants}
    whole = all(
        given.get(code, 0) >= standing.parts[code].left for code in claims if code in standing.parts
    )
    return Verdict.FULL if whole and set(claims) <= set(standing.parts) else Verdict.PARTIAL
