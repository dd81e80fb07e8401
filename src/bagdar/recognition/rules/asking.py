"""What a learner says of an achievement, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.credentials.rules.curricula import MOST_CREDITS, NQF, Unit
from bagdar.recognition.rules.nouns import Kind

MOST_CLAIMS, MOST_FILES, MOST_STATUSES = 40, 8, 4
LONGEST = {"title": 300, "provider": 300, "code": 200, "number": 100, "comment": 1000}


@dataclass(frozen=True)
class Asked:
    """A request as it is made.

    claims   codes of modules of the curriculum
    code     by which the provider calls it; "": its title
    number   of the certificate; only the institution sees it
    nqf_level  None: not said
    email    to which a badge was given, held against it and not kept
    """

    curriculum_id: UUID
    kind: Kind
    title: str
    provider: str
    achieved_on: date
    credits: int
    unit: Unit
    claims: tuple[str, ...]
    code: str = ""
    number: str = ""
    nqf_level: int | None = None
    comment: str = ""
    email: str = ""


def asking_faults(asked: Asked, known: frozenset[str], today: date) -> tuple[tuple[str, str], ...]:
    """(field, code of the sentence), every one at once. known: codes of the modules."""
    return tuple(_faults(asked, known, today))


def _faults(asked: Asked, known: frozenset[str], today: date) -> Iterator[tuple[str, str]]:
    for field, most in LONGEST.items():
        text: str = getattr(asked, field)
        if len(text) > most:
            yield field, "long"
        if field in ("title", "provider") and not text.strip():
            yield field, "missing"
        if "\0" in text:
            yield field, "signs"
    if asked.achieved_on > today:
        yield "achieved_on", "future"
    if asked.achieved_on.year < 1950:
        yield "achieved_on", "early"
    if not 1 <= asked.credits <= MOST_CREDITS:
        yield "credits", "credits"
    if asked.nqf_level is not None and asked.nqf_level not in NQF:
        yield "nqf_level", "nqf"
    if not 1 <= len(asked.claims) <= MOST_CLAIMS or len(set(asked.claims)) < len(asked.claims):
        yield "claims", "claims"
    elif not set(asked.claims) <= known:
        yield "claims", "unknown"
