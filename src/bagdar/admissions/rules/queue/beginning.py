"""What a queue begins with, and whose numbers its seed is made of.

Lottery numbers decide between applications of one category and one instant. Whoever opens a queue
with a seed of their own could have picked it; a seed that several parties drew, over the digest of
what the queue begins with, nobody picked. The opening entry says which of both it is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bagdar.admissions.rules.beacons import verified
from bagdar.admissions.rules.errors import InputChanged, RulesChanged
from bagdar.admissions.rules.queue.entries import canonical
from bagdar.admissions.rules.queue.errors import SeedUnfit
from bagdar.admissions.rules.seeding import Ceremony, digest_of, seed_of, silent_in, transcript_told
from bagdar.admissions.rules.transcripts import ceremony_of

BEGINNING = "bagdar-queue-beginning/v1"
RULES = "bagdar-queue/v1"  # what a queue's plan of a seed names as the version of its rules


class SeedBy(StrEnum):
    """Who made the seed: whoever opened the queue, or the parties of a ceremony."""

    OPENER = "opener"
    CEREMONY = "ceremony"


@dataclass(frozen=True)
class SeedTold:
    """plan: the digest that was committed to; parties: who revealed; empty: of an opener."""

    by: SeedBy
    plan: str = ""
    parties: tuple[str, ...] = ()


def root_of(territory: str, origin: str, year: int, rules: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal; the `input_root` of a plan whose seed a queue may take."""
    told = {
        "format": BEGINNING, "territory": territory, "origin": origin, "year": year,
        "rules": rules,
    }  # fmt: skip
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def opening(
    territory: str, origin: str, year: int, rules: Mapping[str, Any], seed: bytes | Ceremony
) -> dict[str, Any]:
    """The body of the first entry. Raises SeedUnfit, and what seed_of raises."""
    body = {"territory": territory, "origin": origin, "year": year, "rules": rules}
    if isinstance(seed, Ceremony):
        told = {"seed_by": SeedBy.CEREMONY.value, "ceremony": transcript_told(seed)}
        return {**body, **told, "seed": seed_of(seed).hex()}
    if len(seed) != 32:
        raise SeedUnfit()
    return {**body, "seed_by": SeedBy.OPENER.value, "seed": seed.hex()}


def ceremony_from(record: Mapping[str, Any]) -> Ceremony:
    """What the record of a draw tells, every step taken again. Raises what a step raises."""
    return ceremony_of(record, verified)


def seed_told(body: Mapping[str, Any]) -> SeedTold:
    """Of the body of a first entry, everything that it says of its seed checked.

    Entries from before ceremonies say nothing: their seeds were given by who opened. A plan's
    `code` is kept and not compared: a queue stands for years, and programs change.
    Raises SeedUnfit, InputChanged, RulesChanged, and what a step of the ceremony raises.
    """
    by, told = body.get("seed_by", SeedBy.OPENER.value), body.get("ceremony")
    if by not in list(SeedBy) or (by == SeedBy.CEREMONY) != (told is not None):
        raise SeedUnfit()
    if told is None:
        return SeedTold(SeedBy.OPENER)
    ceremony = ceremony_of(told, verified)
    plan = ceremony.plan
    root = root_of(body["territory"], body["origin"], body["year"], body["rules"])
    if plan.input_root != root:
        raise InputChanged(committed=plan.input_root, found=root)
    if plan.rules != RULES:
        raise RulesChanged(committed=plan.rules, found=RULES)
    if seed_of(ceremony).hex() != body["seed"]:
        raise SeedUnfit()
    silent = silent_in(ceremony)
    parties = tuple(party for party in plan.parties if party not in silent)
    return SeedTold(SeedBy.CEREMONY, digest_of(plan), parties)
