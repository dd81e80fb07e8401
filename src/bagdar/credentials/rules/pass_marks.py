"""data/credentials/pass_marks.toml: when a result is good enough for a module to be earned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words
from bagdar.credentials.rules.errors import PassMarkAbsent

SHOWN = "data/credentials/pass_marks.toml"
Share = Annotated[Decimal, Field(gt=0, le=1)]


@dataclass(frozen=True)
class OwnResult:
    """The latest result of the register in a subject. most: the most that could be reached."""

    subject: str
    score: Decimal
    most: Decimal
    on: date


class PassMark(Declared):
    """A share from a day on, until the next one's day."""

    since: date
    share: Share
    source: Words
    checked_on: date


class ScaleMark(PassMark):
    """Of results of which `most` could be reached."""

    most: Annotated[Decimal, Field(gt=0)]


class PassMarks(Declared):
    """Everything declared, the oldest first; scale: those of one scale the oldest first."""

    illustrative: bool
    value: Annotated[tuple[PassMark, ...], Field(min_length=1)]
    scale: tuple[ScaleMark, ...] = ()

    @model_validator(mode="after")
    def _oldest_first(self) -> "PassMarks":
        lines: dict[Decimal | None, list[date]] = {None: [one.since for one in self.value]}
        for one in self.scale:
            lines.setdefault(one.most, []).append(one.since)
        for days in lines.values():
            if days != sorted(set(days)):
                raise ValueError("since: oldest first, no day twice")
        return self

    def on(self, most: Decimal, day: date) -> PassMark:
        """What holds for a result of a scale on a day. Raises PassMarkAbsent."""
        of_scale = [one for one in self.scale if one.most == most and one.since <= day]
        return of_scale[-1] if of_scale else self.for_all(day)

    def for_all(self, day: date) -> PassMark:
        """What holds for a result of no scale of its own. Raises PassMarkAbsent."""
        found = [one for one in self.value if one.since <= day]
        if not found:
            raise PassMarkAbsent(on=day, first=self.value[0].since)
        return found[-1]


def passed(
    results: Iterable[OwnResult], marks: PassMarks, own: Decimal | None = None
) -> frozenset[str]:
    """Subjects in which somebody was good enough. own: the share that the programme declares.

    Nothing of nothing is not passed. Raises PassMarkAbsent.
    """
    return frozenset(
        one.subject
        for one in results
        if one.most > 0 and one.score >= one.most * (own or marks.on(one.most, one.on).share)
    )


@lru_cache(maxsize=4)
def pass_marks(data_dir: Path) -> PassMarks:
    """The declared file. Raises FaultyData with every fault at once."""
    path = data_dir / "credentials" / "pass_marks.toml"
    marks, faults = declared.read_toml(path, PassMarks, SHOWN)
    if faults or marks is None:
        raise FaultyData(faults)
    return marks
