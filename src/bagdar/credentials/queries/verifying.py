"""Checking a diploma for somebody: with the file that strangers get, and the lists of today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bagdar.credentials.queries.publishing import list_at, trusted
from bagdar.credentials.rules.credential import instant
from bagdar.credentials.rules.errors import KeyAbsent
from bagdar.credentials.rules.refusals import UNVERIFIED
from bagdar.credentials.rules.verify_diploma import (
    STEPS,
    Trust,
    Verified,
    check_diploma,
    parse_issuers,
    step_of,
)
from bagdar.credentials.rules.verify_forms import claims_of, read_diploma
from bagdar.notary.rules.note import verify
from bagdar.notary.rules.verify_receipt import Refusal

OUTCOMES = PASSED, FAILED, SKIPPED, ABSENT = "passed", "failed", "skipped", "absent"
MOST_LISTS = 4


@dataclass(frozen=True)
class Outcome:
    """verified: None where it is refused; code and facts say why. steps: how each went."""

    verified: Verified | None
    code: str
    facts: Mapping[str, Any]
    steps: tuple[tuple[str, str], ...]

    @property
    def error(self) -> str:
        """The key of the refusal's sentence, without `error.`."""
        return UNVERIFIED[self.code].code


def believed() -> Trust:
    """The issuers of this installation; whoever checks many asks for them once."""
    return parse_issuers(trusted())


def checked(data: bytes, now: datetime, trust: Trust | None = None) -> Outcome:
    """Everything that a file claims; nothing is kept of it."""
    try:
        lists = list(_lists(data, now))
        found = check_diploma(data, trust or believed(), lists, instant(now), verify)
    except Refusal as refusal:
        return Outcome(None, refusal.code, refusal.facts, _steps(step_of(refusal.code)))
    return Outcome(found, "", {}, _steps("", found.receipt is not None))


def _steps(stopped: str, has_receipt: bool = True) -> tuple[tuple[str, str], ...]:
    """What came before a refusal passed, what comes after was not looked at."""
    place = STEPS.index(stopped) if stopped else len(STEPS)

    def of(number: int, step: str) -> str:
        if number == place:
            return FAILED
        if number > place:
            return SKIPPED
        return ABSENT if step == "receipt" and not has_receipt else PASSED

    return tuple((step, of(number, step)) for number, step in enumerate(STEPS))


def _lists(data: bytes, now: datetime) -> Iterator[bytes]:
    """The lists that a file names, as far as they are ours; the file itself is not believed."""
    try:
        for address in _addresses(data):
            found = list_at(address, now)
            if found is not None:
                yield found
    except KeyAbsent:
        return  # then the list is absent, and the refusal says so


def _addresses(data: bytes) -> list[str]:
    entries = claims_of(read_diploma(data)).get("credentialStatus")
    some = entries if isinstance(entries, list) else [entries]
    named = [one.get("statusListCredential") for one in some if isinstance(one, dict)]
    return [one for one in named if isinstance(one, str)][:MOST_LISTS]
