"""data/admissions/certificates.csv: what certificates of international tests give, by day.

A line is a band of a test: from a score to a score, both included, it gives as much as that share
of the exam. All bands of a test that begin on a day are its table from that day on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bagdar.admissions.rules.campaign.declared import Code, Source
from bagdar.admissions.rules.campaign.exams import WHOLE
from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, Phrase
from bagdar.core.origins import Origin

SHOWN = "data/admissions/certificates.csv"
MOST = 100_000


class Certificate(Declared):
    """exam: the fact by which it is claimed. origin: illustrative where nobody looked it up."""

    exam: Code
    least: Annotated[int, Field(ge=0, le=MOST)]
    most: Annotated[int, Field(ge=0, le=MOST)]
    gives: Annotated[int, Field(ge=0, le=WHOLE)]
    since: date
    origin: Origin
    source: Source


Placed = tuple[int, Certificate]  # with its line


def read_certificates(data_dir: Path) -> tuple[tuple[Certificate, ...], Sequence[Fault]]:
    """Every band, and all faults: of a line, a gap, an overlap, a higher score that gives less."""
    reading = declared.read_csv(data_dir / "admissions" / "certificates.csv", Certificate, SHOWN)
    faults = [*reading.faults, *faults_of(reading.records)]
    return tuple(one for _, one in reading.records), faults


def faults_of(records: Iterable[Placed]) -> list[Fault]:
    tables: dict[tuple[str, date], list[Placed]] = defaultdict(list)
    for line, one in records:
        tables[one.exam, one.since].append((line, one))
    found = []
    for some in tables.values():
        bands = sorted(some, key=lambda placed: (placed[1].least, placed[1].most))
        found += [_fault(line, one, "turned") for line, one in bands if one.least > one.most]
        for (_, lower), (line, upper) in pairwise(bands):
            if upper.least <= lower.most:
                found.append(_fault(line, upper, "overlap"))
            elif upper.least != lower.most + 1:
                found.append(_fault(line, upper, "gap"))
            if upper.gives <= lower.gives:
                found.append(_fault(line, upper, "falls"))
    return found


def _fault(line: int, one: Certificate, why: str) -> Fault:
    facts = {"value": one.least, "problem": Phrase(f"campaign.certificates.{why}")}
    return Fault("value", SHOWN, line, "gives" if why == "falls" else "least", facts)


def equivalent(bands: Sequence[Certificate], exam: str, score: int, on: date) -> int:
    """What a score of a test gives on a day, of WHOLE; below its table or before it: nothing."""
    days = [one.since for one in bands if one.exam == exam and one.since <= on]
    found = [
        one.gives
        for one in bands
        if days and one.exam == exam and one.since == max(days) and one.least <= score <= one.most
    ]
    return found[0] if found else 0


def best_certificate(
    bands: Sequence[Certificate], scores: Mapping[str, int], on: date
) -> tuple[str, int]:
    """Which of somebody's tests gives most, and how much; ("", 0): none gives anything."""
    given = {exam: equivalent(bands, exam, score, on) for exam, score in sorted(scores.items())}
    best = max(given, key=lambda exam: given[exam], default="")
    return (best, given[best]) if best and given[best] else ("", 0)
