"""What somebody has earned towards an educational programme: own results, and recognised credits.

A module is earned by the own result in its subject as a whole, or credit by credit by what was
recognised. What is counted never exceeds the module: an own result leaves no room for recognised
credits beside it, and these count in the order in which they were given.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from bagdar.core.languages import Words


class Earned(StrEnum):
    """How credits of a line were earned."""

    OWN = "own"
    RECOGNISED = "recognised"


@dataclass(frozen=True)
class TakenModule:
    """A module of the version that somebody follows."""

    code: str
    title: Words
    credits: int
    nqf_level: int
    subject: str = ""


@dataclass(frozen=True)
class GivenCredit:
    """Recognised credits that stand. title, provider: what was learnt, and from whom."""

    id: UUID
    module: str
    module_title: Words
    credits: int
    title: str
    provider: str
    achieved_on: date
    decision: UUID
    achievement: str = ""


@dataclass(frozen=True)
class TranscriptLine:
    """Credits of one module, earned one way. given: of recognised ones."""

    module: str
    title: Words
    credits: int
    how: Earned
    given: GivenCredit | None = None


@dataclass(frozen=True)
class Transcript:
    """lines: in the order of the modules; total: credits of the whole programme."""

    lines: tuple[TranscriptLine, ...]
    total: int

    def credits_of(self, how: Earned) -> int:
        return sum(one.credits for one in self.lines if one.how is how)

    @property
    def earned(self) -> int:
        return sum(one.credits for one in self.lines)

    def earned_of(self, module: str) -> int:
        return sum(one.credits for one in self.lines if one.module == module)


def transcript(
    modules: Sequence[TakenModule],
    total: int,
    passed: Collection[str],
    given: Sequence[GivenCredit],
) -> Transcript:
    """passed: subjects in which an own result was good enough.
    given: in the order in which they were given; of modules that are in this version or not.
    """
    own = {one.code for one in modules if one.subject and one.subject in passed}
    by_module: dict[str, list[GivenCredit]] = {}
    for one in given:
        by_module.setdefault(one.module, []).append(one)
    lines: list[TranscriptLine] = []
    for module in modules:
        if module.code in own:
            lines.append(TranscriptLine(module.code, module.title, module.credits, Earned.OWN))
        else:
            lines += _recognised(module, by_module.get(module.code, ()))
    known = {one.code for one in modules}
    for code, some in by_module.items():
        if code not in known:  # of an earlier version: it was given, and it stands
            lines += [_line(one, one.credits) for one in some]
    return Transcript(tuple(lines), total)


def _recognised(module: TakenModule, given: Sequence[GivenCredit]) -> list[TranscriptLine]:
    found, left = [], module.credits
    for one in given:
        counted = min(left, one.credits)
        if counted:
            found.append(_line(one, counted))
            left -= counted
    return found


def _line(one: GivenCredit, credits: int) -> TranscriptLine:
    return TranscriptLine(one.module, one.module_title, credits, Earned.RECOGNISED, one)
