"""Entries of the log of a queue, each chained with the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bagdar.admissions.rules.queue.errors import LogBroken
from bagdar.admissions.rules.queue.nouns import EntryKind

NOTHING = "0" * 64  # what stands before the first entry
AT = "%Y-%m-%dT%H:%M:%S.%fZ"


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value gives the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def instant_text(at: datetime) -> str:
    return at.astimezone(UTC).strftime(AT)


def instant_of(text: str) -> datetime:
    return datetime.strptime(text, AT).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One line. number: from 1 without gaps; by, role: who did it; prior: the digest before."""

    queue: str
    number: int
    kind: EntryKind
    body: Mapping[str, Any]
    at: datetime
    by: str
    role: str
    prior: str

    @property
    def digest(self) -> str:
        told = {
            "queue": self.queue, "number": self.number, "kind": self.kind.value,
            "body": self.body, "at": instant_text(self.at), "by": self.by, "role": self.role,
            "prior": self.prior,
        }  # fmt: skip
        return hashlib.sha256(canonical(told).encode()).hexdigest()

    @property
    def children(self) -> frozenset[str]:
        """Whom it concerns; none: a place, a rule or the whole queue."""
        return frozenset(self.body[name] for name in ("child", "other") if name in self.body)

    def commitment(self) -> dict[str, Any]:
        """What the log of the notary is told, under a salt."""
        return {"queue": self.queue, "number": self.number, "digest": self.digest}


def check_chain(entries: Iterable[tuple[Entry, str]]) -> str:
    """(entry, the digest kept beside it) in order; gives the last digest.

    Raises LogBroken at the first that has the wrong number, prior or digest.
    """
    prior = NOTHING
    for place, (entry, kept) in enumerate(entries, start=1):
        if (entry.number, entry.prior, entry.digest) != (place, prior, kept):
            raise LogBroken(number=place)
        prior = kept
    return prior
